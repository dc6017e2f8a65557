"""Inspect a chart, or a text about one, that came from elsewhere."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api_gateway.asking import Asking, Awaited, Degraded, Known
from api_gateway.awaiting import awaited_end
from api_gateway.body import read_body
from api_gateway.charts import CallersChart, Charts
from api_gateway.inspecting import inspection_of
from api_gateway.parsing import Asked, parse_request
from api_gateway.questions import review_of
from api_gateway.replies import Reply
from api_gateway.waiting import Waiting
from shared.clock import Clock
from shared.contracts.inspections import InspectionRequest
from shared.contracts.question import Question
from shared.errors import speaking
from shared.jobs.record import JobRecord
from shared.prompts import PromptBook

SHORT = 2_000
"""Characters of a text that takes no more than five milliseconds: no reason to leave the loop."""


class Inspections:
    """`POST /admin-api/saju/ai-inspect`."""

    def __init__(
        self, asking: Asking, waiting: Waiting, *, charts: Charts, prompts: PromptBook, clock: Clock
    ) -> None:
        self._asking = asking
        self._waiting = waiting
        self._charts = charts
        self._prompts = prompts
        self._clock = clock
        # Threads take turns with the loop, so each more at work makes every request slower.
        self._turn = asyncio.Lock()

    async def inspect(self, request: Request) -> Response:
        """200 with the verdict and its reasons at once; 202 where a model's review is awaited."""
        asked = parse_request(InspectionRequest, await read_body(request))
        reply = Reply(CallersChart(self._charts, asked), self._clock, self._clock.monotonic_s())
        inspection = await self._inspect(asked)
        review = review_of(asked, self._prompts)
        if review is None:
            return reply.inspected(inspection)
        with speaking(asked.request.language):
            return await self._reviewed(request, reply, inspection, review)

    async def _reviewed(
        self, request: Request, reply: Reply, inspection: dict[str, Any], review: Question
    ) -> Response:
        found: Known | Degraded | Awaited | JobRecord = await self._asking.ask(review)
        if isinstance(found, Awaited):
            found = await awaited_end(
                self._waiting, request, reply, found, lambda: self._asking.ask(review)
            )
        match found:
            case Known() | JobRecord():
                return reply.inspected(inspection, found)
            case Degraded(answer):
                return reply.inspected(inspection, answer)
            case Awaited(job_id, status):
                return reply.awaited(job_id, status, inspection)

    async def _inspect(self, asked: Asked[InspectionRequest]) -> dict[str, Any]:
        if len(asked.request.reading or "") <= SHORT:
            return inspection_of(asked)
        async with self._turn:
            return await asyncio.to_thread(inspection_of, asked)
