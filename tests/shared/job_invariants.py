"""What holds of jobs at all times, and what is left of them in the end."""

from __future__ import annotations

import orjson
from hypothesis.stateful import invariant

from shared import queue, redis_keys
from shared.cache.entry import unpack
from shared.jobs.failed import FailedJobs
from shared.jobs.record import JobRecord, JobStatus, Result
from shared.queue import Priority
from tests.shared.job_ground import CALLER, KEYS, OPEN, Ground

FOR_EVER = {
    redis_keys.CACHE_INDEX,
    redis_keys.CACHE_SIZES,
    redis_keys.WORKERS,
    redis_keys.EVENTS,
    redis_keys.COUNTERS,
    redis_keys.DRAIN,
}
"""One key each, whatever happens; everything else of a job has an end."""


class Held(Ground):
    """The invariants."""

    @invariant()
    def the_sets_are_those_of_the_records(self) -> None:
        kept = {job_id: job for job_id, job in self._jobs.items() if job.kept}
        assert self._members(redis_keys.WAITING) == self._with(JobStatus.QUEUED)
        assert self._members(redis_keys.LEASES) == self._with(JobStatus.RUNNING)
        assert self._under(redis_keys.JOB) == set(kept)
        pipeline = self._raw.pipeline(transaction=False)
        for job_id in kept:
            pipeline.hgetall(redis_keys.JOB + job_id)
            pipeline.pttl(redis_keys.JOB + job_id)
        found = pipeline.execute()
        for (job_id, job), fields, life in zip(kept.items(), found[::2], found[1::2], strict=True):
            record = JobRecord.of_fields(job_id, fields, now_s=0.0)
            seen = (record.status, record.submits, record.attempts, record.core)
            assert seen == (job.status, job.submits, job.claims, job.core)
            assert (life > 0) == (job.status not in OPEN)

    @invariant()
    def each_question_points_to_the_job_that_answers_it(self) -> None:
        found = {
            key: self._raw.get(redis_keys.PENDING + key).decode()
            for key in self._under(redis_keys.PENDING)
        }
        current = {key: self._current(key) for key in KEYS}
        assert found == {key: job_id for key, job_id in current.items() if job_id is not None}

    @invariant()
    def who_asks_later_sees_what_the_job_has_shown(self) -> None:
        found = {
            key: getattr(unpack(self._raw.get(redis_keys.CACHE + key), 6_000_000), "core", None)
            for key in self._under(redis_keys.CACHE)
        }
        assert found == self._cached
        for key, job_id in self._shown.items():
            assert found[key] == self._jobs[job_id].core

    @invariant()
    def who_waits_has_a_message_among_its_equals(self) -> None:
        for priority in Priority:
            messages = self._raw.lrange(queue.list_of(priority), 0, -1)
            named = {orjson.loads(message)["headers"]["id"] for message in messages}
            waiting = self._with(JobStatus.QUEUED) - self._lost
            assert {one for one in waiting if self._jobs[one].priority == priority} <= named

    @invariant()
    def what_is_counted_and_listed_is_what_happened(self) -> None:
        listed = {job.job_id for job in self._do(FailedJobs(self._redis).all())}
        assert listed == self._failed
        late, redelivered = self._raw.hmget(redis_keys.COUNTERS, ["late_results", "redelivered"])

        assert (int(late or 0), int(redelivered or 0)) == (self._late, self._redelivered)

    @invariant()
    def callbacks_are_due_when_their_job_has_ended(self) -> None:
        assert self._members(redis_keys.WEBHOOKS_DUE + CALLER) == self._due

    def teardown(self) -> None:
        try:
            self._end_all()
            self._nothing_is_left()
        finally:
            self._do(self._redis.aclose())
            self._raw.close()
            self._runner.close()

    def _end_all(self) -> None:
        for job_id, job in self._jobs.items():
            if job.status in OPEN:
                result = Result(b"last", b"t")
                assert self._do(self._store.finish(job_id, job.key, result))
                self._end(job, JobStatus.COMPLETED, b"last")
        while (message := self._pop()) is not None:
            self._claim(message)
        for delivery in self._due:  # of those in a dead worker's hands, too
            self._raw.zadd(redis_keys.WEBHOOKS_DUE + CALLER, {delivery: 1})
        taken = self._do(
            self._webhooks.take(1000, of_one_caller=1000, busy={}, lease_s=3600)
        ).deliveries
        assert len(taken) == len(self._due)
        for one in taken:
            assert self._do(self._webhooks.done(one))
        self._raw.delete(redis_keys.REAPER)

    def _nothing_is_left(self) -> None:
        names = [name.decode() for name in self._raw.keys("*")]
        without_end = {name for name in names if self._raw.pttl(name) == -1}
        assert without_end <= FOR_EVER
