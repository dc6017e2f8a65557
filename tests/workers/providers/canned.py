"""A pool that answers with given bytes, without sockets, and counts what is read of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

from shared.provider_account import ProviderAccount
from tests.workers.providers.calls import provider_of
from workers.http_pool import HttpResponse
from workers.providers.protocol import Provider


class Canned:
    """Stands for the pool and for aiohttp's stream of a body."""

    def __init__(
        self, pieces: Iterable[bytes], status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        self.read_bytes = 0
        self._pieces = iter(pieces)
        self._status = status
        self._headers = headers or {}

    async def read(self, _size: int) -> bytes:
        piece = next((piece for piece in self._pieces if piece), b"")
        self.read_bytes += len(piece)
        return piece

    @asynccontextmanager
    async def posting(self, _url: str, **_call: Any) -> AsyncIterator[HttpResponse]:
        response: Any = SimpleNamespace(status=self._status, headers=self._headers, content=self)
        yield HttpResponse(response, stall_timeout_s=5)

    def asked_by(self, name: str) -> Provider:
        """The provider of this name, with these bytes as its answer."""
        pool: Any = self
        return provider_of(name, pool, ProviderAccount(None, None, "m"))
