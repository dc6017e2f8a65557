"""A month of the almanac (만세력)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from http import HTTPStatus
from itertools import islice

import orjson
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from api_gateway.parsing import MAX_PROBLEMS
from saju.almanac import AlmanacMonth, almanac_month
from saju.civil import FIRST_YEAR, LAST_YEAR
from saju.errors import UnknownTimezone
from saju.render.almanac import almanac_body
from shared.errors import FieldProblem, InvalidRequest

_CACHED = "public, max-age=86400"
"""A month never changes, but for what a later release of the zones says of the future."""
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_EXAMPLES = {"month": "2026-11", "timezone": "Asia/Seoul"}
_ETAG_BYTES = 12
_LONGEST_TOLD = 100


async def almanac(request: Request) -> Response:
    """`GET /admin-api/saju/calendar?month=YYYY-MM&timezone=…`: 200, or 304 to whoever has it already.

    Raises:
        InvalidRequest: the month or the zone is none, or there are other parameters.
    """
    content = orjson.dumps({"success": True, "data": almanac_body(_asked(request.query_params))})
    etag = f'"{hashlib.blake2b(content, digest_size=_ETAG_BYTES).hexdigest()}"'
    headers = {"Cache-Control": _CACHED, "ETag": etag}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, headers=headers, media_type="application/json")


def _asked(query: QueryParams) -> AlmanacMonth:
    problems = tuple(islice(_problems(query), MAX_PROBLEMS))
    if not problems:
        year, month = map(int, query["month"].split("-"))
        timezone = query.get("timezone", _EXAMPLES["timezone"])
        try:
            return almanac_month(year, month, timezone)
        except UnknownTimezone as error:
            facts = {"value": timezone[:_LONGEST_TOLD]}
            problems = (
                FieldProblem("timezone", error.code, error.kind, facts, _EXAMPLES["timezone"]),
            )
    raise InvalidRequest("invalid_request", HTTPStatus.UNPROCESSABLE_ENTITY, problems)


def _problems(query: QueryParams) -> Iterator[FieldProblem]:
    """What can be said without a calendar."""
    for name in query:
        if name not in _EXAMPLES:
            facts = {"known": ", ".join(_EXAMPLES)}
            yield FieldProblem(name[:_LONGEST_TOLD], "unknown_field", "extra_forbidden", facts)
        elif len(query.getlist(name)) > 1:
            yield FieldProblem(name, "duplicate_key", "header_repeated", example=_EXAMPLES[name])
    month = query.get("month")
    if month is None:
        yield FieldProblem("month", "required", "missing", example=_EXAMPLES["month"])
    elif not _MONTH.fullmatch(month) or not FIRST_YEAR <= int(month[:4]) <= LAST_YEAR:
        limits = {"first": FIRST_YEAR, "last": LAST_YEAR}
        yield FieldProblem(
            "month", "month_out_of_range", "no_month", limits, example=_EXAMPLES["month"]
        )
