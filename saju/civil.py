"""From a birth as people say it to a solar date and an instant: civil time through the zone's history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from saju.errors import (
    FoldOutOfRange,
    LocalTimeNeverWas,
    LocalTimeWasTwice,
    LongitudeOutOfRange,
    NoSuchDay,
    NoSuchLeapMonth,
    NoSuchMonth,
    NoSuchTime,
    NotAWholeNumber,
    UnknownGender,
    YearOutOfRange,
)
from saju.model import Birth
from saju.zones import Zone

FIRST_YEAR, LAST_YEAR = 1900, 2100
DAY_S = 86_400
_WHOLE_NUMBERS = ("year", "month", "day", "hour", "minute", "second")


@dataclass(frozen=True, slots=True)
class CivilTime:
    """A local time that was: its instant (UTC seconds of the calendar) and its clock (likewise)."""

    utc_s: int
    local_s: int
    fold: int
    zone: Zone


def check(birth: Birth) -> None:
    """What can be said without a calendar; raises the error of the first wrong field."""
    _check_types(birth)
    if birth.fold not in (None, 0, 1):
        raise FoldOutOfRange("fold", birth.fold, "fold is 0, 1 or absent", 0)
    if birth.gender not in (None, "male", "female"):
        raise UnknownGender("gender", birth.gender, "gender is male, female or absent", "male")
    if birth.hour is None and (birth.minute or birth.second):
        field = "minute" if birth.minute else "second"
        message = f"{field} means nothing without an hour; leave both out, or say the hour"
        raise NoSuchTime(field, getattr(birth, field), message, 0, kind="time_without_hour")
    if birth.longitude is not None and not (
        isinstance(birth.longitude, int | float) and -180 <= birth.longitude <= 180
    ):
        raise LongitudeOutOfRange(
            "longitude", birth.longitude, "the longitude is outside ±180 degrees", 126.98
        )
    limits = (
        ("hour", birth.hour or 0, 23),
        ("minute", birth.minute, 59),
        ("second", birth.second, 59),
    )
    for field, value, highest in limits:
        if not 0 <= value <= highest:
            message = f"{field} {value} is outside 0–{highest}"
            raise NoSuchTime(field, value, message, 0, highest=highest)
    if birth.is_leap_month and not birth.is_lunar:
        raise NoSuchLeapMonth(
            "is_leap_month",
            "true",
            "a solar date has no leap month; is_lunar is false",
            "false",
            kind="leap_month_of_a_solar_date",
        )


def _check_types(birth: Birth) -> None:
    """Raises NotAWholeNumber; the six parts are looked at one by one only if one is wrong."""
    of_hour = int if birth.hour is None else type(birth.hour)
    of_date = type(birth.year) is type(birth.month) is type(birth.day) is int
    if of_date and of_hour is type(birth.minute) is type(birth.second) is int:
        return
    for field in _WHOLE_NUMBERS:
        value = getattr(birth, field)
        if type(value) is not int and not (value is None and field == "hour"):
            raise NotAWholeNumber(field, value, f"{field} is no whole number: {value!r}", 1)


def solar_ordinal(birth: Birth) -> int:
    """The solar day (ordinal) of a birth.

    Raises YearOutOfRange, NoSuchMonth, NoSuchDay or NoSuchLeapMonth.
    """
    if birth.is_lunar:
        from saju.lunar import LunarDate, lunar_calendar  # noqa: PLC0415 - most births are solar

        lunar = LunarDate(birth.year, birth.month, birth.day, birth.is_leap_month)
        day = date.fromordinal(lunar_calendar().ordinal_of(lunar))
    else:
        day = _solar_date(birth)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _year_out_of_range(birth.year, f"{day}")
    return day.toordinal()


def _solar_date(birth: Birth) -> date:
    if not FIRST_YEAR <= birth.year <= LAST_YEAR:
        raise _year_out_of_range(birth.year, f"{birth.year}")
    if not 1 <= birth.month <= 12:
        raise NoSuchMonth("month", birth.month, f"there is no month {birth.month}", 12)
    following = date(birth.year + birth.month // 12, birth.month % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    if not 1 <= birth.day <= last:
        raise NoSuchDay(
            "day",
            birth.day,
            f"{birth.year}-{birth.month:02} has {last} days, there is no day {birth.day};"
            f" for example {last}",
            last,
            year=birth.year,
            month=birth.month,
            days=last,
        )
    return date(birth.year, birth.month, birth.day)


def _year_out_of_range(year: int, what: str) -> YearOutOfRange:
    message = f"{what} is outside the years {FIRST_YEAR}–{LAST_YEAR}"
    return YearOutOfRange("year", year, message, 1990, what=what, first=FIRST_YEAR, last=LAST_YEAR)


def civil_time(
    zone: Zone, ordinal: int, of_day_s: int, fold: int | None, *, known: bool = True
) -> CivilTime:
    """The instant of a local time, or of a noon that stands for an unknown (not `known`) hour.

    Raises LocalTimeNeverWas or LocalTimeWasTwice.
    """
    local = datetime.fromordinal(ordinal) + timedelta(seconds=of_day_s)
    first_s, second_s = zone.offsets_s(local)
    if first_s < second_s:
        later = local + timedelta(seconds=second_s - first_s)
        raise LocalTimeNeverWas(
            "hour" if known else "day",
            f"{local:%Y-%m-%d %H:%M:%S}" if known else f"{local:%Y-%m-%d}",
            f"in {zone.name} the clock jumped over {local:%Y-%m-%d %H:%M:%S};"
            f" it then showed {later:%Y-%m-%d %H:%M:%S}",
            f"{later:%Y-%m-%dT%H:%M:%S}",
            kind="local_time_never_was" if known else "local_day_never_was",
            zone=zone.name,
            local=local,
            later=later,
            day=later.day,
            hour=later.hour,
            minute=later.minute,
        )
    if first_s > second_s and fold is None:
        raise LocalTimeWasTwice(
            "fold",
            f"{local:%Y-%m-%d %H:%M:%S}",
            f"in {zone.name} the clock showed {local:%Y-%m-%d %H:%M:%S} twice;"
            " say which with fold: 0 for the first, 1 for the second",
            0,
            zone=zone.name,
            local=local,
        )
    fold = (fold or 0) if first_s > second_s else 0
    local_s = ordinal * DAY_S + of_day_s
    return CivilTime(
        utc_s=local_s - (second_s if fold else first_s),
        local_s=local_s,
        fold=fold,
        zone=zone,
    )


def nearest_instant_s(zone: Zone, local_s: int) -> int:
    """The instant of a local time, the first if it was twice; where it never was, the jump's."""
    return local_s - zone.offsets_s(_local(local_s))[0]


def _local(local_s: int) -> datetime:
    return datetime.fromordinal(local_s // DAY_S) + timedelta(seconds=local_s % DAY_S)
