"""What is lost, doubled or told twice is seen, and breaks the bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.chaos.ledger import Ledger
from tests.chaos.table import BEGIN, END, HEAD, Row, write_into
from tests.chaos.trial import counted

if TYPE_CHECKING:
    from pathlib import Path


def an_answer(response: str = "words", status: str = "completed") -> dict[str, Any]:
    return {
        "status": status,
        "response": response,
        "created_at": "2026-11-27T00:00:00Z",
        "model_used": "openai",
    }


@pytest.fixture
def ledger() -> Ledger:
    """One question that was accepted and has ended well."""
    ledger = Ledger()
    entry = ledger.asked({})
    ledger.accepted(entry, "job-1")
    ledger.ended(entry, an_answer())
    return ledger


def outcome(ledger: Ledger) -> Row:
    row = Row("a fault", "a bar")
    counted(row, ledger.entries)
    return row


def test_a_good_end_seen_twice_holds(ledger: Ledger) -> None:
    ledger.ended(ledger.entries[0], an_answer())
    row = outcome(ledger)
    assert (row.accepted, row.completed, row.lost, row.doubled_results) == (1, 1, 0, 0)
    assert row.held


def test_an_accepted_job_without_an_end_is_lost(ledger: Ledger) -> None:
    ledger.accepted(ledger.asked({}), "job-2")
    assert outcome(ledger).broken == ["1 lost"]


def test_an_accepted_job_that_is_unknown_later_is_lost(ledger: Ledger) -> None:
    entry = ledger.asked({})
    ledger.accepted(entry, "job-2")
    ledger.gone(entry)
    assert outcome(ledger).broken == ["1 lost"]
    assert ledger.open == ()


def test_a_question_that_nobody_answers_breaks_the_bar(ledger: Ledger) -> None:
    ledger.asked({})
    assert outcome(ledger).broken == ["1 callers without an answer"]


def test_two_results_of_one_job_are_seen(ledger: Ledger) -> None:
    ledger.ended(ledger.entries[0], an_answer("other words"))
    row = outcome(ledger)
    assert row.doubled_results == 1
    assert row.broken == ["1 results doubled"]


def test_a_second_job_for_one_question_is_seen(ledger: Ledger) -> None:
    ledger.accepted(ledger.entries[0], "job-2")
    assert outcome(ledger).broken == ["1 callers were told a second job"]


def test_a_failed_job_breaks_the_bar(ledger: Ledger) -> None:
    entry = ledger.asked({})
    ledger.accepted(entry, "job-2")
    ledger.ended(entry, an_answer(status="failed"))
    assert outcome(ledger).broken == ["1 jobs failed"]


def test_the_page_keeps_the_rows_of_other_faults(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\n{END}\nafter\n")
    write_into(page, [Row("one", "a bar"), Row("two", "a bar", times=1)], "2026-11-27")
    again = [Row("two", "a bar", times=7, broken=["a reason"]), Row("three", "", skipped="absent")]
    write_into(page, again, "2026-11-28")
    lines = page.read_text().splitlines()
    assert (lines[0], lines[-1]) == ("before", "after")
    table = [line for line in lines if line.startswith("|")]
    assert table[:2] == HEAD.splitlines()
    assert [line.split(" | ")[:2] for line in table[2:]] == [["| one", "0"], ["| two", "7"]]
    assert "NO: a reason" in table[3]
    assert "2026-11-28" in table[3]
