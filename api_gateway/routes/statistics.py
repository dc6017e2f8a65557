"""The figures: as JSON for people and dashboards, as text for Prometheus."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api_gateway.history import history
from api_gateway.statistics import comprehensive, plain
from shared.clock import Clock
from shared.metrics.history import HistoryStore
from shared.metrics.reporting import Reporting
from shared.metrics.store import MetricsStore, Stored
from shared.models import Models
from shared.optimization import OptimizationSwitch


class Statistics:
    """`/admin-api/ai/stats`, its `/comprehensive` and `/history`, and `/metrics`.

    This process writes down first what it has counted itself; what others counted is in the store
    after `shared.metrics.reporting.FLUSH_S`.
    """

    def __init__(
        self,
        figures: MetricsStore,
        reporting: Reporting,
        switch: OptimizationSwitch,
        models: Models,
        past: HistoryStore,
        clock: Clock,
        *,
        flower_port: int | None = None,
    ) -> None:
        self._figures = figures
        self._past = past
        self._clock = clock
        self._flower_port = flower_port
        self._reporting = reporting
        self._switch = switch
        self._models = models

    async def plain(self, _request: Request) -> Response:
        """200 with the figures that most ask for."""
        return _data(plain(await self._read()))

    async def comprehensive(self, _request: Request) -> Response:
        """200 with all of them."""
        stored = await self._read()
        return _data(
            comprehensive(stored, self._switch.state, self._models, flower_port=self._flower_port)
        )

    async def history(self, _request: Request) -> Response:
        """200 with the last hour, which `shared.metrics.sampling` has kept."""
        return _data(history(await self._past.read(self._clock.now().timestamp())))

    async def prometheus(self, request: Request) -> Response:
        """200 in the form that the scraper prefers."""
        # Its library takes 40 ms and 3 MB to import: not before somebody scrapes.
        from api_gateway.exposition import exposition  # noqa: PLC0415 - as said above

        stored, memory = await self._read(), await self._figures.memory()
        accepted = request.headers.get("accept", "")
        content, media_type = exposition(stored, self._switch.state, accepted, memory)
        return Response(content, headers={"Content-Type": media_type})

    async def _read(self) -> Stored:
        await self._reporting.flush()
        return await self._figures.read()


def _data(fields: dict[str, Any]) -> Response:
    content = orjson.dumps({"success": True, "data": fields}, option=orjson.OPT_UTC_Z)
    return Response(content, media_type="application/json")
