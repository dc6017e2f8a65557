"""No queue at all: `python -m bench.peers.on_bare work` makes the calls, so many at once."""

from __future__ import annotations

import asyncio

import uvloop

from bench.peers.job import Work


async def calls() -> None:
    work = Work()
    places = asyncio.Semaphore(work.in_flight)

    async def one() -> None:
        async with places:
            await work.do()

    await asyncio.gather(*(one() for _ in range(work.number)))


if __name__ == "__main__":
    uvloop.run(calls())
