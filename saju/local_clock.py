"""The local clock that day and hour go by, as a convention chooses it."""

from __future__ import annotations

from dataclasses import dataclass

from saju.civil import CivilTime
from saju.model import Birth, Conventions
from saju.pillars import DAY_S
from saju.solar_clock import apparent_solar_s, mean_solar_s
from saju.zones import Zone


@dataclass(frozen=True, slots=True)
class LocalClock:
    """A clock as a function of the instant: a fixed offset, or the Sun's at a meridian.

    `longitude_deg` is the place's, None for the wall clock; `meridian_deg` the same meridian
    counted so that the clock stays within half a day of the civil one.
    """

    offset_s: int
    longitude_deg: float | None
    meridian_deg: float
    apparent: bool

    def clock_s(self, utc_s: int) -> int:
        """What the clock shows at an instant."""
        if self.longitude_deg is None:
            return utc_s + self.offset_s
        solar_s = apparent_solar_s if self.apparent else mean_solar_s
        return solar_s(utc_s, self.meridian_deg)


def clock_of(birth: Birth, zone: Zone, time: CivilTime, conventions: Conventions) -> LocalClock:
    """The clock of a birth; raises TimezoneHasNoPlace where solar time has no meridian."""
    if conventions.solar_time == "clock":
        return LocalClock(time.local_s - time.utc_s, None, 0.0, apparent=False)
    if conventions.solar_time == "standard":
        return LocalClock(time.local_s - time.summer_s - time.utc_s, None, 0.0, apparent=False)
    place_deg = zone.longitude_deg() if birth.longitude is None else birth.longitude
    return solar_clock_at(place_deg, time, conventions)


def solar_clock_at(place_deg: float, time: CivilTime, conventions: Conventions) -> LocalClock:
    """The solar clock of a place.

    Beyond the date line (Pacific/Kiritimati) the hour is the meridian's, the date is the one
    people write.
    """
    offset_s = time.local_s - time.utc_s
    meridian_deg = place_deg - 360 * round((place_deg * 240 - offset_s) / DAY_S)
    apparent = conventions.solar_time == "apparent"
    return LocalClock(offset_s, place_deg, meridian_deg, apparent)
