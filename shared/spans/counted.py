"""What is counted, noted on the span of the work in which it happened as well."""

from __future__ import annotations

from collections.abc import Sequence

from shared.metrics.counted import CacheOutcome, Counted, QuestionOutcome
from shared.metrics.tally import Tally
from shared.spans.protocol import Spans


class CountedOnSpans(Counted):
    """Counts, and tells the span; takes the place of `Counted` where there are spans."""

    def __init__(self, tally: Tally, spans: Spans) -> None:
        super().__init__(tally)
        self._spans = spans

    def question(
        self, outcome: QuestionOutcome, cache: CacheOutcome | None = None, *, stale: bool = False
    ) -> None:
        """A question came to an end."""
        super().question(outcome, cache, stale=stale)
        told = {"palja.question.outcome": outcome, "palja.cache.stale": stale}
        self._spans.note(told if cache is None else {**told, "palja.cache": cache})

    def call(self, provider: str, model: str, outcome: str, seconds: float) -> None:
        """A provider call ended, and its answer was held against the chart."""
        super().call(provider, model, outcome, seconds)
        told = {"palja.provider": provider, "palja.outcome": outcome}
        self._spans.happened("provider call", told)

    def written(self, asked: Sequence[str], by: str, *, first: str | None) -> None:
        """An answer was found without a fresh cached one."""
        super().written(asked, by, first=first)
        self._spans.note({"palja.answered_by": by})

    def job(self, status: str, seconds: float | None) -> None:
        """A job ended."""
        super().job(status, seconds)
        self._spans.note({"palja.job.status": status})
