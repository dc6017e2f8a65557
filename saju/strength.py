"""How strong the day master (일간) is (신강/신약), with its three parts 득령, 득지 and 득세.

Source: the 왕쇠강약 of 자평진전 and 적천수천미 in the form Korean teachers give it: the month
branch decides first (득령), then the branch below the day master (득지), then the other five signs
(득세); companions (비겁) and resource (인성) are the day master's side. The score is that side's share of
the position points of `saju.balance`, the day master itself left out (100 points in all: 50 and
more 신강, less 신약). The grades are the eight equal ones of 12.5 points of Korean 만세력 (극약 to
극왕), joined to five: the outer pairs are 태약 and 태강, the pair around 50, 중화신약 and 중화신강,
is 중화. Teachers who do not count points call two of the three, 득령 among them, 신강 already; where
the points stay behind the parts, or go beyond them, the reason says so.
Schools differ in 득지: some count every branch but the month's. Here it is the day branch, by its
main hidden stem or a root (통근) in it. What a combination makes of a branch (합화) is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from saju.balance import BRANCH_POINTS, BRANCH_SIXTHS, SIXTHS, company_sixths
from saju.day_master import ten_god
from saju.hidden_stems import hidden_stems, main_stem
from saju.particles import Word
from saju.relation_tables import three_of_month
from saju.saying import Said
from saju.sexagenary import BRANCHES, EARTH, STEMS
from saju.strength_reasons import (
    BRANCH_COMPANY,
    STEM_COMPANY,
    company_reason,
    verdict_reason,
)
from saju.words import BRANCHES_EN, BRANCHES_KO, STEMS_EN, STEMS_KO, TEN_GODS_EN

if TYPE_CHECKING:
    from saju.pillars import Pillars
    from saju.sexagenary import Branch, Stem
    from saju.strength_reasons import Leaning

Verdict = Literal["very_weak", "weak", "balanced", "strong", "very_strong"]

_SIDES = tuple((element, (element + 4) % 5) for element in range(5))
BALANCED_FROM, _STRONG_FROM = 37.5, 62.5
_GRADES: tuple[tuple[float, Verdict, str, str], ...] = (
    (25, "very_weak", "태약", "very weak"),
    (BALANCED_FROM, "weak", "신약", "weak"),
    (_STRONG_FROM, "balanced", "중화", "balanced"),
    (75, "strong", "신강", "strong"),
    (101, "very_strong", "태강", "very strong"),
)


@dataclass(frozen=True, slots=True)
class StrengthPart:
    """One of the three parts: whether it holds, and its points of at most `limit`."""

    holds: bool
    points: float
    limit: float
    reason: Said


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong the day master is; the points of the parts sum to `score`, of 100.

    `name` is the grade in hangul: 태약, 신약, 중화, 신강 or 태강.
    """

    score: float
    verdict: Verdict
    name: str
    season: StrengthPart
    ground: StrengthPart
    company: StrengthPart
    reason: Said


def root_in(day_master: Stem, branch: Branch) -> Stem | None:
    """The hidden stem in which the day master is rooted (통근): one of its own element, or None.

    By the table of what branches are made of (인원용사); the early 戊 of 寅, 巳 and 申 is no root.
    """
    for hidden in reversed(hidden_stems(branch, "principal")):
        if hidden.stem.element == day_master.element:
            is_leftover = hidden.stem.element == EARTH and hidden.share == "early"
            return None if is_leftover else hidden.stem
    return None


def strength_of(pillars: Pillars) -> Strength:
    """How strong the day master is; without an hour by six signs, their points scaled to 100."""
    me = pillars.day.stem
    own, bearing = me.element, (me.element + 4) % 5
    sums = company_sixths(pillars, "monthly_division")
    per_point = 100 / sum(sums)
    score = (sums[own] + sums[bearing]) * per_point
    monthly = BRANCH_SIXTHS["monthly_division"]
    month = monthly[1][pillars.month.branch.index]
    day = monthly[2][pillars.day.branch.index]
    season_points = (month[own] + month[bearing]) * per_point
    ground_points = (day[own] + day[bearing]) * per_point
    in_season, why_season = _season(
        me.index, pillars.month.branch.index, is_combined=_month_may_change(pillars)
    )
    grounded, why_ground = _ground(me.index, pillars.day.branch.index)
    accompanied, why_company = _company(pillars)
    held = in_season, grounded, accompanied
    scale = per_point * SIXTHS
    season_limit, ground_limit = BRANCH_POINTS[1] * scale, BRANCH_POINTS[2] * scale
    grade = next(grade for grade in _GRADES if score < grade[0])
    return Strength(
        score,
        grade[1],
        grade[2],
        StrengthPart(in_season, season_points, season_limit, why_season),
        StrengthPart(grounded, ground_points, ground_limit, why_ground),
        StrengthPart(
            accompanied,
            score - season_points - ground_points,
            100 - season_limit - ground_limit,
            why_company,
        ),
        verdict_reason(held, _leaning(held, score), score, grade[2], grade[3]),
    )


