"""10,000 births and 10,000 days against korean-saju (Daewoon), lunar-python (Yun) and sxtwl.

Their schools differ, and the tests count how often:

- korean-saju counts full years and leaves 0 a 0, so it is held against `floor`. Of its 절 those of
  2000–2027 are KASI's to the minute (한로 to 대설 of 2011 apart: its 입동 is 6 hours late, as in
  KASI's open data), the others its own, up to half an hour off.
- lunar-python counts minutes (its second way) or whole 時辰 of ten days (its first, the default). A
  decade of it begins in the calendar year of the very day, one of ours in the saju year in which
  the rounded age is reached, as Korean 만세력 print it.
- sxtwl gives a whole day to the month whose 절 falls on it, in UTC+8; a transit is read at noon.

Yun does its own arithmetic here, on terms from lunar-python's own table: a whole chart takes it some
milliseconds, so 100 of them prove that the table is what they use.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import korean_saju
import pytest
from lunar_python import LunarYear, Solar
from lunar_python.eightchar import Yun

from saju import Birth, Chart, Conventions, chart_of
from saju.luck import Luck, first_days, luck_of
from saju.luck_start import start_age
from saju.sexagenary import PILLARS
from saju.transits import transit_on
from tests.saju.oracles.shouxing import DAY_S, J2000_S, its_beijing_s

COUNT, WHOLE_CHARTS, WHOLE_DAYS = 10_000, 100, 300
FIRST_S = date(1900, 1, 1).toordinal() * DAY_S
END_S = date(2101, 1, 1).toordinal() * DAY_S
KOREA_S = 9 * 3_600
J2000_JD = 2451545.0
YEAR_OF_LUCK_S = 3 * DAY_S
KASIS_YEARS, KASIS_ERROR_S, ITS_ERROR_S = range(2000, 2028), 60, 1_800
KASIS_WRONG_TERM = range(
    date(2011, 10, 8).toordinal() * DAY_S, date(2011, 12, 8).toordinal() * DAY_S
)
EXACT = Conventions(solar_time="clock", luck_rounding="exact")
FLOOR = Conventions(solar_time="clock", luck_rounding="floor")


@dataclass(frozen=True)
class Known:
    """A birth by a clock nine hours before UTC, and that clock in seconds of the calendar."""

    birth: Birth
    local_s: int

    @property
    def utc_s(self) -> int:
        return self.local_s - KOREA_S


@cache
def births() -> tuple[Known, ...]:
    random = Random("대운")
    found = []
    for _ in range(COUNT):
        local_s = random.randrange(FIRST_S, END_S)
        local = moment(local_s)
        birth = Birth(
            local.year, local.month, local.day, local.hour, local.minute, local.second,
            gender=random.choice(("male", "female")), timezone="Etc/GMT-9",
        )  # fmt: skip
        found.append(Known(birth, local_s))
    return tuple(found)


def moment(clock_s: int) -> datetime:
    return datetime.fromordinal(clock_s // DAY_S) + timedelta(seconds=clock_s % DAY_S)


def ours(known: Known, conventions: Conventions) -> tuple[Chart, Luck]:
    chart = chart_of(known.birth, conventions)
    luck = luck_of(chart.signs)
    assert luck is not None
    return chart, luck


def pillars(luck: Luck) -> list[str]:
    return [row.pillar.hanja for row in luck.pillars]


class KoreanTerms(korean_saju.SolarTermSource):  # type: ignore[misc] # it has no types
    """korean-saju's terms, computed once for a year."""

    @cache  # noqa: B019 - there is one
    def terms_for_year(self, year: int) -> Any:
        return super().terms_for_year(year)

    @cache  # noqa: B019 - there is one
    def get(self, year: int, name: str) -> Any:
        return super().get(year, name)

    def _span_candidates(self, moment: datetime) -> Any:
        return self._span(moment.year)

    @cache  # noqa: B019 - there is one
    def _span(self, year: int) -> Any:
        return super()._span_candidates(datetime(year, 7, 1, tzinfo=UTC))


def daewoon(known: Known, terms: KoreanTerms) -> Any:
    local = moment(known.local_s)
    year = korean_saju.YearPillar.for_kst_moment(local, terms)
    month = korean_saju.MonthPillar.for_kst_moment(local, year, terms)
    # It counts from year, month and moment alone.
    saju = korean_saju.Saju(year, month, month, None, local, 127.0)
    gender = korean_saju.Gender(known.birth.gender)
    return korean_saju.Daewoon.compute(saju=saju, gender=gender, solar_terms=terms)


