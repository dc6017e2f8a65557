"""From a request's bytes to the domain's values, with every field's problem told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from http import HTTPStatus
from typing import Any, Generic, TypeVar

import orjson
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from api_gateway.calendar_check import calendar_problems
from api_gateway.languages import named_in
from api_gateway.repeated_keys import repeated_keys
from saju import Chart, Conventions, SajuError, chart_of
from shared.contracts.inspections import InspectionRequest
from shared.contracts.requests import BirthInfo, Language, ReadingRequest
from shared.errors import FieldProblem, InvalidRequest
from shared.webhooks.callback_url import CallbackRules

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
_KINDS = {"json_invalid": "nested_too_deeply", "recursion_depth_exceeded": "nested_too_deeply"}
"""JSON that one parser reads and pydantic's does not is nested more deeply than that follows."""
MAX_PROBLEMS = 50
"""More wrong fields than that are not told: the answer stays about as large as the question."""


_BIRTHS = ("birth_info", "partner_birth_info")
AnyRequest = ReadingRequest | InspectionRequest
Request = TypeVar("Request", ReadingRequest, InspectionRequest)
Request_co = TypeVar("Request_co", bound=AnyRequest, covariant=True)


@dataclass(frozen=True, slots=True)
class Asked(Generic[Request_co]):
    """What a caller asks: the request, and the exact charts of the births in it."""

    request: Request_co
    chart: Chart
    partner: Chart | None


def parse_reading_request(
    data: bytes, callbacks: CallbackRules | None = None
) -> Asked[ReadingRequest]:
    """The request for a reading in `data`, with its charts; raises like `parse_request`.

    Without rules there may be no callback in it.
    """
    return parse_request(ReadingRequest, data, callbacks)


def parse_request(
    model: type[Request], data: bytes, callbacks: CallbackRules | None = None
) -> Asked[Request]:
    """The request of a kind in `data`, with its charts.

    Raises:
        InvalidRequest: the bytes are no JSON (400), or fields are wrong (422, all of them told).
    """
    try:
        rules = {CallbackRules: callbacks or CallbackRules()}
        request = model.model_validate_json(data, context=rules)
    except ValidationError as error:
        raise _invalid(error, data, model) from None
    if repeated := repeated_keys(data, request):
        problems = tuple(_repeated_problem(field, model) for field in repeated)
        raise _refused(problems, own_language(request))
    try:
        return Asked(
            request,
            _chart(request.birth_info, request),
            None
            if request.partner_birth_info is None
            else _chart(request.partner_birth_info, request),
        )
    except SajuError:
        raise _refused(_calendar_problems(request), own_language(request)) from None


def own_language(request: AnyRequest) -> Language | None:
    """The language that a request names itself; None where it takes the default."""
    return request.language if "language" in request.model_fields_set else None


def _chart(info: BirthInfo, request: AnyRequest) -> Chart:
    return chart_of(info.to_birth(), request.options.to_conventions())


def _calendar_problems(request: AnyRequest) -> tuple[FieldProblem, ...]:
    conventions = request.options.to_conventions()
    return tuple(
        problem
        for name in _BIRTHS
        if (info := getattr(request, name)) is not None
        for problem in calendar_problems(name, asdict(info.to_birth()), set(), conventions)
    )


def _invalid(error: ValidationError, data: bytes, model: type[BaseModel]) -> InvalidRequest:
    details = error.errors(include_url=False, include_input=False)
    try:
        document = orjson.loads(data)  # stricter than pydantic: NaN is no JSON
    except orjson.JSONDecodeError:
        return InvalidRequest("malformed_json", HTTPStatus.BAD_REQUEST)
    problems = [field_problem(detail, model) for detail in details[:MAX_PROBLEMS]]
    births = [problem for name in _BIRTHS for problem in _birth_problems(name, document, details)]
    return _refused((*problems, *births), named_in(document))


def _refused(problems: tuple[FieldProblem, ...], language: Language | None) -> InvalidRequest:
    of_birth = any(problem.field.startswith(_BIRTHS) for problem in problems)
    code = "invalid_birth_info" if of_birth else "invalid_request"
    return InvalidRequest(code, HTTPStatus.UNPROCESSABLE_ENTITY, problems, language)


def field_problem(detail: ErrorDetails, model: type[BaseModel]) -> FieldProblem:
    """What one of pydantic's errors says of a field of the model, an example of which is added."""
    location, kind = detail["loc"], detail["type"]
    facts = dict(detail.get("ctx", {}))
    code = _CODES.get(kind, "wrong_type" if kind.endswith(("_type", "_parsing")) else kind)
    code = facts.pop("code", code)
    example = _example_at(location, model)
    if kind == "extra_forbidden":
        facts = {"known": ", ".join(_schema_at(location[:-1], model).get("properties", {}))}
        example = None
    elif kind == "literal_error":
        choices = _schema_at(location, model).get("enum", ())
        facts = {"choices": ", ".join(orjson.dumps(choice).decode() for choice in choices)}
    field = ".".join(str(part) for part in location) or "body"
    return FieldProblem(field, code, _KINDS.get(kind, kind), facts, example)


def _repeated_problem(field: str, model: type[BaseModel]) -> FieldProblem:
    example = _example_at(field.split("."), model)
    return FieldProblem(field, "duplicate_key", "duplicate_key", example=example)


def _birth_problems(
    name: str, document: object, details: Sequence[ErrorDetails]
) -> tuple[FieldProblem, ...]:
    birth_info = document.get(name) if isinstance(document, dict) else None
    if not isinstance(birth_info, dict):
        return ()
    wrong = {
        str(detail["loc"][1])
        for detail in details
        if len(detail["loc"]) > 1 and detail["loc"][0] == name
    }
    return calendar_problems(name, birth_info, wrong, Conventions())


def _example_at(location: Sequence[int | str], model: type[BaseModel]) -> object:
    schema = _schema_at(location, model)
    if not location:  # of the whole body, what must be in it
        needed = schema.get("required", ())
        return {name: _example_at((name,), model) for name in needed}
    examples = schema.get("examples")
    return examples[0] if examples else None


def _schema_at(location: Sequence[int | str], model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of the field at a location; empty where there is none."""
    schema = _schema_of(model)
    for part in location:
        schema = _resolved(schema.get("properties", {}).get(part, {}), model)
    return schema


def _resolved(schema: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """A field's schema with what it refers to and what it may be besides null."""
    for choice in schema.get("anyOf", ()):
        if choice.get("type") != "null":
            rest = {key: schema[key] for key in schema if key != "anyOf"}
            return _resolved(choice | rest, model)
    if "$ref" not in schema:
        return schema
    meant: dict[str, Any] = _schema_of(model)["$defs"][schema["$ref"].rpartition("/")[2]]
    return meant | schema


@cache
def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()
