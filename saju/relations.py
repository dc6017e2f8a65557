"""What the pillars of a chart, or any others, do to one another (합충형파해·원진·귀문).

Whether a combination (합) becomes its element (합화) is decided by one rule:

- 천간합 and 육합 do when the two stand side by side, no neighbour of either contends for its
  partner (쟁합·투합) or clashes with it (충), and the month is of the season of the element made:
  寅卯辰 wood, 巳午未 fire, 申酉戌 metal, 亥子丑 water, 辰戌丑未 earth. The months are those of the
  commentary on 적천수 (滴天髓 原注, 化象), side by side and contention those of 자평진전 (子平眞詮,
  論十干合而不合): a suitor further off does not contend. That a clash from beside hinders is 낭월
  박주현's (干合의 주변). All speak of stems; 육합 are held to the same.
- 삼합 and 방합 do when complete, near or far, and the month is one of their three (子平眞詮,
  論用神變化: 丁 of a 亥 month with 卯 and 未 has wood for its 亥).
- 반합 and 가합 never do: two of three are no 국.

A day master's 합 is a 합 like any other and its reason says so; where it does not transform, the
day master keeps its nature (子平眞詮: 本身之合 不爲合去).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from typing import TYPE_CHECKING

from saju.relation_tables import (
    BRANCH_PAIRS,
    BRANCH_THREES,
    OPPOSITE_BRANCHES,
    OPPOSITE_STEMS,
    STEM_PAIRS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from saju.pillars import Pillars
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
    branch of the season that decides on 합화.
    """
    row = _Row(
        tuple([label for label, _ in seats]),
        tuple([_SPOTS.get(label) for label, _ in seats]),
        1 << month.index,
    )
    stems = [pillar.stem.index for _, pillar in seats]
    branches = [pillar.branch.index for _, pillar in seats]
    return (
        *row.stem_pairs(stems),
        *row.branch_threes(branches),
        *row.branch_pairs(branches),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """How pillars stand: their labels, their spots (None: beside all) and the month as a bit."""

    labels: tuple[str, ...]
    spots: tuple[int | None, ...]
    month: int

    def stem_pairs(self, stems: Sequence[int]) -> Iterator[Relation]:
        for i, j in combinations(range(len(stems)), 2):
            for pattern in STEM_PAIRS[stems[i]][stems[j]]:
                yield self._pair(pattern, i, j, stems, OPPOSITE_STEMS)

    def branch_pairs(self, branches: Sequence[int]) -> Iterator[Relation]:
        absent = ~_bits(branches)
        for i, j in combinations(range(len(branches)), 2):
            for pattern in BRANCH_PAIRS[branches[i]][branches[j]]:
                if not pattern.whole or pattern.whole & absent:
                    yield self._pair(pattern, i, j, branches, OPPOSITE_BRANCHES)

    def branch_threes(self, branches: Sequence[int]) -> Iterator[Relation]:
        absent = ~_bits(branches)
        for bits, pattern in BRANCH_THREES:
            if bits & absent:
                continue
            seated = [
                [k for k, sign in enumerate(branches) if sign == own] for own in pattern.indices
            ]
            for chosen in sorted(tuple(sorted(seats)) for seats in product(*seated)):
                adjacent = self._beside(*chosen[:2]) and self._beside(*chosen[1:])
                outcome = self._in_season(pattern) if pattern.months else None
                yield self._relation(pattern, chosen, outcome, adjacent=adjacent)

    def _pair(
        self, pattern: Pattern, i: int, j: int, signs: Sequence[int], opposites: Mapping[int, int]
    ) -> Relation:
        adjacent = self._beside(i, j)
        outcome: Outcome | None = None
        if pattern.kind == "half_combination":
            outcome = "incomplete"
        elif pattern.element is not None:
            outcome = self._undisturbed(pattern, i, j, signs, opposites) if adjacent else "apart"
        return self._relation(pattern, (i, j), outcome, adjacent=adjacent)

    def _undisturbed(
        self, pattern: Pattern, i: int, j: int, signs: Sequence[int], opposites: Mapping[int, int]
    ) -> Outcome:
        """What becomes of two that stand side by side, by the others beside each of them."""
        others = [k for k in range(len(signs)) if k not in (i, j)]
        by_i = [signs[k] for k in others if self._beside(i, k)]
        by_j = [signs[k] for k in others if self._beside(j, k)]
        if signs[j] in by_i or signs[i] in by_j:
            return "contended"
        if opposites.get(signs[i]) in by_i or opposites.get(signs[j]) in by_j:
            return "clashed"
        return self._in_season(pattern)

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


def _bits(branches: Sequence[int]) -> int:
    present = 0
    for branch in branches:
        present |= 1 << branch
    return present
