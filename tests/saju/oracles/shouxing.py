"""Terms and new moons by 寿星万年历 as lunar-python carries it: analytic series, no ephemeris file.

All instants are seconds. Its series give Terrestrial Time; its own tables then take off its own
ΔT (`dtT`), which it extrapolates after 2020 where the engine holds the leap seconds, so the two
are compared in TT, and an instant to be asked of the library is first moved by the difference.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from math import pi, radians

from lunar_python.util import ShouXingUtil

DAY_S = 86_400
J2000_S = date(2000, 1, 1).toordinal() * DAY_S + DAY_S // 2
CENTURY_DAYS = 36_525
TERM_COUNT = 201 * 24
# The day from which TT − UTC is 42.184 s, and those from which it is one second more each:
# IERS Bulletin C.
LEAPS = (
    "1972-01-01", "1972-07-01", "1973-01-01", "1974-01-01", "1975-01-01", "1976-01-01", "1977-01-01",
    "1978-01-01", "1979-01-01", "1980-01-01", "1981-07-01", "1982-07-01", "1983-07-01", "1985-07-01",
    "1988-01-01", "1990-01-01", "1991-01-01", "1992-07-01", "1993-07-01", "1994-07-01", "1996-01-01",
    "1997-07-01", "1999-01-01", "2006-01-01", "2009-01-01", "2012-07-01", "2015-07-01", "2017-01-01",
)  # fmt: skip
_LEAPS_S = tuple(date.fromisoformat(day).toordinal() * DAY_S for day in LEAPS)


@cache
def terms_tt_s() -> tuple[float, ...]:
    """The 4,824 terms from 소한 of 1900 (285°) to 동지 of 2100, seconds of TT after J2000.0."""
    # The library counts longitudes on from the equinox of 1999.
    angles = (radians(285 + 15 * k) - 200 * pi for k in range(TERM_COUNT))
    return tuple(ShouXingUtil.saLonT(angle) * CENTURY_DAYS * DAY_S for angle in angles)


def new_moon_tt_s(index: int) -> float:
    """A new moon, seconds of TT after J2000.0; 0 is the one of January 2000."""
    return float(ShouXingUtil.msaLonT(2 * pi * index) * CENTURY_DAYS * DAY_S)


def its_delta_t_s(tt_s: float) -> float:
    """The library's TT − UT."""
    return float(ShouXingUtil.dtT(tt_s / DAY_S) * DAY_S)


def tt_minus_utc_s(utc_s: float) -> float:
    """TT − UTC by IERS, held after the last leap second; before 1972 the library's TT − UT."""
    if utc_s < _LEAPS_S[0]:
        return its_delta_t_s(utc_s - J2000_S)
    return 41.184 + sum(leap_s <= utc_s for leap_s in _LEAPS_S)


def utc_s_of(tt_s: float) -> float:
    """TT after J2000.0 → UTC seconds of the calendar."""
    utc_s = J2000_S + tt_s - tt_minus_utc_s(J2000_S + tt_s)
    return J2000_S + tt_s - tt_minus_utc_s(utc_s)


def its_beijing_s(utc_s: float) -> float:
    """The UTC+8 clock by which the library must be asked about an instant of UTC."""
    tt_s = utc_s - J2000_S + tt_minus_utc_s(utc_s)
    return utc_s + tt_minus_utc_s(utc_s) - its_delta_t_s(tt_s) + 8 * 3_600
