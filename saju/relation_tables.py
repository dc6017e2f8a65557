"""The tables of what stems and branches do to one another, as Korean 만세력 print them.

합·충·형·파·해 are those of 연해자평 (淵海子平) and 삼명통회 (三命通會), 원진 (元嗔) and 귀문 (鬼門)
those of Korean practice. Where schools differ:

- 천간충 is four pairs; 극 (戊甲, 己乙 …) follows from the elements and is no row of its own, and
  戊己 have no opposite.
- 午未 makes fire; Chinese software has earth, others neither.
- 반합 is a pair with the middle sign of its 삼합 (왕지, 子午卯酉); without it, it is named 가합
  (others: 공합).
- 형 holds between any two signs of a 삼형 as well, in either direction.
- 파 keeps 寅亥 and 巳申, which are 육합 too.
- 귀문 is 子酉 丑午 寅未 卯申 辰亥 巳戌; four of the six are 원진 too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from saju.relation_reasons import branch_reasons, half_reasons, stem_reasons, three_reasons
from saju.sexagenary import BRANCH_BY_HANJA, ELEMENTS_HANJA, STEM_BY_HANJA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from saju.pillars import Pillars
    from saju.relation_reasons import Outcome
    from saju.saying import Said
    from saju.sexagenary import Branch, Stem

RelationKind = Literal[
    "stem_combination",
    "stem_clash",
    "six_combination",
    "three_combination",
    "half_combination",
    "directional_combination",
    "clash",
    "punishment",
    "break",
    "harm",
    "resentment",
    "ghost_gate",
]


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A row of the tables: signs that relate wherever they meet.

    `indices` are those of its signs. For a 합, `months` are the branches whose month makes its
    `element`, `reasons` say why by outcome, and `day_reasons` where the day master is in it.
    `whole` are the branches of the 삼합 or 삼형 that a pair is part of. Branches are bits.
    """

    kind: RelationKind
    name: str
    signs: str
    indices: tuple[int, ...]
    element: int | None = None
    months: int = 0
    whole: int = 0
    reasons: Mapping[Outcome, Said] = field(default_factory=dict)
    day_reasons: Mapping[Outcome, Said] = field(default_factory=dict)


_Rows = tuple[tuple[RelationKind, str, str], ...]
_STEM_PAIRS: _Rows = (
    ("stem_combination", "합", "甲己土 乙庚金 丙辛水 丁壬木 戊癸火"),
    ("stem_clash", "충", "甲庚 乙辛 丙壬 丁癸"),
)
_BRANCH_PAIRS: _Rows = (
    ("six_combination", "합", "子丑土 寅亥木 卯戌火 辰酉金 巳申水 午未火"),
    ("half_combination", " 반합", "申子水 子辰水 寅午火 午戌火 巳酉金 酉丑金 亥卯木 卯未木"),
    ("half_combination", " 가합", "申辰水 寅戌火 巳丑金 亥未木"),
    ("clash", "충", "子午 丑未 寅申 卯酉 辰戌 巳亥"),
    ("punishment", "형", "子卯 寅巳 巳申 寅申 丑戌 戌未 丑未"),
    ("punishment", "자형", "辰辰 午午 酉酉 亥亥"),
    ("break", "파", "子酉 丑辰 寅亥 卯午 巳申 戌未"),
    ("harm", "해", "子未 丑午 寅巳 卯辰 申亥 酉戌"),
    ("resentment", "원진", "子未 丑午 寅酉 卯申 辰亥 巳戌"),
    ("ghost_gate", "귀문", "子酉 丑午 寅未 卯申 辰亥 巳戌"),
)
_BRANCH_THREES: _Rows = (
    ("three_combination", " 삼합", "申子辰水 寅午戌火 巳酉丑金 亥卯未木"),
    ("directional_combination", " 방합", "寅卯辰木 巳午未火 申酉戌金 亥子丑水"),
    ("punishment", " 삼형", "寅巳申 丑戌未"),
)
_WHOLES = {"half_combination": "申子辰 寅午戌 巳酉丑 亥卯未", "punishment": "寅巳申 丑戌未"}
# The months of each element's season, by 적천수 (滴天髓 原注, 化象).
_SEASONS = ("寅卯辰", "巳午未", "辰戌丑未", "申酉戌", "亥子丑")


