"""Look at a job, wait for it, withdraw it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api_gateway.charts import Charts
from api_gateway.preferences import queried_wait_s
from api_gateway.replies import job_reply
from api_gateway.waiting import Waiting
from shared.contracts.answers import body, members
from shared.jobs.store import JobStore


class Jobs:
    """`/admin-api/saju/jobs/{job_id}`."""

    def __init__(self, jobs: JobStore, waiting: Waiting, charts: Charts) -> None:
        self._jobs = jobs
        self._charts = charts
        self._waiting = waiting

    async def serve(self, request: Request) -> Response:
        """Both calls: one route, so that a refusal's `Allow` names both."""
        return await (self.withdraw if request.method == "DELETE" else self.read)(request)

    async def read(self, request: Request) -> Response:
        """200 for every known job, at its end if `?wait=` gives it the time."""
        job_id = request.path_params["job_id"]
        wait_s = queried_wait_s(request)
        if wait_s:
            record = await self._waiting.until_finished(job_id, wait_s, request.receive)
            return job_reply(record, self._charts)
        return job_reply(await self._waiting.read(job_id), self._charts)

    async def withdraw(self, request: Request) -> Response:
        """200 with the status after one submit was taken back; 204 after a record was removed."""
        job_id = request.path_params["job_id"]
        status = await self._jobs.withdraw(job_id)
        if status is None:
            return Response(status_code=204)
        fields = members({"success": True, "status": status, "job_id": job_id})
        return Response(body(fields), media_type="application/json")
