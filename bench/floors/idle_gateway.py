"""`uvicorn bench.floors.idle_gateway:app`: the gateway's libraries, and an application of one route."""

from __future__ import annotations

import json

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.floors.libraries import load
from shared.settings import process_environ

load(json.loads(process_environ()["BENCH_LIBRARIES"]))


async def _ok(_request: Request) -> Response:
    return Response(b"{}")


app = Starlette(routes=[Route("/", _ok)])
