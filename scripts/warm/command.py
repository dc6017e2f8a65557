"""`palja warm` from its words to its exit status."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import cast, get_args

from client import AsyncPalja, Birth, Figures, PaljaError, Question
from saju import Gender, SajuError
from scripts.chart.birth_argument import DATE_EXAMPLE
from scripts.estimates import cost_per_answer_usd, seconds_per_call
from scripts.gateway import PATIENCE_S, WrongArgument, exit_status, tell
from scripts.pace import Pace
from scripts.warm.births import Days, check, distinct_births
from scripts.warm.filling import LOOK, Filling
from scripts.warm.progress import progress
from scripts.warm.tally import Tally
from shared.clock import SystemClock
from shared.contracts.occasion import FORTUNES
from shared.contracts.requests import Language, ServiceType

_PATIENCE_S = 60.0
"""A run of hours outlives a gateway that is away for a while."""
_GENDERS: dict[str, Gender | None] = {"male": "male", "female": "female", "none": None}
_NOT_WARMED = ("saju_calculation", "compatibility")
_SERVICES = [name for name in get_args(ServiceType) if name not in _NOT_WARMED]
_MOST_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The command's words as they were given."""

    first: str
    last: str | None
    genders: Sequence[str]
    services: Sequence[str]
    languages: Sequence[str]
    zone: str
    date: str | None
    unknown_hour: bool
    dry_run: bool
    limit_rps: float | None
    at_once: int


def command(words: Words, url: str | None, key_file: Path | None) -> int:
    """Fills the cache, or says what that would take; 0 only when every chart is in it."""

    async def run(palja: AsyncPalja) -> int:
        range_ = _Range.of(words)
        # Whoever may not ask, or not wait for jobs, learns it before anything is done.
        await palja.known([], patience_s=PATIENCE_S)
        figures = await palja.stats(patience_s=PATIENCE_S)
        if words.dry_run:
            return await _foresee(palja, range_, figures, words)
        return await _fill(palja, range_, words)

    return exit_status(run, url, key_file, patience_s=_PATIENCE_S)


@dataclass(frozen=True, slots=True)
class _Range:
    """What is asked: every distinct birth, in each of these ways."""

    days: Days
    services: Sequence[ServiceType]
    languages: Sequence[Language]
    date: date | None

    @classmethod
    def of(cls, words: Words) -> _Range:
        """Raises `WrongArgument`."""
        first = _day("--from", words.first)
        last = first if words.last is None else _day("--to", words.last)
        if last < first:
            raise WrongArgument(f"--to: {last} is before {first}; for example --to {first}")
        services = _known("--service", words.services, _SERVICES)
        day = None if words.date is None else _day("--date", words.date)
        if day is not None and not set(services) & FORTUNES:
            raise WrongArgument(
                f"--date: is for {' and '.join(sorted(FORTUNES))} only; leave it out"
            )
        if not 1 <= words.at_once <= _MOST_AT_ONCE:
            raise WrongArgument(f"--at-once: 1 to {_MOST_AT_ONCE}; for example --at-once 16")
        if words.limit_rps is not None and not words.limit_rps > 0:
            raise WrongArgument("--limit-rps: more than 0; for example --limit-rps 2")
        genders = [_GENDERS[name] for name in _known("--gender", words.genders, [*_GENDERS])]
        days = Days(first, last, genders, words.zone, words.unknown_hour)
        try:
            check(days)
        except SajuError as error:
            option = "--zone" if error.field == "timezone" else "--from"
            raise WrongArgument(f"{option}: {error.message}; for example {error.example}") from None
        return cls(
            days,
            cast("list[ServiceType]", services),
            cast("list[Language]", _known("--lang", words.languages, get_args(Language))),
            day,
        )

    def questions(self, reached: Callable[[int], None]) -> Iterator[Question]:
        """All of them; `reached` is told the number of the day each time."""
        for number, birth in distinct_births(self.days):
            reached(number)
            for service in self.services:
                for language in self.languages:
                    yield self._question(birth, service, language)

    def _question(self, birth: Birth, service: ServiceType, language: Language) -> Question:
        day = self.date if service in FORTUNES else None
        return Question(birth=birth, service_type=service, language=language, date=day)


async def _fill(palja: AsyncPalja, range_: _Range, words: Words) -> int:
    tally = Tally()
    pace = Pace(words.limit_rps, SystemClock())
    with progress(tally, range_.days.count) as shown:
        filling = Filling(palja, tally, at_once=words.at_once, pace=pace, changed=shown.show)
        try:
            await filling.fill(range_.questions(shown.reach))
        except (PaljaError, asyncio.CancelledError):
            tell(f"{tally.line()}; the same command goes on from here")
            raise
        shown.finish()
    print(tally.line())
    if tally.by_engine:
        tell(
            "what the engine wrote is kept for PALJA_FALLBACK_TTL only: is a provider configured,"
            " and does it answer (`palja stats`)?"
        )
    return 0 if tally.warm else 1


async def _foresee(palja: AsyncPalja, range_: _Range, figures: Figures, words: Words) -> int:
    """Says what it would take; nothing is asked."""
    found: Counter[str] = Counter()
    questions = range_.questions(lambda _: None)
    while few := list(islice(questions, LOOK)):
        rows = await palja.known(few)
        found.update(row.known or "refused" for row in rows)
    calls, cost = found["no"] + found["stale"] + found["engine"], cost_per_answer_usd(figures)
    takes_s = seconds_per_call(figures)
    print(f"{found.total():,} charts: {found['fresh']:,} known, {calls:,} to be written")
    if found["refused"]:
        print(f"{found['refused']:,} would be refused")
    print("cost: " + ("not known yet" if cost is None else f"about ${cost * calls:,.2f}"))
    if takes_s is None:
        print("time: not known yet")
    else:
        least_s = takes_s * calls / words.at_once
        kept = f"with {words.at_once} at once"
        if words.limit_rps is not None and calls / words.limit_rps > least_s:
            least_s, kept = calls / words.limit_rps, f"at {words.limit_rps:g} a second"
        print(f"time: at least {_duration(least_s)}, {kept}")
    return 1 if found["refused"] else 0


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:,.0f} s"
    return f"{seconds / 60:,.0f} min" if seconds < 6000 else f"{seconds / 3600:,.0f} h"


def _known(option: str, given: Sequence[str], choices: Sequence[str]) -> list[str]:
    """What was given, each once; raises `WrongArgument` for one that is no choice."""
    for word in given:
        if word not in choices:
            raise WrongArgument(
                f"{option}: {word!r} is none of {', '.join(choices)}; for example"
                f" {option} {choices[0]}"
            )
    return list(dict.fromkeys(given))


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongArgument(
            f"{option}: {text!r} is no day; write YYYY-MM-DD, for example {option} {DATE_EXAMPLE}"
        ) from None
