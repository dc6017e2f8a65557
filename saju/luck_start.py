"""When 대운 begins: the direction, the way to the 절, and the age that it rounds to.

Source: 연해자평 and 삼명통회 (論大運) – 양남음녀 forward and 음남양녀 backward by the saju year's stem;
three days to the next or previous 절 are one year.
"""

from __future__ import annotations

from typing import Literal

from saju.model import Birth, Gender, LuckRounding
from saju.pillars import year_pillar_of
from saju.sexagenary import Pillar
from saju.solar_terms import saju_year_of, solar_terms

YEAR_OF_LUCK_S = 3 * 86_400

Direction = Literal["forward", "backward"]


def direction_of(year: Pillar, gender: Gender | None) -> Direction | None:
    """순행 or 역행 by the year stem's polarity and the gender; None without gender."""
    if gender is None:
        return None
    return "forward" if year.stem.is_yang == (gender == "male") else "backward"


def start_age(elapsed_s: int, rounding: LuckRounding) -> int:
    """대운수: whole years for the seconds to the 절; 0 becomes 1.

    `exact` gives the nearest year too, since in that one most births of its kind change over: who
    is born evenly over the year and starts after 7 years and 5 months does so in the seventh year
    after the birth's in 7 of 12 cases.
    """
    if rounding == "floor":
        years = elapsed_s // YEAR_OF_LUCK_S
    elif rounding == "ceil":
        years = -(-elapsed_s // YEAR_OF_LUCK_S)
    else:
        years = (2 * elapsed_s + YEAR_OF_LUCK_S) // (2 * YEAR_OF_LUCK_S)
    return max(years, 1)


def luck_elapsed_s(birth: Birth, utc_s: int, month_number: int) -> int | None:
    """Seconds from an instant to the 절 that luck is counted to; None without gender."""
    direction = direction_of(year_pillar_of(saju_year_of(month_number)), birth.gender)
    if direction is None:
        return None
    starts_s = solar_terms().month_starts_s
    if direction == "forward":
        return starts_s[month_number + 1] - utc_s
    return utc_s - starts_s[month_number]
