"""What a job and a hit take of the store, which has one thread for all gateways and workers.

A system is started as `make run` starts it, with gateways that remember nothing, beside a provider that
takes 300 ms. The store tells its own CPU time and the commands that it was sent, those inside of scripts
counted too; what it is asked while nobody asks is told first, and taken off.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any, Self

import redis

from bench.jobs import done
from bench.report import Row
from shared.store.embedded import store_url
from tests.acceptance import questions
from tests.acceptance.caller import GENERATE, Reply, exchange
from tests.acceptance.stack import running
from tests.fakes.behaviours import Answer
from tests.fakes.provider import FakeProvider

JOBS, HITS = 600, 20_000
IDLE_S = 5.0
PROVIDER_S = 0.3
_AT_ONCE = 100
_LIMITS = dict.fromkeys(
    ("PALJA_MAX_CONCURRENT_REQUESTS", "PALJA_POOL_SIZE", "PALJA_POOL_PER_HOST"), str(_AT_ONCE)
)


@dataclass(frozen=True, slots=True)
class _Spent:
    """What the store has spent up to a moment, or in a time."""

    at_s: float
    cpu_s: float
    commands: float

    @classmethod
    def now(cls, store: redis.Redis) -> Self:
        told: dict[str, Any] = store.info()
        cpu_s = float(told["used_cpu_user"]) + float(told["used_cpu_sys"])
        return cls(time.perf_counter(), cpu_s, float(told["total_commands_processed"]))

    def since(self, before: _Spent) -> _Spent:
        return _Spent(
            self.at_s - before.at_s, self.cpu_s - before.cpu_s, self.commands - before.commands
        )

    def beyond(self, idle: _Spent) -> _Spent:
        """Without what it would have spent in the same time while nobody asked."""
        share = self.at_s / idle.at_s
        return _Spent(
            self.at_s, self.cpu_s - idle.cpu_s * share, self.commands - idle.commands * share
        )


def measure(*, short: bool) -> Iterator[Row]:
    """CPU time and commands of the store: idle, for a job, for a hit."""
    jobs, hits = (JOBS // 4, HITS // 4) if short else (JOBS, HITS)
    with (
        FakeProvider() as provider,
        running(provider, PALJA_MEMORY_CACHE_ITEMS="0", **_LIMITS) as stack,
        closing(redis.Redis.from_url(store_url(stack.state_dir))) as store,
    ):
        provider.answer_with(Answer(delay_s=PROVIDER_S))
        asked = list(islice(questions.distinct(), jobs))
        began = _Spent.now(store)
        time.sleep(IDLE_S)
        idle = _Spent.now(store).since(began)
        yield Row("a gateway and a worker while nobody asks", 1e3 * idle.cpu_s / idle.at_s, "ms/s")
        yield Row("the same: commands", idle.commands / idle.at_s, "/s")

        began = _Spent.now(store)
        done(stack, iter(asked), jobs)
        spent = _Spent.now(store).since(began).beyond(idle)
        yield Row("a job, from its question to its end", 1e6 * spent.cpu_s / jobs, "µs")
        yield Row("the same: commands, with those inside of scripts", spent.commands / jobs, "")

        began = _Spent.now(store)
        for first in range(0, hits, _AT_ONCE):
            begin = first % (jobs - _AT_ONCE + 1)
            replies, _ = stack.caller.ask_at_once(asked[begin : begin + _AT_ONCE])
            _known(*replies)
        spent = _Spent.now(store).since(began).beyond(idle)
        yield Row(f"a hit, {_AT_ONCE} at once", 1e6 * spent.cpu_s / hits, "µs")

        alone = hits // 4
        with closing(stack.caller.connection()) as connection:
            began = _Spent.now(store)
            for question in islice(cycle(asked), alone):
                _known(exchange(connection, "POST", GENERATE, json.dumps(question).encode()))
            spent = _Spent.now(store).since(began).beyond(idle)
        yield Row("a hit, one after the other", 1e6 * spent.cpu_s / alone, "µs")


def _known(*replies: Reply) -> None:
    if any(reply.status != 200 for reply in replies):
        raise RuntimeError("a question that was answered is not known")
