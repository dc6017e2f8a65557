"""Trace headers; the good and the bad ones are those of the W3C's Trace Context and its test suite."""

from __future__ import annotations

import pytest
import structlog

from shared.tracing import Trace, current_trace, from_text, new_trace, trace_of, traced

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
PARENT_ID = "b7ad6b7169203331"
PARENT = f"00-{TRACE_ID}-{PARENT_ID}-01"
NEW = Trace("11" * 16, "11" * 8, 1)


def ones(count: int) -> str:
    """Ids that are easily told from given ones."""
    return "11" * count


def given(parent: str, *states: str) -> Trace:
    return trace_of([parent], states, ones)


@pytest.mark.parametrize(
    "parent",
    [
        PARENT,
        f"01-{TRACE_ID}-{PARENT_ID}-01",
        f"01-{TRACE_ID}-{PARENT_ID}-01-what-the-future-will-be",
        f"cc-{TRACE_ID}-{PARENT_ID}-01-",
    ],
)
def test_a_valid_trace_is_taken_over(parent: str) -> None:
    assert given(parent) == Trace(TRACE_ID, PARENT_ID, 1)


@pytest.mark.parametrize(
    "parent",
    [
        "",
        "한",
        f"00-{TRACE_ID}-{PARENT_ID}",
        f"00-{TRACE_ID}-{PARENT_ID}-0",
        f"00-{TRACE_ID}-{PARENT_ID}-01-what-the-future-will-be",
        f"00-{TRACE_ID}-{PARENT_ID}-01.",
        f"01-{TRACE_ID}-{PARENT_ID}-01.what",
        f"ff-{TRACE_ID}-{PARENT_ID}-01",
        f"0-{TRACE_ID}-{PARENT_ID}-01",
        f"00-{'0' * 32}-{PARENT_ID}-01",
        f"00-{TRACE_ID}-{'0' * 16}-01",
        f"00-{TRACE_ID.upper()}-{PARENT_ID}-01",
        f"00-{TRACE_ID[:-1]}.-{PARENT_ID}-01",
        f"00-{TRACE_ID}-{PARENT_ID}-.0",
        f"00-{TRACE_ID}-{PARENT_ID}-01\n",
        "x" * 30_000,
    ],
)
def test_a_wrong_one_begins_a_new_trace_and_its_state_is_dropped(parent: str) -> None:
    assert given(parent, "rojo=1") == NEW


def test_without_a_header_or_with_two_a_new_trace_begins() -> None:
    assert trace_of([], ["rojo=1"], ones) == NEW == new_trace(ones)
    assert trace_of([PARENT, PARENT], [], ones) == NEW


@pytest.mark.parametrize(("flags", "kept"), [("00", 0), ("01", 1), ("03", 3), ("ff", 3)])
def test_unknown_flags_are_not_sent_on(flags: str, kept: int) -> None:
    assert given(f"00-{TRACE_ID}-{PARENT_ID}-{flags}").flags == kept


@pytest.mark.parametrize(
    ("states", "kept"),
    [
        (["rojo=00f067aa0ba902b7"], "rojo=00f067aa0ba902b7"),
        (["rojo=1,congo=2"], "rojo=1,congo=2"),
        (["rojo=1", "congo=2"], "rojo=1,congo=2"),
        (["rojo=1 , \tcongo=2 ,,"], "rojo=1,congo=2"),
        (["tenant@vendor=a b"], "tenant@vendor=a b"),
        ([""], ""),
    ],
)
def test_a_valid_state_is_taken_over(states: list[str], kept: str) -> None:
    assert given(PARENT, *states).state == kept


@pytest.mark.parametrize(
    "state",
    [
        "rojo",
        "rojo=",
        "=1",
        "ROJO=1",
        "rojo=1=2",
        "rojo=한",
        "rojo=1,rojo=2",
        f"{'k' * 257}=1",
        f"rojo={'v' * 257}",
        "rojo=a\x7fb",
        ",".join(f"k{number}=1" for number in range(33)),
    ],
)
def test_a_wrong_state_is_dropped_and_the_trace_stays(state: str) -> None:
    assert given(PARENT, state) == Trace(TRACE_ID, PARENT_ID, 1)


def test_a_long_state_is_cut_large_members_first_then_from_the_end() -> None:
    large = f"large={'v' * 200}"
    small = [f"k{number}={'v' * 95}" for number in range(10, 18)]  # 99 characters each

    assert given(PARENT, ",".join([large, *small])).state == ",".join(small[:5])
    assert given(PARENT, ",".join([large, *small[:2]])).state == ",".join([large, *small[:2]])


@pytest.mark.parametrize("state", ["", "rojo=1,tenant@vendor=a b"])
def test_what_a_record_keeps_is_read_again(state: str) -> None:
    trace = given(f"00-{TRACE_ID}-{PARENT_ID}-00", state)
    assert from_text(trace.to_text()) == trace


def test_what_is_no_trace_is_read_as_none() -> None:
    assert from_text("") is None
    assert from_text("00-1-2-3 rojo=1") is None


def test_a_call_is_sent_the_same_trace_under_another_parent() -> None:
    assert given(PARENT, "rojo=1").headers(ones) == {
        "traceparent": f"00-{TRACE_ID}-{'11' * 8}-01",
        "tracestate": "rojo=1",
    }
    assert given(f"cc-{TRACE_ID}-{PARENT_ID}-ff-more").headers(ones) == {
        "traceparent": f"00-{TRACE_ID}-{'11' * 8}-03"
    }


def test_work_is_traced_inside_alone_and_its_log_lines_say_so() -> None:
    assert current_trace() is None
    with traced(NEW):
        assert current_trace() == NEW
        assert structlog.contextvars.get_contextvars()["trace_id"] == NEW.trace_id
    assert current_trace() is None
    assert "trace_id" not in structlog.contextvars.get_contextvars()
