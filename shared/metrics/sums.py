"""Counts that were added up over processes and time, read by subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, get_args

from shared.metrics.buckets import quantile_s
from shared.metrics.counted import NANO, WebhookOutcome

WEBHOOK_OUTCOMES = get_args(WebhookOutcome)
CACHE_OUTCOMES = ("memory", "miss", "redis")


class Model(NamedTuple):
    """A provider and the id of the model that it was asked for."""

    provider: str
    id: str


@dataclass(frozen=True, slots=True)
class Latency:
    """How long things took, in seconds; all but the count are None where there were none."""

    count: int
    mean: float | None
    p50: float | None
    p95: float | None
    p99: float | None


class Sums:
    """One set of counts; the names are those of `shared.metrics.counted`."""

    def __init__(self, *counts: Mapping[str, int]) -> None:
        self._counts: Counter[str] = Counter()
        for one in counts:
            self._counts.update(one)

    def one(self, name: str) -> int:
        """The count of that name."""
        return self._counts[name]

    def under(self, subject: str) -> dict[str, int]:
        """Each count of a subject by the rest of its name, in order."""
        start = subject + "|"
        found = [item for item in self._counts.items() if item[0].startswith(start)]
        return {name.removeprefix(start): amount for name, amount in sorted(found)}

    def all(self, subject: str) -> int:
        """The sum of a subject."""
        return sum(self.under(subject).values())

    def calls(self) -> dict[Model, Counter[str]]:
        """The outcomes of each model's calls."""
        found: dict[Model, Counter[str]] = {}
        for name, amount in self.under("calls").items():
            provider, outcome, model = name.split("|", 2)
            found.setdefault(Model(provider, model), Counter())[outcome] += amount
        return found

    def by_model(self, subject: str) -> dict[Model, int]:
        """A subject that is counted by provider and model alone."""
        return {Model(*name.split("|", 1)): amount for name, amount in self.under(subject).items()}

    def of_model(self, subject: str, model: Model) -> int:
        """One model's count of such a subject."""
        return self.one(f"{subject}|{model.provider}|{model.id}")

    def cost_usd(self, model: Model) -> float | None:
        """What the model's answers cost; None while no call had a price."""
        if not self.of_model("priced", model):
            return None
        return self.of_model("cost_nusd", model) / NANO

    @property
    def cache_reads(self) -> dict[str, int]:
        """Cacheable questions by what answered them; each level is told, also before its first."""
        return dict.fromkeys(CACHE_OUTCOMES, 0) | self.under("cache")

    @property
    def webhooks(self) -> dict[str, int]:
        """Attempts to deliver by what came of them; each outcome is told, also before its first."""
        return dict.fromkeys(WEBHOOK_OUTCOMES, 0) | self.under("webhooks")

    @property
    def hits(self) -> int:
        """Questions that a cache answered."""
        return self.one("cache|memory") + self.one("cache|redis")

    @property
    def stale_hits(self) -> int:
        """Hits that were stale."""
        return self.all("stale")

    @property
    def misses(self) -> int:
        """Questions that no cache could answer."""
        return self.one("cache|miss")

    @property
    def hit_ratio(self) -> float | None:
        """The hits' share of all cacheable questions."""
        return ratio(self.hits, self.hits + self.misses)

    def series(self, prefix: str) -> tuple[str, ...]:
        """The names of the latency series that begin so."""
        names = {name.rsplit("|", 1)[0] for name in self.under("time")}
        return tuple(sorted(name for name in names if name.startswith(prefix)))

    def buckets(self, series: Iterable[str]) -> dict[int, int]:
        """The latencies of some series together, by bucket."""
        found: Counter[int] = Counter()
        for name in series:
            for bucket, amount in self.under(f"time|{name}").items():
                if bucket != "us":
                    found[int(bucket)] += amount
        return found

    def seconds(self, series: Iterable[str]) -> float:
        """The sum of all latencies of some series."""
        return sum(self.one(f"time|{name}|us") for name in series) / 1e6

    def latency(self, *series: str) -> Latency:
        """The quantiles of some series together."""
        buckets = self.buckets(series)
        count = sum(buckets.values())
        return Latency(
            count,
            self.seconds(series) / count if count else None,
            quantile_s(buckets, 0.50),
            quantile_s(buckets, 0.95),
            quantile_s(buckets, 0.99),
        )


def ratio(part: int, whole: int) -> float | None:
    """The part's share, 0 to 1; None of nothing."""
    return part / whole if whole else None


def percent(share: float | None) -> str | None:
    """A share as people read it: "98.5%"."""
    return None if share is None else f"{share:.1%}"
