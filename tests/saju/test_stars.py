"""Stars against published tables and one printed chart; the libraries are in `oracles`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saju.pillars import Pillars
from saju.saying import Said
from saju.sexagenary import BRANCH_BY_HANJA, BRANCHES, PILLAR_BY_HANJA, PILLARS, Pillar
from saju.star_rules import STAR_RULES
from saju.stars import stars_at, stars_of, twelve_spirit, twelve_spirits_of

if TYPE_CHECKING:
    from saju.model import Place


_PLACES: tuple[Place, ...] = ("year", "month", "day", "hour")


def chart(text: str) -> Pillars:
    """Pillars from hanja, year first; three for an unknown hour."""
    year, month, day, *hour = (PILLAR_BY_HANJA[hanja] for hanja in text.split())
    return Pillars(year, month, day, hour[0] if hour else None)


def places(pillars: Pillars, name: str, rule: str = "") -> set[Place]:
    """Where stars of that name sit; `rule` is in the Korean wording of those meant."""
    return {
        place
        for star in stars_of(pillars, None)
        if star.name == name and rule in star.rule.ko
        for place in star.places
    }


def days_with(name: str) -> set[str]:
    """The day pillars that carry a star on themselves, whatever the rest of the chart."""
    other = PILLAR_BY_HANJA["甲子"]
    return {
        day.hanja
        for day in PILLARS
        if "day" in places(Pillars(other, other, day, other), name, "일")
    }


def hours_for(name: str, base: Place, pillar: Pillar) -> set[str]:
    """The stems and branches of hour pillars that carry a star counted from a pillar."""
    words = {"year": "연지", "month": "월지", "day": "일"}[base]
    signs = set()
    for hour in PILLARS:
        found = {"year": PILLARS[0], "month": PILLARS[0], "day": PILLARS[0], base: pillar}
        for star in stars_of(Pillars(**found, hour=hour), None):
            if star.name == name and words in star.rule.ko and "hour" in star.places:
                signs.add(hour.stem.hanja if star.part == "stem" else hour.branch.hanja)
    return signs


def _split(cell: str) -> list[str]:
    return cell.split(":")


# The verses and tables of books, and for the stars of Korean practice the lists of Korean pages.
_BY_DAY_STEM = {
    "천을귀인": "甲戊庚:丑未 乙己:子申 丙丁:亥酉 辛:寅午 壬癸:巳卯",
    "태극귀인": "甲乙:子午 丙丁:酉卯 戊己:辰戌丑未 庚辛:寅亥 壬癸:巳申",
    "문창귀인": "甲:巳 乙:午 丙戊:申 丁己:酉 庚:亥 辛:子 壬:寅 癸:卯",
    "문곡귀인": "甲:亥 乙:子 丙戊:寅 丁己:卯 庚:巳 辛:午 壬:申 癸:酉",
    "학당귀인": "甲:亥 乙:午 丙戊:寅 丁己:酉 庚:巳 辛:子 壬:申 癸:卯",
    "관귀학관": "甲乙:巳 丙丁:申 戊己:亥 庚辛:寅 壬癸:申",
    "천주귀인": "甲丙:巳 乙丁:午 戊:申 己:酉 庚:亥 辛:子 壬:寅 癸:卯",
    "천복귀인": "甲:酉 乙:申 丙:子 丁:亥 戊:卯 己:寅 庚壬:午 辛癸:巳",
    "복성귀인": "甲:寅 乙:丑 丙:子 丁:酉 戊:申 己:未 庚:午 辛:巳 壬:辰 癸:卯",
    "국인귀인": "甲:戌 乙:亥 丙:丑 丁:寅 戊:丑 己:寅 庚:辰 辛:巳 壬:未 癸:申",
    "재고귀인": "甲乙:辰 丙丁:丑 戊己:辰 庚辛:未 壬癸:戌",
    "금여": "甲:辰 乙:巳 丙戊:未 丁己:申 庚:戌 辛:亥 壬:丑 癸:寅",
    "건록": "甲:寅 乙:卯 丙戊:巳 丁己:午 庚:申 辛:酉 壬:亥 癸:子",
    "암록": "甲:亥 乙:戌 丙戊:申 丁己:未 庚:巳 辛:辰 壬:寅 癸:丑",
    "양인살": "甲:卯 丙戊:午 庚:酉 壬:子",
    "비인살": "甲:酉 丙戊:子 庚:卯 壬:午",
    "홍염살": "甲乙:午 丙:寅 丁:未 戊己:辰 庚:戌 辛:酉 壬:子 癸:申",
    "유하살": "甲:酉 乙:戌 丙:未 丁:申 戊:巳 己:午 庚:辰 辛:卯 壬:亥 癸:寅",
    "낙정관살": "甲己:巳 乙庚:子 丙辛:申 丁壬:戌 戊癸:卯",
}
_BY_MONTH_BRANCH = {
    "천덕귀인": "寅:丁 卯:申 辰:壬 巳:辛 午:亥 未:甲 申:癸 酉:寅 戌:丙 亥:乙 子:巳 丑:庚",
    "천덕합": "寅:壬 卯:巳 辰:丁 巳:丙 午:寅 未:己 申:戊 酉:亥 戌:辛 亥:庚 子:申 丑:乙",
    "월덕귀인": "寅午戌:丙 申子辰:壬 亥卯未:甲 巳酉丑:庚",
    "월덕합": "寅午戌:辛 申子辰:丁 亥卯未:己 巳酉丑:乙",
    "천의성": "寅:丑 卯:寅 辰:卯 巳:辰 午:巳 未:午 申:未 酉:申 戌:酉 亥:戌 子:亥 丑:子",
    "급각살": "寅卯辰:亥子 巳午未:卯未 申酉戌:寅戌 亥子丑:丑辰",
    "단교관살": "寅:寅 卯:卯 辰:申 巳:丑 午:戌 未:酉 申:辰 酉:巳 戌:午 亥:未 子:亥 丑:子",
}
_BY_YEAR_BRANCH = {
    "고신살": "亥子丑:寅 寅卯辰:巳 巳午未:申 申酉戌:亥",
    "과숙살": "亥子丑:戌 寅卯辰:丑 巳午未:辰 申酉戌:未",
    "홍란": "子:卯 丑:寅 寅:丑 卯:子 辰:亥 巳:戌 午:酉 未:申 申:未 酉:午 戌:巳 亥:辰",
    "천희": "子:酉 丑:申 寅:未 卯:午 辰:巳 巳:辰 午:卯 未:寅 申:丑 酉:子 戌:亥 亥:戌",
    "상문살": "子:寅 丑:卯 寅:辰 卯:巳 辰:午 巳:未 午:申 未:酉 申:戌 酉:亥 戌:子 亥:丑",
    "조객살": "子:戌 丑:亥 寅:子 卯:丑 辰:寅 巳:卯 午:辰 未:巳 申:午 酉:未 戌:申 亥:酉",
}
_BY_TRIAD = {
    "도화살": "申子辰:酉 寅午戌:卯 巳酉丑:午 亥卯未:子",
    "역마살": "申子辰:寅 寅午戌:申 巳酉丑:亥 亥卯未:巳",
    "화개살": "申子辰:辰 寅午戌:戌 巳酉丑:丑 亥卯未:未",
}
_PARTED = {
    "격각살": "子:寅戌 丑:卯亥 寅:辰子 卯:巳丑 辰:午寅 巳:未卯 "
    "午:申辰 未:酉巳 申:戌午 酉:亥未 戌:子申 亥:丑酉",
}
_TABLES: list[tuple[str, Place, str]] = [
    *((name, "day", row) for name, row in _BY_DAY_STEM.items()),
    *((name, "month", row) for name, row in _BY_MONTH_BRANCH.items()),
    *((name, "year", row) for name, row in (_BY_YEAR_BRANCH | _BY_TRIAD).items()),
    *((name, "day", row) for name, row in (_BY_TRIAD | _PARTED).items()),
]


@pytest.mark.parametrize(("name", "base", "row"), _TABLES, ids=lambda value: value[:6])
def test_star_sits_where_the_published_table_says(name: str, base: Place, row: str) -> None:
    table = {sign: set(targets) for bases, targets in map(_split, row.split()) for sign in bases}
    from_stem = name in _BY_DAY_STEM
    for pillar in PILLARS[: 10 if from_stem else 12]:
        sign = pillar.stem.hanja if from_stem else pillar.branch.hanja
        assert hours_for(name, base, pillar) == table.get(sign, set()), sign


# Lists of pillars as Korean pages print them; 일덕, 일귀 and 십악대패 as in the books.
_DAYS = {
    "복성귀인": "甲寅 乙丑 丙子 丁酉 戊申 己未 庚午 辛巳 壬辰 癸卯",
    "태극귀인": "甲子 甲午 丁卯 丁酉 戊辰 戊戌 己丑 己未 庚寅 辛亥 壬申 癸巳",
    "암록": "丙申 丁未 戊申 己未 壬寅 癸丑",
    "일덕": "甲寅 丙辰 戊辰 庚辰 壬戌",
    "일귀": "丁酉 丁亥 癸巳 癸卯",
    "효신살": "甲子 乙亥 丙寅 丁卯 戊午 己巳 庚辰 庚戌 辛丑 辛未 壬申 癸酉",
    "고란살": "甲寅 乙巳 丁巳 戊申 辛亥",
    "십악대패": "甲辰 乙巳 丙申 丁亥 戊戌 己丑 庚辰 辛巳 壬申 癸亥",
    "음양차착살": "丙子 丁丑 戊寅 辛卯 壬辰 癸巳 丙午 丁未 戊申 辛酉 壬戌 癸亥",
}
_PILLARS = {
    "괴강살": "庚辰 庚戌 壬辰 壬戌 戊戌",
    "백호대살": "甲辰 乙未 丙戌 丁丑 戊辰 壬戌 癸丑",
}


@pytest.mark.parametrize("name", _DAYS)
def test_days_of_a_star_are_those_of_the_published_list(name: str) -> None:
    assert days_with(name) == set(_DAYS[name].split())


@pytest.mark.parametrize("name", _PILLARS)
def test_a_pillar_is_a_star_wherever_it_stands(name: str) -> None:
    neutral = PILLAR_BY_HANJA["乙卯"]
    for pillar in PILLARS:
        for place in _PLACES:
            four = dict.fromkeys(_PLACES, neutral)
            expected = {place} if pillar.hanja in _PILLARS[name].split() else set()
            assert places(Pillars(**four | {place: pillar}), name) == expected


def test_pardon_is_a_day_of_the_season() -> None:
    for months, day in (
        ("寅卯辰", "戊寅"),
        ("巳午未", "甲午"),
        ("申酉戌", "戊申"),
        ("亥子丑", "甲子"),
    ):
        for month in months:
            pillar = PILLARS[BRANCH_BY_HANJA[month].index]
            found = {
                each.hanja
                for each in PILLARS
                if places(Pillars(each, pillar, each, each), "천사") == {"day"}
            }
            assert found == {day}


def test_stars_of_a_chart_printed_by_a_korean_service() -> None:
    """1987-01-20 21:41, a woman, on kr.fateup.com.

    Not held here is what that service takes from other schools: 비인살 of a yin stem, 협록 of one
    branch, 탕화살 of the year branch.
    """
    printed = chart("丙寅 辛丑 己巳 乙亥")
    assert places(printed, "관귀학관") == {"hour"}
    assert places(printed, "역마살", "일지") == {"hour"}
    assert places(printed, "고신살") == {"day"}
    assert places(printed, "과숙살") == {"month"}
    assert places(printed, "효신살") == {"day"}
    assert places(printed, "태극귀인") == {"month"}
    assert places(printed, "천복귀인") == {"year"}
    assert places(printed, "낙정관살") == {"day"}
    assert places(printed, "월덕합") == {"hour"}
    assert places(printed, "천덕합") == {"hour"}
    by_year = {place: spirit.name for place, spirit in twelve_spirits_of(printed, "year")}
    by_day = {place: spirit.name for place, spirit in twelve_spirits_of(printed, "day")}
    assert by_year == {"year": "지살", "month": "천살", "day": "망신살", "hour": "겁살"}
    assert by_day == {"year": "겁살", "month": "화개살", "day": "지살", "hour": "역마살"}


def test_sharp_signs_are_read_in_stems_and_in_branches() -> None:
    stars = [star for star in stars_of(chart("甲申 丁卯 辛未 甲午"), None) if star.name == "현침살"]
    assert [(star.part, star.places) for star in stars] == [
        ("stem", ("year", "day", "hour")),
        ("branch", ("year", "month", "hour")),
    ]


def test_scald_is_of_the_day_branch_alone() -> None:
    for branch in BRANCHES:
        day = PILLARS[branch.index]
        found = places(Pillars(PILLARS[1], PILLARS[2], day, PILLARS[6]), "탕화살")
        assert found == ({"day"} if branch.hanja in "丑寅午" else set())


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("甲子 戊寅 庚子 丙子", "삼기귀인", {"year", "month", "day"}),
        ("甲子 戊寅 丙子 丙申", "삼기귀인", set()),
        ("丁丑 乙巳 丙子 己丑", "삼기귀인", {"year", "month", "day"}),
        ("癸丑 辛酉 壬子 壬子", "삼기귀인", {"year", "month", "day", "hour"}),
        ("甲戌 乙亥 甲子 甲子", "천라지망", {"year", "month"}),
        ("甲辰 乙亥 甲子 己巳", "천라지망", {"year", "hour"}),
        ("甲戌 己巳 甲子 甲子", "천라지망", set()),
        ("癸卯 辛酉 甲子 甲子", "철쇄개금", {"year", "month"}),
        ("癸卯 乙卯 甲子 甲子", "철쇄개금", set()),
        ("乙丑 己卯 甲子 甲子", "협록", {"year", "month"}),
        ("乙丑 丁丑 甲子 甲子", "협록", set()),
        ("丙戌 庚子 壬辰 庚子", "협록", {"year", "month", "hour"}),
    ],
)
def test_a_set_counts_only_when_enough_of_it_is_there(
    text: str, name: str, expected: set[str]
) -> None:
    assert places(chart(text), name) == expected


def test_prosperity_is_flanked_by_the_branches_before_and_after_it() -> None:
    row = "甲:丑卯 乙:寅辰 丙戊:辰午 丁己:巳未 庚:未酉 辛:申戌 壬:戌子 癸:亥丑"
    flanks = {stem: set(pair) for stems, pair in map(_split, row.split()) for stem in stems}
    for day in PILLARS[:10]:
        for year in PILLARS[:12]:
            for month in PILLARS[:12]:
                four = Pillars(year, month, day, None)
                flank = flanks[day.stem.hanja]
                sits = {place for place, p in four.items() if p.branch.hanja in flank}
                whole = flank <= {pillar.branch.hanja for pillar in four}
                assert places(four, "협록") == (sits if whole else set())


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("甲子 丙寅 己卯 甲子", "천을귀인",
         Said("일간 己의 천을귀인은 子·申", "for the day stem 己 the Heavenly Noble sits in 子 or 申")),
        ("甲子 丙寅 己卯 丁卯", "천덕귀인",
         Said("월지 寅의 천덕귀인은 丁", "for the month branch 寅 the Heavenly Virtue sits in 丁")),
        ("甲子 戊辰 甲子 甲子", "금여",
         Said("일간 甲의 금여는 辰", "for the day stem 甲 the Golden Carriage sits in 辰")),
        ("甲子 丁卯 甲子 甲子", "양인살",
         Said("일간 甲의 양인살은 卯 (양간에만 보는 자평법)",
              "for the day stem 甲 the Blade sits in 卯 (yang stems only, after Ziping)")),
        ("甲子 丁卯 甲寅 甲子", "고란살",
         Said("여자 명의 고란살은 일주 乙巳·戊申·辛亥·甲寅·丁巳",
              "in a woman's chart the Lonely Phoenix sits in the day pillar "
              "乙巳, 戊申, 辛亥, 甲寅 or 丁巳")),
        ("甲戌 乙亥 甲子 甲子", "천라지망",
         Said("천라지망은 함께 있는 戌·亥",
              "the Net of Heaven and Earth sits in 戌 and 亥 together")),
        ("甲戌 乙酉 甲子 甲子", "철쇄개금",
         Said("철쇄개금은 함께 있는 卯·酉·戌 가운데 둘",
              "the Unlocked Chain sits in any two of 卯, 酉 and 戌 together")),
        ("甲子 丙寅 甲午 乙亥", "급각살",
         Said("월지 寅의 급각살은 연지·일지·시지의 亥·子",
              "for the month branch 寅 the Hurried Legs sits in the year, day or hour branch "
              "亥 or 子")),
    ],
)  # fmt: skip
def test_the_rule_is_said_for_this_chart(text: str, name: str, said: Said) -> None:
    rules = [star.rule for star in stars_of(chart(text), None) if star.name == name]
    assert said in rules


def test_a_star_counted_from_two_branches_is_there_for_each() -> None:
    stars = [star for star in stars_of(chart("甲子 丁卯 庚午 乙酉"), None) if star.name == "도화살"]
    assert [(star.rule.ko, star.places) for star in stars] == [
        ("연지 子의 도화살은 酉", ("hour",)),
        ("일지 午의 도화살은 卯", ("month",)),
    ]


def test_the_lonely_phoenix_is_not_read_in_a_mans_chart() -> None:
    pillars = chart("甲子 丙寅 甲寅 甲子")
    told = {gender: stars_of(pillars, gender) for gender in ("male", "female", None)}
    names = {gender: [star.name for star in stars] for gender, stars in told.items()}
    assert "고란살" in names["female"]
    assert told["female"] == told[None]
    assert names["male"] == [name for name in names["female"] if name != "고란살"]


def test_an_unknown_hour_leaves_the_stars_of_three_pillars() -> None:
    known, unknown = chart("甲子 丙寅 己卯 甲子"), chart("甲子 丙寅 己卯")
    for star in stars_of(unknown, None):
        assert "hour" not in star.places
    assert places(unknown, "천을귀인") == places(known, "천을귀인") - {"hour"} == {"year"}


def test_luck_brings_the_stars_of_its_pillar() -> None:
    natal = chart("甲戌 丙寅 甲子 甲子")
    assert "천을귀인" in stars_at(natal, PILLAR_BY_HANJA["乙丑"], None)
    assert "괴강살" in stars_at(natal, PILLAR_BY_HANJA["庚辰"], None)
    assert "천덕귀인" in stars_at(natal, PILLAR_BY_HANJA["丁卯"], None)
    assert "천라지망" in stars_at(natal, PILLAR_BY_HANJA["乙亥"], None)
    assert "천라지망" not in stars_at(natal, PILLAR_BY_HANJA["己巳"], None)


def test_luck_does_not_bring_the_stars_of_a_birth_day_or_hour() -> None:
    natal = chart("甲戌 丙寅 甲子 甲子")
    of_birth = {rule.name for rule in STAR_RULES if "year" not in rule.places}
    assert of_birth == {
        "천사", "격각살", "일덕", "일귀", "효신살", "고란살", "음양차착살", "십악대패", "탕화살",
    }  # fmt: skip
    for pillar in PILLARS:
        assert not of_birth.intersection(stars_at(natal, pillar, None))


def test_luck_names_a_star_once() -> None:
    names = stars_at(chart("甲子 丙寅 甲子 甲子"), PILLAR_BY_HANJA["丁酉"], None)
    assert names.count("도화살") == 1


@pytest.mark.parametrize("triad", ["申子辰", "寅午戌", "巳酉丑", "亥卯未"])
def test_twelve_spirits_begin_after_the_last_branch_of_the_triad(triad: str) -> None:
    order = ["겁살", "재살", "천살", "지살", "연살", "월살",
             "망신살", "장성살", "반안살", "역마살", "육해살", "화개살"]  # fmt: skip
    first = BRANCH_BY_HANJA[triad[-1]].index + 1
    for base in triad:
        names = [
            twelve_spirit(BRANCH_BY_HANJA[base], BRANCHES[(first + step) % 12]).name
            for step in range(12)
        ]
        assert names == order


def test_spirits_have_their_other_names() -> None:
    rat = BRANCH_BY_HANJA["子"]
    aliases = {twelve_spirit(rat, branch).alias for branch in BRANCHES}
    assert aliases == {None, "수옥살", "도화살", "고초살"}
    assert twelve_spirit(rat, BRANCH_BY_HANJA["酉"]).alias == "도화살"


def test_every_rule_names_its_source() -> None:
    assert all(rule.source for rule in STAR_RULES)


def test_every_star_is_held_against_a_published_table() -> None:
    held = {name for name, _, _ in _TABLES} | set(_DAYS) | set(_PILLARS) | {
        "천사", "현침살", "탕화살", "삼기귀인", "천라지망", "철쇄개금", "협록",
    }  # fmt: skip
    assert {rule.name for rule in STAR_RULES} == held
