"""Ask for a reading."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api_gateway.asking import Asking, Awaited, Degraded, Known
from api_gateway.body import read_body
from api_gateway.charts import Charts
from api_gateway.parsing import parse_reading_request
from api_gateway.preferences import preferred_wait_s
from api_gateway.questions import dated, question_of
from api_gateway.replies import Reply
from api_gateway.waiting import Waiting
from shared.clock import Clock
from shared.jobs.record import JobStatus
from shared.metrics.counted import Counted
from shared.prompts import PromptBook


class Readings:
    """`POST /admin-api/saju/ai-generate`."""

    def __init__(
        self,
        asking: Asking,
        waiting: Waiting,
        *,
        charts: Charts,
        prompts: PromptBook,
        clock: Clock,
        counted: Counted,
    ) -> None:
        self._asking = asking
        self._waiting = waiting
        self._charts = charts
        self._prompts = prompts
        self._clock = clock
        self._counted = counted

    async def generate(self, request: Request) -> Response:
        """200 with a known answer, 202 with the exact chart and a job for the words."""
        data = await read_body(request)
        started_s = self._clock.monotonic_s()
        asked = dated(parse_reading_request(data), self._clock)
        reply = Reply(self._charts.of_caller(asked), self._clock)
        if asked.request.service_type == "saju_calculation":
            self._counted.question("chart")
            return self._timed(started_s, reply.chart_only())
        match await self._asking.ask(question_of(asked, self._prompts)):
            case Known(core, level):
                return self._timed(started_s, reply.known(core, level), hit=True)
            case Degraded(answer):
                return self._timed(started_s, reply.engine(answer))
            case Awaited(job_id, status):
                # Counted before a caller waits as long as it likes.
                queued = self._timed(started_s, reply.awaited(job_id, status))
                return await self._wait(request, reply, job_id) or queued

    def _timed(self, started_s: float, response: Response, *, hit: bool = False) -> Response:
        self._counted.answer_time(self._clock.monotonic_s() - started_s, hit=hit)
        return response

    async def _wait(self, request: Request, reply: Reply, job_id: str) -> Response | None:
        """The job after the wait that the caller prefers; None: it prefers none."""
        wait_s = preferred_wait_s(request)
        if not wait_s:
            return None
        record = await self._waiting.until_finished(job_id, wait_s)
        if record.status is JobStatus.COMPLETED:
            return reply.finished(record)
        return reply.awaited(job_id, record.status)
