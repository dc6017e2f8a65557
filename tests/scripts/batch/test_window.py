"""How many jobs a batch keeps open, what it spends, and how fast it asks."""

from __future__ import annotations

from scripts.batch.asking.purse import FIRST, Purse
from scripts.batch.asking.window import LEAST, MOST, Window
from tests.fakes.clock import FakeClock


class Jobs:
    """A system that does so many jobs at once, each for so long, asked through a window."""

    def __init__(self, slots: int, took_s: float, wait_s: float = 45.0) -> None:
        self._clock = FakeClock()
        self.window = Window(self._clock, wait_s)
        self._per_s = slots / took_s
        self._took_s = took_s
        self._done = 0.0

    def run(self, seconds: float, step_s: float = 0.5) -> None:
        for _ in range(int(seconds / step_s)):
            self.window.opened(self.window.room)
            self._clock.pass_s(step_s)
            busy = min(self.window.open / self._took_s, self._per_s)
            self._done += busy * step_s
            while self._done >= 1 and self.window.open:
                self.window.ended()
                self._done -= 1


def test_a_slow_system_is_given_what_it_can_begin_in_time() -> None:
    jobs = Jobs(slots=5, took_s=6.0)  # 0.83 a second: 90 s are enough for 75
    jobs.run(600)
    assert 20 <= jobs.window.open <= 45


def test_a_fast_system_is_kept_busy() -> None:
    jobs = Jobs(slots=200, took_s=5.0)
    jobs.run(120)
    assert jobs.window.open >= 400
    assert jobs.window.limit <= MOST


def test_a_system_that_does_nothing_is_asked_little() -> None:
    window = Window(FakeClock(), 45.0)
    window.opened(window.room)
    assert (window.open, window.room) == (LEAST, 0)


def test_room_comes_in_parts_that_are_worth_a_call() -> None:
    jobs = Jobs(slots=200, took_s=5.0)
    jobs.run(120)
    window = jobs.window
    window.opened(max(0, window.limit - window.open))
    window.ended()
    assert window.room == 0
    for _ in range(window.limit // 4):
        window.ended()
    assert window.room > 0


def test_a_queue_that_is_full_is_asked_for_no_more_than_it_has_taken_and_then_a_little_more() -> (
    None
):
    jobs = Jobs(slots=200, took_s=5.0)
    jobs.run(120)
    window = jobs.window
    while window.open > 10:
        window.ended()
    window.refused()
    assert (window.limit, window.room) == (10, 0)
    for _ in range(3):
        window.ended()
    assert (window.limit, window.room) == (13, 6)


def test_a_queue_that_is_full_of_others_is_asked_for_one_place() -> None:
    window = Window(FakeClock(), 45.0)
    window.refused()
    assert window.room == 1


def test_a_purse_without_a_limit_pays_for_any_number() -> None:
    purse = Purse(None)
    purse.pay(1000)
    assert purse.room(10_000) is None


def test_nobody_knows_at_first_what_a_job_costs() -> None:
    purse = Purse(1.0)
    assert purse.room(0) == FIRST
    assert purse.room(FIRST) == 0


def test_what_is_open_is_paid_for_by_what_is_left() -> None:
    purse = Purse(1.0)
    for _ in range(4):
        purse.pay(0.1)
    assert purse.room(0) == 6
    assert purse.room(5) == 1
    assert purse.room(6) == 0


def test_what_earlier_runs_spent_counts_and_tells_nothing_of_one_job() -> None:
    assert Purse(1.0, spent_usd=1.0).room(0) == 0
    purse = Purse(1.0, spent_usd=0.5)
    purse.pay(0.1)
    assert purse.room(0) == 4


def test_jobs_that_cost_nothing_are_not_counted() -> None:
    purse = Purse(1.0)
    purse.pay(0.0)
    assert purse.room(100) is None
