"""How often a reading is known already: keyed by the chart as here, and by the birth's minute as before.

Who asks is an assumption, the same for both keys: births uniform over the days of 1950–2015; 60 % give a
time on the hour or half hour, 30 % on five minutes, 10 % any minute; women and men alike; services by
`POPULARITY`; all of them in Seoul and in Korean, with the default conventions.

A key asked for with probability p is in a cache that keeps for ever after n requests with probability
1 - (1 - p)^n. In one that keeps an entry for the time of T requests after it was written, a miss is
followed by pT hits on average, so a request hits with probability pT / (1 + pT). Both are summed over all
keys and held against simulated requests.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from bench.plot import Line, Plot
from bench.report import Finding, Row
from saju import Birth, SajuError, chart_of
from saju.signs import Signs

FIRST = date(1950, 1, 1)
DAYS = (date(2015, 12, 31) - FIRST).days + 1
POPULARITY = {
    "saju_interpretation": 0.5,
    "love": 0.15,
    "wealth": 0.12,
    "career": 0.1,
    "yearly_fortune": 0.07,
    "personality": 0.04,
    "health": 0.02,
}
TARGET = 0.85
REQUESTS_PER_S = 20
_RUN = 40  # consecutive days, since two of a day's hours belong to the next
_SLOT = 5  # minutes that are taken for one: what begins within them counts from the next

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Keys:
    """The probabilities of a sample of keys; all keys are `times` as many."""

    p: Array
    times: float

    @property
    def number(self) -> float:
        """How many keys there are."""
        return len(self.p) * self.times

    def kept_for_ever(self, requests: float) -> float:
        """The share of requests that hit after so many."""
        return float((self.p * (1 - (1 - self.p) ** requests)).sum() * self.times)

    def kept_for(self, requests: float) -> float:
        """The share of requests that hit where an entry is kept for the time of so many."""
        expected = self.p * requests
        return float((self.p * expected / (1 + expected)).sum() * self.times)


def measure(*, short: bool) -> Iterator[Finding]:
    """The shares that hit and the requests until the target is reached."""
    every = {"by chart": by_chart(3 if short else 15), "by birth minute": _by_minute()}
    hour = REQUESTS_PER_S * 3600
    for name, keys in every.items():
        yield Row(f"keys {name}", keys.number, "")
        for requests in (100_000, 1_000_000, 10_000_000):
            what = f"{name}, kept for ever: hits after {requests:,} requests"
            yield Row(what, 100 * keys.kept_for_ever(requests), "%")
        needed = _needed(keys.kept_for_ever)
        yield Row(f"{name}, kept for ever: requests until {TARGET:.0%} hit", needed, "")
        yield Row(f"{name}, kept 1 h: hits at {REQUESTS_PER_S}/s", 100 * keys.kept_for(hour), "%")
        needed = _needed(keys.kept_for)
        yield Row(f"{name}, kept 1 h: requests an hour until {TARGET:.0%} hit", needed, "")
    ours, old = every.values()
    what = f"requests until {TARGET:.0%} hit, to those of the old key: kept"
    for_ever = _needed(ours.kept_for_ever) / _needed(old.kept_for_ever)
    yield Row(f"{what} for ever", for_ever, "×", at_most=0.1, beside="by birth minute")
    yield Row(f"{what} 1 h", _needed(ours.kept_for) / _needed(old.kept_for), "×")
    requests = 20_000 if short else 200_000
    yield Row(
        f"by chart, hits among {requests:,} simulated requests", 100 * _simulated(requests), "%"
    )
    steps = np.linspace(0, requests, 200)
    mean = np.mean([every["by chart"].kept_for_ever(step) for step in steps])
    yield Row("the same by the formula", 100 * float(mean), "%")
    yield _plot(every)


def _needed(hits: Callable[[float], float]) -> float:
    low, high = 1.0, 1e12
    while high / low > 1.001:
        middle = (low * high) ** 0.5
        low, high = (low, middle) if hits(middle) >= TARGET else (middle, high)
    return high


def _minutes() -> list[float]:
    """The probability of each minute of the day."""
    shares = [0.1 / 1440] * 1440
    for minute in range(0, 1440, 5):
        shares[minute] += 0.3 / 288
    for minute in range(0, 1440, 30):
        shares[minute] += 0.6 / 48
    return shares


def _asked(births: list[float], times: float) -> Keys:
    """Keys for births of these probabilities: each of two genders, and each service."""
    services = np.array([*POPULARITY.values()]) / 2
    return Keys(np.repeat(np.outer(services, births).ravel(), 2), times)


def _by_minute() -> Keys:
    """Year, month, day, hour, minute, gender and service. All days are alike, so one is enough."""
    return _asked([share / DAYS for share in _minutes()], DAYS)


def by_chart(runs: int) -> Keys:
    """The question's key, of some runs of days evenly spread. Either gender has its own charts."""
    minutes = _minutes()
    weights: defaultdict[Signs, float] = defaultdict(float)
    for run in range(runs):
        first = FIRST + timedelta(days=(DAYS - _RUN) * run // (runs - 1))
        for day in range(_RUN):
            for minute in range(0, 1440, _SLOT):
                signs = _signs(first + timedelta(days=day), minute, "male")
                if signs is not None:
                    weights[signs] += sum(minutes[minute : minute + _SLOT]) / DAYS
    total = sum(weights.values())
    return _asked([*weights.values()], 1 / total)


def _signs(day: date, minute: int, gender: str) -> Signs | None:
    """None for a time that never was or was twice: such a birth is asked for with more words."""
    hour = divmod(minute, 60)
    try:
        return chart_of(Birth(day.year, day.month, day.day, *hour, gender=gender)).signs  # type: ignore[arg-type] # one of the two
    except SajuError:
        return None


def _simulated(requests: int) -> float:
    """The share of so many drawn requests whose question was asked before."""
    chance = random.Random(1)
    minutes, shares = range(1440), _minutes()
    drawn = chance.choices(minutes, shares, k=requests)
    services = chance.choices([*POPULARITY], [*POPULARITY.values()], k=requests)
    seen: set[tuple[Signs, str]] = set()
    hits = asked = 0
    for minute, service in zip(drawn, services, strict=True):
        day = FIRST + timedelta(days=chance.randrange(DAYS))
        signs = _signs(day, minute, chance.choice(("male", "female")))
        if signs is not None:
            hits += (signs, service) in seen
            asked += 1
            seen.add((signs, service))
    return hits / asked


def _plot(every: dict[str, Keys]) -> Plot:
    requests = np.logspace(3, 9, 120)
    return Plot(
        "hit_rate",
        "requests that hit, by how many were asked",
        "requests so far (kept for ever), requests an hour (kept 1 h)",
        "requests that hit, %",
        tuple(
            Line(
                f"{name}, {kept}",
                [(float(each), 100 * hits(float(each))) for each in requests],
                family,
                dashed=hits == keys.kept_for,
            )
            for family, (name, keys) in enumerate(every.items())
            for hits, kept in ((keys.kept_for_ever, "kept for ever"), (keys.kept_for, "kept 1 h"))
        ),
        logarithmic=True,
        level=100 * TARGET,
        top=100,
    )
