"""How far a batch is, in a bar and in lines; how long an absence is borne; how fast is asked."""

from __future__ import annotations

import io
import math

import pytest

from scripts.batch.asking import absence, pace
from scripts.batch.asking.absence import Absence
from scripts.batch.asking.pace import Pace
from scripts.batch.progress import Standing, Teller, duration
from scripts.batch.results.outcome import Tally
from scripts.batch.sentences import sentences
from scripts.batch.told import Stopped
from tests.fakes.clock import FakeClock

COUNTS = "1,200 hits · 30 fallbacks · 5 without answer · 7 open"
TALLY = Tally(rows=1500, hits=1200, fallbacks=30, failed=2, invalid=3, cost_usd=1.25)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(file: io.StringIO, rows: int, total: int | None) -> str:
    clock = FakeClock()
    teller = Teller(file, sentences("en"), clock)
    teller.tell("empty_lines", count=3)
    teller.begin()
    teller.show(Standing(Tally(), 0, total))
    clock.pass_s(10)
    tally = Tally(**{**TALLY.as_json(), "rows": rows})
    teller.show(Standing(tally, 7, total))
    teller.tell("away", reason="why")
    teller.end()
    return file.getvalue()


def test_where_there_is_no_terminal_lines_tell_all_of_it() -> None:
    text = shown(io.StringIO(), 1500, 3000)
    assert text.splitlines() == [
        "palja: 3 empty lines were passed over",
        f"palja: 1,500/3,000 · 150.0/s · 0:10 left · $1.2500 · {COUNTS}",
        "palja: the gateway is away (why); waiting for it",
    ]


def test_an_input_of_unknown_length_has_no_time_left() -> None:
    text = shown(io.StringIO(), 1500, None)
    assert "palja: 1,500 · 150.0/s · – left" in text


def test_a_terminal_has_a_bar() -> None:
    text = shown(Terminal(), 1500, 3000)
    assert "1,500/3,000 · 150.0/s · 0:10 left · $1.2500" in text
    assert COUNTS in text
    assert "the gateway is away" in text


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (75, "1:15"), (3725, "1:02:05")])
def test_durations_are_told_as_clocks_do(seconds: float, text: str) -> None:
    assert duration(seconds) == text


class Slept:
    """Sleeps no longer than the clock is told to pass."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.pauses: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.clock.pass_s(seconds)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> Slept:
    sleeping = Slept(FakeClock())
    for module in (absence, pace):
        monkeypatch.setattr(module.asyncio, "sleep", sleeping.sleep)
    return sleeping


async def test_no_more_questions_a_second_are_asked_than_may_be(slept: Slept) -> None:
    limited = Pace(slept.clock, 20.0)
    began_s = slept.clock.monotonic_s()
    for _ in range(10):
        await limited.keep(limited.at_once or 0)
    assert limited.at_once == 20
    assert slept.clock.monotonic_s() - began_s == pytest.approx(9.0)


async def test_a_limit_without_end_is_none(slept: Slept) -> None:
    limited = Pace(slept.clock, math.inf)
    await limited.keep(1000)
    await limited.keep(1000)
    assert (limited.at_once, slept.pauses) == (None, [])


async def test_less_than_one_a_second_is_kept_too(slept: Slept) -> None:
    limited = Pace(slept.clock, 0.5)
    for _ in range(3):
        await limited.keep(1)
    assert limited.at_once == 1
    assert sum(slept.pauses) == pytest.approx(4.0)


async def test_an_absence_is_told_of_once_borne_for_a_while_and_told_to_be_over(
    slept: Slept,
) -> None:
    told: list[tuple[str, object]] = []
    away = Absence("away", slept.clock, 60.0, lambda kind, **facts: told.append((kind, facts)))
    began_s = slept.clock.monotonic_s()
    await away.outlast("first")
    away.over(slept.clock.monotonic_s())
    assert told == []  # a hiccup

    async def endure() -> None:
        while True:
            await away.outlast("again")

    with pytest.raises(Stopped, match="stopped_away") as caught:
        await endure()
    assert [kind for kind, _ in told] == ["away"]
    assert 60 <= float(str(caught.value.facts["seconds"])) <= 75
    assert max(slept.pauses) <= absence.LONGEST_PAUSE_S
    away.over(began_s)  # asked before it went
    assert len(told) == 1
    away.over(slept.clock.monotonic_s() + 1)
    assert [kind for kind, _ in told] == ["away", "away_over"]


async def test_who_says_when_to_come_back_is_obeyed(slept: Slept) -> None:
    away = Absence("away", slept.clock, 600.0, lambda *_, **__: None)
    await away.outlast(retry_after_s=42.0)
    assert slept.pauses == [42.0]
