"""용신 against charts whose books name it, and the table of 조후 against two more transcriptions.

억부: 자평진전 (子平眞詮) and wonje.co.kr (info23, 조후용신을 고찰함). 조후: the same 120 cells as two other
hands have copied them, one from a digest of 궁통보감 (A), one from 徐樂吾's notes on it (B); where they
have something else, the cell is listed.
"""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from saju.balance import balance_of
from saju.pillars import Pillars
from saju.sexagenary import ELEMENTS_HANJA, PILLAR_BY_HANJA, PILLARS, pillar_of
from saju.strength import strength_of
from saju.structure import structure_of
from saju.useful_element import UsefulElement, useful_elements_of

SUPPORT = (
    (
        "辛酉 丙申 壬申 辛亥",
        "재성",
        "火",
        "자평진전 汪侍郞: much resource, wealth shows and curbs it",
    ),
    ("甲子 丙寅 甲子 丙寅", "식상", "火", "자평진전 張狀元: 木火通明"),
    ("癸卯 庚申 庚子 庚辰", "식상", "水", "자평진전 金水相涵"),
    ("庚戌 戊子 癸酉 癸亥", "관성", "土", "자평진전 金丞相: 祿格用官"),
    ("丁酉 丙午 丁巳 壬寅", "관성", "水", "자평진전 李知府: 祿格用官"),
    ("甲午 癸酉 庚寅 戊寅", "관성", "火", "자평진전 穆同知: officers curb the blade"),
    ("壬申 丙午 甲午 壬申", "인성", "水", "자평진전 孛羅平章: 傷官佩印"),
    ("己未 丙子 庚子 丙子", "인성", "土", "자평진전 蔡貴妃: 傷官用煞印"),
    ("丙寅 戊戌 壬戌 辛丑", "인성", "金", "자평진전 何參政: 七煞用印"),
    ("辛卯 辛卯 癸酉 己未", "인성", "金", "자평진전 常國公: 就煞印"),
    ("丙午 癸巳 甲子 丙寅", "인성", "水", "wonje.co.kr: 眞傷官用印, 癸"),
    ("丙午 癸巳 甲戌 甲子", "인성", "水", "wonje.co.kr: 眞傷官用印, 癸"),
    ("乙酉 乙酉 乙酉 甲申", "관성", "金", "자평진전 李侍郞: follows the officers"),
    ("庚申 乙酉 丙申 乙丑", "재성", "金", "자평진전 王十萬: follows wealth"),
    ("甲戌 丁卯 壬寅 甲辰", "식상", "木", "자평진전: becomes wood"),
)
# Where the book takes another, and why.
SUPPORT_OTHERWISE = (
    (
        "戊戌 乙卯 丙午 己亥",
        "재성",
        "자평진전 李狀元 drains with output what resource makes strong",
    ),
    (
        "丙午 癸巳 甲寅 丙寅",
        "인성",
        "wonje.co.kr takes 甲, since 癸 has no root; roots are not asked here",
    ),
    (
        "庚子 甲申 庚子 甲申",
        "인성",
        "자평진전 高尙書 takes wealth by the companions' becoming water",
    ),
)
# group, 희신, 기신 as groups: 희신 feeds 용신 unless it feeds the trouble, 기신 controls it.
COMPANY = (
    ("辛酉 丙申 壬申 辛亥", "재성", 1, 0),
    ("甲子 丙寅 甲子 丙寅", "식상", 2, 4),
    ("庚戌 戊子 癸酉 癸亥", "관성", 2, 1),
    ("己未 丙子 庚子 丙子", "인성", 0, 2),
    ("庚辰 戊子 戊寅 甲寅", "비겁", 4, 3),
    ("乙酉 乙酉 乙酉 甲申", "관성", 2, 1),
    ("丁卯 壬寅 癸卯 丙辰", "식상", 2, 4),
    ("壬子 壬子 甲子 乙亥", "인성", 0, 2),
    ("癸卯 乙卯 甲寅 乙亥", "비겁", 4, 3),
)
MONTHS = "寅卯辰巳午未申酉戌亥子丑"
TABLE_A = {
    "甲": "丙癸 庚丙丁 庚丁壬 癸丁庚 癸丁庚 癸庚丁 庚丁壬 庚丁丙 庚甲丁壬 庚丁丙 丁庚丙 丁庚丙",
    "乙": "丙癸 丙癸 癸丙戊 癸 癸丙 癸丙 丙癸己 癸丙丁 癸辛 丙戊 丙 丙",
    "丙": "壬庚 壬己 壬甲 壬庚癸 壬庚 壬庚 壬戊 壬癸 甲壬 甲戊庚壬 壬戊己 壬甲",
    "丁": "甲庚 庚甲 甲庚戊 甲庚 壬庚癸 甲壬庚 甲庚丙戊 甲庚丙戊 甲庚戊 甲庚 甲庚 甲庚",
    "戊": "丙甲癸 丙甲癸 甲丙癸 甲丙癸 壬甲丙 癸丙甲 丙癸甲 丙癸 甲丙癸 甲丙 丙甲 丙甲",
    "己": "丙庚甲 甲癸丙 丙癸甲 癸丙 癸丙 癸丙 丙癸 丙癸 甲丙癸 丙甲戊 丙甲戊 丙甲戊",
    "庚": "戊甲丙丁 丁甲丙 甲丁壬癸 壬丙丁戊 壬癸 丁甲 丁甲 丁甲丙 甲壬 丁丙 丁甲丙 丙丁甲",
    "辛": "己壬庚 壬甲 壬甲 壬甲癸 壬己癸 壬庚甲 壬甲戊 壬甲丁 壬甲 壬丙 丙戊壬 丙戊壬",
    "壬": "庚丙戊 戊辛庚 甲庚丙 壬辛庚癸 癸庚辛 辛甲 戊丁 甲庚 甲丙 戊丙庚 戊丙 丙甲丁",
    "癸": "辛丙 庚辛 丙辛甲 辛 庚辛癸 庚辛癸 丁 辛丙 辛甲癸壬 庚辛戊丁 丙辛 丙丁",
}
TABLE_B = {
    "甲": "丙癸 庚丙丁 庚丁壬 癸丁庚 癸丁庚 癸丁庚 庚丁壬 庚丁丙 庚甲丁壬癸 庚丁丙戊 丁庚丙 丁庚丙",
    "乙": "丙癸 丙癸 癸丙戊 癸丙 癸丙 癸丙庚 丙癸己 癸丙丁 癸辛 丙戊 丙戊 丙戊",
    "丙": "壬庚 壬己 壬甲 壬庚癸 壬庚 壬庚 壬戊 壬癸 甲壬 甲戊庚壬 壬戊己 壬甲",
    "丁": "甲庚 庚甲 甲庚 甲庚 壬庚癸 甲壬庚 甲庚丙戊 甲庚丙戊 甲庚戊 甲庚 甲庚 甲庚",
    "戊": "丙甲癸 丙甲癸 甲丙癸 甲丙癸 壬甲丙 癸丙甲 丙癸甲 丙癸 甲癸丙 甲丙 丙甲 丙甲",
    "己": "丙庚甲 甲癸丙 丙癸甲 癸丙 癸丙 癸丙 丙癸 丙癸 甲癸丙 丙甲戊 丙甲戊 丙甲戊",
    "庚": "戊甲壬丙丁 丁甲庚丙 甲丁壬癸 壬戊丙丁 壬癸 丁甲癸 丁甲 丁甲丙 甲壬 丁丙 丁甲丙 丙丁甲",
    "辛": "己壬庚 壬甲 壬甲 壬甲癸 壬己癸 壬庚甲 壬甲戊 壬甲 壬甲 壬丙 丙壬戊甲 丙壬戊己",
    "壬": "庚丙戊 戊辛庚 甲庚 壬辛庚癸 癸庚辛 辛甲癸 戊丁 甲庚 甲丙 戊庚丙 戊丙 丙丁甲",
    "癸": "辛丙 庚辛 丙辛甲 辛庚 庚壬癸 庚辛壬癸 丁甲 辛丙 辛甲壬癸 庚辛戊丁 丙辛 丙丁",
}
A_HAS_ANOTHER = "甲卯 甲未 甲戌 甲亥 丁辰 庚寅 庚卯 庚巳 辛酉 辛子 辛丑 壬辰 壬丑 癸午 癸未 癸戌"
B_HAS_ANOTHER = "甲卯 乙巳 乙未 乙子 乙丑 戊戌 己戌 庚未 辛子 壬未 壬亥 癸巳 癸午 癸申"


