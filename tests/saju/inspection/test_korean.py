"""Korean sentences of every subject about one chart: 庚午 辛巳 庚辰 癸未, a man's, of 1990-05-15 14:30.

Its facts are read from the pillars by hand: 木0 火2 土2 金3 水1; 연간 비견, 월간 겁재, 시간 상관,
연지 정관, 월지 편관, 일지 편인, 시지 정인; 巳午未 directional, 午未 combine, no clash; 공망 申酉
(甲戌旬), by the year 戌亥; luck forward from 8: 壬午, 18 癸未, 28 甲申, 38 乙酉, 48 丙戌, 58 丁亥;
neither strong nor weak; 편관격.
Each line of `sentences/korean_false.txt` has something wrong with it, no line of the other file has.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from saju import Birth, chart_of
from saju.analysis import Analysis
from saju.inspection import inspect_text
from saju.inspection.korean.vocabulary import korean_words

SENTENCES = Path(__file__).parent / "sentences"
CHART = Analysis(chart_of(Birth(1990, 5, 15, 14, 30, gender="male")).signs)
TABLE = """
|   | 시 | 일 | 월 | 년 |
|---|---|---|---|---|
| 천간 | 癸 | 庚 | {stem} | 庚 |
| 지지 | 未 | 辰 | 巳 | 午 |
"""


def _lines(name: str) -> list[str]:
    return (SENTENCES / name).read_text("utf-8").splitlines()


def _is_flagged(text: str) -> bool:
    return any(each.verdict == "false" for each in inspect_text(text, CHART).statements)


@pytest.mark.parametrize("text", _lines("korean_false.txt"))
def test_what_contradicts_the_chart_is_found(text: str) -> None:
    assert _is_flagged(text)


@pytest.mark.parametrize("text", _lines("korean_true.txt"))
def test_what_is_right_or_claims_nothing_is_left_alone(text: str) -> None:
    assert not _is_flagged(text)


def test_a_table_is_read_by_its_columns() -> None:
    right, wrong = (inspect_text(TABLE.format(stem=stem), CHART) for stem in "辛壬")
    assert {each.verdict for each in right.statements} == {"true"}
    assert len(right.statements) == 8
    assert [each.claimed for each in wrong.statements if each.verdict == "false"] == ["월간 임(壬)"]


ROWS = """
|   | 시 | 일 | 월 | 년 |
|---|---|---|---|---|
| 천간 십성 | 상관 | 일간 | {god} | 비견 |
| 12운성 | 관대 | 양 | {stage} | 목욕 |
"""


def test_the_rows_of_a_table_are_read_by_their_heads() -> None:
    right = inspect_text(ROWS.format(god="겁재", stage="장생"), CHART).statements
    wrong = inspect_text(ROWS.format(god="비견", stage="제왕"), CHART).statements
    assert [each.verdict for each in right] == ["true"] * 7
    assert [each.claimed for each in wrong if each.verdict == "false"] == [
        "월간 비견 있음",
        "월지 제왕",
    ]


def test_a_column_of_stages_is_read_by_its_head() -> None:
    text = "| 자리 | 12운성 |\n|---|---|\n| 일지 辰 | 양 |\n| 월지 巳 | 절 |"
    judged = {each.claimed: each.verdict for each in inspect_text(text, CHART).statements}
    assert judged["일지 양"] == "true"
    assert judged["월지 절"] == "false"


def test_no_heap_of_words_is_too_much() -> None:
    chance = random.Random(5)
    words = sorted({name for rows in korean_words().values() for name, _ in rows})
    signs = [*"()|\n·,. 甲卯:~월일", "2024년", "30세", "은 ", "에 ", "이고 ", "의 "]
    for _ in range(1000):
        size = chance.randint(1, 40)
        text = "".join(
            chance.choice(words if chance.random() < 0.6 else signs) for _ in range(size)
        )
        for each in inspect_text(text, CHART).statements:
            assert text[each.start : each.end] == each.quote
