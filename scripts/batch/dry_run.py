"""What a batch would do and cost, found out without a question to any model.

The gateway checks each row as ever and tells what it knows, and makes no job. Which of the others are the
same question is computed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from client import Figures, KnownRow
from scripts.batch.asking.batch import AT_ONCE
from scripts.batch.asking.gateway import Gateway, passes
from scripts.batch.progress import duration
from scripts.batch.questions.identity import Distinct, identity_of
from scripts.batch.questions.taking import Taking
from scripts.batch.results.files import Results
from scripts.batch.results.outcome import Outcome
from scripts.batch.rows.row import Row
from scripts.batch.sentences import Sentences
from scripts.batch.told import Stopped
from scripts.estimates import cost_per_answer_usd, has_provider, seconds_per_call
from scripts.pace import Pace
from shared.clock import Clock
from shared.settings import Settings

_Question = Mapping[str, Any]
_Good = tuple[Row, _Question]


@dataclass(slots=True)
class Count:
    """What there is in the input."""

    rows: int = 0
    invalid: int = 0
    hits: int = 0
    stale: int = 0
    """Of the hits."""
    charts: int = 0
    misses: int = 0
    distinct: int = 0
    """Of the misses."""


async def counted(
    gateway: Gateway,
    taking: Taking,
    bad: Results,
    count: Count,
    *,
    pace: Pace,
    clock: Clock,
    describe: Callable[[Row], Outcome],
) -> None:
    """Counts the whole input; bad rows go to `bad`. Raises what the rows and the gateway raise."""
    distinct = Distinct()
    try:
        while rows := await taking.some(min(AT_ONCE, pace.at_once or AT_ONCE)):
            count.rows += len(rows)
            good = _good(rows, count, bad, describe)
            if good:
                await pace.keep(len(good))
                looked_up = await gateway.known([question for _, question in good])
                missed = _missed(good, looked_up, count, bad)
                distinct.add([identity_of(question, clock) for question in missed])
            bad.save(None, taking.taken, taking.digest)
        count.distinct = distinct.count
    finally:
        distinct.close()


def told(count: Count, figures: Figures, settings: Settings, said: Sentences) -> Iterator[str]:
    """The lines that tell what was counted, and what it would cost and take."""
    valid = count.rows - count.invalid
    yield said.of("dry_valid", rows=count.rows, valid=valid, invalid=count.invalid)
    if count.charts:
        yield said.of("dry_charts", charts=count.charts)
    yield said.of("dry_hits", hits=count.hits, misses=count.misses, distinct=count.distinct)
    if count.stale:
        yield said.of("dry_stale", stale=count.stale)
    if not count.misses:
        yield said.of("dry_free")
        return
    mean_usd, mean_s = cost_per_answer_usd(figures), seconds_per_call(figures)
    if not has_provider(figures):
        yield said.of("dry_cost_engine")
        return
    if mean_usd is None:
        yield said.of("dry_cost_unknown")
    else:
        cost = f"{count.distinct * mean_usd:.4f}"
        yield said.of("dry_cost", cost=cost, mean=f"${mean_usd:.6f}")
    if mean_s is None:
        yield said.of("dry_time_unknown")
    else:
        # Low jobs hold at most half of the slots; those of this machine's settings.
        slots = max(1, settings.max_concurrent_requests * settings.worker_processes // 2)
        time = duration(count.distinct * mean_s / slots)
        yield said.of("dry_time", time=time, seconds=f"{mean_s:.1f}", slots=slots)


def _good(
    rows: list[Row], count: Count, bad: Results, describe: Callable[[Row], Outcome]
) -> list[_Good]:
    """The rows that could be read, each with its question."""
    good: list[_Good] = []
    for row in rows:
        if row.question is None:
            count.invalid += 1
            bad.put(row, describe(row))
        else:
            good.append((row, row.question))
    return good


def _missed(
    good: list[_Good], looked_up: Sequence[KnownRow], count: Count, bad: Results
) -> list[_Question]:
    """The questions for which a model would be asked; raises Stopped where the gateway cannot tell."""
    missed = []
    for (row, question), told in zip(good, looked_up, strict=True):
        outcome = Outcome("completed")
        if told.problem is not None and passes(told.problem):
            raise Stopped("stopped_refused", reason=told.problem.detail)
        if told.problem is not None:
            count.invalid += 1
            outcome = Outcome.of_problem(told.problem, row.columns)
        elif question.get("service_type") == "saju_calculation":
            count.charts += 1
        elif told.known == "no":
            missed.append(question)
        else:
            count.hits += 1
            count.stale += told.known == "stale"
        bad.put(row, outcome)
    count.misses += len(missed)
    return missed
