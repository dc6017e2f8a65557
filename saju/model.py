"""What a chart is made from: a birth, and the conventions of a school."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from saju.errors import UnknownConvention

Place = Literal["year", "month", "day", "hour"]
Gender = Literal["male", "female"]
DayBoundary = Literal["23:00", "00:00"]
SolarTime = Literal["mean", "clock", "standard", "apparent"]
LateRatStem = Literal["next_day", "same_day"]
LuckRounding = Literal["round", "floor", "ceil", "exact"]
HiddenStems = Literal["monthly_division", "principal"]
TwelveStages = Literal["fire_earth", "water_earth", "same_birth"]
TwelveSpirits = Literal["year", "day"]

_CHOICES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("day_boundary", get_args(DayBoundary)),
    ("solar_time", get_args(SolarTime)),
    ("late_rat_stem", get_args(LateRatStem)),
    ("luck_rounding", get_args(LuckRounding)),
    ("hidden_stems", get_args(HiddenStems)),
    ("twelve_stages", get_args(TwelveStages)),
    ("twelve_spirits", get_args(TwelveSpirits)),
)


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth as people say it: a civil date and time of a zone, solar or lunar.

    `hour` None: unknown. `longitude` in degrees east, None: the zone's reference city.
    `fold` says which of two equal local times is meant (0 the first, 1 the second).
    It is checked when a chart is asked for.
    """

    year: int
    month: int
    day: int
    hour: int | None = None
    minute: int = 0
    second: int = 0
    is_lunar: bool = False
    is_leap_month: bool = False
    gender: Gender | None = None
    timezone: str = "Asia/Seoul"
    longitude: float | None = None
    fold: int | None = None


@dataclass(frozen=True, slots=True)
class Conventions:
    """Where schools differ, the choices made; raises UnknownConvention.

    `day_boundary`: the day changes at 자시 (23:00) or at midnight (야자시/조자시 told apart).
    `solar_time`: the clock of day and hour. `late_rat_stem`: whose day the stem of the hour
    23:00–24:00 follows when the day changes at midnight. `luck_rounding`: of the age at which
    대운 begins. `hidden_stems`: the table of 지장간. `twelve_stages`: the school of 12운성.
    `twelve_spirits`: the branch that 12신살 count from.
    """

    day_boundary: DayBoundary = "23:00"
    solar_time: SolarTime = "mean"
    late_rat_stem: LateRatStem = "next_day"
    luck_rounding: LuckRounding = "round"
    hidden_stems: HiddenStems = "monthly_division"
    twelve_stages: TwelveStages = "fire_earth"
    twelve_spirits: TwelveSpirits = "year"

    def __post_init__(self) -> None:
        for name, choices in _CHOICES:
            value = getattr(self, name)
            if value not in choices:
                allowed = ", ".join(choices)
                raise UnknownConvention(
                    name, value, f"{name} is one of {allowed}; {value!r} is not", choices[0]
                )

    def to_payload(self) -> dict[str, str]:
        """The choices by name, JSON-able."""
        return {name: getattr(self, name) for name, _ in _CHOICES}
