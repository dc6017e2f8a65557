"""Empty the cache."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api_gateway.body import read_body
from shared.cache.clearing import CacheClearing


class Cache:
    """`POST /admin-api/ai/cache/clear`."""

    def __init__(self, clearing: CacheClearing) -> None:
        self._clearing = clearing

    async def clear(self, request: Request) -> Response:
        """200 when the store has forgotten all readings; each process's memory follows in a second."""
        await read_body(request)  # nothing is to be said in it, and what is said does not count
        cleared = await self._clearing.clear()
        fields = {"success": True, "entries": cleared.entries, "cleared_at": cleared.at}
        content = orjson.dumps(fields, option=orjson.OPT_UTC_Z)
        return Response(content, media_type="application/json")
