"""What a caller who prefers to wait is answered when the time is over, or the job ends first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import structlog
from starlette.requests import Request

from api_gateway.asking import Awaited
from api_gateway.preferences import preferred_wait_s
from api_gateway.replies import Reply
from api_gateway.waiting import Waiting
from shared.errors import JobNotFound, StoreUnavailable
from shared.jobs.record import JobRecord, JobStatus

HICCUP_S = 1.0
"""The job was queued a moment ago; a store that does not answer now is more likely busy than gone."""

AGAIN_AFTER_S = 1.5
"""Before a question is asked again: a store that was emptied hears of its workers within a second."""

T = TypeVar("T")


async def awaited_end(
    waiting: Waiting,
    request: Request,
    reply: Reply,
    awaited: Awaited,
    ask_again: Callable[[], Awaitable[T | Awaited]],
) -> JobRecord | T | Awaited:
    """The record of a job that was completed in the time of `Prefer: wait`, else how it stands.

    A job that is gone before its end is no answer to who was told nothing of it yet: `ask_again` asks
    his question once more, and what that brings is waited for in the time that is left.
    """
    wait_s = preferred_wait_s(request)
    if not wait_s:
        return awaited
    reply.prepare()
    loop = asyncio.get_running_loop()
    until_s = loop.time() + wait_s
    try:
        return await _end(waiting, request, awaited, wait_s)
    except JobNotFound:
        structlog.get_logger("asking").warning("awaited_job_gone", job_id=awaited.job_id)
    await asyncio.sleep(max(0.0, min(AGAIN_AFTER_S, until_s - loop.time())))
    found = await ask_again()
    if not isinstance(found, Awaited):
        return found
    try:
        return await _end(waiting, request, found, max(0.0, until_s - loop.time()))
    except JobNotFound:
        return found


async def _end(
    waiting: Waiting, request: Request, awaited: Awaited, wait_s: float
) -> JobRecord | Awaited:
    try:
        record = await waiting.until_finished(
            awaited.job_id, wait_s, request.receive, patience_s=HICCUP_S
        )
    except StoreUnavailable:  # the job is safe there; without its id it could not be found
        return awaited
    completed = record.status is JobStatus.COMPLETED
    return record if completed else replace(awaited, status=record.status)
