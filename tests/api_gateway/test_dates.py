"""Which day a fortune is told for, over HTTP, with a clock that stands where a test wants it."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.types import Message

from api_gateway.app import create_app
from api_gateway.asking import Asking
from api_gateway.charts import Charts
from api_gateway.following import Following
from api_gateway.routes.cache import Cache
from api_gateway.routes.events import Events
from api_gateway.routes.health import Health
from api_gateway.routes.inspections import Inspections
from api_gateway.routes.jobs import Jobs
from api_gateway.routes.optimization import Optimization
from api_gateway.routes.readings import Readings
from api_gateway.routes.statistics import Statistics
from api_gateway.waiting import Waiting
from shared.cache.clearing import CacheClearing
from shared.cache.memory import MemoryCache
from shared.cache.redis import RedisCache
from shared.cache.two_level import TwoLevelCache
from shared.contracts.question import Question
from shared.jobs.events import JobEvents
from shared.jobs.store import JobStore
from shared.metrics.counted import Counted
from shared.metrics.history import HistoryStore
from shared.metrics.report import ProcessReport
from shared.metrics.reporting import Reporting
from shared.metrics.store import MetricsStore
from shared.metrics.tally import Tally
from shared.models import Models
from shared.optimization import OptimizationSwitch
from shared.prompts import PromptBook
from tests.fakes.callbacks import callbacks_of
from tests.fakes.clock import FakeClock

PATH = "/admin-api/saju/ai-generate"
BIRTH = {"year": 1990, "month": 3, "day": 15, "hour": 14}


@asynccontextmanager
async def nothing_to_open(_app: Starlette) -> AsyncIterator[None]:
    yield


class Gateway:
    """The application over a real store; no worker lives unless a test says so."""

    def __init__(self, redis: Redis) -> None:
        self.clock = FakeClock()
        self.jobs = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=100, cache_bytes=1000)
        ids = iter(range(1000))
        memory = MemoryCache(max_items=10, max_bytes=1_000_000, clock=self.clock)
        events = JobEvents(redis)
        waiting = Waiting(self.jobs, events, clock=self.clock, deadline_s=90)
        charts = Charts()
        switch = OptimizationSwitch(redis, start=True)
        tally = Tally()
        counted = Counted(tally)
        figures = MetricsStore(redis, self.clock)
        reporting = Reporting(
            figures,
            tally,
            lambda: ProcessReport("gateway", "host", 1, None),
            process="p",
            clock=self.clock,
        )
        asking = Asking(
            TwoLevelCache(memory, RedisCache(redis)),
            self.jobs,
            secret=b"secret",
            clock=self.clock,
            new_job_id=lambda: f"job{next(ids)}",
            optimized=switch.enabled,
            counted=counted,
        )
        prompts = PromptBook()
        self._app = create_app(
            readings=Readings(
                asking,
                waiting,
                charts=charts,
                prompts=prompts,
                clock=self.clock,
                counted=counted,
                callbacks=callbacks_of(redis),
            ),
            gate=(),
            inspections=Inspections(
                asking, waiting, charts=charts, prompts=prompts, clock=self.clock
            ),
            jobs=Jobs(self.jobs, waiting, charts),
            events=Events(waiting, Following(waiting, events, charts)),
            health=Health(self.jobs),
            statistics=Statistics(
                figures, reporting, switch, Models(self.clock), HistoryStore(redis), self.clock
            ),
            optimization=Optimization(switch),
            cache=Cache(CacheClearing(redis, memory.empty)),
            new_id=lambda: "an-id",
            refused=counted.error,
            lifespan=nothing_to_open,
        )

    async def ask(self, service_type: str, timezone: str = "Asia/Seoul", **rest: Any) -> Any:
        """The JSON of the answer to a POST."""
        birth = {**BIRTH, "timezone": timezone}
        body = orjson.dumps({"birth_info": birth, "service_type": service_type, **rest})
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body}

        async def send(message: Message) -> None:
            sent.append(message)

        headers = [(b"host", b"127.0.0.1:8001")]
        scope = {"type": "http", "method": "POST", "path": PATH, "headers": headers}
        await self._app({**scope, "query_string": b""}, receive, send)
        assert sent[0]["status"] in {200, 202}, sent
        return orjson.loads(b"".join(message.get("body", b"") for message in sent[1:]))

    def at(self, moment: str) -> None:
        """Lets the clock show this moment of UTC."""
        asked = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
        self.clock.pass_s((asked - self.clock.now()).total_seconds())

    async def question(self, job_id: str) -> Question:
        """What the job's record says is asked."""
        return Question.from_bytes((await self.jobs.read(job_id)).question)


@pytest.fixture
def gateway(redis: Redis) -> Gateway:
    return Gateway(redis)


