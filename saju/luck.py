"""대운 (大運), the ten-year luck pillars: direction, starting age, pillars.

Source: 연해자평 – 양남음녀 forward and 음남양녀 backward by the saju year's stem; three days to
the next or previous 절 are one year, one day four months, two hours ten days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from saju.sexagenary import PILLARS

if TYPE_CHECKING:
    from saju.model import Gender, LuckRounding
    from saju.sexagenary import Pillar

YEAR_OF_LUCK_S = 3 * 86_400
MONTH_OF_LUCK_S = 86_400 // 4
DAY_OF_LUCK_S = 720
PILLAR_COUNT = 10


@dataclass(frozen=True, slots=True)
class LuckPillar:
    """One decade: its pillar and the age it begins at, 만 and 세는나이."""

    pillar: Pillar
    age: int
    korean_age: int


@dataclass(frozen=True, slots=True)
class LuckElapsed:
    """The unrounded way from birth to the first luck pillar."""

    years: int
    months: int
    days: int


def direction_of(year: Pillar, gender: Gender | None) -> Literal["forward", "backward"] | None:
    """순행 or 역행 by the year stem's polarity and the gender; None without gender."""
    if gender is None:
        return None
    return "forward" if year.stem.is_yang == (gender == "male") else "backward"


def start_age(elapsed_s: int, rounding: LuckRounding) -> int:
    """대운수: whole years for the seconds to the 절; 0 becomes 1; `exact` is shown rounded."""
    if rounding == "floor":
        years = elapsed_s // YEAR_OF_LUCK_S
    elif rounding == "ceil":
        years = -(-elapsed_s // YEAR_OF_LUCK_S)
    else:
        years = (2 * elapsed_s + YEAR_OF_LUCK_S) // (2 * YEAR_OF_LUCK_S)
    return max(years, 1)


def elapsed_of(elapsed_s: int) -> LuckElapsed:
    """Years, months and days of life for the seconds to the 절, rounded down to the day."""
    years, rest_s = divmod(elapsed_s, YEAR_OF_LUCK_S)
    months, rest_s = divmod(rest_s, MONTH_OF_LUCK_S)
    return LuckElapsed(years, months, rest_s // DAY_OF_LUCK_S)


def luck_pillars(
    month: Pillar, direction: Literal["forward", "backward"], first_age: int
) -> tuple[LuckPillar, ...]:
    """The ten pillars after (or before) the month pillar, a decade each."""
    step = 1 if direction == "forward" else -1
    return tuple(
        LuckPillar(PILLARS[(month.index + step * (i + 1)) % 60], age, age + 1)
        for i, age in enumerate(range(first_age, first_age + 10 * PILLAR_COUNT, 10))
    )
