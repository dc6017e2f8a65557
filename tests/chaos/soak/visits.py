"""What callers of all kinds do, mixed."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.acceptance.caller import BATCH, GENERATE, JOBS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from tests.chaos.client import Client
    from tests.chaos.load import Visit

    Questions = Iterator[dict[str, Any]]

_BATCH = 5
_RECENT = 50


async def waits(client: Client, new: Questions) -> None:
    await client.ask(client.ledger.asked(next(new)), waits=True)


async def polls(client: Client, new: Questions) -> None:
    await client.ask(client.ledger.asked(next(new)), waits=False)


async def asks_again(client: Client, _new: Questions) -> None:
    """What was asked lately: known by now, or joined."""
    for entry in client.ledger.entries[-_RECENT::7]:
        await client.call("POST", GENERATE, entry.question)


async def both_ask_at_once(client: Client, new: Questions) -> None:
    entry = client.ledger.asked(next(new))
    await asyncio.gather(*(client.ask(entry, waits=waits) for waits in (True, False)))


async def batch(client: Client, new: Questions) -> None:
    entries = [client.ledger.asked(next(new)) for _ in range(_BATCH)]
    items = {"items": [entry.question for entry in entries]}
    status, body = await client.call("POST", BATCH, items)
    for number, entry in enumerate(entries):
        row = body["items"][number] if status == 200 else {"job_id": None}
        if row["job_id"] is None:  # turned away, cut off, or answered at once
            await client.ask(entry, waits=True)
        else:
            client.ledger.accepted(entry, row["job_id"])
            await client.follow(entry, row["job_id"])


async def follows_events(client: Client, new: Questions) -> None:
    entry = client.ledger.asked(next(new))
    status, body = await client.call("POST", GENERATE, entry.question)
    if status == 202:
        client.ledger.accepted(entry, body["job_id"])
        with suppress(aiohttp.ClientError, TimeoutError):
            url = f"{client.url}{JOBS}{body['job_id']}/events"
            async with client.session.get(url) as response:
                async for _line in response.content:
                    pass
    await client.ask(entry, waits=True)


async def withdraws(client: Client, new: Questions) -> None:
    entry = client.ledger.asked(next(new))
    status, body = await client.call("POST", GENERATE, entry.question)
    if status == 202:
        client.ledger.accepted(entry, body["job_id"])
        status, _ = await client.call("DELETE", JOBS + body["job_id"])
        if status in {0, 204}:  # it had ended, or may have: then it is removed
            client.ledger.ended(entry, {"status": "removed"})
        else:
            await client.follow(entry, body["job_id"])
    else:
        await client.ask(entry, waits=True)


async def leaves(client: Client, new: Questions) -> None:
    """Goes away before the answer is there, and comes back for it."""
    entry = client.ledger.asked(next(new))
    with suppress(TimeoutError):
        async with asyncio.timeout(0.1):
            await client.ask(entry, waits=True)
    await client.ask(entry, waits=True)


ALL: Sequence[Visit] = (
    *(waits, waits, polls, polls, asks_again, asks_again, asks_again),
    *(both_ask_at_once, batch, follows_events, withdraws, leaves),
)


def mixed(random: Random) -> Visit:
    """One of them for each visit, by chance."""

    async def visit(client: Client, new: Questions) -> None:
        await random.choice(ALL)(client, new)

    return visit
