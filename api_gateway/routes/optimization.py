"""Switch optimisation off and on."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

import orjson
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from api_gateway.body import read_body
from api_gateway.parsing import field_problem
from shared.contracts.switching import SwitchRequest
from shared.errors import FieldProblem, InvalidRequest
from shared.optimization import OptimizationSwitch

_FIELD = "optimization_enabled"


class Optimization:
    """`POST /admin-api/ai/optimization/toggle`."""

    def __init__(self, switch: OptimizationSwitch) -> None:
        self._switch = switch

    async def toggle(self, request: Request) -> Response:
        """200 with the value that holds now in the store, and since when."""
        wanted = parse_switch(await read_body(request))
        state = await self._switch.switch(enabled=wanted)
        fields = {"success": True, _FIELD: state.enabled, "since": state.since}
        content = orjson.dumps(fields, option=orjson.OPT_UTC_Z)
        return Response(content, media_type="application/json")


def parse_switch(data: bytes) -> bool:
    """The wanted value in a request's bytes.

    Raises:
        InvalidRequest: the bytes are no JSON (400), or fields are wrong (422).
    """
    try:
        orjson.loads(data)
    except orjson.JSONDecodeError:
        raise InvalidRequest("malformed_json", HTTPStatus.BAD_REQUEST) from None
    try:
        return SwitchRequest.model_validate_json(data).optimization_enabled
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
    problems = tuple(_shortened(field_problem(row, SwitchRequest)) for row in found[:10])
    raise InvalidRequest("invalid_request", HTTPStatus.UNPROCESSABLE_ENTITY, problems)


def _shortened(problem: FieldProblem) -> FieldProblem:
    return replace(problem, field=problem.field[:100])
