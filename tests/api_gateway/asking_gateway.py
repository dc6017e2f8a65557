"""A gateway's use case on a real store, with a switch to turn and a clock to move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from redis.asyncio import Redis

from api_gateway.asking import Asking, Awaited, Degraded, Known
from saju import Birth, chart_of
from shared.cache.entry import pack
from shared.cache.memory import MemoryCache
from shared.cache.redis import RedisCache
from shared.cache.two_level import TwoLevelCache
from shared.contracts.question import Question, question_key
from shared.jobs.record import Result
from shared.jobs.store import JobStore
from shared.metrics.counted import Counted
from shared.metrics.tally import Tally
from tests.fakes.clock import FakeClock

SECRET = b"secret"
QUESTION = Question(chart_of(Birth(1990, 3, 15, 14, 30)).signs, "saju_interpretation", "ko", "v")
KEY = question_key(SECRET, QUESTION.to_bytes())
CORE = b'"response":"r"'


@dataclass
class Gateway:
    """An `Asking` on a store."""

    redis: Redis
    max_queued: int = 10
    optimized: bool = True
    name: str = "job"
    tally: Tally = field(default_factory=Tally)
    clock: FakeClock = field(default_factory=FakeClock)
    ids: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.jobs = JobStore(
            self.redis, lease_s=10, job_ttl_s=60, max_queued=self.max_queued, cache_bytes=10_000
        )
        self.memory = MemoryCache(max_items=10, max_bytes=10_000, clock=self.clock)
        self.asking = Asking(
            TwoLevelCache(self.memory, RedisCache(self.redis)),
            self.jobs,
            secret=SECRET,
            clock=self.clock,
            new_job_id=lambda: f"{self.name}{next(self.ids)}",
            optimized=lambda: self.optimized,
            counted=Counted(self.tally),
        )

    async def ask(self) -> Known | Awaited | Degraded:
        return await self.asking.ask(QUESTION)

    async def answered(self, job_id: str, core: bytes = CORE) -> None:
        """A worker brings the job's answer, which is cached."""
        result = Result(core, b"", pack(core, 10), 60, only_if_absent=False)
        await self.jobs.finish(job_id, KEY, result)

    def counted(self, *subjects: str) -> dict[str, int]:
        totals = self.tally.take().totals
        return {name: totals[name] for name in totals if name.split("|")[0] in subjects}
