"""The journal beside the results, through deaths and full disks."""

from __future__ import annotations

import multiprocessing
import resource
import shutil
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest

from scripts.batch.results.journal import Asked, Journal, Written
from scripts.batch.results.not_writable import NotWritable
from scripts.batch.results.outcome import Tally
from scripts.batch.told import OutputRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Reopen = Callable[[], Journal]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "births.results.journal"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    made = Journal.create(path, batch="b", form="jsonl")
    yield made
    made.close()


@pytest.fixture
def reopened(journal: Journal) -> Iterator[Callable[[], Journal]]:
    """Opens the journal again, as the next run does."""
    with ExitStack() as opened:

        def reopen() -> Journal:
            journal.close()
            again = Journal.open(journal.path)
            opened.callback(again.close)
            return again

        yield reopen


def test_a_new_one_knows_nothing(reopened: Reopen) -> None:
    again = reopened()
    assert (again.batch, again.form) == ("b", "jsonl")
    assert (again.written, again.taken, again.asked) == (Written(), (0, ""), {})


def test_calls_and_jobs_are_known_after_a_death(journal: Journal, reopened: Reopen) -> None:
    journal.note_call("c1", [0, 1, 2], 5, "digest")
    journal.note_call("c2", [3], 6, "later")
    journal.note_jobs({0: "j0", 2: "j2"}, [1])
    again = reopened()
    assert again.asked == {0: Asked("c1", "j0"), 2: Asked("c1", "j2"), 3: Asked("c2", None)}
    assert again.taken == (6, "later")


def test_what_is_written_is_asked_no_more(journal: Journal, reopened: Reopen) -> None:
    journal.note_call("c1", [0, 1, 2], 3, "d")
    journal.note_jobs({0: "j0", 1: "j1", 2: "j2"}, [])
    written = Written(2, 700, 0, Tally(rows=2, hits=1, cost_usd=0.25))
    journal.note_written(written, 3, "d")
    again = reopened()
    assert again.written == written
    assert list(again.asked) == [2]


def test_a_row_that_is_asked_anew_belongs_to_its_last_call(journal: Journal) -> None:
    journal.note_call("c1", [0], 1, "d")
    journal.note_jobs({0: "gone"}, [])
    journal.forget([0])
    assert journal.asked == {}
    journal.note_call("c2", [0], 1, "d")
    assert journal.asked == {0: Asked("c2", None)}


def test_it_stays_small_however_long_the_input_is(journal: Journal) -> None:
    for first in range(0, 20_000, 100):
        rows = range(first, first + 100)
        journal.note_call(f"c{first}", rows, first + 100, "d")
        journal.note_jobs({row: f"job-of-some-length-{row}" for row in rows}, [])
        journal.note_written(Written(first + 100), first + 100, "d")
    assert journal.path.stat().st_size < 100_000


def _open_elsewhere(path: Path, answer: multiprocessing.SimpleQueue[str]) -> None:
    uses: tuple[Callable[[], Journal], ...] = (
        lambda: Journal.open(path),
        lambda: Journal.create(path, batch="x", form="jsonl"),
    )
    for use in uses:
        try:
            use()
        except OutputRefused as error:
            answer.put(error.kind)
        else:
            answer.put("opened")


def test_two_processes_never_write_the_same_results(journal: Journal) -> None:
    context = multiprocessing.get_context("spawn")
    answer = context.SimpleQueue()
    other = context.Process(target=_open_elsewhere, args=(journal.path, answer))
    other.start()
    other.join(30)
    assert [answer.get(), answer.get()] == ["journal_in_use", "journal_in_use"]


def test_a_transaction_that_was_cut_is_undone(journal: Journal, tmp_path: Path) -> None:
    journal.note_call("c1", [0], 1, "d")

    def die() -> None:
        with journal._noting():
            journal._set(taken=99)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        die()
    copy = tmp_path / "copy"
    journal.close()
    shutil.copy(journal.path, copy)
    with closing(Journal.open(copy)) as again:
        assert again.taken == (1, "d")


def test_what_is_no_journal_is_told(path: Path) -> None:
    with pytest.raises(OutputRefused, match="no_journal"):
        Journal.open(path)
    path.write_bytes(b"something else that is long enough to be looked at" * 50)
    with pytest.raises(OutputRefused, match="journal_damaged"):
        Journal.open(path)
    Journal.create(path, batch="b", form="jsonl").close()  # replaces it
    Journal.open(path).close()


def test_a_journal_of_another_release_is_not_touched(journal: Journal, reopened: Reopen) -> None:
    with journal._noting():
        journal._set(version=99)
    with pytest.raises(OutputRefused, match="journal_of_other_release"):
        reopened()


def test_a_full_disk_is_told_and_what_was_noted_before_stays(
    journal: Journal, reopened: Reopen
) -> None:
    journal.note_call("c1", [0], 1, "d")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (journal.path.stat().st_size, hard))
    try:
        with pytest.raises(NotWritable):
            journal.note_call("c2", range(1, 5000), 5000, "e")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    again = reopened()
    assert (again.asked, again.taken) == ({0: Asked("c1", None)}, (1, "d"))


def test_the_end_removes_it(journal: Journal) -> None:
    journal.note_call("c1", [0], 1, "d")
    journal.remove()
    assert list(journal.path.parent.iterdir()) == []
