"""One reading of a job's end for all who ask for it."""

from __future__ import annotations

import asyncio

import pytest

from api_gateway.ends import AT_ONCE, Ends
from shared.errors import JobNotFound
from shared.jobs.record import JobRecord, JobStatus


class Records:
    """Records that are given when they are let, or an error in their place."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[str] = []
        self.let = asyncio.Event()
        self._error = error

    async def read(self, job_id: str) -> JobRecord:
        self.asked.append(job_id)
        await self.let.wait()
        if self._error is not None:
            raise self._error
        return JobRecord(job_id, JobStatus.COMPLETED, "k", b"", 1, 1, 0, 1.0, 1, b"", b"")


async def asking(ends: Ends, job_id: str, count: int) -> list[asyncio.Task[JobRecord]]:
    """So many who ask, all of whom wait."""
    tasks = [asyncio.create_task(ends.read(job_id)) for _ in range(count)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_all_who_ask_get_the_one_record_a_few_in_each_turn() -> None:
    records = Records()
    ends = Ends(records.read)
    tasks = await asking(ends, "job", 3 * AT_ONCE)
    records.let.set()
    served = 0
    async with asyncio.timeout(5):
        while served < len(tasks):
            await asyncio.sleep(0)
            now = sum(task.done() for task in tasks)
            assert now - served <= AT_ONCE
            served = now
    assert len({id(task.result()) for task in tasks}) == 1
    assert records.asked == ["job"]


async def test_jobs_are_read_apart_and_a_later_question_anew() -> None:
    records = Records()
    ends = Ends(records.read)
    first, second = await asking(ends, "one", 1), await asking(ends, "two", 1)
    records.let.set()
    assert [(await task).job_id for task in (*first, *second)] == ["one", "two"]
    assert (await ends.read("one")).job_id == "one"
    assert records.asked == ["one", "two", "one"]


async def test_all_are_told_what_went_wrong() -> None:
    records = Records(JobNotFound("job"))
    tasks = await asking(Ends(records.read), "job", 2)
    records.let.set()
    for task in tasks:
        with pytest.raises(JobNotFound):
            await task


async def test_one_who_goes_takes_nothing_from_the_others() -> None:
    records = Records()
    ends = Ends(records.read)
    leaves, stays = await asking(ends, "job", 2)
    leaves.cancel()
    await asyncio.wait({leaves})
    records.let.set()
    assert (await stays).status is JobStatus.COMPLETED
    assert records.asked == ["job"]


async def test_nothing_is_left_when_all_have_gone() -> None:
    records = Records()
    ends = Ends(records.read)
    (task,) = await asking(ends, "job", 1)
    task.cancel()
    await asyncio.wait({task})
    records.let.set()
    async with asyncio.timeout(5):
        while ends._asking:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
    assert not ends._readings
