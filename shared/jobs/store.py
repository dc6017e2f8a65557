"""Jobs in the store. Each step of a job's life is one atomic script, timed by the store's clock.

submit ─▶ queued ─ claim ─▶ running ─ finish ─▶ completed, failed
             ▲                 │
             └──── put back ───┘          withdraw (the last one) ─▶ cancelled
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from redis.asyncio import Redis

from shared import queue, redis_keys
from shared.cache.entry import unpack
from shared.errors import JobDamaged, JobNotFound, QueueFull, QueueUnavailable, StoreFault
from shared.jobs import drain, failed
from shared.jobs.job_queue import JobQueue, StoreQueue
from shared.jobs.record import (
    AlreadyCached,
    Claim,
    JobRecord,
    JobStatus,
    NoWorker,
    Overdue,
    Queued,
    Resting,
    Result,
    Submission,
)
from shared.jobs.scripts import script
from shared.queue import Priority
from shared.settings import Settings
from shared.store.connection import store_errors
from shared.store.exchange import answers, pairs
from shared.store.replication import Keeping, StoreKeeps
from shared.store.script import Script

EVENT_STREAM_LENGTH = 10_000
WORKER_SILENCE_S = 10.0
"""A worker that has given no sign of life for so long does not count."""
REAPED_AT_ONCE = 500
CALLBACK_LIFE_S = 86_400.0
"""So long after the job's end its callbacks are kept, should no worker reach those who left them."""

_SCRIPTS = (
    "submit", "lift", "hasten", "claim", "renew", "finish", "withdraw", "put_back", "discard",
    "overdue", "beat", "alive",
)  # fmt: skip


