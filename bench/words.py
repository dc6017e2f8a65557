"""The words: how long a reading and an inspection take, and how well the inspection judges."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import product

from bench.report import Row
from saju import Birth, chart_of
from saju.analysis import Analysis
from saju.inspection import inspect_text
from saju.reading import COMPATIBILITY, LANGUAGES, SERVICE_TYPES, local_reading
from saju.transits import transit_on
from scripts.judge_statements import STATEMENTS, Tally, judge

ROUNDS = 5
CHARTS = 40
SIZE = 2_000
SOME_DAY = date(2026, 7, 1)


def measure(*, short: bool) -> Iterator[Row]:
    """Milliseconds of the slowest service type and language, by the best of five rounds."""
    signs = [chart_of(birth).signs for birth in _births(CHARTS // 4 if short else CHARTS)]

    def read(service: str, language: str) -> float:
        def every() -> None:
            for number, one in enumerate(signs):
                partner = signs[number - 1] if service == COMPATIBILITY else None
                local_reading(one, service, language, partner=partner, transit=transit_on(SOME_DAY))

        return _best_ms(every) / len(signs)

    slowest = max((read(*each), *each) for each in product(SERVICE_TYPES, LANGUAGES))
    what = f"a reading, slowest of all: {slowest[1]} {slowest[2]}"
    yield Row(what, slowest[0], "ms", at_most=2)

    me = signs[0]
    for language in LANGUAGES:
        own = local_reading(me, "saju_interpretation", language).text
        dense = " ".join(
            row["text"]
            for row in map(json.loads, STATEMENTS.read_text("utf-8").splitlines())
            if row["language"] == language
        )
        for name, text in (("a reading", own), ("nothing but claims", dense)):
            cut = (text * (SIZE // len(text) + 1))[:SIZE]
            took = _best_ms(lambda cut=cut: inspect_text(cut, Analysis(me)))  # type: ignore[misc] # bound now
            yield Row(
                f"inspecting {SIZE:,} characters of {name}, {language}", took, "ms", at_most=2
            )

    for split in ("tune", "held_out"):
        tallies = judge(split)
        for name in ("= ko", "= en", "= all"):
            tally: Tally = tallies[name]
            said = f"{split} statements, {name[2:]}: "
            yield Row(said + "wrong ones found", 100 * tally.recall, "%", at_least=95)
            yield Row(said + "right ones flagged", 100 * tally.false_alarms, "%", at_most=2)


def _births(size: int) -> Iterator[Birth]:
    chance = random.Random(1)
    for _ in range(size):
        yield Birth(
            chance.randint(1930, 2020),
            chance.randint(1, 12),
            chance.randint(1, 28),
            chance.randrange(9, 20),  # no summer time begins or ends then
            gender=chance.choice(("male", "female")),
        )


def _best_ms(work: Callable[[], object]) -> float:
    best_s = float("inf")
    for _ in range(ROUNDS):
        started_s = time.perf_counter()
        work()
        best_s = min(best_s, time.perf_counter() - started_s)
    return best_s * 1000
