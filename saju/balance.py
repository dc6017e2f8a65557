"""How the five elements (오행) are spread over a chart, counted and weighed.

The weights are the position points of Korean practice: 10 for each stem and the year branch, 30 for
the month branch, 15 for the day and hour branch, 110 in all as Korean 만세력 count them (사주플러스,
sajuplus.tistory.com/3140, gives the month branch its 30 as well). Many give a branch's points to one
element; here they are shared out among its hidden stems (지장간): by their days of the month's
thirty (월률분야), or, where the table knows no days, by the hundredths of Chinese programs: main 60,
middle 30, early 10 (in 辰戌丑未 early 30, middle 10), main 70 and middle 30 where there are two, 100
where there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from saju.hidden_stems import MONTH_DAYS, hidden_stems
from saju.sexagenary import BRANCHES, EARTH

if TYPE_CHECKING:
    from saju.model import HiddenStems
    from saju.pillars import Pillars
    from saju.sexagenary import Branch

Five = tuple[int, int, int, int, int]

SIXTHS = 6  # of a point: in these every share of the tables is a whole number
STEM_SIXTHS = 10 * SIXTHS
BRANCH_POINTS = (10, 30, 15, 15)  # year, month, day, hour
_HUNDREDTHS = {1: (100,), 2: (30, 70), 3: (10, 30, 60)}
_STORE_HUNDREDTHS = (30, 10, 60)  # 辰戌丑未: what the season leaves outweighs what is stored


@dataclass(frozen=True, slots=True)
class ElementBalance:
    """Wood, fire, earth, metal and water of a chart.

    `counts`: visible signs, eight or six in all. `hidden_counts`: hidden stems of all branches.
    `weights`: points that sum to 100, of the known signs.
    """

    counts: Five
    hidden_counts: Five
    weights: tuple[float, float, float, float, float]

    @property
    def strongest(self) -> tuple[int, ...]:
        """The elements of the greatest weight."""
        return self._weighing(max(self.weights))

    @property
    def weakest(self) -> tuple[int, ...]:
        """The elements of the smallest weight, which may be none at all."""
        return self._weighing(min(self.weights))

    @property
    def missing(self) -> tuple[int, ...]:
        """The elements that no visible sign has; a hidden stem may have them."""
        return tuple(element for element, count in enumerate(self.counts) if count == 0)

    def _weighing(self, weight: float) -> tuple[int, ...]:
        # Equal sums of whole sixths are equal floats.
        return tuple(element for element, each in enumerate(self.weights) if each == weight)


def _shares(branch: Branch, table: HiddenStems) -> tuple[tuple[int, int, int], ...]:
    """Element, part and whole of each hidden stem."""
    hidden = hidden_stems(branch, table)
    hundredths = _STORE_HUNDREDTHS if branch.element == EARTH else _HUNDREDTHS[len(hidden)]
    return tuple(
        (each.stem.element, hundredth, 100)
        if each.days is None
        else (each.stem.element, each.days, MONTH_DAYS)
        for each, hundredth in zip(hidden, hundredths, strict=True)
    )


def _five(branch: Branch, table: HiddenStems, points: int | None) -> Five:
    """The sixths of so many points of a branch by element; None: how many stems it hides."""
    sums = [0] * 5
    for element, part, whole in _shares(branch, table):
        sums[element] += 1 if points is None else points * SIXTHS * part // whole
    wood, fire, earth, metal, water = sums
    return wood, fire, earth, metal, water


_TABLES: tuple[HiddenStems, ...] = ("monthly_division", "principal")
_HIDDEN_COUNTS = {
    table: tuple(_five(branch, table, None) for branch in BRANCHES) for table in _TABLES
}
BRANCH_SIXTHS = {
    table: tuple(
        tuple(_five(branch, table, points) for branch in BRANCHES) for points in BRANCH_POINTS
    )
    for table in _TABLES
}


@lru_cache(maxsize=16)  # a chart's parts ask for it one after the other
def element_counts(pillars: Pillars) -> Five:
    """How many visible stems and branches are wood, fire, earth, metal and water.

    Eight in all, six when the hour is unknown; hidden stems are not counted.
    """
    counts = [0] * 5
    for pillar in pillars:
        counts[pillar.stem.element] += 1
        counts[pillar.branch.element] += 1
    wood, fire, earth, metal, water = counts
    return wood, fire, earth, metal, water


@lru_cache(maxsize=16)  # likewise
def company_sixths(pillars: Pillars, table: HiddenStems) -> Five:
    """The elements' weight around the day master (일간), itself left out, in sixths of a point."""
    year, month, day, hour = BRANCH_SIXTHS[table]
    branches = [
        year[pillars.year.branch.index],
        month[pillars.month.branch.index],
        day[pillars.day.branch.index],
    ]
    if pillars.hour is not None:
        branches.append(hour[pillars.hour.branch.index])
    sums = list(map(sum, zip(*branches, strict=True)))
    sums[pillars.year.stem.element] += STEM_SIXTHS
    sums[pillars.month.stem.element] += STEM_SIXTHS
    if pillars.hour is not None:
        sums[pillars.hour.stem.element] += STEM_SIXTHS
    wood, fire, earth, metal, water = sums
    return wood, fire, earth, metal, water


def balance_of(pillars: Pillars, table: HiddenStems = "monthly_division") -> ElementBalance:
    """The elements of a chart, by a table of hidden stems."""
    sums = [*company_sixths(pillars, table)]
    sums[pillars.day.stem.element] += STEM_SIXTHS
    total = sum(sums)
    wood, fire, earth, metal, water = [100 * each / total for each in sums]
    counts = _HIDDEN_COUNTS[table]
    hidden = map(sum, zip(*[counts[pillar.branch.index] for pillar in pillars], strict=True))
    hidden_wood, hidden_fire, hidden_earth, hidden_metal, hidden_water = hidden
    return ElementBalance(
        element_counts(pillars),
        (hidden_wood, hidden_fire, hidden_earth, hidden_metal, hidden_water),
        (wood, fire, earth, metal, water),
    )
