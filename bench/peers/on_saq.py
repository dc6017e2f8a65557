"""saq: `python -m bench.peers.on_saq send` and `… work`."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import uvloop
from saq import Queue, Worker

from bench.peers.job import RESULT_S, Work

work = Work()


async def job(_ctx: Any) -> str:
    return await work.do()


async def send(queue: Queue) -> None:
    await queue.connect()
    for _ in range(work.number):
        await queue.enqueue("job", ttl=RESULT_S, timeout=300)


def main() -> None:
    uvloop.install()  # as our worker has it
    queue = Queue.from_url(work.store)
    if sys.argv[1] == "send":
        asyncio.run(send(queue))
        return
    asyncio.run(Worker(queue, [job], concurrency=work.in_flight).start())


if __name__ == "__main__":
    main()
