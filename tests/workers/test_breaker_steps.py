"""The steps of a circuit alone, on a clock that is a number."""

from __future__ import annotations

import pytest

from shared.circuit import Circuit
from workers.consequences import Strike
from workers.gate.steps import Admitted, Cooling, entered, left

COOLING = Cooling(cooldown_s=30, probe_s=35)
OPEN = Circuit(open=True, reason="timeout", since=1000.0, until=1030.0, streak=5)
PROBED = Circuit(
    open=True, reason="timeout", since=1000.0, until=1030.0, streak=5, probe="p", probe_until=1065.0
)


def after(
    circuit: Circuit, strikes: str, now: float = 1000.0, outcome: str = "server_error"
) -> Circuit:
    """The circuit after calls that were good (g), bad (b) or nothing (n)."""
    kinds = {"g": Strike.GOOD, "b": Strike.FAILURE, "n": Strike.NOTHING}
    for letter in strikes:
        circuit = left(circuit, now, kinds[letter], outcome, None, COOLING)
    return circuit


@pytest.mark.parametrize(
    "strikes",
    [
        "bbbbb",
        "gbbbbb",
        "bnbnnbbnb",  # what is nobody's fault changes nothing
        "gb" * 10,  # ten of the last twenty
        "bg" * 9 + "b",
        "g" * 30 + "bbggbbggbbggbbbggb",
    ],
)
def test_a_circuit_opens(strikes: str) -> None:
    assert not after(Circuit(), strikes[:-1]).open
    opened = after(Circuit(), strikes)

    assert (opened.open, opened.reason) == (True, "server_error")
    assert (opened.since, opened.until) == (1000.0, 1030.0)


@pytest.mark.parametrize("strikes", ["bbbb", "bbbbgbbbb", "ggb" * 30, "n" * 50, ""])
def test_a_circuit_stays_closed(strikes: str) -> None:
    assert not after(Circuit(), strikes).open


def test_a_closed_circuit_lets_everybody_pass() -> None:
    assert entered(after(Circuit(), "bbbb"), 1000.0, "t", COOLING)[1] == Admitted()


def test_an_open_circuit_lets_nobody_pass_before_its_time() -> None:
    assert entered(OPEN, 1029.9, "t", COOLING) == (OPEN, None)


def test_after_its_time_one_probe_passes_and_nobody_else() -> None:
    probed, admitted = entered(OPEN, 1030.0, "t", COOLING)

    assert admitted == Admitted("t")
    assert entered(probed, 1064.9, "u", COOLING) == (probed, None)


def test_a_probe_whose_worker_died_is_given_up() -> None:
    assert entered(PROBED, 1065.0, "u", COOLING)[1] == Admitted("u")


def test_a_good_probe_closes_the_circuit_and_all_is_forgotten() -> None:
    closed = left(PROBED, 1040.0, Strike.GOOD, "ok", "p", COOLING)

    assert closed == Circuit(since=1040.0)


def test_a_bad_probe_opens_it_again_with_its_own_reason() -> None:
    reopened = left(PROBED, 1040.0, Strike.FAILURE, "connection", "p", COOLING)

    assert reopened == Circuit(open=True, reason="connection", since=1000.0, until=1070.0, streak=6)


def test_a_probe_that_tells_nothing_is_given_back() -> None:
    back = left(PROBED, 1040.0, Strike.NOTHING, "cancelled", "p", COOLING)

    assert back == OPEN
    assert entered(back, 1040.0, "u", COOLING)[1] == Admitted("u")


@pytest.mark.parametrize("strike", [Strike.GOOD, Strike.FAILURE, Strike.NOTHING])
@pytest.mark.parametrize("token", [None, "given up"])
def test_calls_from_before_it_opened_change_nothing(strike: Strike, token: str | None) -> None:
    assert left(PROBED, 1040.0, strike, "timeout", token, COOLING) == PROBED


def test_what_the_operator_must_mend_opens_it_at_once_and_for_five_minutes() -> None:
    shut = left(Circuit(), 1000.0, Strike.SHUT, "refused", None, COOLING)

    assert (shut.open, shut.shut, shut.reason, shut.until) == (True, True, "refused", 1300.0)


def test_a_cool_down_longer_than_five_minutes_holds_for_that_too() -> None:
    long = Cooling(cooldown_s=900, probe_s=35)

    assert left(Circuit(), 1000.0, Strike.SHUT, "quota", None, long).until == 1900.0


def test_a_call_under_way_may_tell_that_it_is_the_operators() -> None:
    shut = left(OPEN, 1010.0, Strike.SHUT, "quota", None, COOLING)

    assert (shut.shut, shut.reason, shut.since, shut.until) == (True, "quota", 1000.0, 1310.0)
    assert left(shut, 1020.0, Strike.SHUT, "quota", None, COOLING) == shut


def test_another_account_than_those_refused_is_tried_at_once() -> None:
    old, new = Cooling(30, 35, "old"), Cooling(30, 35, "new")
    shut = left(Circuit(), 1000.0, Strike.SHUT, "refused", None, old)

    assert entered(shut, 1001.0, "t", old) == (shut, None)
    probed, admitted = entered(shut, 1001.0, "t", new)
    assert admitted == Admitted("t")
    assert entered(probed, 1002.0, "u", new) == (probed, None)
    refused_too = left(probed, 1003.0, Strike.SHUT, "refused", "t", new)
    assert refused_too.accounts == ("old", "new")
    for cooling in (old, new):
        assert entered(refused_too, 1302.9, "u", cooling) == (refused_too, None)
        assert entered(refused_too, 1303.0, "u", cooling)[1] == Admitted("u")


def test_a_circuit_that_is_open_for_its_failures_is_so_for_every_account() -> None:
    assert entered(OPEN, 1001.0, "t", Cooling(30, 35, "another")) == (OPEN, None)


def test_a_probe_that_fails_in_the_usual_way_ends_the_five_minutes() -> None:
    shut = Circuit(
        open=True, shut=True, reason="refused", since=0.0, until=300.0, probe="p", probe_until=350.0
    )

    reopened = left(shut, 310.0, Strike.FAILURE, "timeout", "p", COOLING)

    assert (reopened.shut, reopened.reason, reopened.until) == (False, "timeout", 340.0)


@pytest.mark.parametrize("data", [None, b"", b"{}", b"[]", b"no", b'{"gone":1}'])
def test_what_cannot_be_read_is_a_closed_circuit(data: bytes | None) -> None:
    assert Circuit.from_json(data) == Circuit()


def test_a_circuit_survives_the_store() -> None:
    assert Circuit.from_json(PROBED.to_json()) == PROBED
    assert Circuit.from_json(Circuit().to_json()) == Circuit()


@pytest.mark.parametrize(
    ("circuit", "now", "state"),
    [
        (Circuit(), 0, "closed"),
        (OPEN, 1029, "open"),
        (OPEN, 1030, "half_open"),
        (PROBED, 1031, "half_open"),
    ],
)
def test_the_state_that_is_told(circuit: Circuit, now: float, state: str) -> None:
    assert circuit.state(now) == state
