"""What the gateway says about itself to programs."""

from __future__ import annotations

import asyncio
from functools import cache

from starlette.requests import Request
from starlette.responses import Response


async def openapi(_request: Request) -> Response:
    """`GET /openapi.json`."""
    # Sixty models take a tenth of a second to build: beside the loop, and not before someone asks.
    return Response(await asyncio.to_thread(_document), media_type="application/json")


@cache
def _document() -> bytes:
    from api_gateway.openapi.document import openapi_document  # noqa: PLC0415 - as said above

    return openapi_document()
