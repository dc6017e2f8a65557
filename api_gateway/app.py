"""The gateway as an ASGI application; everything it needs is passed in.

Entrance ─▶ gate ─▶ Starlette's router ─▶ route
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Lifespan

from api_gateway.entrance import Entrance
from api_gateway.pages import FILES, PAGES
from api_gateway.problems import HANDLERS
from api_gateway.routes.almanac import almanac
from api_gateway.routes.batches import Batches
from api_gateway.routes.cache import Cache
from api_gateway.routes.description import docs, docs_style, openapi
from api_gateway.routes.events import Events
from api_gateway.routes.health import Health
from api_gateway.routes.inspections import Inspections
from api_gateway.routes.jobs import Jobs
from api_gateway.routes.optimization import Optimization
from api_gateway.routes.pages import Pages
from api_gateway.routes.readings import Readings
from api_gateway.routes.statistics import Statistics


def create_app(
    *,
    readings: Readings,
    inspections: Inspections,
    jobs: Jobs,
    events: Events,
    health: Health,
    statistics: Statistics,
    optimization: Optimization,
    cache: Cache,
    gate: Sequence[Middleware],
    new_id: Callable[[], str],
    refused: Callable[[int], None],
    lifespan: Lifespan[Starlette],
) -> ASGIApp:
    """The application with all its routes; a request passes the `gate` before it reaches one."""
    batches = Batches(readings)
    pages = Pages()
    app = Starlette(
        routes=[
            Route("/admin-api/saju/ai-generate", readings.generate, methods=["POST"]),
            Route("/admin-api/saju/ai-generate/batch", batches.generate, methods=["POST"]),
            Route("/admin-api/saju/ai-known", batches.known, methods=["POST"]),
            Route("/admin-api/saju/ai", readings.generate, methods=["POST"]),
            Route("/admin-api/saju/ai-inspect", inspections.inspect, methods=["POST"]),
            Route("/admin-api/saju/jobs/{job_id}", jobs.serve, methods=["GET", "DELETE"]),
            Route("/admin-api/saju/jobs/{job_id}/events", events.stream, methods=["GET"]),
            Route("/admin-api/saju/calendar", almanac),
            Route("/admin-api/ai/stats", statistics.plain),
            Route("/admin-api/ai/stats/comprehensive", statistics.comprehensive),
            Route("/admin-api/ai/stats/history", statistics.history),
            Route("/admin-api/ai/optimization/toggle", optimization.toggle, methods=["POST"]),
            Route("/admin-api/ai/cache/clear", cache.clear, methods=["POST"]),
            Route("/metrics", statistics.prometheus),
            Route("/openapi.json", openapi),
            Route("/docs", docs),
            Route("/docs/docs.css", docs_style),
            Route("/health/live", health.live),
            Route("/health/ready", health.ready),
            *(Route(path, pages.page) for path in PAGES),
            Route(FILES + "{digest}/{name:path}", pages.file),
        ],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # an unknown path is a 404 like any other
    # Around Starlette, not within: a hit that the gate answers is spared its layers.
    passed: ASGIApp = app
    for middleware, args, kwargs in reversed(gate):
        passed = middleware(passed, *args, **kwargs)
    return Entrance(passed, new_id, refused)
