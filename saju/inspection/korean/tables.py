"""Tables of a chart: which place each column is of, so that its cells are read as placed there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.sexagenary import BRANCHES, PILLARS, STEMS

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACES = {"년": "year", "연": "year", "年": "year", "월": "month", "月": "month",
           "일": "day", "日": "day", "시": "hour", "時": "hour"}  # fmt: skip
_SIGNS: Mapping[str, str] = {
    **{name: "T" for stem in STEMS for name in (stem.hangul, stem.hanja)},
    **{name: "B" for branch in BRANCHES for name in (branch.hangul, branch.hanja)},
}
_PILLARS = frozenset(name for pillar in PILLARS for name in (pillar.hangul, pillar.hanja))
_OF_ROWS = re.compile(r"\|[^|]{0,8}(?:운성|십성|십신|신살)[^|]{0,8}\|")
_LEAST_COLUMNS = 3
STAGES = "stages"  # a column of twelve stages, and no place


def columns_of(line: str) -> dict[int, str] | None:
    """What each column of a table's head is of, None where it names nothing: | 시 | 일 | 월 | 년 |."""
    found: dict[int, str] = {}
    for k, cell in enumerate(line.split("|")):
        name = cell.strip(" *")
        if name[:1] in _PLACES and name[1:] in ("", "주", "柱"):
            found[k] = _PLACES[name[0]]
        elif k > 1 and name.endswith("운성"):
            found[k] = STAGES
    return found if len(found) >= _LEAST_COLUMNS or STAGES in found.values() else None


def part_of_row(line: str) -> str | None:
    """T, B or L for a row of stages, ten gods or stars, by its head; None for any other."""
    found = _OF_ROWS.match(line)
    if found is None:
        return None
    if "운성" in found[0] or "지지" in found[0]:
        return "B"
    return "T" if "천간" in found[0] else "L"


def part_of(cell: str) -> str | None:
    """T, B or L for a cell that holds a stem, a branch or a pillar; None for any other."""
    name = cell.strip(" *")
    if name[:2] in _PILLARS:
        return "L"
    if len(name) > 1 and name[1] not in "(木火土金水목화토금수":
        return None
    return _SIGNS.get(name[:1])
