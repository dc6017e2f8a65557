"""The end of a job, read once for all who wait for it, however many they are."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from shared.jobs.record import JobRecord

AT_ONCE = 20
"""Callers served in one turn of the loop: what is written in it leaves at its end, and not before."""


class Ends:
    """Reads the records of jobs that have ended.

    Who has heard of a job's end may ask here: nothing changes behind an end, so the reading that is
    under way for somebody else is as good as one's own.
    """

    def __init__(self, read: Callable[[str], Coroutine[Any, Any, JobRecord]]) -> None:
        self._read = read
        self._readings: dict[str, asyncio.Task[JobRecord]] = {}
        self._asking: dict[str, deque[asyncio.Future[JobRecord]]] = {}

    async def read(self, job_id: str) -> JobRecord:
        """The job's record, the same one for all who ask at once; raises what reading it raises."""
        mine: asyncio.Future[JobRecord] = asyncio.get_running_loop().create_future()
        if job_id in self._asking:
            self._asking[job_id].append(mine)
        else:
            self._asking[job_id] = deque((mine,))
            reading = self._readings[job_id] = asyncio.create_task(self._read(job_id))
            reading.add_done_callback(lambda _: self._hand_out(job_id))
        return await mine

    def _hand_out(self, job_id: str) -> None:
        reading, asking = self._readings[job_id], self._asking[job_id]
        for _ in range(min(AT_ONCE, len(asking))):
            _settle(asking.popleft(), reading)
        if asking:
            asyncio.get_running_loop().call_soon(self._hand_out, job_id)
        else:
            del self._readings[job_id], self._asking[job_id]


def _settle(mine: asyncio.Future[JobRecord], reading: asyncio.Task[JobRecord]) -> None:
    if mine.done():  # whoever asked has gone
        return
    if reading.cancelled():
        mine.cancel()
    elif (error := reading.exception()) is not None:
        mine.set_exception(error)
    else:
        mine.set_result(reading.result())
