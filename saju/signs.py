"""The timeless part of a chart: all that a reading may depend on (사주팔자)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from saju.errors import NoSuchSigns, UnknownConvention
from saju.luck_start import direction_of
from saju.model import Conventions
from saju.pillars import Pillars, hour_stems, month_pillar_fits, year_pillar_of
from saju.sexagenary import PILLAR_BY_HANJA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saju.model import Gender
    from saju.sexagenary import Stem

_FIRST_SAJU_YEAR, _LAST_SAJU_YEAR = 1899, 2101
_LAST_LUCK_START = 11  # the longest way to a 절 is 32 days, rounded up


@dataclass(frozen=True, slots=True)
class Signs:
    """Pillars, the saju year's number, gender, and the rounded age at which 대운 begins.

    `luck_start` is None exactly when `gender` is.
    """

    pillars: Pillars
    saju_year: int
    gender: Gender | None
    luck_start: int | None
    conventions: Conventions

    @property
    def day_master(self) -> Stem:
        """일간: the stem of the day pillar."""
        return self.pillars.day.stem

    @property
    def luck_direction(self) -> Literal["forward", "backward"] | None:
        """순행 or 역행; None without gender."""
        return direction_of(self.pillars.year, self.gender)

    def to_payload(self) -> dict[str, Any]:
        """A small JSON-able value from which `from_payload` makes equal signs."""
        hour = self.pillars.hour
        return {
            "pillars": {
                "year": self.pillars.year.hanja,
                "month": self.pillars.month.hanja,
                "day": self.pillars.day.hanja,
                "hour": hour.hanja if hour else None,
            },
            "saju_year": self.saju_year,
            "gender": self.gender,
            "luck_start": self.luck_start,
            "conventions": self.conventions.to_payload(),
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Signs:
        """The signs a payload describes; raises NoSuchSigns where no birth has them."""
        fields = {"pillars", "saju_year", "gender", "luck_start", "conventions"}
        _require(set(payload) == fields, "signs", payload, f"exactly the fields {sorted(fields)}")
        pillars = _pillars(payload["pillars"])
        conventions = _conventions(payload["conventions"])
        saju_year, gender = payload["saju_year"], payload["gender"]
        _require(
            type(saju_year) is int
            and _FIRST_SAJU_YEAR <= saju_year <= _LAST_SAJU_YEAR
            and year_pillar_of(saju_year) == pillars.year,
            "saju_year",
            saju_year,
            "a year from 1899 to 2101 whose pillar is the year pillar",
        )
        _require(
            month_pillar_fits(pillars.month, pillars.year),
            "pillars.month",
            pillars.month.hanja,
            "a month that the year's stem allows",
        )
        _require(
            pillars.hour is None
            or pillars.hour.stem.index in hour_stems(pillars.day, pillars.hour.branch, conventions),
            "pillars.hour",
            pillars.hour,
            "an hour that the day's stem allows",
        )
        _require(gender in (None, "male", "female"), "gender", gender, "male, female or null")
        luck_start = payload["luck_start"]
        _require(
            luck_start is None
            if gender is None
            else type(luck_start) is int and 1 <= luck_start <= _LAST_LUCK_START,
            "luck_start",
            luck_start,
            "1 to 11 with a gender and null without",
        )
        return cls(pillars, saju_year, cast("Gender | None", gender), luck_start, conventions)


def _require(holds: bool, field: str, value: object, wanted: str) -> None:  # noqa: FBT001 - an assertion's first argument
    if not holds:
        raise NoSuchSigns(field, value, f"{field} is {value!r}; wanted {wanted}", wanted)


def _pillars(payload: Any) -> Pillars:
    names = {"year", "month", "day", "hour"}
    _require(
        isinstance(payload, dict) and set(payload) == names,
        "pillars",
        payload,
        "year, month, day and hour in hanja",
    )
    known = {name: hanja for name, hanja in payload.items() if name != "hour" or hanja is not None}
    for name, hanja in known.items():
        _require(
            isinstance(hanja, str) and hanja in PILLAR_BY_HANJA,
            f"pillars.{name}",
            hanja,
            "a pair of the cycle of sixty in hanja",
        )
    found = {name: PILLAR_BY_HANJA[hanja] for name, hanja in known.items()}
    return Pillars(found["year"], found["month"], found["day"], found.get("hour"))


def _conventions(payload: Any) -> Conventions:
    names = set(Conventions().to_payload())
    _require(
        isinstance(payload, dict) and set(payload) == names,
        "conventions",
        payload,
        f"exactly {sorted(names)}",
    )
    try:
        return Conventions(**payload)
    except UnknownConvention as error:
        raise NoSuchSigns(error.field, error.value, error.message, error.example) from error
