"""What a caller who prefers to wait is answered when the time is over, or the job ends first."""

from __future__ import annotations

from starlette.requests import Request

from api_gateway.asking import Awaited
from api_gateway.preferences import preferred_wait_s
from api_gateway.replies import Reply
from api_gateway.waiting import Waiting
from shared.errors import StoreUnavailable
from shared.jobs.record import JobRecord, JobStatus

HICCUP_S = 1.0
"""The job was queued a moment ago; a store that does not answer now is more likely busy than gone."""


async def awaited_end(
    waiting: Waiting, request: Request, reply: Reply, awaited: Awaited
) -> JobRecord | JobStatus:
    """The record of a job that was completed in the time of `Prefer: wait`, else how it stands."""
    wait_s = preferred_wait_s(request)
    if not wait_s:
        return awaited.status
    reply.prepare()
    try:
        record = await waiting.until_finished(
            awaited.job_id, wait_s, request.receive, patience_s=HICCUP_S
        )
    except StoreUnavailable:  # the job is safe there; without its id it could not be found
        return awaited.status
    return record if record.status is JobStatus.COMPLETED else record.status
