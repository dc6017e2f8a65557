"""When a call is made again, and when no more."""

from __future__ import annotations

import pytest

from client.errors import GatewayUnreachable, PaljaError, Problem, UnexpectedAnswer, problem_of
from client.patience import Tries
from tests.fakes.clock import FakeClock

UNREACHABLE = GatewayUnreachable("away")


def refused(status: int, retry_after: float | None = None) -> Problem:
    fields = {"status": status, "code": "c", "detail": "d"}
    return problem_of(fields, retry_after_s=retry_after)


def tries(clock: FakeClock, patience_s: float = 60.0, draw: float = 1.0) -> Tries:
    return Tries(patience_s, now_s=clock.monotonic_s, draw=lambda: draw)


def test_pauses_grow_to_five_seconds() -> None:
    of_one = tries(FakeClock())

    pauses = [of_one.pause_s(UNREACHABLE) for _ in range(7)]

    assert pauses == pytest.approx([0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0])


def test_a_pause_is_drawn_from_its_upper_half() -> None:
    shortest = tries(FakeClock(), draw=0.0)

    assert [shortest.pause_s(UNREACHABLE) for _ in range(2)] == pytest.approx([0.1, 0.2])


def test_patience_ends_by_the_clock() -> None:
    clock = FakeClock()
    of_one = tries(clock, patience_s=10)
    of_one.pause_s(UNREACHABLE)
    clock.pass_s(9.9)

    with pytest.raises(GatewayUnreachable):
        of_one.pause_s(UNREACHABLE)


def test_without_patience_there_is_one_try() -> None:
    with pytest.raises(GatewayUnreachable):
        tries(FakeClock(), patience_s=0).pause_s(UNREACHABLE)


def test_what_the_gateway_says_is_waited_for() -> None:
    assert tries(FakeClock()).pause_s(refused(503, 7)) == 7


def test_at_retry_after_zero_nobody_asks_without_a_pause() -> None:
    assert tries(FakeClock()).pause_s(refused(503, 0)) > 0


def test_more_than_the_patience_is_not_waited_for() -> None:
    with pytest.raises(Problem):
        tries(FakeClock(), patience_s=10).pause_s(refused(503, 11))


def test_what_brought_something_may_fail_anew() -> None:
    clock = FakeClock()
    of_one = tries(clock, patience_s=10)
    of_one.pause_s(UNREACHABLE)
    clock.pass_s(9.9)
    of_one.begin_again()

    assert of_one.pause_s(UNREACHABLE) == pytest.approx(0.2)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_may_pass_is_tried_again(status: int) -> None:
    assert tries(FakeClock()).pause_s(refused(status)) > 0


@pytest.mark.parametrize(
    "error",
    [*(refused(status) for status in (400, 401, 403, 404, 409, 413, 422, 500)), UnexpectedAnswer()],
    ids=str,
)
def test_what_would_be_the_same_again_is_not(error: PaljaError) -> None:
    with pytest.raises(type(error)):
        tries(FakeClock()).pause_s(error)


def test_a_first_request_that_is_still_under_way_is_asked_for_again() -> None:
    assert tries(FakeClock()).pause_s(refused(409, 1)) == 1


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (refused(503, 1), True),
        (refused(429, 1), True),
        (GatewayUnreachable("refused", sent=False), True),
        (GatewayUnreachable("cut", sent=True), False),
        (refused(502), False),
        (refused(504), False),
    ],
    ids=str,
)
def test_what_must_not_be_done_twice_is_asked_again_only_where_it_was_not_done(
    error: PaljaError, *, again: bool
) -> None:
    of_one = tries(FakeClock())
    if again:
        assert of_one.pause_s(error, once=True) > 0
    else:
        with pytest.raises(type(error)):
            of_one.pause_s(error, once=True)
