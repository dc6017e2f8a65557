"""Saju (사주, the Four Pillars): exact charts by arithmetic on instants.

Pure: no network, no clock, no randomness, no state; the same birth gives the same chart for ever.
"""

from __future__ import annotations

from saju.chart import Chart, chart_of
from saju.errors import SajuError
from saju.model import Birth, Conventions, Gender
from saju.moment import Moment
from saju.pillars import Pillars
from saju.signs import Signs

__all__ = [
    "Birth",
    "Chart",
    "Conventions",
    "Gender",
    "Moment",
    "Pillars",
    "SajuError",
    "Signs",
    "chart_of",
]
