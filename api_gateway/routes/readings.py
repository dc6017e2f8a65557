"""Ask for a reading."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api_gateway.asking import Asking, Awaited, Degraded, Known
from api_gateway.body import read_body
from api_gateway.charts import Charts
from api_gateway.parsing import Asked, parse_reading_request
from api_gateway.preferences import preferred_wait_s
from api_gateway.questions import dated, question_of
from api_gateway.replies import Reply
from api_gateway.waiting import Waiting
from shared.clock import Clock
from shared.contracts.requests import ReadingRequest
from shared.jobs.record import JobStatus
from shared.prompts import PromptBook
from shared.queue import Priority


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
    ) -> None:
        self._asking = asking
        self._waiting = waiting
        self._charts = charts
        self._prompts = prompts
        self._clock = clock

    async def generate(self, request: Request) -> Response:
        """200 with a known answer, 202 with the exact chart and a job for the words."""
        asked = self.asked(await read_body(request))
        reply = self.reply_to(asked)
        answered = await self.answered(asked, reply, Priority.NORMAL)
        if isinstance(answered, Awaited):
            return await self._wait(request, reply, answered.job_id, answered.status)
        return answered

    def asked(self, data: bytes) -> Asked[ReadingRequest]:
        """What the bytes ask, with today where a fortune names no date.

        Raises:
            InvalidRequest: they are no request, or a wrong one.
        """
        return dated(parse_reading_request(data), self._clock)

    def reply_to(self, asked: Asked[ReadingRequest]) -> Reply:
        """The answers that this caller may get; the clock starts here."""
        return Reply(lambda: self._charts.of_caller(asked), self._clock)

    async def answered(
        self, asked: Asked[ReadingRequest], reply: Reply, default: Priority
    ) -> Response | Awaited:
        """The 200 if the answer needs no job, else the job; `default` is its priority if none is asked.

        Raises:
            QueueFull: the backlog limit is reached.
        """
        if asked.request.service_type == "saju_calculation":
            return reply.chart_only()
        named = asked.request.priority
        priority = default if named is None else Priority[named.upper()]
        match await self._asking.ask(question_of(asked, self._prompts), priority):
            case Known(core, level):
                return reply.known(core, level)
            case Degraded(answer):
                return reply.engine(answer)
            case Awaited() as awaited:
                return awaited

    async def _wait(
        self, request: Request, reply: Reply, job_id: str, status: JobStatus
    ) -> Response:
        wait_s = preferred_wait_s(request)
        if wait_s:
            record = await self._waiting.until_finished(job_id, wait_s)
            if record.status is JobStatus.COMPLETED:
                return reply.finished(record)
            status = record.status
        return reply.awaited(job_id, status)
