"""The spread of the elements, worked out by hand from the points and days of `saju.balance`."""

from __future__ import annotations

import pytest

from saju.balance import balance_of, element_counts
from saju.pillars import Pillars
from saju.sexagenary import EARTH, FIRE, METAL, PILLAR_BY_HANJA, WATER, WOOD


def chart(text: str) -> Pillars:
    year, month, day, *hour = (PILLAR_BY_HANJA[pillar] for pillar in text.split())
    return Pillars(year, month, day, hour[0] if hour else None)


PUBLISHED = chart("庚午 己卯 己卯 辛未")
WITHOUT_HOUR = chart("庚午 己卯 己卯")


def test_counts_are_of_the_visible_signs() -> None:
    assert balance_of(PUBLISHED).counts == element_counts(PUBLISHED) == (2, 1, 3, 2, 0)
    assert balance_of(WITHOUT_HOUR).counts == element_counts(WITHOUT_HOUR) == (2, 1, 2, 1, 0)


def test_hidden_counts_are_of_all_hidden_stems() -> None:
    # 午 丙己丁, 卯 甲乙, 卯 甲乙, 未 丁乙己; what branches are made of: 己丁, 乙, 乙, 丁乙己.
    assert balance_of(PUBLISHED).hidden_counts == (5, 3, 2, 0, 0)
    assert balance_of(PUBLISHED, "principal").hidden_counts == (3, 2, 2, 0, 0)


def test_a_branchs_points_are_shared_by_the_days_of_its_hidden_stems() -> None:
    # 午 10 points: 丙 10 and 丁 11 days, 己 9; 卯 30 and 15; 未 15: 丁 9, 乙 3, 己 18; four stems.
    wood, fire, earth = 30 + 15 + 1.5, 7 + 4.5, 10 + 10 + 3 + 9
    expected = [100 * points / 110 for points in (wood, fire, earth, 20, 0)]
    assert balance_of(PUBLISHED).weights == pytest.approx(expected)


def test_a_table_without_days_shares_by_hundredths() -> None:
    # 午 己30 丁70; 未 丁30 乙10 己60.
    wood, fire, earth = 30 + 15 + 1.5, 7 + 4.5, 10 + 10 + 3 + 9
    expected = [100 * points / 110 for points in (wood, fire, earth, 20, 0)]
    assert balance_of(PUBLISHED, "principal").weights == pytest.approx(expected)
    # 寅 30 points: 戊10 丙30 甲60; 亥 15: 甲30 壬70; 丑 10: 癸30 辛10 己60; 酉 15 辛.
    found = balance_of(chart("乙丑 戊寅 丁亥 己酉"), "principal").weights
    wood, fire, earth = 10 + 18 + 4.5, 10 + 9, 10 + 10 + 3 + 6
    expected = [100 * points / 110 for points in (wood, fire, earth, 1 + 15, 3 + 10.5)]
    assert found == pytest.approx(expected)


def test_six_signs_are_weighed_as_a_whole() -> None:
    expected = [100 * points / 85 for points in (45, 7, 23, 10, 0)]
    assert balance_of(WITHOUT_HOUR).weights == pytest.approx(expected)


def test_what_is_missing_may_still_be_hidden() -> None:
    balance = balance_of(chart("甲子 丙寅 甲子 丙寅"))
    assert balance.missing == (EARTH, METAL)
    assert balance.weights[EARTH] > 0
    assert balance.weakest == (METAL,)
    assert balance.strongest == (WOOD,)


def test_all_of_the_same_weight_are_named() -> None:
    balance = balance_of(chart("壬子 壬子 壬子 庚子"))
    assert balance.strongest == (WATER,)
    assert balance.weakest == balance.missing[:3] == (WOOD, FIRE, EARTH)