def test_direction_pillars_and_start_are_korean_sajus() -> None:
    terms = KoreanTerms(korean_saju.load_bundled_data()[1]._kasi)
    schools: Counter[str] = Counter()
    for known in births():
        if known.local_s in KASIS_WRONG_TERM:
            schools["beside a wrong 절 of KASI's data"] += 1
            continue
        _, luck = ours(known, FLOOR)
        theirs = daewoon(known, terms)
        way_s = round(theirs.days_to_boundary * DAY_S)
        error_s = KASIS_ERROR_S if known.birth.year in KASIS_YEARS else ITS_ERROR_S
        first = theirs.entries[0].start_age
        same = (luck.direction == "forward") == theirs.forward
        same &= pillars(luck) == [entry.gan_ji.hanja for entry in theirs.entries]
        if same and luck.start_age == max(first, 1):
            schools["0 is 1"] += first == 0
            schools["rounded is another"] += start_age(way_s, "round") != max(first, 1)
        else:
            to_full_s = min(way_s % YEAR_OF_LUCK_S, -way_s % YEAR_OF_LUCK_S)
            assert to_full_s <= error_s, (known, luck, theirs)
            schools["within its terms' error of a full year"] += 1
    # A tenth of all ways is shorter than a year and becomes 1; half of the rest are rounded up.
    # Its errors are some minutes of three days; the wrong 절 bounds 61 days of 73,414.
    assert 900 <= schools["0 is 1"] <= 1_100, schools
    assert 4_200 <= schools["rounded is another"] <= 4_800, schools
    assert schools["within its terms' error of a full year"] <= 20, schools
    assert schools["beside a wrong 절 of KASI's data"] <= 20, schools


@cache
def its_terms() -> tuple[tuple[int, ...], tuple[Solar, ...]]:
    """lunar-python's 절 from 대설 of 1899 to 소한 of 2101 by its own clock, and as its dates."""
    jds = [
        jd
        for year in range(1900, 2102)
        for jd in LunarYear.fromYear(year).getJieQiJulianDays()[0 if year == 1900 else 2 : 26 : 2]
    ]
    return tuple(J2000_S + round((jd - J2000_JD) * DAY_S) for jd in jds), tuple(
        Solar.fromJulianDay(jd) for jd in jds
    )