def both(text: str) -> tuple[UsefulElement, UsefulElement]:
    year, month, day, *hour = (PILLAR_BY_HANJA[pillar] for pillar in text.split())
    return of(Pillars(year, month, day, hour[0] if hour else None))


def of(pillars: Pillars) -> tuple[UsefulElement, UsefulElement]:
    return useful_elements_of(
        pillars, strength_of(pillars), structure_of(pillars), balance_of(pillars)
    )


def needed(day: str, month: str) -> str:
    days = next(pillar for pillar in PILLARS if pillar.stem.hanja == day)
    months = next(pillar for pillar in PILLARS if pillar.branch.hanja == month)
    return "".join(stem.hanja for stem in of(Pillars(PILLARS[0], months, days, None))[1].stems)


@pytest.mark.parametrize(("text", "group", "element", "_source"), SUPPORT)
def test_the_element_of_support_is_the_one_the_book_takes(
    text: str, group: str, element: str, _source: str
) -> None:
    found = both(text)[0]
    assert (found.method, found.ten_god_group) == ("support", group)
    assert found.element == ELEMENTS_HANJA.index(element)
    assert found.present


@pytest.mark.parametrize(("text", "group", "_why"), SUPPORT_OTHERWISE)
def test_where_a_book_takes_another_the_written_rule_stands(
    text: str, group: str, _why: str
) -> None:
    assert both(text)[0].ten_god_group == group


