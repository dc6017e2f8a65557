"""From a request's bytes to the domain's values, with every field's problem told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from api_gateway.calendar_check import calendar_problems
from saju import Chart, Conventions, SajuError, chart_of
from shared.contracts.requests import ReadingRequest
from shared.errors import FieldProblem, InvalidRequest

_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "literal_error": "not_allowed",
    "finite_number": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "string_too_short": "wrong_length",
    "string_too_long": "wrong_length",
}
MAX_PROBLEMS = 50
"""More wrong fields than that are not told: the answer stays about as large as the question."""


def parse_reading_request(data: bytes) -> tuple[ReadingRequest, Chart]:
    """The request in `data` and the exact chart of its birth.

    Raises:
        InvalidRequest: the bytes are no JSON (400), or fields are wrong (422, all of them told).
    """
    try:
        request = ReadingRequest.model_validate_json(data)
    except ValidationError as error:
        raise _invalid(error, data) from None
    birth, conventions = request.birth_info.to_birth(), request.options.to_conventions()
    try:
        return request, chart_of(birth, conventions)
    except SajuError:
        raise _refused(calendar_problems(asdict(birth), set(), conventions)) from None


def _invalid(error: ValidationError, data: bytes) -> InvalidRequest:
    details = error.errors(include_url=False, include_input=False)
    try:
        document = orjson.loads(data)  # stricter than pydantic: NaN is no JSON
    except orjson.JSONDecodeError:
        return InvalidRequest("malformed_json", HTTPStatus.BAD_REQUEST)
    problems = [_field_problem(detail) for detail in details[:MAX_PROBLEMS]]
    return _refused((*problems, *_birth_problems(document, details)))


def _refused(problems: tuple[FieldProblem, ...]) -> InvalidRequest:
    of_birth = any(problem.field.startswith("birth_info") for problem in problems)
    code = "invalid_birth_info" if of_birth else "invalid_request"
    return InvalidRequest(code, HTTPStatus.UNPROCESSABLE_ENTITY, problems)


def _field_problem(detail: ErrorDetails) -> FieldProblem:
    location = detail["loc"]
    kind = detail["type"]
    code = _CODES.get(kind, "wrong_type" if kind.endswith(("_type", "_parsing")) else kind)
    message = detail["msg"]
    if kind == "extra_forbidden":
        known = _model_at(location[:-1])
        message = f"There is no such field here; known are {', '.join(known)}"
    elif (example := _example_at(location)) is not None:
        message = f"{message}; for example {example!r}" if example != "" else message
    return FieldProblem(".".join(str(part) for part in location) or "body", code, message)


def _birth_problems(document: object, details: Sequence[ErrorDetails]) -> tuple[FieldProblem, ...]:
    birth_info = document.get("birth_info") if isinstance(document, dict) else None
    if not isinstance(birth_info, dict):
        return ()
    wrong = {
        str(detail["loc"][1])
        for detail in details
        if len(detail["loc"]) > 1 and detail["loc"][0] == "birth_info"
    }
    return calendar_problems(birth_info, wrong, Conventions())


def _model_at(location: Sequence[int | str]) -> dict[str, Any]:
    model: type[BaseModel] = ReadingRequest
    for part in location:
        annotation = model.model_fields[str(part)].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return {}
        model = annotation
    return dict(model.model_fields)


def _example_at(location: Sequence[int | str]) -> object:
    if not location:
        return None
    field = _model_at(location[:-1]).get(str(location[-1]))
    examples = field.examples if field is not None else None
    return examples[0] if examples else None
