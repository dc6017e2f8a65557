"""What the first generation of this system claimed (95 % fewer failures, 90 % fewer paid calls), measured.

**Failures.** One provider answers 10 % of its calls with 503, at random and with the same chances in
each run; a whole system is started as `make run` starts it, and a reading that the provider did not
write has failed. Once nothing is asked again (`PALJA_RETRY_ATTEMPTS=0`), once the default number of times.

**Paid calls.** A call is paid when an answer comes of it, so a request that finds its reading in the cache
saves one; nothing else does. Who asks is assumed as in `bench.hit_rate`, and how many hit is taken from
there, since a million requests take too long to be made. With it comes how many calls (paid or not) a
question took while one in ten failed.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from bench.hit_rate import REQUESTS_PER_S, by_chart
from bench.report import Row
from tests.acceptance import questions
from tests.acceptance.caller import BATCH, exchange
from tests.acceptance.stack import Stack, running
from tests.fakes.behaviours import Answer, Behaviour, Status
from tests.fakes.provider import FakeProvider

FAILING = 0.1
FEWER_FAILURES, FEWER_PAID = 95.0, 90.0
QUESTIONS = 3000
RETRIES = 2
_BATCH = 500
_SLOTS = "100"
_LONGEST_S = 300.0


@dataclass(frozen=True, slots=True)
class _Run:
    failed: int
    calls: int
    asked: int

    @property
    def share(self) -> float:
        """Of readings that failed, in %."""
        return 100 * self.failed / self.asked


def measure(*, short: bool) -> Iterator[Row]:
    """Failures with and without retries, and calls of the simulated traffic."""
    number = QUESTIONS // 5 if short else QUESTIONS
    never, again = (_run(number, retries) for retries in (0, RETRIES))
    yield Row("failed readings, nothing asked again", never.share, "%")
    yield Row(f"failed readings, {RETRIES} retries", again.share, "%")
    fewer = 100 * (1 - again.failed / never.failed)
    yield Row(f"fewer failures (claimed: {FEWER_FAILURES:.0f} %)", fewer, "%", FEWER_FAILURES)
    each = again.calls / again.asked
    yield Row("calls for a question, one in ten failing", each, "")
    keys = by_chart(3 if short else 15)
    for when, hits in (
        ("after 100,000 requests, kept for ever", keys.kept_for_ever(100_000)),
        ("after 1,000,000", keys.kept_for_ever(1_000_000)),
        ("after 10,000,000", keys.kept_for_ever(10_000_000)),
        (f"kept 1 h, {REQUESTS_PER_S} requests a second", keys.kept_for(REQUESTS_PER_S * 3600)),
    ):
        yield Row(f"calls per request {when}", 1 - hits, "")
        yield Row("the same, one in ten failing", (1 - hits) * each, "")
        yield Row(f"fewer paid calls (claimed: {FEWER_PAID:.0f} %)", 100 * hits, "%")


def _run(number: int, retries: int) -> _Run:
    chance = random.Random(7)

    def one_in_ten(_request: object) -> Behaviour:
        return Status(503) if chance.random() < FAILING else Answer()

    settings = {
        "PALJA_RETRY_ATTEMPTS": str(retries),
        "PALJA_JOB_DEADLINE": str(_LONGEST_S),
        **dict.fromkeys(
            ("PALJA_MAX_CONCURRENT_REQUESTS", "PALJA_POOL_SIZE", "PALJA_POOL_PER_HOST"), _SLOTS
        ),
    }
    with FakeProvider() as provider, running(provider, **settings) as stack:
        provider.answer_with(one_in_ten)
        written_by = _answers(stack, number)
        failed = sum(name != "openai" for name in written_by)
        return _Run(failed, len(provider.calls), number)


def _answers(stack: Stack, number: int) -> list[str]:
    """Who wrote the readings of so many questions."""
    asked = questions.distinct()
    ids: list[str] = []
    with closing(stack.caller.connection()) as connection:
        while len(ids) < number:
            rows = islice(asked, min(_BATCH, number - len(ids)))
            body = {"items": [{**row, "priority": "normal"} for row in rows]}
            reply = exchange(connection, "POST", BATCH, json.dumps(body).encode())
            ids += [item["job_id"] for item in reply.json["items"]]
    return [stack.caller.ended(job_id, _LONGEST_S)["model_used"] for job_id in ids]
