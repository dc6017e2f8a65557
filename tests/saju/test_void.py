"""공망 against the rhyme of 연해자평 (淵海子平, 論六甲空亡)."""

from __future__ import annotations

import pytest

from saju.pillars import Pillars
from saju.sexagenary import PILLAR_BY_HANJA, PILLARS
from saju.void import void_branches, voids_of


@pytest.mark.parametrize(
    ("head", "void"),
    [("甲子", "戌亥"), ("甲戌", "申酉"), ("甲申", "午未"),
     ("甲午", "辰巳"), ("甲辰", "寅卯"), ("甲寅", "子丑")],
)  # fmt: skip
def test_each_decade_leaves_out_two_branches(head: str, void: str) -> None:
    first = PILLAR_BY_HANJA[head].index
    for pillar in PILLARS[first : first + 10]:
        assert "".join(branch.hanja for branch in void_branches(pillar)) == void


def test_void_places_by_day_and_by_year_of_a_published_chart() -> None:
    """The chart of 1987-01-20 21:41 as kr.fateup.com prints it: 공망 戌亥, on the hour branch."""
    chart = Pillars(*(PILLAR_BY_HANJA[hanja] for hanja in ("丙寅", "辛丑", "己巳", "乙亥")))
    by_day, by_year = voids_of(chart)
    assert by_day.by == "day"
    assert "".join(branch.hanja for branch in by_day.branches) == "戌亥"
    assert by_day.places == ("hour",)
    assert by_year.by == "year"
    assert by_year.places == ("hour",)


def test_places_are_year_first_and_never_the_base_pillar() -> None:
    chart = Pillars(*(PILLAR_BY_HANJA[hanja] for hanja in ("庚戌", "丁亥", "甲子", "甲戌")))
    by_day, by_year = voids_of(chart)
    assert by_day.places == ("year", "month", "hour")
    assert by_year.places == ()
    for pillar in PILLARS:
        assert pillar.branch not in void_branches(pillar)


def test_an_unknown_hour_has_no_place() -> None:
    year, month, day = (PILLAR_BY_HANJA[hanja] for hanja in ("丙寅", "辛丑", "己巳"))
    chart = Pillars(year, month, day, None)
    assert voids_of(chart)[0].places == ()
