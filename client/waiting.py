"""Waiting for a job's end, longer than the gateway holds one answer."""

from __future__ import annotations

import time
from collections.abc import Callable

from client.answers import Answer, Job
from client.calls import MAX_WAIT_S
from client.errors import JobEnded, StillOpen

PAUSE_S = 0.2
"""A gateway that is about to stop sends everybody home at once; the next one is asked after this."""


class Waiting:
    """The wait of one caller for one job."""

    def __init__(
        self,
        timeout_s: float,
        *,
        now_s: Callable[[], float] = time.monotonic,  # noqa: TID251 - here is no `Clock`
    ) -> None:
        self._timeout_s = timeout_s
        self._now_s = now_s
        self._until_s = now_s() + timeout_s

    @property
    def left_s(self) -> float:
        """For how long the caller still waits."""
        return max(0.0, self._until_s - self._now_s())

    @property
    def held_s(self) -> float:
        """For how long the gateway is to hold its next answer."""
        return min(MAX_WAIT_S, self.left_s)

    def answer(self, job: Job) -> Answer | None:
        """The answer of a job that has one; None: it is still open, and there is time.

        Raises:
            JobEnded: it will have none.
            StillOpen: the time is over.
        """
        if job.answer is not None:
            return job.answer
        if job.finished:
            raise JobEnded(job)
        if self.left_s <= PAUSE_S:
            raise StillOpen(job, self._timeout_s)
        return None
