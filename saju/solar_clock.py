"""The Sun's own clock: local mean and local apparent solar time (평균태양시, 진태양시)."""

from __future__ import annotations

from datetime import date
from math import atan2, cos, degrees, radians, sin

_J2000_S = date(2000, 1, 1).toordinal() * 86_400 + 43_200
_CENTURY_S = 36_525 * 86_400
_SECONDS_PER_DEGREE = 240


def mean_solar_s(utc_s: int, longitude_deg: float) -> int:
    """Local mean solar time at a longitude (degrees east), seconds on the calendar's clock."""
    return utc_s + round(longitude_deg * _SECONDS_PER_DEGREE)


def apparent_solar_s(utc_s: int, longitude_deg: float) -> int:
    """Local apparent solar time: the mean one plus the equation of time."""
    return mean_solar_s(utc_s, longitude_deg) + round(equation_of_time_s(utc_s))


def equation_of_time_s(utc_s: int) -> float:
    """Apparent minus mean solar time in seconds, right within 4 s for 1900–2100.

    Source: Meeus, Astronomical Algorithms (2nd ed.), chapters 25 (the Sun to 0.01°) and 28.
    """
    t = (utc_s - _J2000_S) / _CENTURY_S
    mean_longitude = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    center = (
        (1.914602 - 0.004817 * t) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    node = radians(125.04 - 1934.136 * t)
    longitude = radians(mean_longitude + center - 0.00569 - 0.00478 * sin(node))
    obliquity = radians(23.439291 - 0.0130042 * t + 0.00256 * cos(node))
    ascension = degrees(atan2(cos(obliquity) * sin(longitude), cos(longitude)))
    nutation = -0.00478 * sin(node) * cos(obliquity)
    difference = mean_longitude - 0.0057183 - ascension + nutation
    return ((difference + 180) % 360 - 180) * _SECONDS_PER_DEGREE
