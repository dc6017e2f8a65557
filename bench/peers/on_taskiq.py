"""taskiq over a Redis stream, which acknowledges: `python -m bench.peers.on_taskiq send` and `… work`."""

from __future__ import annotations

import asyncio
import sys

import uvloop
from taskiq.api import run_receiver_task
from taskiq_redis import RedisAsyncResultBackend, RedisStreamBroker

from bench.peers.job import RESULT_S, Work

work = Work()
broker = RedisStreamBroker(work.store, consumer_id="0").with_result_backend(
    RedisAsyncResultBackend(work.store, result_ex_time=RESULT_S)
)


@broker.task(task_name="job")
async def job() -> str:
    return await work.do()


async def send() -> None:
    await broker.startup()
    for _ in range(work.number):
        await job.kiq()
    await broker.shutdown()


async def receive() -> None:
    broker.is_worker_process = True
    await run_receiver_task(broker, max_async_tasks=work.in_flight, run_startup=True)


def main() -> None:
    uvloop.install()  # as our worker has it
    asyncio.run(send() if sys.argv[1] == "send" else receive())


if __name__ == "__main__":
    main()
