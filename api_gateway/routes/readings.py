"""Ask for a reading."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api_gateway.asking import Asking, Awaited, Degraded, Known
from api_gateway.authentication import CALLER
from api_gateway.body import read_body
from api_gateway.callbacks import Callbacks
from api_gateway.charts import Charts
from api_gateway.parsing import Asked, parse_reading_request
from api_gateway.preferences import preferred_wait_s
from api_gateway.questions import dated, question_of
from api_gateway.replies import Reply
from api_gateway.waiting import Waiting
from shared.clock import Clock
from shared.contracts.requests import ReadingRequest
from shared.errors import StoreUnavailable
from shared.jobs.record import JobStatus
from shared.metrics.counted import Counted
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
        counted: Counted,
        callbacks: Callbacks,
    ) -> None:
        self._asking = asking
        self._waiting = waiting
        self._charts = charts
        self._prompts = prompts
        self._clock = clock
        self._counted = counted
        self._callbacks = callbacks

    async def generate(self, request: Request) -> Response:
        """200 with a known answer, 202 with the exact chart and a job for the words."""
        data = await read_body(request)
        key = request.scope.get(CALLER)
        reply, answered = await self.answered(data, Priority.NORMAL, key)
        if isinstance(answered, Awaited):
            return await self._wait(request, reply, answered.job_id, answered.status)
        return answered

    async def answered(
        self, data: bytes, default: Priority, key: str | None = None
    ) -> tuple[Reply, Response | Awaited]:
        """The 200 if the answer needs no job, else the job; `default` is its priority if none is asked.

        With it come the answers that this caller may get later. The time is taken here, before
        anybody waits for the job. `key` is the hash of the caller's API key.

        Raises:
            InvalidRequest: the bytes are no request, or a wrong one.
            QueueFull: the backlog limit is reached.
            TooManyCallbacks: no more callback is taken; the job goes on.
        """
        started_s = self._clock.monotonic_s()
        rules = self._callbacks.rules(key)
        asked = dated(parse_reading_request(data, rules), self._clock)
        reply = Reply(lambda: self._charts.of_caller(asked), self._clock)
        answered, hit = await self._found(asked, reply, default)
        url = asked.request.callback_url
        if isinstance(answered, Awaited) and url is not None and key is not None:
            await self._callbacks.leave(answered.job_id, url, key)
        self._counted.answer_time(self._clock.monotonic_s() - started_s, hit=hit)
        return reply, answered

    async def _found(
        self, asked: Asked[ReadingRequest], reply: Reply, default: Priority
    ) -> tuple[Response | Awaited, bool]:
        """The answer or the job, and whether a cache had it."""
        if asked.request.service_type == "saju_calculation":
            self._counted.question("chart")
            return reply.chart_only(), False
        named = asked.request.priority
        priority = default if named is None else Priority[named.upper()]
        match await self._asking.ask(question_of(asked, self._prompts), priority):
            case Known(core, level):
                return reply.known(core, level), True
            case Degraded(answer):
                return reply.engine(answer), False
            case Awaited() as awaited:
                return awaited, False

    async def _wait(
        self, request: Request, reply: Reply, job_id: str, status: JobStatus
    ) -> Response:
        wait_s = preferred_wait_s(request)
        if wait_s:
            try:
                record = await self._waiting.until_finished(job_id, wait_s)
            except StoreUnavailable:  # it has the job, and was there a moment ago
                return reply.awaited(job_id, status)
            if record.status is JobStatus.COMPLETED:
                return reply.finished(record)
            status = record.status
        return reply.awaited(job_id, status)
