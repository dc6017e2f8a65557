"""The local clock that day and hour go by, as a convention chooses it."""

from __future__ import annotations

from dataclasses import dataclass

from saju.model import Birth, Conventions, SolarTime
from saju.pillars import DAY_S
from saju.solar_clock import apparent_solar_s, mean_solar_s
from saju.zones import Zone

_SECONDS_PER_DEGREE = 240


@dataclass(frozen=True, slots=True)
class LocalClock:
    """A clock as a function of the instant: a zone's, or the Sun's at a longitude.

    `longitude_deg` is None for a wall clock. Solar time is kept within half a day of the wall
    clock: beyond the date line (Pacific/Kiritimati) the hour is the Sun's, the date is the one
    people write.
    """

    zone: Zone
    kind: SolarTime
    longitude_deg: float | None

    def clock_s(self, utc_s: int, offset_s: int | None = None) -> int:
        """What the clock shows at an instant; `offset_s` is the zone's then, where it is known."""
        if self.kind == "standard":
            return self.zone.standard_s(utc_s)
        if offset_s is None:
            offset_s = self.zone.wall_s(utc_s) - utc_s
        if self.longitude_deg is None:
            return utc_s + offset_s
        place_deg = self.longitude_deg
        meridian_deg = place_deg - 360 * round((place_deg * _SECONDS_PER_DEGREE - offset_s) / DAY_S)
        solar_s = apparent_solar_s if self.kind == "apparent" else mean_solar_s
        return solar_s(utc_s, meridian_deg)


def clock_of(birth: Birth, zone: Zone, conventions: Conventions) -> LocalClock:
    """The clock of a birth; raises TimezoneHasNoPlace where solar time has no longitude."""
    if conventions.solar_time in {"clock", "standard"}:
        return LocalClock(zone, conventions.solar_time, None)
    place_deg = zone.longitude_deg() if birth.longitude is None else birth.longitude
    return LocalClock(zone, conventions.solar_time, place_deg)