@pytest.mark.parametrize(("text", "group", "helper", "harmful"), COMPANY)
def test_the_helper_feeds_it_without_feeding_the_trouble(
    text: str, group: str, helper: int, harmful: int
) -> None:
    found = both(text)[0]
    own = PILLAR_BY_HANJA[text.split()[2]].stem.element
    assert found.ten_god_group == group
    assert (found.helper, found.harmful) == ((own + helper) % 5, (own + harmful) % 5)


@pytest.mark.parametrize(
    ("table", "differing"), [(TABLE_A, A_HAS_ANOTHER), (TABLE_B, B_HAS_ANOTHER)], ids="AB"
)
def test_the_table_of_climate_is_the_one_that_others_copied(
    table: dict[str, str], differing: str
) -> None:
    cells = {
        day + month: cell
        for day, row in table.items()
        for month, cell in zip(MONTHS, row.split(), strict=True)
    }
    assert len(cells) == 120
    found = [cell for cell, signs in cells.items() if needed(*cell) != signs]
    assert found == differing.split()


def test_in_no_cell_do_both_others_agree_on_something_else_but_one() -> None:
    # 甲卯: both leave out 戊己, which the printed table and two more copies have.
    assert set(A_HAS_ANOTHER.split()) & set(B_HAS_ANOTHER.split()) == {"甲卯", "辛子", "癸午"}
    agreeing = [
        cell
        for cell in ("甲卯", "辛子", "癸午")
        if TABLE_A[cell[0]].split()[MONTHS.index(cell[1])]
        == TABLE_B[cell[0]].split()[MONTHS.index(cell[1])]
    ]
    assert agreeing == ["甲卯"]


def test_climate_is_published_the_same_for_two_charts_of_winter() -> None:
    # sajupalja.tistory.com, 조후용신 편: 丁 of the year stem; fire hidden in 戌 and 未.
    shown, hidden = both("丁亥 壬子 甲申 甲子")[1], both("甲申 辛丑 戊戌 己未")[1]
    assert [stem.hanja for stem in shown.stems] == ["丁", "庚", "丙"]
    assert (shown.method, shown.present, shown.places) == ("climate", True, ("year_stem",))
    assert (hidden.element, hidden.places) == (1, ("day_hidden", "hour_hidden"))
    assert hidden.present


