from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench.performance_page import Machine, Section, missed, page, write
from bench.plot import Line, Plot
from bench.report import Row

HITS = Section(
    "hits",
    "Hits over HTTP.\n\nMore about them.\n",
    [
        Row.of("a hit", [0.5, 0.9, 0.8], "×", at_least=0.75, beside="a bare route"),
        Row("a miss", 7, "ms", at_most=5),
        Row("a reading", 3.2, "KB"),
        Plot("hits", "hits by hour", "hour", "hits", (Line("ours", [(1, 2), (2, 3)]),)),
    ],
    took_s=60,
)
BROKEN = Section("gate", "The gate.", [Row("enter", 1, "ms", at_most=5)], 30, broke="TimeoutError")
MACHINE = Machine(date(2026, 11, 27), cores=2, python="3.11.7", system="Linux, x86_64")


@pytest.fixture
def text() -> str:
    return page([HITS, BROKEN], MACHINE)


def test_the_page_says_when_and_on_what_it_was_made(text: str) -> None:
    assert "Made by `make bench` on 2026-11-27: 2 cores (Linux, x86_64), Python 3.11.7" in text


def test_all_bars_stand_in_one_table_each_with_its_command(text: str) -> None:
    bars, *_ = text.split("## hits")

    assert (
        "| a hit | a bare route | 0.8 × | 0.5 – 0.9 |  | ≥ 0.75 | yes | `python -m bench hits` |"
        in bars
    )
    assert "| enter |  | 1 ms |  |  | ≤ 5 | yes | `python -m bench gate` |" in bars
    assert "a reading" not in bars
    assert bars.count("| what |") == 1


def test_the_page_names_what_was_missed(text: str) -> None:
    assert "2 of 3 bars are met. Not met:\n\n- hits: a miss, 7 ms (≤ 5)\n" in text
    assert missed([BROKEN]) == []
    assert "All 1 bars are met." in page([BROKEN], MACHINE)


def test_each_benchmark_has_its_sentence_its_rows_and_its_plots(text: str) -> None:
    _, section = text.split("## hits")

    assert section.startswith("\n\nHits over HTTP. `python -m bench hits`\n")
    assert "More about them" not in section
    assert "| a reading |  | 3.2 KB |" in section
    assert "![hits by hour](performance/hits.svg)" in section


def test_a_benchmark_that_broke_is_told_and_keeps_what_it_found(text: str) -> None:
    _, section = text.split("## gate")

    assert "| enter |" in section
    assert "It could not be measured to its end: `TimeoutError`." in section


def test_the_page_is_written_with_its_plots_and_drawn_alike_each_time(tmp_path: Path) -> None:
    path = write([HITS, BROKEN], MACHINE, tmp_path)
    drawn = tmp_path / "performance" / "hits.svg"
    first = drawn.read_bytes()
    write([HITS, BROKEN], MACHINE, tmp_path)

    assert path.read_text("utf-8") == page([HITS, BROKEN], MACHINE)
    assert drawn.read_bytes() == first
    assert ET.fromstring(first).tag.endswith("svg")  # noqa: S314 - our own
