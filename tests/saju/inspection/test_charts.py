"""A claimed chart against the computed one.

The example is the published one of 1990-03-15 14:30 Seoul, 庚午 己卯 己卯 辛未; the instants of its
terms are the almanac's of the Korea Astronomy and Space Science Institute: 경칩 1990-03-06 05:19,
입춘 1990-02-04 11:14.
"""

from __future__ import annotations

import pytest

from saju import Birth, Chart, Conventions, chart_of
from saju.inspection import Finding, inspect_chart

RIGHT = {
    "year_pillar": "경오", "month_pillar": "기묘", "day_pillar": "기묘", "hour_pillar": "신미",
    "ilgan": "기",
}  # fmt: skip


def chart(hour: int | None = 14, minute: int = 30, conventions: Conventions | None = None) -> Chart:
    return chart_of(Birth(1990, 3, 15, hour, minute if hour else 0, gender="male"), conventions)


def finding(claimed: dict[str, str | None], of: Chart | None = None) -> Finding:
    (found,) = inspect_chart(of or chart(), claimed).findings
    return found


def test_a_right_chart_is_correct() -> None:
    inspection = inspect_chart(chart(), RIGHT)

    assert (inspection.verdict, inspection.score, inspection.findings) == ("correct", 1.0, ())


def test_the_example_of_the_old_system_is_wrong_in_month_and_day() -> None:
    claimed = RIGHT | {"month_pillar": "정묘", "day_pillar": "기해"}
    inspection = inspect_chart(chart(), claimed)

    assert inspection.verdict == "incorrect"
    assert inspection.score == pytest.approx(3 / 5)
    found = [(each.field, each.expected, each.claimed) for each in inspection.findings]
    assert found == [("month_pillar", "기묘", "정묘"), ("day_pillar", "기묘", "기해")]


@pytest.mark.parametrize(
    "spelling",
    ["기묘", "己卯", "기묘(己卯)", "己卯(기묘)", "기卯", "기묘 일주", "己卯日", "gi-myo", "Ji Mao"],
)
def test_a_pillar_may_be_spelt_as_people_do(spelling: str) -> None:
    assert inspect_chart(chart(), {"day_pillar": spelling}).verdict == "correct"


@pytest.mark.parametrize("spelling", ["기", "己", "기토", "己土", "기(己)", "기토(己土)", "gi"])
def test_a_day_master_may_be_spelt_as_people_do(spelling: str) -> None:
    assert inspect_chart(chart(), {"ilgan": spelling}).verdict == "correct"


def test_the_month_is_set_by_its_term_in_both_clocks() -> None:
    why = finding({"month_pillar": "무인"}).why

    for said in (why.ko, why.en):
        assert "경칩" in said
        assert "1990-03-06 05:19" in said
        assert "1990-03-05 20:19" in said


def test_the_year_is_set_by_ipchun() -> None:
    why = finding({"year_pillar": "기사"}).why

    for said in (why.ko, why.en):
        assert "입춘" in said
        assert "1990-02-04 11:14" in said
        assert "1990-02-04 02:14" in said


def test_a_month_that_the_year_cannot_have_is_told() -> None:
    assert "오호둔" in finding({"month_pillar": "정묘"}).why.ko


def test_the_day_tells_its_clock_and_its_boundary() -> None:
    why = finding({"day_pillar": "경진"}).why

    assert "평균태양시" in why.ko
    assert "23:00" in why.ko
    assert "mean solar time" in why.en


def test_the_day_master_follows_the_day() -> None:
    assert "일주" in finding({"ilgan": "경"}).why.ko


def test_a_claim_right_by_the_wall_clock_names_it() -> None:
    # 23:10 by the clock is 22:37 by the sun of Seoul: only the former begins the next day.
    found = finding({"day_pillar": "경진"}, chart(23, 10))

    assert found.right_under == ({"solar_time": "clock"}, {"solar_time": "standard"})


def test_a_claim_right_by_midnight_names_it() -> None:
    found = finding({"day_pillar": "기묘"}, chart(23, 50))

    assert found.expected == "경진"
    assert found.right_under == ({"day_boundary": "00:00"},)


def test_a_claim_right_by_the_stem_of_the_same_day_names_it() -> None:
    midnight = Conventions(day_boundary="00:00")
    # 오서둔: 甲子 is the rat hour of 己, 丙子 that of 庚.
    found = finding({"hour_pillar": "갑자"}, chart(23, 50, midnight))

    assert found.right_under == ({"late_rat_stem": "same_day"},)


def test_a_claim_right_by_no_convention_names_none() -> None:
    assert finding({"day_pillar": "기해"}).right_under is None
    assert finding({"month_pillar": "무인"}).right_under is None


def test_an_hour_is_wrong_where_it_is_unknown() -> None:
    found = finding({"hour_pillar": "신미"}, chart(None))

    assert found.expected is None
    assert "모르" in found.why.ko


def test_a_field_not_claimed_is_no_finding() -> None:
    inspection = inspect_chart(chart(), {"day_pillar": None, "ilgan": "기"})

    assert (inspection.verdict, inspection.score) == ("correct", 1.0)
    assert inspect_chart(chart(), {}).verdict == "correct"


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("", "cannot be read"),
        ("xyz", "cannot be read"),
        ("\x00\x01", "cannot be read"),
        ("기묘" * 10_000, "cannot be read"),
        ("갑축", "no pair of the cycle"),
        ("경오(庚子)", "two different"),
        ("{claim}", "cannot be read"),
    ],
)
def test_garbage_is_answered_clearly(claim: str, told: str) -> None:
    found = finding({"day_pillar": claim})

    assert told in found.why.en
    assert found.expected == "기묘"
    assert len(found.why.ko) < 200


def test_a_field_that_is_none_is_told() -> None:
    assert "no such field" in finding({"minute_pillar": "경오"}).why.en