def test_what_is_not_in_the_chart_is_said_to_be_absent() -> None:
    support, climate = both("癸酉 辛酉 己卯 乙亥")
    assert (support.present, support.places) == (False, ())
    assert support.reason.ko.endswith("이 기운은 사주에 없습니다.")
    assert support.reason.en.endswith("The chart has none of it.")
    assert not climate.present
    assert "병화(丙火)는 사주에 없습니다" in climate.reason.ko


def test_what_feeds_the_climates_element_helps_and_what_the_month_asks_for_never_harms() -> None:
    # 궁통보감: 甲 in 寅 asks for 丙癸, 丁 in 亥 for 甲庚. 희신 feeds 용신 (수→금 and so on).
    by_month = both("甲子 丙寅 甲子 丙寅")[1]
    assert (by_month.element, by_month.helper) == (
        ELEMENTS_HANJA.index("火"),
        ELEMENTS_HANJA.index("木"),
    )
    assert by_month.harmful is None  # 癸 controls 丙, and is asked for
    assert both("丙寅 癸巳 癸未 壬戌")[1].harmful == ELEMENTS_HANJA.index("火")  # 辛 alone


def test_no_element_helps_and_harms() -> None:
    for me, month in product(range(10), range(12)):  # every cell of the table
        pillars = Pillars(PILLARS[0], pillar_of(month % 2, month), PILLARS[me], None)
        for useful in of(pillars):
            assert len({useful.element, useful.helper, useful.harmful}) == 3


def test_the_day_stem_is_no_place_of_an_element() -> None:
    assert both("庚辰 戊子 戊寅 甲寅")[0].places == (
        "month_stem", "year_branch", "day_hidden", "hour_hidden",
    )  # fmt: skip


def test_the_reason_says_what_is_too_much_and_what_helps() -> None:
    strong = both("辛酉 丙申 壬申 辛亥")[0].reason
    assert strong.ko.startswith(
        "일간이 신강으로 힘이 넘치고 그 까닭이 인성(54.0점)에 있으므로, 인성을 누르는 재성 화를 씁니다."
    )  # 辛10 辛10 酉10 申 庚16 of 30 days: 16 and 8
    assert "Resource (인성, 54.0 points)" in strong.en
    assert "fire is useful: Wealth (재성)" in strong.en
    mild = both("甲子 丙寅 甲子 丙寅")[0].reason
    assert mild.ko.startswith("일간은 중화에 가까우나 조금 강한 편이고")
    weak = both("己未 丙子 庚子 丙子")[0].reason
    assert "힘이 모자라고 그 까닭이 식상" in weak.ko
    follows = both("乙酉 乙酉 乙酉 甲申")[0].reason
    assert follows.ko.startswith("종살격이라 거스르지 않고 그 흐름인 관성 금을 씁니다.")
    assert follows.en.startswith("The structure 종살격 is followed")


def test_the_reason_of_climate_names_the_stems_in_order() -> None:
    reason = both("甲子 丙寅 甲子 丙寅")[1].reason
    assert reason.ko == (
        "인(寅)월에 난 일간 갑목(甲木)에게 궁통보감은 병화(丙火), 계수(癸水)를 차례로 씁니다. "
        "병화(丙火)는 천간에 드러나 있습니다. 계수(癸水)는 지장간에 숨어 있습니다."
    )
    assert "asks for yang fire (丙), yin water (癸), in this order." in reason.en


def test_every_sentence_is_filled_in() -> None:
    random = Random(18)
    for _ in range(3_000):
        year, month, day = random.randrange(10), random.randrange(12), random.randrange(60)
        hour = random.randrange(12)
        found = of(
            Pillars(
                PILLARS[year],
                pillar_of(year * 2 + 2 + (month - 2) % 12, month),
                PILLARS[day],
                pillar_of(day * 2 + hour, hour) if random.random() < 0.9 else None,
            )
        )
        for useful in found:
            assert useful.reason.ko.endswith("니다.")
            assert useful.reason.en.endswith(".")
            assert not set("{}/") & set(useful.reason.ko + useful.reason.en)
            assert useful.present == bool(useful.places)
            assert useful.helper != useful.element != useful.harmful