def _month_may_change(pillars: Pillars) -> bool:
    """Whether a combination may make the month branch another element than its own.

    A complete 삼합 or 방합, or 午 beside 未: the other 육합 leave the month its element.
    """
    month = pillars.month.branch
    three = three_of_month(pillars)
    if three is not None:
        return three.element != month.element
    return month.hanja == "未" and "午" in (pillars.year.branch.hanja, pillars.day.branch.hanja)


@cache
def _season(me: int, month: int, *, is_combined: bool) -> tuple[bool, Said]:
    day_master, branch = STEMS[me], BRANCHES[month]
    main = main_stem(branch)
    god = ten_god(day_master, main)
    holds = main.element in _SIDES[day_master.element]
    apart_ko = "합화는 셈하지 않고, " if is_combined else ""
    apart_en = "Combinations not counted, the" if is_combined else "The"
    ko = (
        f"{apart_ko}월지 {BRANCHES_KO[month]}의 정기 {STEMS_KO[main.index]:이/가} 일간 {STEMS_KO[me]}의 "
        f"{Word(god):이라/라} {'득령했습니다' if holds else '득령하지 못했습니다'}."
    )
    en = (
        f"{apart_en} main stem of the month branch {BRANCHES_EN[month]}, {STEMS_EN[main.index]}, is the "
        f"{TEN_GODS_EN[god]} ({god}) of the day master {STEMS_EN[me]}, so the season "
        f"{'supports' if holds else 'does not support'} it."
    )
    return holds, Said(ko, en)


@cache
def _ground(me: int, below: int) -> tuple[bool, Said]:
    day_master, branch = STEMS[me], BRANCHES[below]
    main, root = main_stem(branch), root_in(STEMS[me], branch)
    god = ten_god(day_master, main)
    holds = root is not None or main.element in _SIDES[day_master.element]
    if root is not None:
        ko = f"일간 {STEMS_KO[me]:이/가} 일지 {BRANCHES_KO[below]}의 {STEMS_KO[root.index]}에 뿌리내려"
        en = (
            f"The day master {STEMS_EN[me]} is rooted in {STEMS_EN[root.index]} of the day branch "
            f"{BRANCHES_EN[below]}"
        )
    else:
        ko = (
            f"일지 {BRANCHES_KO[below]}의 정기 {STEMS_KO[main.index]:이/가} 일간 {STEMS_KO[me]}의 "
            f"{Word(god):이라/라}"
        )
        en = (
            f"The main stem of the day branch {BRANCHES_EN[below]}, {STEMS_EN[main.index]}, is the "
            f"{TEN_GODS_EN[god]} ({god}) of the day master {STEMS_EN[me]}"
        )
    return holds, Said(
        f"{ko} {'득지했습니다' if holds else '득지하지 못했습니다'}.",
        f"{en}, so it {'has' if holds else 'lacks'} ground.",
    )


def _company(pillars: Pillars) -> tuple[bool, Said]:
    year, month, hour = pillars.year, pillars.month, pillars.hour
    mine = _SIDES[pillars.day.stem.element]
    friends = []
    if year.stem.element in mine:
        friends.append(STEM_COMPANY[0][year.stem.index])
    if month.stem.element in mine:
        friends.append(STEM_COMPANY[1][month.stem.index])
    if hour is not None and hour.stem.element in mine:
        friends.append(STEM_COMPANY[2][hour.stem.index])
    # A branch's element is that of its main hidden stem.
    if year.branch.element in mine:
        friends.append(BRANCH_COMPANY[0][year.branch.index])
    if hour is not None and hour.branch.element in mine:
        friends.append(BRANCH_COMPANY[1][hour.branch.index])
    signs = 3 if hour is None else 5
    holds = 2 * len(friends) > signs
    return holds, company_reason(friends, signs, holds=holds)


def _leaning(held: tuple[bool, bool, bool], score: float) -> Leaning:
    """How the points stand to the parts.

    The parts speak for strength where two hold, the season among them, and for weakness where
    none holds, or the ground or the company alone.
    """
    in_season, grounded, accompanied = held
    if in_season and (grounded or accompanied) and score < _STRONG_FROM:
        return "behind"
    if not in_season and not (grounded and accompanied) and score >= BALANCED_FROM:
        return "beyond"
    return "agrees"
