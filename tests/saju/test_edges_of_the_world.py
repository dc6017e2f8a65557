from __future__ import annotations

from datetime import date, timedelta

import pytest

from saju import Birth, Conventions, chart_of


def _day(zone: str, solar_time: str, day: date) -> str:
    birth = Birth(day.year, day.month, day.day, 12, timezone=zone)
    return chart_of(birth, Conventions(solar_time=solar_time)).signs.pillars.day.hanja  # type: ignore[arg-type]  # parametrised


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Apia", "Pacific/Tongatapu"])
def test_beyond_the_date_line_noon_belongs_to_the_day_people_write(zone: str) -> None:
    # Noon of the wall clock is within two hours of solar noon in all three.
    day = date(2015, 6, 15)
    assert _day(zone, "mean", day) == _day(zone, "clock", day)


def test_every_day_of_an_irish_summer_counts_as_summer() -> None:
    # Standard Time (Amendment) Act 1971: summer 2020 ran from 29 March to 25 October.
    first, last = date(2020, 3, 29), date(2020, 10, 24)
    conventions = Conventions(solar_time="standard", day_boundary="00:00")
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        birth = Birth(day.year, day.month, day.day, 13, 30, timezone="Europe/Dublin")
        hour = chart_of(birth, conventions).signs.pillars.hour
        assert hour is not None
        assert hour.branch.hanja == "午", day


def test_an_unknown_hour_needs_no_fold_where_noon_was_twice() -> None:
    birth = Birth(1969, 9, 30, timezone="Pacific/Kwajalein")
    assert chart_of(birth).signs.pillars.hour is None
