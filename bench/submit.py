"""What a miss costs the gateway, beside what it costs to send a task with Celery.

CPU time of this process, against a real store. Celery sends what our gateway sends: the same task with the
same argument and priority, through its own producer with its connection kept.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from itertools import count, islice

import uvloop
from redis.asyncio import Redis

from bench.asking import SECRET, readings_of
from bench.report import Row, ratios
from shared import queue
from shared.contracts.question import question_key
from shared.jobs.store import JobStore
from shared.logs import set_up_logs
from shared.queue import Priority
from shared.store.connection import open_store
from tests.acceptance.questions import distinct
from tests.stores import running_store
from workers.app import make_celery

ROUNDS = 5
MISSES = 1_000
_KEEP = 100_000
_PEER = "Celery's send_task"


def measure(*, short: bool) -> Iterator[Row]:
    """Microseconds of CPU time for each, medians of rounds that alternate."""
    celery, whole, submitted = rounds(MISSES // 10 if short else MISSES)
    yield Row.of("Celery's send_task", celery, "µs")
    yield Row.of("a job submitted", submitted, "µs")
    yield Row.of("a job submitted", ratios(submitted, celery), "×", at_most=1 / 3, beside=_PEER)
    yield Row.of("the whole of a miss but HTTP, with its chart", whole, "µs")


def rounds(misses: int) -> tuple[list[float], list[float], list[float]]:
    """The microseconds of each round: of Celery's, of a whole miss, and of a job submitted."""
    set_up_logs("bench", "warning")
    with running_store() as store:
        celery, whole, submitted = list[float](), list[float](), list[float]()
        asked = distinct()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            redis = open_store(store.url, timeout_s=5, connections=4)
            for _ in range(ROUNDS):
                celery.append(_sent_us(store.url, misses))
                bodies = [json.dumps(one).encode() for one in islice(asked, misses)]
                whole.append(runner.run(_answered_us(redis, bodies)))
                submitted.append(runner.run(_submitted_us(redis, misses)))
            runner.run(redis.aclose())
    return celery, whole, submitted


def _sent_us(url: str, number: int) -> float:
    app = make_celery(broker_url=url, queue=queue.QUEUE, concurrency=1, visibility_timeout_s=60)
    with app.producer_pool.acquire(block=True) as producer:
        names = (f"job-{each}" for each in count())

        def send(some: int) -> None:
            for name in islice(names, some):
                app.send_task(
                    queue.READ_TASK,
                    args=[name],
                    task_id=name,
                    priority=3,
                    queue=queue.QUEUE,
                    producer=producer,
                )

        send(20)
        began_s = time.process_time()
        send(number)
        return 1e6 * (time.process_time() - began_s) / number


async def _submitted_us(redis: Redis, number: int) -> float:
    jobs = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=_KEEP, cache_bytes=1)
    await jobs.beat("a worker")
    names = [f"{time.perf_counter_ns()}-{each}" for each in range(number)]
    began_s = time.process_time()
    for name in names:
        await jobs.submit(name, question_key(SECRET, name.encode()), b"{}")
    return 1e6 * (time.process_time() - began_s) / number


async def _answered_us(redis: Redis, bodies: list[bytes]) -> float:
    await redis.flushdb()
    readings = readings_of(redis, items=1000, max_queued=_KEEP)
    await JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=1, cache_bytes=1).beat("a worker")
    began_s = time.process_time()
    for body in bodies:
        await readings.answered(body, Priority.NORMAL)
    return 1e6 * (time.process_time() - began_s) / len(bodies)
