"""Ask for a reading."""

from __future__ import annotations

from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from api_gateway.asking import Asking, Awaited, Degraded, Known
from api_gateway.awaiting import awaited_end
from api_gateway.body import read_body
from api_gateway.callbacks import Callbacks
from api_gateway.charts import CallersChart, Charts
from api_gateway.head import caller_of
from api_gateway.heard import Heard, HeardQuestions
from api_gateway.parsing import Asked, own_language, parse_reading_request
from api_gateway.questions import dated, question_of
from api_gateway.replies import Reply, hit_body
from api_gateway.turns import Turn, Turns
from api_gateway.waiting import Waiting
from shared.clock import Clock
from shared.contracts.answers import ENGINE, members
from shared.contracts.requests import ReadingRequest
from shared.errors import speaking
from shared.jobs.record import JobRecord
from shared.metrics.counted import Counted
from shared.prompts import PromptBook
from shared.queue import Priority

_BY_ENGINE = members({"model_used": ENGINE})
"""In no text can this stand as it is: there its quotes are escaped."""


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
        self._heard = HeardQuestions()
        self.turns = Turns(clock)

    async def known(self, data: bytes) -> bytes | None:
        """The 200, if these bytes were heard lately and a cache has a fresh reading; else None."""
        started_s = self._clock.monotonic_s()
        heard = self._heard.find(data)
        if heard is None:
            return None
        known = await self._asking.fresh(heard.key)
        if known is None:
            return None
        took_s = self._clock.monotonic_s() - started_s
        self._counted.answer_time(took_s, hit=True)
        return hit_body(heard.chart, known, took_s)

    async def generate(self, request: Request) -> Response:
        """200 with a known answer, 202 with the exact chart and a job for the words."""
        data = await read_body(request)
        key = caller_of(request.scope)
        turn = await self.turns.of(request.scope)
        reply, answered = await self._in_turn(turn, data, Priority.NORMAL, key, heard=self._heard)
        if isinstance(answered, Awaited):

            async def ask_again() -> Response | Awaited:  # with the callback, which is gone as well
                return (await self.answered(data, Priority.NORMAL, key))[1]

            end = await awaited_end(self._waiting, request, reply, answered, ask_again)
            match end:
                case JobRecord():
                    return reply.finished(end)
                case Awaited():
                    return reply.awaited(end.job_id, end.status)
            return end
        return answered

    async def cached(
        self, data: bytes, key: str | None
    ) -> Literal["fresh", "engine", "stale", "no"]:
        """What answer the store has to this question; it is neither asked nor counted.

        Raises:
            InvalidRequest: the bytes are no request, or a wrong one.
            StoreUnavailable: the store is away.
        """
        asked = dated(parse_reading_request(data, self._callbacks.rules(key)), self._clock)
        if asked.request.service_type == "saju_calculation":
            return "fresh"  # it needs no words
        with speaking(own_language(asked.request)):
            reading = await self._asking.peek(question_of(asked, self._prompts))
        if reading is None:
            return "no"
        if not reading.fresh:
            return "stale"
        return "engine" if _BY_ENGINE in reading.core else "fresh"

    async def answered(
        self, data: bytes, default: Priority, key: str | None = None
    ) -> tuple[Reply, Response | Awaited]:
        """The 200 if the answer needs no job, else the job; `default` is its priority if none is asked.

        With it come the answers that this caller may get later. `key` is the hash of the caller's
        API key.

        Raises:
            InvalidRequest: the bytes are no request, or a wrong one.
            QueueFull: the backlog limit is reached.
            TooManyCallbacks: no more callback is taken; the job goes on.
        """
        return await self._in_turn(await self.turns.take(), data, default, key)

    async def _in_turn(
        self,
        turn: Turn,
        data: bytes,
        default: Priority,
        key: str | None,
        heard: HeardQuestions | None = None,
    ) -> tuple[Reply, Response | Awaited]:
        """The same within this turn, which is over before anybody waits for the job.

        The time is taken from before the question had its turn. One that is known and may come
        again is kept in `heard`.
        """
        with turn:
            reply, answered, hit = await self._answered(data, default, key, heard, turn.since_s)
        self._counted.answer_time(self._clock.monotonic_s() - turn.since_s, hit=hit)
        return reply, answered

    async def _answered(
        self,
        data: bytes,
        default: Priority,
        key: str | None,
        heard: HeardQuestions | None,
        started_s: float,
    ) -> tuple[Reply, Response | Awaited, bool]:
        """The same again, and whether a cache had it."""
        rules = self._callbacks.rules(key)
        read = parse_reading_request(data, rules)
        asked = dated(read, self._clock)
        url = asked.request.callback_url
        chart = CallersChart(self._charts, asked)
        reply = Reply(chart, self._clock, started_s)
        with speaking(own_language(asked.request)):
            answered, hit = await self._found(asked, reply, default)
            # Not what hangs on today's date, or on whether this caller may be called back.
            if hit and heard is not None and asked is read and url is None:
                place = self._asking.key_of(question_of(asked, self._prompts))
                heard.keep(data, Heard(place, chart.pieces))
            if isinstance(answered, Awaited) and url is not None and key is not None:
                await self._callbacks.leave(answered.job_id, url, key)
        return reply, answered, hit

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
            case Known() as known:
                return reply.known(known), True
            case Degraded(answer):
                return reply.engine(answer), False
            case Awaited() as awaited:
                return awaited, False
