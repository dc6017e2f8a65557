"""What goes wrong at the store's connection has one name, on the loop that the processes use."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import uvloop
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import Connection

from shared.errors import StoreUnavailable
from shared.store.connection import store_errors


class CutBeforeWriting(Connection):
    """A connection whose peer goes between the look whether it is there and the write."""

    async def send_packed_command(self, *args: Any, **options: Any) -> None:
        assert self._writer is not None
        self._writer.transport.abort()
        await asyncio.sleep(0)
        await super().send_packed_command(*args, **options)


async def ask_a_store_that_goes() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        pool = BlockingConnectionPool(
            connection_class=CutBeforeWriting,
            host="127.0.0.1",
            port=port,
            driver_info=None,
            protocol=2,
            retry=None,
        )
        redis = Redis.from_pool(pool)
        try:
            with store_errors():
                await redis.ping()
        finally:
            await redis.aclose()


@pytest.mark.parametrize("run", [uvloop.run, asyncio.run], ids=["uvloop", "asyncio"])
def test_a_write_to_a_connection_that_has_just_gone_is_a_store_that_is_away(run: Any) -> None:
    with pytest.raises(StoreUnavailable):
        run(ask_a_store_that_goes())


def test_an_error_of_our_own_is_none_of_the_store() -> None:
    with pytest.raises(RuntimeError, match="ours"), store_errors():
        raise RuntimeError("ours")
