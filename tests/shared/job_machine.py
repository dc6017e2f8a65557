"""Jobs as they may go, in any order and by several workers.

Time does not pass by waiting: for one job it is passed by setting back each moment that the store
holds of it.
"""

from __future__ import annotations

from collections import Counter

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from shared import redis_keys
from shared.errors import JobNotFound, QueueFull
from shared.jobs.failed import FailedJobs
from shared.jobs.record import AlreadyCached, JobStatus, Overdue, Queued, Resting, Submission
from shared.queue import Priority
from shared.webhooks.store import Callback
from tests.shared.job_ground import CALLER, DEADLINE_S, KEYS, LATEST, MAX_QUEUED, OPEN, Job
from tests.shared.job_invariants import Held

REAPERS = ("r1", "r2")
QUESTION = b'{"service_type":"career"}'
PASSED_S = (1100.0, 9600.0)
"""Longer than a lease, and than a deadline; no sum of them is near either."""
ASKED = (
    st.sampled_from(KEYS),
    st.sampled_from(Priority),
    st.sampled_from(("join", "join", "alone", "refresh")),
)


class JobMachine(Held):
    """Its rules are the steps of jobs, their workers, callers and reapers."""

    # Callers

    @initialize(asked=st.lists(st.tuples(*ASKED), min_size=1, max_size=3), claims=st.integers(0, 3))
    def begin(self, asked: list[tuple[str, Priority, str]], claims: int) -> None:
        """Most of what can happen needs a job, in the queue or in hand."""
        for question in asked:
            self._submit(*question)
        for _ in range(claims):
            self.take_a_message()

    @rule(asked=st.tuples(*ASKED))
    def submit(self, asked: tuple[str, Priority, str]) -> None:
        self._submit(*asked)

    @precondition(lambda self: self._failed)
    @rule(data=st.data())
    def ask_again(self, data: st.DataObject) -> None:
        """As an operator does with a job that failed."""
        job_id = data.draw(st.sampled_from(sorted(self._failed)))
        if self._submit(self._jobs[job_id].key, Priority.LOW, "again"):
            self._do(FailedJobs(self._redis).forget(job_id))
            self._failed.remove(job_id)

    def _submit(self, key: str, priority: Priority, mode: str) -> bool:
        job_id = self._name("job")
        self._do(self._store.beat("a worker"))
        current = self._current(key) if mode != "alone" else None
        waiting = sum(job.status is JobStatus.QUEUED for job in self._jobs.values())
        expected: Submission | type[QueueFull | AlreadyCached]
        if current is not None:
            expected = Queued(current, self._jobs[current].status, joined=True)
        elif mode in {"join", "refresh"} and key in self._cached:
            expected = AlreadyCached
        elif mode == "refresh" and key in self._rests:
            expected = Resting()
        elif waiting >= (MAX_QUEUED // 2 if mode == "refresh" else MAX_QUEUED):
            expected = QueueFull
        else:
            expected = Queued(job_id, JobStatus.QUEUED, joined=False)
        found: Submission | type[QueueFull | AlreadyCached]
        try:
            found = self._do(
                self._store.submit(
                    job_id,
                    key,
                    QUESTION,
                    priority,
                    alone=mode == "alone",
                    refresh=mode == "refresh",
                    again=mode == "again",
                )
            )
        except QueueFull:
            found = QueueFull
        assert (AlreadyCached if isinstance(found, AlreadyCached) else found) == expected
        if current is not None and mode != "refresh":
            job = self._jobs[current]
            job.submits += 1
            job.refresh = False
            job.priority = min(job.priority, priority)
        elif isinstance(found, Queued) and not found.joined:
            refresh = mode == "refresh"
            self._jobs[job_id] = Job(key, priority, refresh, joinable=mode != "alone")
        return isinstance(found, Queued)

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        """Takes a submit back, or removes the record."""
        job_id, job = self._any(data)
        if not job.kept:
            try:
                self._do(self._store.withdraw(job_id))
            except JobNotFound:
                return
            raise AssertionError(f"{job_id} is removed already")
        found = self._do(self._store.withdraw(job_id))
        if job.status not in OPEN:
            assert found is None
            job.kept = False
            return
        job.submits -= 1
        if job.submits == 0:
            self._end(job, JobStatus.CANCELLED)
        assert found is job.status

    @rule(data=st.data())
    def leave_callback(self, data: st.DataObject) -> None:
        job_id, job = self._any(data)
        if job.refresh:  # nobody knows its id
            return
        delivery = self._name("delivery")
        self._do(self._webhooks.leave(job_id, delivery, Callback("http://there/", CALLER)))
        if not job.kept:
            return
        job.callbacks.add(f"{job_id} {delivery} {CALLER}")
        if job.status not in OPEN:
            self._due |= job.callbacks

    @rule(done=st.booleans())
    def deliver_callbacks(self, done: bool) -> None:  # noqa: FBT001 - drawn
        """Whoever is due is taken, once; and gone, unless the worker dies over it."""
        taken = self._do(
            self._webhooks.take(1000, of_one_caller=1000, busy={}, lease_s=3600)
        ).deliveries
        names = {f"{one.job_id} {one.delivery_id} {CALLER}" for one in taken}
        assert names == self._due - self._taken
        for one in taken:
            job = self._jobs[one.job_id]
            assert (one.record.status, one.record.core) == (job.status, job.core)
            if done:
                assert self._do(self._webhooks.done(one))
                job.callbacks.remove(f"{one.job_id} {one.delivery_id} {CALLER}")
        if done:
            self._due -= names
        else:
            self._taken |= names

    # Workers

    @rule()
    def take_a_message(self) -> None:
        """A worker's next message, and its claim."""
        message = self._pop()
        if message is not None:
            self._claim(message)

    @rule(data=st.data())
    def deliver_again(self, data: st.DataObject) -> None:
        """As a broker does that was not told of the end, or that thinks its worker dead."""
        self._claim(self._any(data)[0])

    @precondition(lambda self: self._claims)
    @rule(data=st.data())
    def claim_again(self, data: st.DataObject) -> None:
        """The same claim: its answer was lost on the way to the worker."""
        claim = self._any_claim(data)
        if self._holds(claim):
            again = self._do(self._store.claim(claim.job_id, claim.token))
            assert again is not None
            assert again.attempts == self._jobs[claim.job_id].claims
            self._jobs[claim.job_id].lapsed = False

    @rule()
    def lose_a_message(self) -> None:
        message = self._pop()
        if message is not None:
            self._lost.add(message)

    @precondition(lambda self: self._claims)
    @rule(data=st.data())
    def renew(self, data: st.DataObject) -> None:
        claims = data.draw(st.lists(st.sampled_from(self._claims[-LATEST:]), min_size=1))
        mine = {claim.job_id for claim in claims if self._holds(claim)}
        lost = self._do(self._store.renew(claims))
        assert lost == {
            claim.job_id
            for claim in claims
            if self._jobs[claim.job_id].kept and not self._holds(claim)
        }
        for job_id in mine:
            self._jobs[job_id].lapsed = False

    @precondition(lambda self: self._claims)
    @rule(data=st.data(), how=st.sampled_from(("model", "engine", "stale", "failed", "given up")))
    def finish(self, data: st.DataObject, how: str) -> None:
        """A result comes, in time or late, and be it for the second time."""
        self._finish(self._any_claim(data), how)

    @precondition(lambda self: self._claims)
    @rule(data=st.data())
    def let_go(self, data: st.DataObject) -> None:
        """As a worker does that stops."""
        claim = self._any_claim(data)
        holds = self._holds(claim)
        assert self._do(self._store.put_back(claim.job_id, claim.token)) == holds
        if holds:
            self._waits_again(self._jobs[claim.job_id])

    # Time, and what it brings

    @rule(data=st.data(), passed_s=st.sampled_from(PASSED_S))
    def pass_time(self, data: st.DataObject, passed_s: float) -> None:
        """So much time passes for one job."""
        self._pass(*self._any(data), passed_s)

    @precondition(lambda self: self._with(JobStatus.RUNNING))
    @rule(data=st.data(), reaper=st.sampled_from(REAPERS))
    def lapse_a_lease(self, data: st.DataObject, reaper: str) -> None:
        """A worker is dead, or slow, and a reaper sees it."""
        job_id = data.draw(st.sampled_from(sorted(self._with(JobStatus.RUNNING))))
        self._pass(job_id, self._jobs[job_id], PASSED_S[0])
        self.look_for_overdue(reaper)

    def _pass(self, job_id: str, job: Job, passed_s: float) -> None:
        if job.status not in OPEN:
            return
        back_ms = -round(passed_s * 1000)
        record = redis_keys.JOB + job_id
        self._raw.hincrby(record, "created", back_ms)
        job.age_s += passed_s
        if job.claimed_age_s is not None:
            self._raw.hincrby(record, "claimed", back_ms)
            job.claimed_age_s += passed_s
        waits = job.status is JobStatus.QUEUED
        self._raw.zincrby(redis_keys.WAITING if waits else redis_keys.LEASES, back_ms, job_id)
        job.lapsed = not waits

    @rule(what=st.sampled_from((*KEYS, "reaper")))
    def expire(self, what: str) -> None:
        """A reading's time is over, or the reaper's."""
        if what == "reaper":
            self._raw.delete(redis_keys.REAPER)
            self._reaper = None
            return
        self._raw.delete(redis_keys.CACHE + what, redis_keys.REST + what)
        self._cached.pop(what, None)
        self._shown.pop(what, None)
        self._rests.discard(what)

    @rule(reaper=st.sampled_from(REAPERS))
    def look_for_overdue(self, reaper: str) -> None:
        found = self._do(self._store.overdue(reaper, reaper_lease_s=3600, deadline_s=DEADLINE_S))
        self._reaper = self._reaper or reaper
        assert Counter(_rows(found)) == Counter(self._overdue() if reaper == self._reaper else [])
        # Sorted: those of one millisecond come by name, others by time, which is not to decide what is drawn.
        self._found += sorted(_rows(found))

    @precondition(lambda self: self._found)
    @rule(data=st.data())
    def reap(self, data: st.DataObject) -> None:
        """One step of a round, whatever has happened since the reaper looked."""
        row = data.draw(st.sampled_from(self._found[-LATEST:]))
        self._found.remove(row)
        why, job_id = row
        job = self._jobs[job_id]
        waits = job.status is JobStatus.QUEUED
        if why == "lapsed":
            back = job.status is JobStatus.RUNNING and job.lapsed
            assert self._do(self._store.put_back(job_id)) == back
            if back:
                self._waits_again(job)
        elif why == "lost":
            self._do(self._store.send_again(job_id))
            if waits:
                self._lost.discard(job_id)
        else:
            hastened = waits and job.refresh and job.priority > Priority.NORMAL
            assert self._do(self._store.hasten(job_id)) == hastened
            if hastened:
                job.priority, job.age_s, job.claimed_age_s = Priority.NORMAL, 0.0, None
            elif (claim := self._claim(job_id)) is not None:
                self._finish(claim, "engine")


def _rows(found: Overdue) -> list[tuple[str, str]]:
    return [
        *(("lapsed", job_id) for job_id in found.lapsed),
        *(("unclaimed", job_id) for job_id in found.unclaimed),
        *(("lost", job_id) for job_id in found.lost),
    ]
