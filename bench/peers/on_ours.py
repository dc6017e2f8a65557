"""Celery with our pool: `python -m bench.peers.on_ours send` and `… work`."""

from __future__ import annotations

import sys
from typing import Any

from redis.asyncio import Redis

from bench.peers.job import RESULT_S, Work
from shared.store.connection import open_store
from workers.app import WorkerApp, make_celery

work = Work()


class Kept:
    """The results' place, as the library has one of its own."""

    redis: Redis | None = None

    async def keep(self, task_id: str, result: str) -> None:
        if self.redis is None:
            self.redis = open_store(work.store, timeout_s=5, connections=work.in_flight)
        await self.redis.set(f"result:{task_id}", result, ex=RESULT_S)


def main() -> None:
    app = make_celery(
        broker_url=work.store,
        queue="readings",
        concurrency=work.in_flight,
        visibility_timeout_s=300,
    )
    kept = Kept()

    @app.task(name="job", bind=True)
    async def job(self: Any) -> None:
        await kept.keep(self.request.id, await work.do())

    if sys.argv[1] == "send":
        send(app)
        return
    app.Worker(
        hostname="bench@localhost",
        loglevel="ERROR",
        quiet=True,
        without_mingle=True,
        without_gossip=True,
    ).start()


def send(app: WorkerApp) -> None:
    with app.producer_pool.acquire(block=True) as producer:
        for _ in range(work.number):
            app.send_task("job", producer=producer)


if __name__ == "__main__":
    main()
