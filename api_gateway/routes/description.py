"""What the gateway says about itself, to programs and to people."""

from __future__ import annotations

import asyncio
from functools import cache
from importlib import resources

import orjson
from starlette.requests import Request
from starlette.responses import Response

# Nothing but our own style sheet: no script, no font, no picture, no frame around it.
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


async def openapi(_request: Request) -> Response:
    """`GET /openapi.json`."""
    # Sixty models take a tenth of a second to build: beside the loop, and not before someone asks.
    return Response(await asyncio.to_thread(_document), media_type="application/json")


async def docs(_request: Request) -> Response:
    """`GET /docs`: the same document as a page."""
    page = await asyncio.to_thread(_page)
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": _POLICY})


async def docs_style(_request: Request) -> Response:
    """`GET /docs/docs.css`."""
    return Response(_style(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@cache
def _document() -> bytes:
    from api_gateway.openapi.document import openapi_document  # noqa: PLC0415 - as said above

    return openapi_document()


@cache
def _page() -> bytes:
    from api_gateway.openapi.page import docs_page  # noqa: PLC0415 - as above

    return docs_page(orjson.loads(_document())).encode()


@cache
def _style() -> bytes:
    return (resources.files("api_gateway") / "static" / "docs.css").read_bytes()