class ItsLunar:
    """What Yun asks of lunar-python's calendar, read off its table of terms."""

    def __init__(self, clock_s: int) -> None:
        starts_s, self.terms = its_terms()
        self.index = bisect_right(starts_s, clock_s)
        local = moment(clock_s)
        self.solar = Solar.fromYmdHms(
            local.year, local.month, local.day, local.hour, local.minute, local.second
        )

    def getLunar(self) -> ItsLunar:  # noqa: N802 - its name
        return self

    def getSolar(self) -> Solar:  # noqa: N802 - its name
        return self.solar

    def getPrevJie(self) -> ItsTerm:  # noqa: N802 - its name
        return ItsTerm(self.terms[self.index - 1])

    def getNextJie(self) -> ItsTerm:  # noqa: N802 - its name
        return ItsTerm(self.terms[self.index])

    def getYearGanIndexExact(self) -> int:  # noqa: N802 - its name
        # 立春 of 1900, the third 절 of the table, begins 庚子.
        return (6 + (self.index - 3) // 12) % 10

    def getMonthInGanZhiExact(self) -> str:  # noqa: N802 - its name
        # 大雪 of 1899 begins 丙子.
        return PILLARS[(12 + self.index - 1) % 60].hanja


@dataclass(frozen=True)
class ItsTerm:
    """A 절 as lunar-python hands it out."""

    solar: Solar

    def getSolar(self) -> Solar:  # noqa: N802 - its name
        return self.solar


def days_of_luck(of: Any) -> int:
    return int(of.getStartYear() * 360 + of.getStartMonth() * 30 + of.getStartDay())


def yun(known: Known, of: Any, way: int) -> Any:
    return Yun(of, int(known.birth.gender == "male"), way)


def test_direction_pillars_and_the_exact_way_are_lunar_pythons() -> None:
    days_off, hours_off, dates_off, years_off = (Counter[int]() for _ in range(4))
    for known in births():
        chart, luck = ours(known, EXACT)
        clock_s = round(its_beijing_s(known.utc_s))
        its = ItsLunar(clock_s)
        theirs = yun(known, its, 2)
        decades = theirs.getDaYun(11)[1:]
        assert theirs.isForward() == (luck.direction == "forward"), known
        assert [decade.getGanZhi() for decade in decades] == pillars(luck), known

        way = chart.moment.luck_elapsed
        assert way is not None
        way_days = way.years * 360 + way.months * 30 + way.days
        days_off[way_days - days_of_luck(theirs)] += 1
        hours_off[round((way_days - days_of_luck(yun(known, its, 1))) / 10)] += 1
        start = theirs.getStartSolar()
        its_date = date(start.getYear(), start.getMonth(), start.getDay())
        born = moment(clock_s).date()
        if (born.month, born.day) != (2, 29):
            dates_off[(its_date - first_days(born, way)[0]).days] += 1
        years_off[luck.first_years[0] - decades[0].getStartYear()] += 1

    # A day of luck is twelve minutes: it drops the seconds of both ends, the engine those of the
    # way, and its terms are some seconds off.
    assert set(days_off) <= {-1, 0, 1}
    assert days_off[0] >= 0.93 * COUNT, days_off
    # Its default is within two 時辰 of that.
    assert set(hours_off) <= {-2, -1, 0, 1, 2}
    # It adds hours too, and makes a leap day the 28th before it adds the months.
    assert set(dates_off) <= {0, 1, 2}
    assert dates_off[2] <= 20, dates_off
    # 72 of 100 decades begin in the same year by both; the others in the one before or after.
    assert set(years_off) == {-1, 0, 1}
    assert 0.69 * COUNT <= years_off[0] <= 0.75 * COUNT, years_off


def test_the_table_of_terms_is_what_lunar_pythons_whole_charts_use() -> None:
    for known in sorted(births()[:WHOLE_CHARTS], key=lambda known: known.local_s):
        its = ItsLunar(round(its_beijing_s(known.utc_s)))
        whole = its.solar.getLunar().getEightChar()
        for way in (1, 2):
            one, other = yun(known, whole, way), yun(known, its, way)
            assert one.isForward() == other.isForward()
            assert days_of_luck(one) == days_of_luck(other)
            assert one.getDaYun(2)[1].getGanZhi() == other.getDaYun(2)[1].getGanZhi()


def test_the_pillars_of_days_are_lunar_pythons_at_noon() -> None:
    random = Random("일운")
    starts_s, _ = its_terms()
    terms = 0
    for _ in range(COUNT):
        ordinal = random.randrange(FIRST_S, END_S) // DAY_S
        transit = transit_on(date.fromordinal(ordinal), "Etc/GMT-9")
        midnight_s, noon_s, end_s = (
            round(its_beijing_s(ordinal * DAY_S + of_day_s - KOREA_S))
            for of_day_s in (0, DAY_S // 2, DAY_S)
        )
        index = bisect_right(starts_s, noon_s)
        assert transit.pillars.month == PILLARS[(12 + index - 1) % 60]
        assert transit.pillars.year == PILLARS[(36 + (index - 3) // 12) % 60]
        assert transit.saju_year == 1900 + (index - 3) // 12
        begun = bisect_right(starts_s, end_s) - bisect_right(starts_s, midnight_s)
        assert (transit.term is not None) == (begun == 1)
        terms += begun
    # 2,412 절 on 73,414 days.
    assert 280 <= terms <= 380


def test_the_pillars_of_days_are_sxtwls_but_on_the_days_of_a_term() -> None:
    sxtwl = pytest.importorskip("sxtwl")  # no wheels for the newest Python
    random = Random("일진")
    others = 0
    for ordinal in sorted(random.randrange(FIRST_S, END_S) // DAY_S for _ in range(WHOLE_DAYS)):
        day = date.fromordinal(ordinal)
        its = sxtwl.fromSolar(day.year, day.month, day.day)
        transit = transit_on(day)
        own = [(pillar.stem.index, pillar.branch.index) for pillar in transit.pillars]
        theirs = [(gz.tg, gz.dz) for gz in (its.getYearGZ(), its.getMonthGZ(), its.getDayGZ())]
        assert own[2] == theirs[2]
        if own[:2] != theirs[:2]:
            assert transit.term is not None, (day, own, theirs)
            others += 1
    # A day in 30 has a 절; on half of them it comes after noon.
    assert others <= 15
