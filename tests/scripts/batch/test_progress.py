"""How far a batch is, in a bar and in lines; how long an absence is borne."""

from __future__ import annotations

import io

import pytest

from scripts.batch.asking import absence
from scripts.batch.asking.absence import Absence
from scripts.batch.progress import Standing, Teller, duration
from scripts.batch.results.outcome import Tally
from scripts.batch.sentences import sentences
from scripts.batch.told import Stopped
from tests.fakes.clock import FakeClock, SleepingClock

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


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> SleepingClock:
    clock = SleepingClock()
    monkeypatch.setattr("scripts.batch.asking.absence.asyncio.sleep", clock.sleep)
    return clock


async def test_an_absence_is_told_of_once_borne_for_a_while_and_told_to_be_over(
    slept: SleepingClock,
) -> None:
    told: list[tuple[str, object]] = []
    away = Absence("away", slept, 60.0, lambda kind, **facts: told.append((kind, facts)))
    began_s = slept.monotonic_s()
    await away.outlast("first")
    away.over(slept.monotonic_s())
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
    away.over(slept.monotonic_s() + 1)
    assert [kind for kind, _ in told] == ["away", "away_over"]


async def test_who_says_when_to_come_back_is_obeyed(slept: SleepingClock) -> None:
    away = Absence("away", slept, 600.0, lambda *_, **__: None)
    await away.outlast(retry_after_s=42.0)
    assert slept.pauses == [42.0]
