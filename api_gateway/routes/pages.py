"""The pages and the files that they load."""

from __future__ import annotations

import asyncio
import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api_gateway.pages import PAGES
from api_gateway.pages.files import PageFile, PageFiles, load_page_files

# What the gateway itself serves and nothing else: no inline script or style, no other host, no frame
# around it. Markup is made by the one policy of js/html.js, which escapes; a browser that knows Trusted
# Types refuses any other. `data:` is for the chart's picture on its way to a PNG.
POLICY = "; ".join(
    (
        *("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"),
        *("img-src 'self' data:", "base-uri 'none'", "form-action 'none'"),
        *("frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types palja"),
    )
)
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_NEVER = re.compile(r"\s*q\s*=\s*0(?:\.0*)?\s*", re.IGNORECASE)


class Pages:
    """The pages' paths, and `/static/{digest}/{name}`."""

    def __init__(self) -> None:
        self._files: PageFiles | None = None

    async def page(self, request: Request) -> Response:
        """One of the pages: no birth and no answer is in it, so it asks for no key."""
        files = await self._known()
        found = files.by_name[PAGES[request.url.path]]
        return _response(request, found, _ASK_AGAIN, {"Content-Security-Policy": POLICY})

    async def file(self, request: Request) -> Response:
        """What a page loads, kept for ever by who has the page of the same digest."""
        files = await self._known()
        found = files.by_name.get(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        # While gateways are replaced a page may come from an old one and its files from a new one.
        current = request.path_params["digest"] == files.digest
        return _response(request, found, _FOR_EVER if current else _ASK_AGAIN)

    async def _known(self) -> PageFiles:
        # Packing takes some hundredths of a second: beside the loop, and not before someone asks.
        if self._files is None:
            self._files = await asyncio.to_thread(load_page_files)
        return self._files


def _response(
    request: Request, file: PageFile, keeping: str, more: dict[str, str] | None = None
) -> Response:
    headers = {
        "Cache-Control": keeping,
        "ETag": file.etag,
        "Vary": "Accept-Encoding",
        **(more or {}),
    }
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if _takes_gzip(request.headers.get("accept-encoding", "")):
        headers["Content-Encoding"] = "gzip"
        return Response(file.packed, headers=headers, media_type=file.media_type)
    return Response(file.plain, headers=headers, media_type=file.media_type)


def _takes_gzip(accepted: str) -> bool:
    for one in accepted.split(","):
        coding, _, quality = one.partition(";")
        if coding.strip().lower() in {"gzip", "*"}:
            return _NEVER.fullmatch(quality) is None
    return False
