"""Civil zones with their real history, from the pinned `tzdata` wheel alone, and where they are.

Source: the IANA time zone database in the release that `RELEASE` names. Seoul's longitude is fixed at
126.98° E (서울), as Korean almanacs use it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from zoneinfo import ZoneInfo

import tzdata

from saju.errors import TimezoneHasNoPlace, UnknownTimezone
from saju.table_files import package_bytes, table_rows

RELEASE: str = tzdata.IANA_VERSION
_FIXED_LONGITUDES_DEG = {"Asia/Seoul": 126.98}
_FORTNIGHTS = tuple(timedelta(days=15 * n) for n in range(1, 23))  # eleven months
_EXAMPLE = "Asia/Seoul"
# Names of a clock and of no place, though IANA links them to some city that keeps it.
_ABBREVIATIONS = frozenset(("EST", "MST", "HST", "WET", "CET", "MET", "EET"))
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Zone:
    """One IANA zone: its clock's history and the place it is named after."""

    name: str
    clock: ZoneInfo

    def __reduce__(self) -> tuple[Callable[[str], Zone], tuple[str]]:
        return zone_of, (self.name,)  # a clock read from a file does not travel

    def offsets_s(self, local: datetime) -> tuple[int, int]:
        """The offsets from UTC that a naive local time has, read as the first and the second one.

        Equal: the time was once. The first greater: it was twice. The first smaller: it never was.
        """
        first, second = (local.replace(tzinfo=self.clock, fold=fold).utcoffset() for fold in (0, 1))
        return _seconds(first), _seconds(second)

    def local(self, utc_s: int) -> datetime:
        """What the zone's clock shows at an instant (UTC seconds of the calendar)."""
        day, of_day_s = divmod(utc_s, _DAY_S)
        return (
            (datetime.fromordinal(day) + timedelta(seconds=of_day_s))
            .replace(tzinfo=UTC)
            .astimezone(self.clock)
        )

    def wall_s(self, utc_s: int) -> int:
        """The same as seconds of the calendar."""
        return utc_s + _seconds(self.local(utc_s).utcoffset())

    def standard_s(self, utc_s: int) -> int:
        """The same with summer time undone."""
        local = self.local(utc_s)
        return utc_s + _seconds(local.utcoffset()) - self.summer_s(local)

    def summer_s(self, here: datetime) -> int:
        """Seconds of summer time in a time of this zone.

        Where a zone's winter is the negative one (Dublin), its summer, the time between two such
        winters, counts as summer all the same.
        """
        summer_s = _seconds(here.dst())
        if summer_s:
            return max(summer_s, 0)
        before_s = min(_seconds((here - step).dst()) for step in _FORTNIGHTS)
        after_s = min(_seconds((here + step).dst()) for step in _FORTNIGHTS)
        return max(0, min(-before_s, -after_s))

    def longitude_deg(self) -> float:
        """The reference city's longitude in degrees east; raises TimezoneHasNoPlace."""
        name = _place_name(self.name)
        if name is None:
            raise TimezoneHasNoPlace(
                "timezone",
                self.name,
                f"{self.name} is no place, so solar time needs `longitude`,"
                " or solar_time clock or standard",
                _EXAMPLE,
            )
        return _FIXED_LONGITUDES_DEG.get(name) or _places()[name]

    def extent_deg(self) -> tuple[float, float] | None:
        """The westernmost and easternmost longitude of the zone's places, where they are known."""
        return _extents().get(_place_name(self.name) or "")

    @property
    def merged(self) -> bool:
        """Whether IANA dropped this zone's own history before 1970 for another's."""
        return self.name in _merged() or (self.name in _links() and self.name in _places())


@cache
def zone_of(name: str) -> Zone:
    """The zone of that name; raises UnknownTimezone."""
    if name not in _names():
        raise UnknownTimezone("timezone", name, f"the IANA database has no zone {name!r}", _EXAMPLE)
    return Zone(name, ZoneInfo.from_file(BytesIO(_tzdata(f"zoneinfo/{name}")), key=name))


def _tzdata(name: str) -> bytes:
    return package_bytes("tzdata", name)


def _seconds(delta: timedelta | None) -> int:
    return 0 if delta is None else round(delta.total_seconds())


def _place_name(name: str) -> str | None:
    """The zone of the table of places that `name` is, is merged into, or is another word for."""
    if name in _ABBREVIATIONS:
        return None
    for candidate in (name, _merged().get(name), _links().get(name)):
        if candidate is not None and candidate in _places():
            return candidate
    return None


@cache
def _names() -> frozenset[str]:
    return frozenset(_tzdata("zones").decode().split())


@cache
def _places() -> dict[str, float]:
    """Zone → longitude, from zone.tab: ISO 6709, ±DDMM±DDDMM or ±DDMMSS±DDDMMSS."""
    places = {}
    text = _tzdata("zoneinfo/zone.tab").decode()
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        _country, position, name, *_comment = line.split("\t")
        cut = max(position.rfind("+"), position.rfind("-"))
        sign, digits = (-1 if position[cut] == "-" else 1), position[cut + 1 :]
        degrees, minutes, seconds = int(digits[:3]), int(digits[3:5]), int(digits[5:] or 0)
        places[name] = sign * (degrees + minutes / 60 + seconds / 3600)
    return places


@cache
def _links() -> dict[str, str]:
    """Link → its zone, from tzdata.zi."""
    text = _tzdata("zoneinfo/tzdata.zi").decode()
    rows = (line.split() for line in text.splitlines() if line.startswith("L "))
    return {link: target for _, target, link in rows}


@cache
def _merged() -> dict[str, str]:
    return {row[0]: row[1] for row in table_rows("merged_zones.txt")}


@cache
def _extents() -> dict[str, tuple[float, float]]:
    return {zone: (float(west), float(east)) for zone, west, east in table_rows("zone_extents.txt")}
