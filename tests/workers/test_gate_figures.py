"""What gates do stands in the figures of the gateway."""

from __future__ import annotations

from redis.asyncio import Redis

from shared.clock import SystemClock
from shared.contracts.answers import Usage
from shared.metrics.report import ProcessReport
from shared.metrics.store import MetricsStore
from shared.metrics.tally import Deltas
from shared.quota import Limits
from workers.consequences import Strike
from workers.gate.gate import SharedGate
from workers.gate.protocol import Pass


async def test_circuits_and_quotas_are_read_with_the_figures(redis: Redis) -> None:
    limits = Limits(requests_per_minute=10, daily_cost_usd=5)
    gate = SharedGate(
        redis, limits={"openai": limits}, cooldown_s=30, call_s=30, clock=SystemClock()
    )
    for provider in ("openai", "gemini"):
        passed = await gate.enter(provider, patience_s=1)
        assert isinstance(passed, Pass)
        await gate.leave(passed, Strike.SHUT, "refused", Usage(100, 200, 0.5))

    stored = await MetricsStore(redis, SystemClock()).read()

    gemini = stored.circuit("gemini")
    assert (gemini.state(stored.store_s), gemini.shut, gemini.reason) == ("open", True, "refused")
    assert gemini.since is not None
    assert abs(stored.store_s - gemini.since) < 5
    assert stored.circuit("anthropic").state(stored.store_s) == "closed"
    assert set(stored.quotas) == {"openai"}
    openai = stored.quotas["openai"]
    assert (openai["requests_last_minute"], openai["tokens_last_minute"]) == (1, 300)
    assert (openai["requests_per_minute"], openai["cost_today_usd"]) == (10, 0.5)


async def test_a_worker_reports_its_models(redis: Redis) -> None:
    store = MetricsStore(redis, SystemClock())
    report = ProcessReport("worker", "host", 9, None, models={"openai": "o-1"})
    await store.write("w", 1, Deltas({}, {}), report)

    assert (await store.read()).reports == (report,)
