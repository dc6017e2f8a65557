"""Many questions in one request, and an answer with a row for each, in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api_gateway.body import MAX_BATCH_BYTES, read_body
from api_gateway.languages import DEFAULT, accepted, named_in
from api_gateway.problems import Problem, problem_of
from shared.contracts.answers import body, members
from shared.contracts.requests import Language
from shared.errors import FieldProblem, InvalidRequest, ServiceError

MAX_ITEMS = 1000
ROWS_AT_ONCE = 4
"""Rows whose store calls overlap. Four in one turn of the loop, each written by the engine because
the store is away, still hold it up for less than 50 ms."""

_EXAMPLE = [{"birth_info": {"year": 1990, "month": 3, "day": 15}}]

RowMembers = Callable[[bytes], Awaitable[bytes]]
"""The members of the row of the item in these bytes; raises `ServiceError`."""


async def row_by_row(request: Request, row: RowMembers, refused: bytes) -> Response:
    """200 with one row an item; a row that is wrong has its problem to itself, behind `refused`.

    Rows are made and sent as they come up, so that neither a thousand charts are held here nor
    anybody else waits for them.

    Raises:
        InvalidRequest: there are no items to be read, or too many.
    """
    items = _items(await read_body(request, MAX_BATCH_BYTES))
    language = accepted(request.headers.getlist("accept-language"))
    return StreamingResponse(
        _answer(items, row, refused, language),
        media_type="application/json",
        headers={"Vary": "Accept-Language"},  # for the rows' problems
    )


async def _answer(
    items: list[Any], row: RowMembers, refused: bytes, language: Language | None
) -> AsyncIterator[bytes]:
    yield b'{"success":true,"items":['
    for first in range(0, len(items), ROWS_AT_ONCE):
        few = enumerate(items[first : first + ROWS_AT_ONCE], first)
        rows = await asyncio.gather(
            *(_row(index, item, row, refused, language) for index, item in few)
        )
        yield (b"," if first else b"") + b",".join(rows)
        await asyncio.sleep(0)  # where nothing was waited for, others still have their turn
    yield b"]}"


async def _row(
    index: int, item: object, row: RowMembers, refused: bytes, language: Language | None
) -> bytes:
    found, problem = refused, b"null"
    try:
        found = await row(_spelled(item))
    except ServiceError as error:
        told = problem_of(error)
        problem = told.body(language or told.own or DEFAULT)
    except Exception:  # noqa: BLE001 - a root, as a request is: a row's crash is its own
        structlog.get_logger("batches").exception("batch_row_crashed")
        problem = Problem(500, "internal_error").body(language or named_in(item) or DEFAULT)
    return body(members({"index": index}), found, b'"problem":' + problem)


def _items(data: bytes) -> list[Any]:
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise InvalidRequest("malformed_json", HTTPStatus.BAD_REQUEST) from None
    if not isinstance(document, dict):
        example = {"items": _EXAMPLE}
        raise _refused(FieldProblem("body", "wrong_type", "items_no_object", example=example))
    if unknown := document.keys() - {"items"}:
        known = {"known": "items"}
        raise _refused(FieldProblem(min(unknown), "unknown_field", "extra_forbidden", known))
    if "items" not in document:
        raise _refused(FieldProblem("items", "required", "items_missing", example=_EXAMPLE))
    items = document["items"]
    if not isinstance(items, list):
        raise _refused(FieldProblem("items", "wrong_type", "items_no_list", example=_EXAMPLE))
    if len(items) > MAX_ITEMS:
        counts = {"count": len(items), "most": MAX_ITEMS}
        raise _refused(FieldProblem("items", "wrong_length", "items_too_many", counts, _EXAMPLE))
    return items


def _refused(problem: FieldProblem, own: Language | None = None) -> InvalidRequest:
    return InvalidRequest("invalid_request", HTTPStatus.UNPROCESSABLE_ENTITY, (problem,), own)


def _spelled(item: object) -> bytes:
    try:
        return orjson.dumps(item)
    except orjson.JSONEncodeError:  # what it has read it can write, unless it is nested too deeply
        problem = FieldProblem("body", "wrong_type", "nested_too_deeply", example=_EXAMPLE[0])
        raise _refused(problem, named_in(item)) from None
