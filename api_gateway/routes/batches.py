"""Ask for many readings at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api_gateway.asking import Awaited
from api_gateway.authentication import CALLER
from api_gateway.body import read_body
from api_gateway.problems import problem, problem_of
from api_gateway.routes.readings import Readings
from shared.contracts.answers import body, members
from shared.errors import FieldProblem, InvalidRequest, ServiceError
from shared.jobs.record import JobStatus
from shared.queue import Priority

MAX_BATCH_BYTES = 1024 * 1024
MAX_ITEMS = 1000
ROWS_AT_ONCE = 4
"""Rows whose store calls overlap. Four in one turn of the loop, each written by the engine because
the store is away, still hold it up for less than 50 ms."""

_EXAMPLE = 'for example {"items": [{"birth_info": {"year": 1990, "month": 3, "day": 15}}]}'


class Batches:
    """`POST /admin-api/saju/ai-generate/batch`."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        self._log = structlog.get_logger("batches")

    async def generate(self, request: Request) -> Response:
        """200 with one row an item, in order; a row that is wrong has its problem to itself.

        Rows are asked and sent as they come up, so that neither a thousand charts are held here
        nor anybody else waits for them.
        """
        items = _items(await read_body(request, MAX_BATCH_BYTES))
        key = request.scope.get(CALLER)
        return StreamingResponse(self._answers(items, key), media_type="application/json")

    async def _answers(self, items: list[Any], key: str | None) -> AsyncIterator[bytes]:
        yield b'{"success":true,"items":['
        for first in range(0, len(items), ROWS_AT_ONCE):
            few = enumerate(items[first : first + ROWS_AT_ONCE], first)
            rows = await asyncio.gather(*(self._row(index, item, key) for index, item in few))
            yield (b"," if first else b"") + b",".join(rows)
            await asyncio.sleep(0)  # where nothing was waited for, others still have their turn
        yield b"]}"

    async def _row(self, index: int, item: object, key: str | None) -> bytes:
        try:
            _, answered = await self._readings.answered(_spelled(item), Priority.LOW, key)
        except ServiceError as error:
            return _row(index, JobStatus.FAILED, problem=problem_of(error).body)
        except Exception:  # noqa: BLE001 - a root, as a request is: a row's crash is its own
            self._log.exception("batch_row_crashed")
            return _row(index, JobStatus.FAILED, problem=problem(500, "internal_error").body)
        if isinstance(answered, Awaited):
            return _row(index, answered.status, job_id=answered.job_id)
        return _row(index, JobStatus.COMPLETED, result=answered.body)


def _items(data: bytes) -> list[Any]:
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise InvalidRequest("malformed_json", HTTPStatus.BAD_REQUEST) from None
    if not isinstance(document, dict):
        raise _refused("body", "wrong_type", f"Must be an object with `items`; {_EXAMPLE}")
    if unknown := document.keys() - {"items"}:
        raise _refused(min(unknown), "unknown_field", "There is no such field here; known is items")
    if "items" not in document:
        raise _refused("items", "required", f"Field required; {_EXAMPLE}")
    items = document["items"]
    if not isinstance(items, list):
        raise _refused("items", "wrong_type", f"Must be a list of questions; {_EXAMPLE}")
    if len(items) > MAX_ITEMS:
        message = f"Holds {len(items)} items; at most {MAX_ITEMS}, for example in several batches"
        raise _refused("items", "wrong_length", message)
    return items


def _refused(field: str, code: str, message: str) -> InvalidRequest:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return InvalidRequest("invalid_request", status, (FieldProblem(field, code, message),))


def _spelled(item: object) -> bytes:
    try:
        return orjson.dumps(item)
    except orjson.JSONEncodeError:  # what it has read it can write, unless it is nested too deeply
        message = "Is nested more deeply than any question"
        raise _refused("body", "wrong_type", message) from None


def _row(
    index: int,
    status: JobStatus,
    *,
    job_id: str | None = None,
    result: bytes | memoryview = b"null",
    problem: bytes | memoryview = b"null",
) -> bytes:
    fields = members({"index": index, "status": status, "job_id": job_id})
    return body(fields, b'"result":' + result, b'"problem":' + problem)
