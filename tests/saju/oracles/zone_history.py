"""A second reader of zone files, by RFC 9636 alone: no `zoneinfo`, no `datetime` arithmetic with zones.

The data are the pinned `tzdata` wheel's, as the engine's are; what is independent is the reading of
them. A local time's instants are found by definition: every instant whose clock shows it.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from itertools import pairwise

DAY_S = 86_400
EPOCH_S = date(1970, 1, 1).toordinal() * DAY_S
LAST_FOOTER_YEAR = 2101
_NAME = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)"
_TIME = r"[+-]?\d+(?::\d+){0,2}"
_FOOTER = re.compile(
    rf"{_NAME}({_TIME})(?:{_NAME}({_TIME})?,([^,/]+)(?:/({_TIME}))?,([^,/]+)(?:/({_TIME}))?)?"
)


@dataclass(frozen=True)
class History:
    """A zone's clock: from `starts_s[i]` (UTC) on it runs `offsets_s[i]` ahead of UTC."""

    starts_s: tuple[int, ...]
    offsets_s: tuple[int, ...]

    def offset_s(self, utc_s: int) -> int:
        """The clock's advance on UTC at an instant."""
        return self.offsets_s[bisect_right(self.starts_s, utc_s) - 1]

    def instants_s(self, local_s: int) -> list[int]:
        """Every instant at which the clock showed a local time, in order."""
        near = range(
            bisect_right(self.starts_s, local_s - 2 * DAY_S) - 1,
            bisect_right(self.starts_s, local_s + 2 * DAY_S),
        )
        candidates = {local_s - self.offsets_s[i] for i in near}
        return sorted(utc_s for utc_s in candidates if utc_s + self.offset_s(utc_s) == local_s)

    def changes(self) -> list[tuple[int, int, int]]:
        """Each change of the offset: its instant, the offset before and the one after."""
        spans = list(zip(self.starts_s, self.offsets_s, strict=True))
        return [(at_s, before, after) for (_, before), (at_s, after) in pairwise(spans)]


@cache
def zone_names() -> tuple[str, ...]:
    """Every zone of the wheel."""
    return tuple(sorted((resources.files("tzdata") / "zones").read_text("utf-8").split()))


def zone_file(name: str) -> bytes:
    """A zone's file, whole."""
    return resources.files("tzdata.zoneinfo").joinpath(*name.split("/")).read_bytes()


@cache
def history_of(name: str) -> History:
    """A zone's clock to the end of 2101, its rule for the years to come written out."""
    content = zone_file(name)
    first = _Header(content, 0)
    second = _Header(content, first.end(time_bytes=4))
    at = second.at + 44
    times = struct.unpack_from(f">{second.times}q", content, at)
    kinds = content[at + 8 * second.times : at + 9 * second.times]
    types_at = at + 9 * second.times
    offsets: list[int] = [
        struct.unpack_from(">i", content, types_at + 6 * i)[0] for i in range(second.types)
    ]
    spans = [(-(1 << 60), offsets[0])]
    spans += [(time + EPOCH_S, offsets[kind]) for time, kind in zip(times, kinds, strict=True)]
    footer = content[second.end(time_bytes=8) :].decode().strip("\n")
    spans += [span for span in _footer_spans(footer) if span[0] > spans[-1][0]]
    kept = [spans[0]]
    for span in spans[1:]:
        if span[1] != kept[-1][1]:
            kept.append(span)
    return History(tuple(start for start, _ in kept), tuple(offset for _, offset in kept))


class _Header:
    """The counts of a TZif data block (RFC 9636, 3.1)."""

    ut: int
    std: int
    leaps: int
    times: int
    types: int
    chars: int

    def __init__(self, content: bytes, at: int) -> None:
        magic, self.ut, self.std, self.leaps, self.times, self.types, self.chars = (
            struct.unpack_from(">4s16x6I", content, at)
        )
        assert magic == b"TZif"
        assert self.leaps == 0
        self.at = at

    def end(self, time_bytes: int) -> int:
        """Where the block ends."""
        body = self.times * (time_bytes + 1) + self.types * 6 + self.chars + self.std + self.ut
        return self.at + 44 + body


def _footer_spans(footer: str) -> list[tuple[int, int]]:
    """The changes that a TZ string (POSIX, with RFC 9636's extension) rules from 1900 to 2101."""
    found = _FOOTER.fullmatch(footer)
    assert found, footer
    winter, summer, begin, begin_at, end, end_at = found.groups()
    if begin is None:
        return []
    winter_s = -_seconds(winter)
    summer_s = -_seconds(summer) if summer else winter_s + 3_600
    spans = []
    for year in range(1900, LAST_FOOTER_YEAR + 1):
        begin_s = _rule_day(begin, year) * DAY_S + _seconds(begin_at or "2")
        end_s = _rule_day(end, year) * DAY_S + _seconds(end_at or "2")
        spans += [(begin_s - winter_s, summer_s), (end_s - summer_s, winter_s)]
    return sorted(spans)


def _seconds(time: str) -> int:
    sign = -1 if time.startswith("-") else 1
    parts = [int(part) for part in time.lstrip("+-").split(":")]
    return sign * sum(part * unit_s for part, unit_s in zip(parts, (3_600, 60, 1), strict=False))


def _rule_day(rule: str, year: int) -> int:
    """The day (ordinal) of `Mm.w.d`: the w-th weekday d (0 is Sunday) of a month, 5 the last."""
    assert rule.startswith("M"), rule
    month, week, weekday = (int(part) for part in rule[1:].split("."))
    first = date(year, month, 1).toordinal()
    following = date(year + month // 12, month % 12 + 1, 1).toordinal()
    days = [day for day in range(first, following) if day % 7 == weekday]
    return days[-1] if week == 5 else days[week - 1]
