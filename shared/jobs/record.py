"""What is known of a job, and what came of trying to submit or claim one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.cache.entry import CachedReading
from shared.errors import JobDamaged

_COUNT = re.compile(rb"0|[1-9][0-9]{0,13}")


class JobStatus(StrEnum):
    """The life of a job; the last three are for ever."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def finished(self) -> bool:
        """Whether nothing will change any more."""
        return self not in {JobStatus.QUEUED, JobStatus.RUNNING}


@dataclass(frozen=True, slots=True)
class JobRecord:
    """One job as the store holds it. Nothing in it tells more of the birth than its question.

    `core` and `tail` are the parts of a finished answer's bytes, see `shared.contracts.answers`.
    """

    job_id: str
    status: JobStatus
    key: str
    question: bytes
    submits: int
    attempts: int
    created_ms: int
    age_s: float
    finished_ms: int | None
    core: bytes | None
    tail: bytes | None

    @property
    def took_s(self) -> float | None:
        """Seconds from the submit to the end, or None while it is not ended."""
        return None if self.finished_ms is None else (self.finished_ms - self.created_ms) / 1000

    @classmethod
    def of_fields(cls, job_id: str, fields: Mapping[bytes, bytes], now_s: float) -> JobRecord:
        """The job whose hash in the store holds these fields, at this moment of the store's clock.

        Raises:
            JobDamaged: some are missing, or make no sense; the scripts' `whole` looks at the same.
        """
        finished = fields.get(b"finished")
        try:
            created_ms = _count(fields[b"created"])
            return cls(
                job_id=job_id,
                status=JobStatus(fields[b"status"].decode()),
                key=fields[b"key"].decode(),
                question=fields[b"question"],
                submits=_count(fields[b"submits"]),
                attempts=_count(fields[b"attempts"]),
                created_ms=created_ms,
                age_s=now_s - created_ms / 1000,
                finished_ms=None if finished is None else _count(finished),
                core=fields.get(b"core"),
                tail=fields.get(b"tail"),
            )
        except (KeyError, ValueError) as error:
            raise JobDamaged(job_id) from error


def _count(text: bytes) -> int:
    if _COUNT.fullmatch(text) is None:
        raise ValueError
    return int(text)


@dataclass(frozen=True, slots=True)
class Queued:
    """The question is in the queue now, or somebody's job that is being answered was joined."""

    job_id: str
    status: JobStatus
    joined: bool


@dataclass(frozen=True, slots=True)
class AlreadyCached:
    """The answer came into the shared cache since the caller looked."""

    reading: CachedReading


@dataclass(frozen=True, slots=True)
class NoWorker:
    """Nothing was queued: no worker has given a sign of life lately."""


@dataclass(frozen=True, slots=True)
class Resting:
    """Nothing was queued: it is a refresh, and the last one failed a moment ago."""


Submission = Queued | AlreadyCached | NoWorker | Resting


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in a worker's hands, as long as its lease is renewed under `token`."""

    job_id: str
    token: str
    key: str
    question: bytes
    attempts: int
    waited_s: float
    """Since it was submitted."""
    running_s: float
    """Since it was first claimed, by whomever."""
    trace: str = ""
    """Of who first asked, see `shared.tracing`; empty in the record of an older release."""
    refresh: bool = False
    """Whether nobody waits for it: it is to replace a stale reading."""
    requeued: bool = False
    """Whether it is asked again after a job that failed: the engine's reading is no answer to it."""


@dataclass(frozen=True, slots=True)
class Result:
    """The end of a job: what is shown, and what goes into the cache (None: nothing)."""

    core: bytes
    tail: bytes
    entry: bytes | None = None
    entry_life_s: float = 0.0
    """How long the store keeps the entry, stale time included; 0 is for ever."""
    only_if_absent: bool = True
    """Whether an entry that is there already is better than this one."""
    status: JobStatus = JobStatus.COMPLETED
    rest_s: float = 0.0
    """For so long no refresh of this reading is queued: providers have just failed."""
    reason: str = ""
    """Why the job is given up and kept among the failed; empty: it is not."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """Job ids that need the reaper, by reason."""

    lapsed: tuple[str, ...]
    unclaimed: tuple[str, ...]
    lost: tuple[str, ...]