@pytest.mark.parametrize(
    ("moment", "timezone", "day"),
    [
        ("2026-11-27T14:59:59", "Asia/Seoul", "2026-11-27"),
        ("2026-11-27T15:00:00", "Asia/Seoul", "2026-11-28"),
        ("2026-11-27T04:59:59", "America/New_York", "2026-11-26"),
        ("2026-11-27T05:00:00", "America/New_York", "2026-11-27"),
        ("2026-07-27T04:00:00", "America/New_York", "2026-07-27"),  # summer time: an hour earlier
        ("2026-12-31T10:00:00", "Pacific/Kiritimati", "2027-01-01"),  # UTC+14
        ("2027-01-01T10:59:59", "Pacific/Pago_Pago", "2026-12-31"),  # UTC−11
    ],
)
@pytest.mark.parametrize("service_type", ["daily_fortune", "yearly_fortune"])
async def test_without_a_date_it_is_today_where_the_birth_was(
    gateway: Gateway, service_type: str, moment: str, timezone: str, day: str
) -> None:
    gateway.at(moment)

    answer = await gateway.ask(service_type, timezone)

    assert answer["chart"]["fortune"]["date"] == day
    named = await gateway.ask(service_type, timezone, date=day)
    assert answer["reading"] == named["reading"]


async def test_the_engine_tells_of_the_day_that_is_asked_for(gateway: Gateway) -> None:
    # 2024-02-10, 설날: 甲辰년 丙寅월 甲辰일 (KASI 음양력).
    answer = await gateway.ask("daily_fortune", date="2024-02-10", language="en")

    assert answer["degraded"] is True  # no worker: the gateway's own engine wrote it
    assert "10 February 2024" in answer["response"]
    assert "甲辰" in answer["response"]
    year = await gateway.ask("yearly_fortune", date="2024-02-10", language="en")
    assert "2024" in year["response"]
    assert "甲辰" in year["response"]


async def test_a_year_is_one_question_and_a_day_is_its_own(gateway: Gateway) -> None:
    await gateway.jobs.beat("a worker")

    async def job(service_type: str, date: str, timezone: str = "Asia/Seoul") -> str:
        return str((await gateway.ask(service_type, timezone, date=date))["job_id"])

    # 입춘 of 2026 is on 4 February, 05:02 in Korea, that of 2027 on 4 February, 10:46 (KASI).
    first = await job("yearly_fortune", "2026-02-04")
    assert await job("yearly_fortune", "2026-11-27") == first
    assert await job("yearly_fortune", "2027-02-03") == first
    assert await job("yearly_fortune", "2026-02-03") != first
    assert await job("yearly_fortune", "2027-02-04") != first

    day = await job("daily_fortune", "2026-11-27")
    assert await job("daily_fortune", "2026-11-27") == day
    assert await job("daily_fortune", "2026-11-28") != day


async def test_today_becomes_another_question_at_midnight_there(gateway: Gateway) -> None:
    await gateway.jobs.beat("a worker")
    gateway.at("2026-11-27T14:59:59")
    day = (await gateway.ask("daily_fortune"))["job_id"]
    year = (await gateway.ask("yearly_fortune"))["job_id"]
    gateway.at("2026-11-27T15:00:00")

    assert (await gateway.ask("daily_fortune"))["job_id"] != day
    assert (await gateway.ask("yearly_fortune"))["job_id"] == year


async def test_a_question_holds_the_day_or_the_year_and_no_zone(gateway: Gateway) -> None:
    await gateway.jobs.beat("a worker")
    ids = {
        (service_type, zone): (await gateway.ask(service_type, zone, date="2026-11-27"))["job_id"]
        for service_type in ("daily_fortune", "yearly_fortune")
        # One hour of the clock and the same solar time in both: these births have equal signs.
        for zone in ("Asia/Seoul", "Asia/Pyongyang")
    }
    for service_type, occasion in (
        # 27 November 2026: 丙午년 己亥월, between 입동 and 대설.
        ("daily_fortune", {"date": "2026-11-27", "saju_year": 2026, "month_pillar": "己亥"}),
        ("yearly_fortune", {"saju_year": 2026}),
    ):
        one, other = (ids[service_type, zone] for zone in ("Asia/Seoul", "Asia/Pyongyang"))
        assert one == other
        record = await gateway.jobs.read(one)
        assert orjson.loads(record.question)["occasion"] == occasion
        assert b"Asia" not in record.question


@pytest.mark.parametrize(
    ("timezone", "year", "month"),
    [("Asia/Seoul", 2024, "丁丑"), ("America/New_York", 2025, "戊寅")],
)
async def test_on_the_day_of_a_term_noon_there_decides(
    gateway: Gateway, timezone: str, year: int, month: str
) -> None:
    # 입춘 of 2025 was on 3 February, 23:10 in Korea (KASI): before New York's noon of that day.
    await gateway.jobs.beat("a worker")

    answer = await gateway.ask("daily_fortune", timezone, date="2025-02-03")

    assert answer["chart"]["fortune"]["saju_year"] == year
    assert answer["chart"]["fortune"]["month"]["hanja"] == month
    occasion = (await gateway.question(answer["job_id"])).occasion
    assert occasion is not None
    assert occasion.transit.saju_year == year
    assert occasion.transit.pillars.month.hanja == month


async def test_a_chart_alone_has_the_luck_of_a_day_only_if_one_is_named(gateway: Gateway) -> None:
    assert "fortune" not in (await gateway.ask("saju_calculation"))["chart"]
    dated = await gateway.ask("saju_calculation", date="2026-11-27")
    assert dated["chart"]["fortune"]["date"] == "2026-11-27"
