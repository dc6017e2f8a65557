"""Several commands in one round trip, for those who do it thousands of times a second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import hiredis
from redis.asyncio import Redis
from redis.exceptions import ResponseError

Command = tuple[Any, ...]


async def answers(redis: Redis, *commands: Command) -> list[Any]:
    """What the store answers to each command, all sent together; raises the first of its refusals.

    The answers are as they come, maps as rows of names and values.
    """
    found = await exchange(redis, commands)
    for answer in found:
        if isinstance(answer, ResponseError):
            raise answer
    return found


async def exchange(redis: Redis, commands: Sequence[Command]) -> list[Any]:
    """What the store answers to each command, all sent together; its refusals stand among the answers.

    It is redis-py's pipeline without transactions, scripts and callbacks, which take longer than
    the two commands that a reading needs.
    """
    pool = redis.connection_pool
    connection = await pool.get_connection()  # type: ignore[no-untyped-call] # as redis-py left it
    try:
        packed = [hiredis.pack_command(command) for command in commands]
        await connection.send_packed_command(packed, check_health=False)
        return [await _answer(connection) for _ in commands]
    except BaseException:  # what is still to come must not be taken for the next one's answers
        await connection.disconnect(nowait=True)
        raise
    finally:
        await pool.release(connection)


async def _answer(connection: Any) -> Any:
    try:
        return await connection.read_response(disable_decoding=True)
    except ResponseError as error:
        return error


def pairs(row: Sequence[bytes]) -> dict[bytes, bytes]:
    """A map of the store's, which answers with names and values in turn."""
    return dict(zip(row[::2], row[1::2], strict=True))
