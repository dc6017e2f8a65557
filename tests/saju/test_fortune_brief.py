"""What a model is told of a day and of a year."""

from __future__ import annotations

from datetime import date

from saju import Birth, chart_of
from saju.render import day_brief, year_brief
from saju.transits import transit_in, transit_on

# 庚午 己卯 己卯 辛未, a man: 대운수 7, forward.
MAN = chart_of(Birth(1990, 3, 15, 14, 30, gender="male")).signs
NOBODY = chart_of(Birth(1990, 3, 15, 14, 30)).signs


def test_a_day_comes_with_its_month_year_and_decade() -> None:
    brief = day_brief(MAN, transit_on(date(2024, 2, 10)))

    # 2024-02-10, 설날: 甲辰년 丙寅월 甲辰일 (KASI 음양력).
    assert brief["date"] == "2024-02-10"
    found = [brief[kind]["hanja"] for kind in ("year", "month", "day")]
    assert found == ["甲辰", "丙寅", "甲辰"]
    assert brief["year"]["saju_year"] == 2024
    # 甲 rules 己 with the other polarity: 정관; 戊, the chief stem of 辰, is earth like it: 겁재.
    assert brief["day"]["ten_gods"] == ["정관", "겁재"]
    # 甲己합 of the day with the day master.
    assert {"name": "갑기합", "pillars": ("day", "day_luck")} in brief["day"]["relations"]
    # 세는나이 35 is in the third decade: 壬午 from 27.
    assert brief["decade"]["hanja"] == "壬午"


def test_a_year_comes_with_twelve_months_and_no_day() -> None:
    brief = year_brief(MAN, transit_on(date(2024, 2, 10)))

    assert brief["year"]["saju_year"] == 2024
    assert brief["year"]["hanja"] == "甲辰"
    # The months of a year of 甲 begin with 丙寅 (오호둔).
    assert [month["hangul"] for month in brief["months"]] == [
        "병인", "정묘", "무진", "기사", "경오", "신미", "임신", "계유", "갑술", "을해", "병자", "정축",
    ]  # fmt: skip
    assert [month["term"] for month in brief["months"]][::3] == ["입춘", "입하", "입추", "입동"]
    assert [month["begins_in_month"] for month in brief["months"]] == [*range(2, 13), 1]
    assert brief == year_brief(MAN, transit_on(date(2025, 1, 31)))


def test_without_gender_there_is_no_decade() -> None:
    assert day_brief(NOBODY, transit_on(date(2024, 2, 10)))["decade"] is None
    assert year_brief(NOBODY, transit_in(2024))["decade"] is None


def test_the_year_before_the_table_has_no_months() -> None:
    brief = year_brief(MAN, transit_in(1899))

    assert (brief["year"]["hanja"], brief["months"], brief["decade"]) == ("己亥", [], None)
