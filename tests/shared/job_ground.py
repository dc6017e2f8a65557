"""A real store, and beside it a plain account of each job: what must have come of every step."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import orjson
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from redis import Redis

from shared import queue
from shared.cache.entry import pack
from shared.jobs.record import Claim, JobStatus, Result
from shared.jobs.store import JobStore
from shared.queue import Priority
from shared.store.connection import open_store
from shared.webhooks.store import WebhookStore

T = TypeVar("T")

LEASE_S, DEADLINE_S = 1000.0, 9500.0
REAL_S = 500.0
"""Less of it passes in a whole run; so nothing here depends on how fast the machine is."""
MAX_QUEUED = 6
KEYS = ("k1", "k2")
LATEST = 4
CALLER = "caller"
OPEN = {JobStatus.QUEUED, JobStatus.RUNNING}


@dataclass
class Job:
    """What must be true of one job."""

    key: str
    priority: Priority
    refresh: bool
    joinable: bool
    status: JobStatus = JobStatus.QUEUED
    submits: int = 1
    claims: int = 0
    token: str = ""
    lapsed: bool = False
    age_s: float = 0.0
    claimed_age_s: float | None = None
    core: bytes | None = None
    ended_by: str = ""
    kept: bool = True
    callbacks: set[str] = field(default_factory=set)

    @property
    def waits_s(self) -> float:
        """What the reaper takes for its time in the queue."""
        return self.age_s if self.claimed_age_s is None else self.claimed_age_s


class Ground(RuleBasedStateMachine):
    """The store, the account, and the steps that several rules take."""

    def __init__(self, store_address: str) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._redis = open_store(store_address, timeout_s=5, connections=4)
        self._raw: Any = Redis.from_url(store_address)  # to look, and to let time pass
        self._store = JobStore(
            self._redis, lease_s=LEASE_S, job_ttl_s=6000, max_queued=MAX_QUEUED, cache_bytes=100_000
        )
        self._webhooks = WebhookStore(self._redis)
        self._jobs: dict[str, Job] = {}
        self._claims: list[Claim] = []
        self._found: list[tuple[str, str]] = []
        self._cached: dict[str, bytes] = {}
        """What the cache has for each question."""
        self._shown: dict[str, str] = {}
        """The job whose first result that is, where it is one's."""
        self._rests: set[str] = set()
        self._failed: set[str] = set()
        self._due: set[str] = set()
        self._taken: set[str] = set()
        self._lost: set[str] = set()
        self._reaper: str | None = None
        self._late = self._redelivered = self._number = 0
        self._raw.flushdb()

    # The account

    def _claim(self, job_id: str) -> Claim | None:
        job = self._jobs[job_id]
        token = self._name("token")
        held = job.status is JobStatus.RUNNING and not job.lapsed
        claim = self._do(self._store.claim(job_id, token))
        if held or (job.kept and job.status in {JobStatus.COMPLETED, JobStatus.FAILED}):
            self._redelivered += 1
        if held or job.status not in OPEN:
            assert claim is None
            return None
        assert claim is not None
        self._lost.discard(job_id)  # it needs no message any more
        job.status, job.token, job.lapsed = JobStatus.RUNNING, token, False
        job.claims += 1
        job.claimed_age_s = job.claimed_age_s or 0.0
        assert (claim.key, claim.attempts, claim.refresh) == (job.key, job.claims, job.refresh)
        assert abs(claim.waited_s - job.age_s) < REAL_S
        assert abs(claim.running_s - job.claimed_age_s) < REAL_S
        self._claims.append(claim)
        return claim

    def _finish(self, claim: Claim, how: str) -> None:
        job_id, key = claim.job_id, claim.key
        core = self._name(how).encode()
        reason = {"failed": "unreadable_question", "given up": "lost_too_often"}.get(how, "")
        first = self._do(
            self._store.finish(
                job_id,
                key,
                Result(
                    core,
                    b"t",
                    None if how in {"failed", "stale"} else pack(core, 10),
                    entry_life_s=6000,
                    only_if_absent=how != "model",
                    status=JobStatus.FAILED if how == "failed" else JobStatus.COMPLETED,
                    rest_s=6000 if how == "stale" else 0,
                    reason=reason,
                ),
                claim.token,
            )
        )
        job = self._jobs[job_id]
        again = job.kept and job.ended_by == claim.token
        assert first == (job.status in OPEN or again)
        if again:
            return
        if how == "stale":
            self._rests.add(key)
        elif how != "failed" and (key not in self._cached or (how == "model" and first)):
            self._cached[key] = core
            self._rests.discard(key)
            self._shown.pop(key, None)
            if first:
                self._shown[key] = job_id
        if first:
            self._end(job, JobStatus.FAILED if how == "failed" else JobStatus.COMPLETED, core)
            job.ended_by = claim.token
            job.kept = bool(reason) or not job.refresh
            if reason:
                self._failed.add(job_id)
        elif job.kept and job.status is not JobStatus.CANCELLED:
            self._late += 1

    def _end(self, job: Job, status: JobStatus, core: bytes | None = None) -> None:
        job.status, job.core = status, core
        self._due |= job.callbacks

    def _waits_again(self, job: Job) -> None:
        job.status, job.lapsed = JobStatus.QUEUED, False

    def _holds(self, claim: Claim) -> bool:
        job = self._jobs[claim.job_id]
        return job.status is JobStatus.RUNNING and job.token == claim.token

    def _current(self, key: str) -> str | None:
        """The job that answers this question and can be joined."""
        for job_id, job in self._jobs.items():
            if job.key == key and job.joinable and job.status in OPEN:
                return job_id
        return None

    def _overdue(self) -> list[tuple[str, str]]:
        rows = []
        for job_id, job in self._jobs.items():
            if job.status is JobStatus.RUNNING and job.lapsed:
                rows.append(("lapsed", job_id))
            elif job.status is JobStatus.QUEUED and job.waits_s > DEADLINE_S:
                rows.append(("unclaimed", job_id))
            elif (
                job.status is JobStatus.QUEUED and job.waits_s > LEASE_S and self._passed_over(job)
            ):
                rows.append(("lost", job_id))
        return rows

    def _passed_over(self, job: Job) -> bool:
        """Whether the next message of its priority is of one that came much later; or none is."""
        message = self._raw.lindex(queue.list_of(job.priority), -1)
        if message is None:
            return True
        of = self._jobs[orjson.loads(message)["headers"]["id"]]
        return of.status is JobStatus.QUEUED and job.waits_s - of.waits_s > LEASE_S / 5

    # The store

    def _pop(self) -> str | None:
        """The job that the next message names, as a worker takes it."""
        for name in queue.LISTS:
            message = self._raw.rpop(name)
            if message is not None:
                named: str = orjson.loads(message)["headers"]["id"]
                return named
        return None

    def _with(self, status: JobStatus) -> set[str]:
        return {job_id for job_id, job in self._jobs.items() if job.status is status}

    def _members(self, name: str) -> set[str]:
        return {one.decode() for one in self._raw.zrange(name, 0, -1)}

    def _under(self, prefix: str) -> set[str]:
        names = self._raw.keys(prefix + "*")
        return {name.decode().removeprefix(prefix) for name in names}

    def _any(self, data: st.DataObject) -> tuple[str, Job]:
        """One of the last few: with many in play, too little would happen to each."""
        job_id = data.draw(st.sampled_from(list(self._jobs)[-LATEST:]))
        return job_id, self._jobs[job_id]

    def _any_claim(self, data: st.DataObject) -> Claim:
        """One of the last few, held or lost."""
        return data.draw(st.sampled_from(self._claims[-LATEST:]))

    def _name(self, kind: str) -> str:
        self._number += 1
        return f"{kind}{self._number:03}".replace(" ", "_")

    def _do(self, step: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(step)
