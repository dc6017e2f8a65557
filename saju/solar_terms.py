"""The solar terms (절기) of 1900–2100: when the Sun is at each multiple of 15°.

Source: JPL DE440, see `tables/solar_terms.bin`. Months begin at every other one, the 절.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache

from saju.table_files import table_bytes
from saju.time_scale import delta_t

# From 입동 on, where the table begins.
TERM_NAMES = (
    "입동", "소설", "대설", "동지", "소한", "대한", "입춘", "우수", "경칩", "춘분", "청명", "곡우",
    "입하", "소만", "망종", "하지", "소서", "대서", "입추", "처서", "백로", "추분", "한로", "상강",
)  # fmt: skip
TERM_HANJA = (
    "立冬", "小雪", "大雪", "冬至", "小寒", "大寒", "立春", "雨水", "驚蟄", "春分", "淸明", "穀雨",
    "立夏", "小滿", "芒種", "夏至", "小暑", "大暑", "立秋", "處暑", "白露", "秋分", "寒露", "霜降",
)  # fmt: skip
_MONTHS_TO_IPCHUN_1900 = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A solar term: its Korean name, its longitude in degrees, its instant in UTC seconds."""

    name: str
    longitude_deg: int
    instant_s: int

    @property
    def hanja(self) -> str:
        """The same name in Chinese signs."""
        return TERM_HANJA[TERM_NAMES.index(self.name)]

    @property
    def begins_month(self) -> bool:
        """Whether it is a 절, which begins a month of the pillars, and no 중기."""
        return self.longitude_deg % 30 == 15


@dataclass(frozen=True, slots=True)
class SolarTerms:
    """All terms by instant; months are counted by 절 from 입동 1899 (0)."""

    instants_s: tuple[int, ...]
    month_starts_s: tuple[int, ...]
    first_longitude_deg: int

    def month_number(self, utc_s: int) -> int:
        """The month an instant lies in; at the very second of a 절 the new one."""
        return bisect_right(self.month_starts_s, utc_s) - 1

    def month_term(self, month_number: int) -> Term:
        """The 절 that begins a month."""
        return self.term(2 * month_number)

    def term(self, index: int) -> Term:
        """The term at a place of the table."""
        longitude_deg = (self.first_longitude_deg + 15 * index) % 360
        return Term(TERM_NAMES[index % 24], longitude_deg, self.instants_s[index])

    def between(self, first_s: int, end_s: int) -> tuple[Term, ...]:
        """The terms from one instant to before another, UTC seconds."""
        begin, end = bisect_left(self.instants_s, first_s), bisect_left(self.instants_s, end_s)
        return tuple(self.term(index) for index in range(begin, end))


def saju_year_of(month_number: int) -> int:
    """The calendar year whose 입춘 began the saju year a month lies in."""
    return 1900 + (month_number - _MONTHS_TO_IPCHUN_1900) // 12


@cache
def solar_terms() -> SolarTerms:
    """The table `solar_terms.bin` in UTC."""
    header, body = table_bytes("solar_terms.bin").split(b"\n\n", 1)
    keys = dict(item.split("=") for item in header.decode().splitlines()[-1].split())
    offsets_cs = array("i")
    offsets_cs.frombytes(body)
    if sys.byteorder == "big":
        offsets_cs.byteswap()
    start_cs, step_cs = int(keys["start_cs"]), int(keys["step_cs"])
    scale = delta_t()
    instants_s = tuple(
        scale.utc_s(start_cs + k * step_cs + offset_cs) for k, offset_cs in enumerate(offsets_cs)
    )
    return SolarTerms(instants_s, instants_s[::2], int(keys["first_deg"]))
