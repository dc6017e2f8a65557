"""arq: `python -m bench.peers.on_arq send` and `… work`."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import uvloop
from arq import create_pool
from arq.connections import RedisSettings
from arq.worker import Worker

from bench.peers.job import RESULT_S, Work

work = Work()


async def job(_ctx: dict[str, Any]) -> str:
    return await work.do()


async def send() -> None:
    pool = await create_pool(RedisSettings.from_dsn(work.store))
    for _ in range(work.number):
        await pool.enqueue_job("job")


def main() -> None:
    uvloop.install()  # as our worker has it
    if sys.argv[1] == "send":
        asyncio.run(send())
        return
    settings = RedisSettings.from_dsn(work.store)
    Worker(
        [job],
        redis_settings=settings,
        max_jobs=work.in_flight,
        keep_result=RESULT_S,
        poll_delay=0.01,  # half a second by itself
        log_results=False,
    ).run()


if __name__ == "__main__":
    main()
