"""What the pillars of a chart, or any others, do to one another (합충형파해·원진·귀문).

Whether a combination (합) becomes its element (합화) is decided by one rule:

- 천간합 and 육합 do when the two stand side by side, no neighbour of either contends for its
  partner (쟁합·투합), and the month is of the season of the element made: 寅卯辰 wood, 巳午未 fire,
  申酉戌 metal, 亥子丑 water, 辰戌丑未 earth. The months are those of the commentary on 적천수 (滴天髓
  原注, 化象), side by side and contention those of 자평진전 (子平眞詮, 論十干合而不合): a suitor
  further off does not contend. Both speak of stems; 육합 are held to the same.
- A 천간합 is hindered by a neighbour that controls (극) one of the two from behind (낭월 박주현, 干合의
  주변, nangwol.com 484) and, by our reading, by one that clashes (충) with it.
- A clash hinders no combination of branches: 육합, 삼합 and 방합 dissolve it (子平眞詮,
  論刑沖會合解法: 卯與戌合而不沖, 卯與亥未會而不沖). Many in Korea have a clash of the middle branch
  (왕지) break a 삼합.
- 삼합 and 방합 do when complete, near or far, and the month is one of their three (子平眞詮,
  論用神變化: 丁 of a 亥 month with 卯 and 未 has wood for its 亥). They take their branches from 육합
  (論刑沖會合解法: 丑與巳酉會, 而子復沖午).
- 반합 and 가합 never do: two of three are no 국.
- The day master's 합 does within the chart exactly where its 화격 holds, see `saju.outer_structure`;
  a pillar from outside never changes a day master, which keeps its nature (子平眞詮: 本身之合
  不爲合去).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from typing import TYPE_CHECKING

from saju.outer_structure import becoming
from saju.pillars import Pillars
from saju.relation_reasons import day_bond_reason
from saju.relation_tables import (
    BRANCH_PAIRS,
    BRANCH_THREES,
    OPPOSITE_STEMS,
    STEM_PAIRS,
)
from saju.sexagenary import STEMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from saju.outer_reasons import OuterCondition
    from saju.relation_reasons import Outcome
    from saju.relation_tables import Pattern, RelationKind
    from saju.saying import Said
    from saju.sexagenary import Branch, Pillar

_SPOTS = {"year": 0, "month": 1, "day": 2, "hour": 3}


@dataclass(frozen=True, slots=True)
class Relation:
    """Signs of two or three pillars that relate.

    `name` is the Korean one, `signs` are in the order of the table and `places` in that of the
    pillars. `adjacent`: nothing stands between them. `element` indexes ELEMENTS: what a 합 makes;
    `transforms` and `reason` say whether it does here and why. The three are None for what is
    no 합.
    """

    kind: RelationKind
    name: str
    signs: str
    places: tuple[str, ...]
    adjacent: bool
    element: int | None
    transforms: bool | None
    reason: Said | None


def relations_of(pillars: Pillars) -> tuple[Relation, ...]:
    """The relations between the known pillars of a chart; the month is its month branch."""
    return relations_among(pillars.items(), pillars.month.branch)


def relations_among(seats: Sequence[tuple[str, Pillar]], month: Branch) -> tuple[Relation, ...]:
    """The relations between labelled pillars, one for each two or three that relate.

    First those of two stems, then of three branches, then of two, each in the order of the
    pillars. Pairs of a 삼합 or 삼형 that is complete are not told again. Pillars labelled `year`,
    `month`, `day` and `hour` stand in that row; one with another label (a luck pillar, a pillar
    of another person) stands beside all. The pillar `day` holds the day master. `month` is the
    branch of the season that decides on 합화; on the day master's 합 the chart itself decides,
    where year, month and day are among the pillars.
    """
    row = _Row(
        tuple([label for label, _ in seats]),
        tuple([_SPOTS.get(label) for label, _ in seats]),
        tuple([pillar for _, pillar in seats]),
        1 << month.index,
    )
    branches = [pillar.branch.index for _, pillar in seats]
    present = _bits(branches)
    threes = [(bits, pattern) for bits, pattern in BRANCH_THREES if bits & present == bits]
    return (
        *row.stem_pairs([pillar.stem.index for _, pillar in seats]),
        *row.branch_threes(branches, [pattern for _, pattern in threes]),
        *row.branch_pairs(branches, threes),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """How pillars stand: their labels, their spots (None: beside all) and the month as a bit."""

    labels: tuple[str, ...]
    spots: tuple[int | None, ...]
    pillars: tuple[Pillar, ...]
    month: int

    def stem_pairs(self, stems: Sequence[int]) -> Iterator[Relation]:
        for i, j in combinations(range(len(stems)), 2):
            for pattern in STEM_PAIRS[stems[i]][stems[j]]:
                adjacent = self._beside(i, j)
                outcome: Outcome | None = None
                if pattern.element is not None:
                    if not adjacent:
                        outcome = "apart"
                    elif "day" in (self.labels[i], self.labels[j]):
                        yield self._bond_of_day(pattern, i, j)
                        continue
                    else:
                        outcome = self._of_stems(pattern, i, j, stems)
                yield self._relation(pattern, (i, j), outcome, adjacent=adjacent)

    def branch_threes(
        self, branches: Sequence[int], complete: Sequence[Pattern]
    ) -> Iterator[Relation]:
        for pattern in complete:
            seated = [
                [k for k, sign in enumerate(branches) if sign == own] for own in pattern.indices
            ]
            for chosen in sorted(tuple(sorted(seats)) for seats in product(*seated)):
                adjacent = self._beside(*chosen[:2]) and self._beside(*chosen[1:])
                outcome = self._in_season(pattern) if pattern.months else None
                yield self._relation(pattern, chosen, outcome, adjacent=adjacent)

    def branch_pairs(
        self, branches: Sequence[int], complete: Sequence[tuple[int, Pattern]]
    ) -> Iterator[Relation]:
        wholes = [bits for bits, _ in complete]
        gathered = 0
        for bits, pattern in complete:
            gathered |= bits if pattern.months else 0
        for i, j in combinations(range(len(branches)), 2):
            for pattern in BRANCH_PAIRS[branches[i]][branches[j]]:
                if pattern.whole in wholes:
                    continue
                adjacent = self._beside(i, j)
                outcome: Outcome | None = None
                if pattern.kind == "half_combination":
                    outcome = "incomplete"
                elif pattern.element is not None:
                    if not adjacent:
                        outcome = "apart"
                    elif gathered & (1 << branches[i] | 1 << branches[j]):
                        outcome = "gathered"
                    else:
                        outcome = self._of_branches(pattern, i, j, branches)
                yield self._relation(pattern, (i, j), outcome, adjacent=adjacent)

    def _of_stems(self, pattern: Pattern, i: int, j: int, stems: Sequence[int]) -> Outcome:
        """What becomes of two stems side by side, by the others beside each of them."""
        by_i, by_j = self._neighbours(i, j, stems)
        one, other = stems[i], stems[j]
        if other in by_i or one in by_j:
            return "contended"
        for stem, beside in ((one, by_i), (other, by_j)):
            controlling = (STEMS[stem].element + 3) % 5
            if any(STEMS[each].element == controlling for each in beside):
                return "controlled"
        if OPPOSITE_STEMS.get(one) in by_i or OPPOSITE_STEMS.get(other) in by_j:
            return "clashed"
        return self._in_season(pattern)

    def _of_branches(self, pattern: Pattern, i: int, j: int, branches: Sequence[int]) -> Outcome:
        by_i, by_j = self._neighbours(i, j, branches)
        if branches[j] in by_i or branches[i] in by_j:
            return "contended"
        return self._in_season(pattern)

    def _neighbours(self, i: int, j: int, signs: Sequence[int]) -> tuple[list[int], list[int]]:
        others = [k for k in range(len(signs)) if k not in (i, j)]
        return (
            [signs[k] for k in others if self._beside(i, k)],
            [signs[k] for k in others if self._beside(j, k)],
        )

    def _bond_of_day(self, pattern: Pattern, i: int, j: int) -> Relation:
        """The day master's 합 with a stem beside it."""
        chart = dict(zip(self.labels, self.pillars, strict=True))
        is_within = self.spots[i] is not None and self.spots[j] is not None
        if not (is_within and chart.keys() >= {"year", "month", "day"}):
            return self._relation(pattern, (i, j), "keeps_nature", adjacent=True)
        natal = Pillars(chart["year"], chart["month"], chart["day"], chart.get("hour"))
        return _day_bond(pattern, (self.labels[i], self.labels[j]), becoming(natal))

    def _in_season(self, pattern: Pattern) -> Outcome:
        return "transforms" if pattern.months & self.month else "out_of_season"

    def _beside(self, one: int, other: int) -> bool:
        a, b = self.spots[one], self.spots[other]
        return a is None or b is None or abs(a - b) == 1

    def _relation(
        self, pattern: Pattern, chosen: tuple[int, ...], outcome: Outcome | None, *, adjacent: bool
    ) -> Relation:
        return _relation(pattern, tuple([self.labels[k] for k in chosen]), outcome, adjacent)


@lru_cache(maxsize=8192)
def _relation(
    pattern: Pattern,
    places: tuple[str, ...],
    outcome: Outcome | None,
    adjacent: bool,  # noqa: FBT001 - a cache takes what is positional faster
) -> Relation:
    transforms = reason = None
    if outcome is not None:
        transforms = outcome == "transforms"
        reason = (pattern.day_reasons if "day" in places else pattern.reasons)[outcome]
    return Relation(
        pattern.kind,
        pattern.name,
        pattern.signs,
        places,
        adjacent,
        pattern.element,
        transforms,
        reason,
    )


@lru_cache(maxsize=8192)
def _day_bond(pattern: Pattern, places: tuple[str, ...], condition: OuterCondition) -> Relation:
    return Relation(
        pattern.kind,
        pattern.name,
        pattern.signs,
        places,
        True,  # noqa: FBT003 - a field among fields
        pattern.element,
        condition.holds,
        condition.reason if condition.holds else day_bond_reason(condition.reason),
    )


def _bits(branches: Sequence[int]) -> int:
    present = 0
    for branch in branches:
        present |= 1 << branch
    return present
