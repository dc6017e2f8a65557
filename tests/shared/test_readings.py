"""Readings as models write them, true of their charts, and what happens when one says a wrong thing.

The files of readings/ were written by hand in the voices of several models, from nothing but the
chart of each prompt. `planted` holds, for each, a false sentence about a pillar or the day master
(`core`) and one of another kind (`other`), with the section that it is put at the end of.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest

from saju import Birth, chart_of
from shared.checks import Examination, examine
from shared.contracts.answers import ReadingText, Section
from shared.contracts.occasion import occasion_of
from shared.contracts.question import Question

FOLDER = Path(__file__).parent / "readings"
FILES = sorted(FOLDER.glob("*.json"))
LEAST_OTHERS_FOUND = 0.75


@cache
def written(name: str) -> Any:
    return orjson.loads((FOLDER / name).read_bytes())


def asked(row: Any) -> Question:
    partner, day = row.get("partner"), row.get("date")
    return Question(
        chart_of(Birth(**row["birth"])).signs,
        row["service_type"],
        row["language"],
        "v",
        None if partner is None else chart_of(Birth(**partner)).signs,
        None
        if day is None
        else occasion_of(row["service_type"], date.fromisoformat(day), "Asia/Seoul"),
    )


def examined(name: str, planted: str | None = None) -> Examination:
    row = written(name)
    false = row["planted"][planted] if planted else {"section": None, "text": ""}
    sections = tuple(
        Section(
            section["id"],
            section["title"],
            f"{section['text']} {false['text']}"
            if section["id"] == false["section"]
            else section["text"],
        )
        for section in row["sections"]
    )
    return examine(ReadingText(sections), asked(row))


def test_there_are_readings_of_every_kind_in_both_languages() -> None:
    of = Counter(
        (row["language"], row["service_type"]) for row in map(written, (f.name for f in FILES))
    )
    assert len(FILES) >= 56
    assert len({service_type for _, service_type in of}) == 9
    assert {language for language, _ in of} == {"ko", "en"}


@pytest.mark.parametrize("name", [file.name for file in FILES])
def test_a_true_reading_is_not_accused_of_anything(name: str) -> None:
    examination = examined(name)
    assert [check.detail for check in examination.validation.checks if not check.passed] == []
    assert examination.failure is None


@pytest.mark.parametrize("name", [file.name for file in FILES])
def test_a_wrong_pillar_or_day_master_among_what_is_true_is_found(name: str) -> None:
    assert examined(name, "core").failure == "contradicts_chart"


def test_most_of_what_else_is_wrong_is_found() -> None:
    # Beside a day, a year or another person nothing else is judged, see `judged_statements`.
    alone = [file.name for file in FILES if {"date", "partner"}.isdisjoint(written(file.name))]
    found = sum(examined(name, "other").validation.score < 1 for name in alone)
    assert found >= LEAST_OTHERS_FOUND * len(alone)