def _bits(signs: str) -> int:
    return sum(1 << BRANCH_BY_HANJA[sign].index for sign in signs)


def _patterns(rows: _Rows, known: Mapping[str, Stem | Branch]) -> tuple[Pattern, ...]:
    return tuple(
        _pattern(kind, suffix, row, known)
        for kind, suffix, listed in rows
        for row in listed.split()
    )


def _pattern(
    kind: RelationKind, suffix: str, row: str, known: Mapping[str, Stem | Branch]
) -> Pattern:
    signs = row.rstrip(ELEMENTS_HANJA)
    hangul = "".join(known[sign].hangul for sign in signs)
    named = (kind, hangul + suffix, signs, tuple(known[sign].index for sign in signs))
    whole = next((_bits(w) for w in _WHOLES.get(kind, "").split() if {*signs} < {*w}), 0)
    if signs == row:
        return Pattern(*named, whole=whole)
    element = ELEMENTS_HANJA.index(row[-1])
    if kind == "half_combination":
        reasons = half_reasons(signs, hangul, element)
        return Pattern(*named, element, 0, whole, reasons, reasons)
    if len(signs) == 3:
        reasons = three_reasons(signs, hangul, element)
        return Pattern(*named, element, _bits(signs), 0, reasons, reasons)
    season = _SEASONS[element]
    if kind == "stem_combination":
        reasons = stem_reasons(signs, hangul, element, season)
        day_reasons = stem_reasons(signs, hangul, element, season, of_day_master=True)
    else:
        reasons = day_reasons = branch_reasons(signs, hangul, element, season)
    return Pattern(*named, element, _bits(season), 0, reasons, day_reasons)


_Pairs = tuple[tuple[tuple[Pattern, ...], ...], ...]


def _by_pair(patterns: Iterable[Pattern], count: int) -> _Pairs:
    cells: list[list[list[Pattern]]] = [[[] for _ in range(count)] for _ in range(count)]
    for pattern in patterns:
        for one, other in {pattern.indices, pattern.indices[::-1]}:
            cells[one][other].append(pattern)
    return tuple(tuple(tuple(cell) for cell in row) for row in cells)


def _opposites(patterns: Iterable[Pattern]) -> dict[int, int]:
    opposites: dict[int, int] = {}
    for pattern in patterns:
        if pattern.kind == "stem_clash":
            one, other = pattern.indices
            opposites |= {one: other, other: one}
    return opposites


_OF_STEMS = _patterns(_STEM_PAIRS, STEM_BY_HANJA)
_OF_BRANCHES = _patterns(_BRANCH_PAIRS, BRANCH_BY_HANJA)
STEM_PAIRS = _by_pair(_OF_STEMS, len(STEM_BY_HANJA))
BRANCH_PAIRS = _by_pair(_OF_BRANCHES, len(BRANCH_BY_HANJA))
BRANCH_THREES = tuple(
    (_bits(pattern.signs), pattern) for pattern in _patterns(_BRANCH_THREES, BRANCH_BY_HANJA)
)
OPPOSITE_STEMS = _opposites(_OF_STEMS)
_THREES_OF_MONTHS = tuple(
    tuple((bits, pattern) for bits, pattern in BRANCH_THREES if pattern.months & 1 << month)
    for month in range(len(BRANCH_BY_HANJA))
)


def three_of_month(pillars: Pillars) -> Pattern | None:
    """The complete 삼합 or 방합 that the month branch is in, which transforms; else None."""
    month = pillars.month.branch.index
    present = 1 << month | 1 << pillars.year.branch.index | 1 << pillars.day.branch.index
    if pillars.hour is not None:
        present |= 1 << pillars.hour.branch.index
    for bits, pattern in _THREES_OF_MONTHS[month]:
        if bits & present == bits:
            return pattern  # a chart has no room for two
    return None
