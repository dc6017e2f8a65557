"""Inspect a chart, or a text about one, that came from elsewhere."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api_gateway.body import read_body
from api_gateway.charts import CallersChart, Charts
from api_gateway.inspecting import inspection_of
from api_gateway.parsing import Asked, parse_request
from api_gateway.replies import Reply
from shared.clock import Clock
from shared.contracts.inspections import InspectionRequest

SHORT = 2_000
"""Characters of a text that takes no more than five milliseconds: no reason to leave the loop."""


class Inspections:
    """`POST /admin-api/saju/ai-inspect`."""

    def __init__(self, charts: Charts, clock: Clock) -> None:
        self._charts = charts
        self._clock = clock
        # Threads take turns with the loop, so each more at work makes every request slower.
        self._turn = asyncio.Lock()

    async def inspect(self, request: Request) -> Response:
        """200 with the verdict and its reasons, at once."""
        asked = parse_request(InspectionRequest, await read_body(request))
        reply = Reply(CallersChart(self._charts, asked), self._clock)
        return reply.inspected(await self._inspect(asked))

    async def _inspect(self, asked: Asked[InspectionRequest]) -> dict[str, Any]:
        if len(asked.request.reading or "") <= SHORT:
            return inspection_of(asked)
        async with self._turn:
            return await asyncio.to_thread(inspection_of, asked)