class JobStore:
    """Submits, claims, finishes and watches jobs.

    Every method raises `StoreUnavailable` when the store is away.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        lease_s: float,
        job_ttl_s: float,
        max_queued: int,
        cache_bytes: int,
        max_queued_low: int | None = None,
        max_wait_s: float = 0.0,
        job_queue: JobQueue | None = None,
        keeping: Keeping | None = None,
    ) -> None:
        self._redis = redis
        self._queue = job_queue or StoreQueue(redis)
        self._keeping = keeping or StoreKeeps()
        self._lease_ms = round(lease_s * 1000)
        self._ttl_ms = round(job_ttl_s * 1000)
        self._max_queued = max_queued
        self._max_queued_low = min(max_queued, max_queued_low or max_queued)
        self._max_wait_ms = round(max_wait_s * 1000)
        self._cache_bytes = cache_bytes
        self._scripts = {
            name: Script(redis, script(name, self._queue.functions)) for name in _SCRIPTS
        }

    @classmethod
    def configured(
        cls, redis: Redis, settings: Settings, *, job_queue: JobQueue, keeping: Keeping
    ) -> JobStore:
        """The jobs as the settings would have them, for whichever process."""
        return cls(
            redis,
            lease_s=settings.lease_s,
            job_ttl_s=settings.job_ttl_s,
            max_queued=settings.max_queued,
            max_queued_low=settings.max_queued_low,
            max_wait_s=settings.max_queue_wait_s,
            cache_bytes=int(settings.cache_bytes),
            job_queue=job_queue,
            keeping=keeping,
        )

    async def submit(
        self,
        job_id: str,
        key: str,
        question: bytes,
        priority: Priority = Priority.NORMAL,
        *,
        alone: bool = False,
        trace: str = "",
        refresh: bool = False,
        again: bool = False,
    ) -> Submission:
        """Joins the job that is answering this question, or queues a new one under `job_id`.

        A job that is joined by somebody more urgent gets their priority. `alone` a new one is
        queued in any case, and nobody can join it. A `refresh` is to replace a stale reading and
        nobody waits for it: it joins without being counted, and leaves half of the backlog to
        questions. `again` after a job that failed, it is not answered from the cache. `trace` is
        that of a new one.

        Raises:
            QueueFull: the backlog limit is reached, that for low jobs where it is one, or its turn
                would come too late.
            QueueUnavailable: the queue is elsewhere and away.
        """
        if self._queue.away:
            raise QueueUnavailable("it was away a moment ago")
        kind, *rest = await self._run_kept(
            "submit",
            [
                redis_keys.PENDING + key,
                redis_keys.JOB + job_id,
                redis_keys.CACHE + key,
                redis_keys.WAITING,
                self._queue.places[priority],
                redis_keys.WORKERS,
                redis_keys.REST + key,
                redis_keys.DRAIN,
                *queue.LISTS,
            ],
            [
                job_id,
                key,
                question,
                self._queue.message(job_id, priority),
                self._backlog_limit(priority, refresh=refresh),
                round(WORKER_SILENCE_S * 1000),
                redis_keys.JOB,
                "refresh" if refresh else "alone" if alone else "again" if again else "join",
                int(priority),
                trace,
                drain.UNKNOWN_MS,
                drain.LONGEST_MS,
                self._max_wait_ms,
            ],
        )
        match kind:
            case b"queued":
                if not await self._queue.bring(job_id, priority):
                    await self.withdraw(job_id)  # unless somebody has joined it and was told so
                    raise QueueUnavailable("the message was not confirmed")
                return Queued(rest[0].decode(), JobStatus(rest[1].decode()), joined=False)
            case b"joined":
                joined, status, given = rest[0].decode(), JobStatus(rest[1].decode()), int(rest[2])
                if priority < given:
                    await self._lift(joined, priority)
                return Queued(joined, status, joined=True)
            case b"cached":
                reading = unpack(rest[0], rest[1])
                if reading is None:  # it only looked like one
                    await self._forget_entry(key)
                    return await self.submit(
                        job_id,
                        key,
                        question,
                        priority,
                        alone=alone,
                        trace=trace,
                        refresh=refresh,
                        again=again,
                    )
                return AlreadyCached(reading)
            case b"no_worker":
                return NoWorker()
            case b"resting":
                return Resting()
            case _:
                raise QueueFull(drain.retry_after_s(rest[0]))

    async def _forget_entry(self, key: str) -> None:
        with store_errors():
            await self._redis.delete(redis_keys.CACHE + key)

    def _backlog_limit(self, priority: Priority, *, refresh: bool) -> int:
        if refresh:
            return (self._max_queued + 1) // 2
        return self._max_queued_low if priority is Priority.LOW else self._max_queued

    async def _lift(self, job_id: str, priority: Priority) -> None:
        """Gives a job a more urgent priority; nothing when it has one, or is finished or gone."""
        sent = await self._run(
            "lift",
            [redis_keys.JOB + job_id, self._queue.places[priority]],
            [int(priority), self._queue.message(job_id, priority)],
        )
        if sent:
            await self._queue.bring(job_id, priority)

    async def hasten(self, job_id: str) -> bool:
        """Lets a refresh that has waited too long start again as an ordinary question, once."""
        ordinary = Priority.NORMAL
        done = await self._run(
            "hasten",
            [redis_keys.JOB + job_id, redis_keys.WAITING, self._queue.places[ordinary]],
            [job_id, int(ordinary), self._queue.message(job_id, ordinary)],
        )
        if done:
            await self._queue.bring(job_id, ordinary)
        return bool(done)

    async def claim(self, job_id: str, token: str) -> Claim | None:
        """The job, now in this worker's hands; None when it is another's, finished or gone.

        Under the same token it is the same claim, however often it is made.

        Raises:
            JobDamaged: nobody can work with its record, see `discard`.
        """
        keys = [
            redis_keys.JOB + job_id,
            redis_keys.WAITING,
            redis_keys.LEASES,
            redis_keys.EVENTS,
            redis_keys.COUNTERS,
        ]
        arguments = [job_id, token, self._lease_ms, EVENT_STREAM_LENGTH]
        kind, *rest = await self._look(
            lambda: self._run("claim", keys, arguments), lambda answer: answer[0] == b"claimed"
        )
        if kind == b"damaged":
            raise JobDamaged(job_id)
        if kind != b"claimed":
            return None
        question, key, attempts, waited_ms, running_ms, trace, refresh, requeued = rest
        return Claim(
            job_id=job_id,
            token=token,
            key=key.decode(),
            question=question,
            attempts=attempts,
            waited_s=waited_ms / 1000,
            running_s=running_ms / 1000,
            trace=trace.decode(errors="replace"),
            refresh=bool(refresh),
            requeued=bool(requeued),
        )

    async def renew(self, claims: Iterable[Claim]) -> set[str]:
        """Renews these claims; returns the ids of the jobs that are somebody else's now, or nobody's.

        One whose record is gone is not among them.
        """
        pairs = [text for claim in claims for text in (claim.job_id, claim.token)]
        if not pairs:
            return set()
        arguments = [self._lease_ms, redis_keys.JOB, *pairs]
        lost = await self._look(
            lambda: self._run("renew", [redis_keys.LEASES], arguments), lambda lost: not lost
        )
        return {job_id.decode() for job_id in lost}

    async def finish(self, job_id: str, key: str, result: Result, token: str = "") -> bool:
        """Ends the job with `result`; False when another result (or a cancel) came first.

        Under its claim's `token` a step whose answer was lost can be taken again, as a claim can.

        Raises:
            JobDamaged: its record cannot take it; the reading is in the cache.
        """
        outcome = await self._run_kept(
            "finish",
            [
                redis_keys.JOB + job_id,
                redis_keys.CACHE + key,
                redis_keys.WAITING,
                redis_keys.LEASES,
                redis_keys.EVENTS,
                redis_keys.CACHE_INDEX,
                redis_keys.CACHE_SIZES,
                redis_keys.COUNTERS,
                redis_keys.CALLBACKS + job_id,
                redis_keys.WEBHOOKS,
                redis_keys.REST + key,
                redis_keys.DRAIN,
                redis_keys.FAILED,
                redis_keys.FAILURES,
            ],
            [
                job_id,
                result.status,
                result.core,
                result.tail,
                self._ttl_ms,
                result.entry or b"",
                round(result.entry_life_s * 1000),
                self._cache_bytes,
                int(result.only_if_absent),
                redis_keys.PENDING,
                EVENT_STREAM_LENGTH,
                redis_keys.WEBHOOKS_DUE,
                redis_keys.ENDED,
                round(CALLBACK_LIFE_S * 1000),
                round(result.rest_s * 1000),
                drain.FADES_MS,
                result.reason,
                failed.MOST,
                failed.LIFE_MS,
                token,
            ],
        )
        if outcome == b"damaged":
            raise JobDamaged(job_id)
        return bool(outcome == b"finished")

    async def withdraw(self, job_id: str) -> JobStatus | None:
        """Takes one submit back and returns the status now; None: a finished record was removed.

        Raises:
            JobNotFound: no job has this id, or its record is damaged.
        """
        outcome = await self._run_kept(
            "withdraw",
            [
                redis_keys.JOB + job_id,
                redis_keys.WAITING,
                redis_keys.LEASES,
                redis_keys.EVENTS,
                redis_keys.CALLBACKS + job_id,
                redis_keys.WEBHOOKS,
            ],
            [
                job_id,
                self._ttl_ms,
                redis_keys.PENDING,
                EVENT_STREAM_LENGTH,
                redis_keys.WEBHOOKS_DUE,
                redis_keys.ENDED,
                round(CALLBACK_LIFE_S * 1000),
            ],
        )
        if outcome == b"damaged":
            raise JobDamaged(job_id)
        if outcome == b"gone":
            raise JobNotFound(job_id)
        return None if outcome == b"removed" else JobStatus(outcome.decode())

    async def put_back(self, job_id: str, token: str = "") -> bool:
        """Queues a running job again: held under `token`, or (without one) if its lease lapsed.

        Raises:
            JobDamaged: nobody can work with its record.
        """
        priority = await self._run(
            "put_back",
            [
                redis_keys.JOB + job_id,
                redis_keys.WAITING,
                redis_keys.LEASES,
                redis_keys.EVENTS,
                *self._queue.places,
            ],
            [
                job_id,
                token,
                EVENT_STREAM_LENGTH,
                *(self._queue.message(job_id, priority) for priority in Priority),
            ],
        )
        if not priority:
            return False
        if priority[0] == b"damaged":
            raise JobDamaged(job_id)
        await self._queue.bring(job_id, Priority(priority[0]), first=True)
        return True

    async def discard(self, job_id: str) -> bool:
        """Forgets a job whose record is damaged; False when it is whole, or nothing knows of it."""
        done = await self._run(
            "discard",
            [
                redis_keys.JOB + job_id,
                redis_keys.WAITING,
                redis_keys.LEASES,
                redis_keys.FAILED,
                redis_keys.FAILURES,
            ],
            [job_id, redis_keys.PENDING, failed.DAMAGED, failed.MOST, failed.LIFE_MS],
        )
        return bool(done)

    async def send_again(self, job_id: str) -> None:
        """Sends the message of a waiting job once more; a worker drops the one too many."""
        with store_errors():
            status, given = await self._redis.hmget(redis_keys.JOB + job_id, "status", "priority")
        if status == JobStatus.QUEUED.encode():  # else it was claimed since it was found overdue
            await self._queue.bring_again(job_id, Priority(int(given or Priority.NORMAL)))

    async def unsent(self) -> list[str]:
        """The waiting jobs that no message in the queue names, the oldest first; none if it is elsewhere.

        One whose message a worker has just taken may be among them.
        """
        with store_errors():
            # The jobs first: whoever is queued meanwhile is not looked for.
            oldest_first: Any = await self._redis.zrange(redis_keys.WAITING, 0, -1)
            waiting = [job_id.decode() for job_id in oldest_first]
            queued = await self._queue.jobs() if waiting else None
        if queued is None:
            return []
        return [job_id for job_id in waiting if job_id not in queued]

    async def overdue(self, reaper: str, *, reaper_lease_s: float, deadline_s: float) -> Overdue:
        """What needs the reaper; nothing while another than `reaper` holds the reaper's lease."""
        rows = await self._run(
            "overdue",
            [redis_keys.REAPER, redis_keys.LEASES, redis_keys.WAITING, *self._queue.places],
            [
                reaper,
                round(reaper_lease_s * 1000),
                round(deadline_s * 1000),
                self._lease_ms,
                REAPED_AT_ONCE,
                await self._queue.waiting(),
                redis_keys.JOB,
            ],
        )
        return Overdue(*(tuple(job_id.decode() for job_id in row) for row in rows))

    async def read(self, job_id: str) -> JobRecord:
        """The job as it stands.

        Raises:
            JobNotFound: no job has this id, or its record is damaged.
        """
        try:
            row, (seconds, microseconds) = await self._look(
                lambda: answers(self._redis, ("HGETALL", redis_keys.JOB + job_id), ("TIME",)),
                lambda answer: answer[0],
            )
        except StoreFault as error:  # it is no hash
            raise JobDamaged(job_id) from error
        if not row:
            raise JobNotFound(job_id)
        now_s = int(seconds) + int(microseconds) / 1e6
        return JobRecord.of_fields(job_id, pairs(row), now_s)

    async def beat(self, worker: str) -> None:
        """Notes that `worker` lives."""
        forgotten_ms = round(WORKER_SILENCE_S * 10_000)
        await self._run("beat", [redis_keys.WORKERS], [worker, forgotten_ms])

    async def workers_alive(self, since_ms: int = 0) -> int:
        """How many workers gave a sign of life lately, and not before `since_ms`."""
        alive = await self._run(
            "alive", [redis_keys.WORKERS], [round(WORKER_SILENCE_S * 1000), since_ms]
        )
        return int(alive)

    async def queue_reachable(self) -> bool:
        """Whether the queue answers; one that is in the store does as far as the store does."""
        return await self._queue.reachable()

    async def now_ms(self) -> int:
        """The present moment of the store's clock."""
        with store_errors():
            seconds, microseconds = await self._redis.time()
        return int(seconds) * 1000 + int(microseconds) // 1000

    async def _run(self, script: str, keys: list[str], arguments: list[Any]) -> Any:
        with store_errors():
            return await self._scripts[script](keys, arguments)

    async def _run_kept(self, script: str, keys: list[str], arguments: list[Any]) -> Any:
        """Likewise, for what somebody is told: it outlives the store's master."""
        with store_errors():
            return await self._keeping.run(self._scripts[script], keys, arguments)

    async def _look(
        self, read: Callable[[], Awaitable[Any]], found: Callable[[Any], object]
    ) -> Any:
        """What `read` brings; raises `StoreUnavailable` where another store may have what is not found."""
        with store_errors():
            return await self._keeping.look(read, found)
