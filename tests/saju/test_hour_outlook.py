"""Expected values: the table of hours (시두법, 오서둔), and the same birth with its hour known."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TypeVar

import pytest

from saju import Birth, Conventions, Signs, chart_of
from saju.analysis import Analysis
from saju.balance import element_counts
from saju.hour_outlook import HourOutlook, Outlook, hour_outlook
from saju.relations import Relation, relations_of
from saju.sexagenary import EARTH, FIRE, METAL, WATER, WOOD
from saju.stars import stars_of
from saju.strength import strength_of

T = TypeVar("T")

# 庚午 己卯 己卯.
SIGNS = chart_of(Birth(1990, 3, 15, gender="male")).signs
# 시간지 조견표: 甲己 days begin with 甲子, 乙庚 丙子, 丙辛 戊子, 丁壬 庚子, 戊癸 壬子.
HOURS = {
    "甲己": "甲子 乙丑 丙寅 丁卯 戊辰 己巳 庚午 辛未 壬申 癸酉 甲戌 乙亥",
    "乙庚": "丙子 丁丑 戊寅 己卯 庚辰 辛巳 壬午 癸未 甲申 乙酉 丙戌 丁亥",
    "丙辛": "戊子 己丑 庚寅 辛卯 壬辰 癸巳 甲午 乙未 丙申 丁酉 戊戌 己亥",
    "丁壬": "庚子 辛丑 壬寅 癸卯 甲辰 乙巳 丙午 丁未 戊申 己酉 庚戌 辛亥",
    "戊癸": "壬子 癸丑 甲寅 乙卯 丙辰 丁巳 戊午 己未 庚申 辛酉 壬戌 癸亥",
}


def hanja(outlook: HourOutlook) -> str:
    return " ".join(str(row.pillar) for row in outlook.hours)


@pytest.mark.parametrize("day", range(1, 11))
def test_the_twelve_hours_follow_from_the_days_stem(day: int) -> None:
    signs = chart_of(Birth(2001, 5, day)).signs
    stems = next(stems for stems in HOURS if signs.day_master.hanja in stems)
    outlook = hour_outlook(signs)
    assert hanja(outlook) == HOURS[stems]
    assert not any(row.late for row in outlook.hours)


# 야자시 of a 己 day has the 자시 stem of the next: 丙子 (야자시/조자시 조견표).
def test_where_midnight_parts_the_rat_hour_there_are_thirteen() -> None:
    conventions = Conventions(day_boundary="00:00")
    outlook = hour_outlook(chart_of(Birth(1990, 3, 15), conventions).signs)
    assert hanja(outlook) == HOURS["甲己"] + " 丙子"
    assert [row.late for row in outlook.hours] == [False] * 12 + [True]

    same_day = replace(conventions, late_rat_stem="same_day")
    assert len(hour_outlook(chart_of(Birth(1990, 3, 15), same_day).signs).hours) == 12


def test_an_hour_has_its_ten_gods_and_stage() -> None:
    # 십신조견표 and 십이운성표 of 己: 甲 정관, 子 편재 (癸), 절; 癸 편재, 酉 식신 (辛), 장생.
    first, tenth = (hour_outlook(SIGNS).hours[number] for number in (0, 9))
    assert (first.ten_god_stem, first.ten_god_branch, first.stage) == ("정관", "편재", "절")
    assert (tenth.ten_god_stem, tenth.ten_god_branch, tenth.stage) == ("편재", "식신", "장생")


# Counted by hand along 甲己's hours: of six signs two are wood, one fire, two earth, one metal.
def test_elements_range_over_the_hours() -> None:
    found = {row.element: (row.least, row.most) for row in hour_outlook(SIGNS).elements}
    assert found == {WOOD: (2, 3), FIRE: (1, 2), EARTH: (2, 4), METAL: (1, 2), WATER: (0, 1)}


def test_a_missing_element_is_missing_but_at_the_hours_that_have_it() -> None:
    found = hour_outlook(SIGNS).missing_elements
    assert found.unchanged == ()
    (water,) = found.could_change
    assert water.value == WATER
    # Without 甲子, 壬申, 癸酉 and 乙亥.
    assert " ".join(map(str, water.hours)) == "乙丑 丙寅 丁卯 戊辰 己巳 庚午 辛未 甲戌"


# By the tables: 午卯 break at any hour; the 子 hour clashes with 午 of the year, 酉 with both 卯.
def test_relations_that_hold_at_every_hour_are_told_apart() -> None:
    found = hour_outlook(SIGNS).relations
    assert [(one.kind, one.places) for one in found.unchanged] == [
        ("break", ("year", "month")),
        ("break", ("year", "day")),
    ]
    clashes = {
        (possible.value.places, " ".join(map(str, possible.hours)))
        for possible in found.could_change
        if possible.value.kind == "clash"
    }
    assert clashes == {
        (("year", "hour"), "甲子"),
        (("month", "hour"), "癸酉"),
        (("day", "hour"), "癸酉"),
    }


def test_an_hour_that_is_known_is_put_aside() -> None:
    known = chart_of(Birth(1990, 3, 15, 14, 30, gender="male")).signs
    assert hour_outlook(known).relations == hour_outlook(SIGNS).relations


def at(outlook: Outlook[T], signs: Signs) -> set[T]:
    """What an outlook says of the hour that signs have."""
    hour = signs.pillars.hour
    return {
        *outlook.unchanged,
        *(possible.value for possible in outlook.could_change if hour in possible.hours),
    }


def plain(relation: Relation) -> Relation:
    return replace(relation, transforms=None, reason=None)


def test_of_every_hour_the_outlook_says_what_a_chart_with_that_hour_has() -> None:
    random = Random("시 모름")
    conventions = Conventions(solar_time="clock", day_boundary="00:00")
    for _ in range(300):
        # Years without summer time.
        birth = Birth(
            random.randrange(1990, 2100), random.randrange(1, 13), random.randrange(1, 29),
            gender=random.choice((None, "male", "female")),
        )  # fmt: skip
        hour = random.randrange(24)
        known = chart_of(replace(birth, hour=hour), conventions).signs
        unknown = chart_of(birth, conventions).signs
        if (unknown.pillars.year, unknown.pillars.month) != (
            known.pillars.year,
            known.pillars.month,
        ):
            continue  # the month begins on the day
        outlook, pillars = hour_outlook(unknown), known.pillars
        assert pillars.hour in [row.pillar for row in outlook.hours]
        assert at(outlook.strength, known) == {strength_of(pillars).name}
        assert at(outlook.structure, known) == {Analysis(known).structure.name}
        assert at(outlook.useful_elements, known) == {Analysis(known).useful_elements[0].element}
        found = relations_of(pillars)
        assert at(outlook.relations, known) == {plain(one) for one in found}
        assert at(outlook.transformations, known) == {
            replace(one, reason=None) for one in found if one.transforms
        }
        assert at(outlook.stars, known) == {
            star.name for star in stars_of(pillars, known.gender) if "hour" in star.places
        }
        counts = element_counts(pillars)
        assert at(outlook.missing_elements, known) == {
            element for element, count in enumerate(counts) if count == 0
        }
        assert all(row.least <= counts[row.element] <= row.most for row in outlook.elements)
