"""Follow a job."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from api_gateway.following import Following
from api_gateway.languages import language_of
from api_gateway.sse import EventStream
from api_gateway.waiting import Waiting

_EVENT_ID = re.compile(r"\d{1,19}-\d{1,19}")


class Events:
    """`/admin-api/saju/jobs/{job_id}/events`."""

    def __init__(self, waiting: Waiting, following: Following) -> None:
        self._waiting = waiting
        self._following = following

    async def stream(self, request: Request) -> Response:
        """200 with the events of a known job, until it ends."""
        job_id = request.path_params["job_id"]
        await self._waiting.read(job_id)  # an unknown job, or a store that is away, is a problem
        last_id = request.headers.get("last-event-id", "")
        known = last_id if _EVENT_ID.fullmatch(last_id) else None
        return EventStream(self._following.follow(job_id, known, language_of(request.scope, None)))
