"""Ask for many readings at once, or look how many of them are known."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api_gateway.asking import Awaited
from api_gateway.head import caller_of
from api_gateway.items import row_by_row
from api_gateway.routes.readings import Readings
from shared.contracts.answers import members
from shared.jobs.record import JobStatus
from shared.queue import Priority

_REFUSED = members({"status": JobStatus.FAILED, "job_id": None, "result": None})
_COMPLETED = members({"status": JobStatus.COMPLETED, "job_id": None}) + b',"result":'
_NOT_LOOKED_UP = members({"known": None})


class Batches:
    """`POST /admin-api/saju/ai-generate/batch` and `POST /admin-api/saju/ai-known`."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings

    async def generate(self, request: Request) -> Response:
        """200 with one row an item, in order: an answer, a job or a problem."""
        key = caller_of(request.scope)

        async def row(item: bytes) -> bytes:
            _, answered = await self._readings.answered(item, Priority.LOW, key)
            if isinstance(answered, Awaited):
                return members(
                    {"status": answered.status, "job_id": answered.job_id, "result": None}
                )
            return _COMPLETED + answered.body

        return await row_by_row(request, row, _REFUSED)

    async def known(self, request: Request) -> Response:
        """200 with one row an item, in order: whether a cache has it, or what is wrong with it."""
        key = caller_of(request.scope)

        async def row(item: bytes) -> bytes:
            return members({"known": await self._readings.cached(item, key)})

        return await row_by_row(request, row, _NOT_LOOKED_UP)
