"""How strong the day master (일간) is (신강/신약), with its three parts 득령, 득지 and 득세.

Source: the 왕쇠강약 of 자평진전 and 적천수천미 in the form Korean teachers give it: the month
branch decides first (득령), then the branch below the day master (득지), then the other five signs
(득세); companions (비겁) and resource (인성) are the day master's side. The score is that side's share of
the position points of `saju.balance`, the day master itself left out (100 points in all: 50 and
more 신강, less 신약). The grades are the eight equal ones of 12.5 points of Korean 만세력 (극약 to
극왕), joined to five: the outer pairs are 태약 and 태강, the pair around 50 is 중화.
Schools differ in 득지: some count every branch but the month's. Here it is the day branch, by its
main hidden stem or a root (통근) in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from saju.balance import BRANCH_POINTS, BRANCH_SIXTHS, SIXTHS, company_sixths
from saju.day_master import ten_god
from saju.hidden_stems import hidden_stems, main_stem
from saju.particles import Word, with_particle
from saju.saying import Said
from saju.sexagenary import BRANCHES, EARTH, STEMS
from saju.words import BRANCHES_EN, BRANCHES_KO, STEMS_EN, STEMS_KO, TEN_GODS_EN

if TYPE_CHECKING:
    from saju.pillars import Pillars
    from saju.sexagenary import Branch, Stem

Verdict = Literal["very_weak", "weak", "balanced", "strong", "very_strong"]

_SIDES = tuple((element, (element + 4) % 5) for element in range(5))
_GRADES: tuple[tuple[float, Verdict, str, str], ...] = (
    (25, "very_weak", "태약", "very weak"),
    (37.5, "weak", "신약", "weak"),
    (62.5, "balanced", "중화", "balanced"),
    (75, "strong", "신강", "strong"),
    (101, "very_strong", "태강", "very strong"),
)
_PARTS = ("득령", "득지", "득세")
_PARTS_EN = {"득령": "the season (득령)", "득지": "the ground (득지)", "득세": "the company (득세)"}
# How a sign of the company is named: in Korean, there with its particle, and in English.
_STEM_COMPANY, _BRANCH_COMPANY = (
    tuple(
        tuple(
            (
                f"{ko} {sign.hanja}",
                with_particle(f"{ko} {sign.hanja}", "이/가"),
                f"{en} {sign.hanja}",
            )
            for sign in signs
        )
        for ko, en in places
    )
    for signs, places in (
        (STEMS, (("연간", "year stem"), ("월간", "month stem"), ("시간", "hour stem"))),
        (BRANCHES, (("연지", "year branch"), ("시지", "hour branch"))),
    )
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
    sums = company_sixths(pillars)
    per_point = 100 / sum(sums)
    score = (sums[own] + sums[bearing]) * per_point
    monthly = BRANCH_SIXTHS["monthly_division"]
    month = monthly[1][pillars.month.branch.index]
    day = monthly[2][pillars.day.branch.index]
    season_points = (month[own] + month[bearing]) * per_point
    ground_points = (day[own] + day[bearing]) * per_point
    in_season, why_season = _season(me.index, pillars.month.branch.index)
    grounded, why_ground = _ground(me.index, pillars.day.branch.index)
    accompanied, why_company = _company(pillars)
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
        _verdict_reason((in_season, grounded, accompanied), f"{score:.1f}", grade[2], grade[3]),
    )


@cache
def _season(me: int, month: int) -> tuple[bool, Said]:
    day_master, branch = STEMS[me], BRANCHES[month]
    main = main_stem(branch)
    god = ten_god(day_master, main)
    holds = main.element in _SIDES[day_master.element]
    ko = (
        f"월지 {BRANCHES_KO[month]}의 정기 {STEMS_KO[main.index]:이/가} 일간 {STEMS_KO[me]}의 "
        f"{Word(god):이라/라} {'득령했습니다' if holds else '득령하지 못했습니다'}."
    )
    en = (
        f"The main stem of the month branch {BRANCHES_EN[month]}, {STEMS_EN[main.index]}, is the "
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
        friends.append(_STEM_COMPANY[0][year.stem.index])
    if month.stem.element in mine:
        friends.append(_STEM_COMPANY[1][month.stem.index])
    if hour is not None and hour.stem.element in mine:
        friends.append(_STEM_COMPANY[2][hour.stem.index])
    # A branch's element is that of its main hidden stem.
    if year.branch.element in mine:
        friends.append(_BRANCH_COMPANY[0][year.branch.index])
    if hour is not None and hour.branch.element in mine:
        friends.append(_BRANCH_COMPANY[1][hour.branch.index])
    signs, signs_ko = (3, "세") if hour is None else (5, "다섯")
    holds = 2 * len(friends) > signs
    ending = "득세했습니다" if holds else "득세하지 못했습니다"
    verdict = "holds" if holds else "does not hold"
    if not friends:
        return holds, Said(
            f"월지와 일지 밖의 {signs_ko} 글자에 비겁이나 인성이 없어 {ending}.",
            f"None of the other {signs} signs is Companion or Resource, so the company {verdict}.",
        )
    listed_ko = ", ".join([*(ko for ko, _, _ in friends[:-1]), friends[-1][1]])
    listed_en = ", ".join([en for _, _, en in friends])
    are = "is" if len(friends) == 1 else "are"
    return holds, Said(
        f"월지와 일지 밖의 {signs_ko} 글자 가운데 {listed_ko} 비겁이나 인성이어서 {ending}.",
        f"Of the other {signs} signs {listed_en} {are} Companion or Resource, so the company "
        f"{verdict}.",
    )


def _verdict_reason(held: tuple[bool, bool, bool], score: str, name: str, english: str) -> Said:
    held_ko, held_en = _held(held)
    return Said(
        f"{held_ko}, 비겁과 인성이 100점 가운데 {score}점이므로 {name}입니다.",
        f"{held_en}; Companion and Resource have {score} of 100 points: the day master is "
        f"{english} ({name}).",
    )


@cache
def _held(held: tuple[bool, bool, bool]) -> tuple[str, str]:
    have = [part for part, holds in zip(_PARTS, held, strict=True) if holds]
    lack = [part for part, holds in zip(_PARTS, held, strict=True) if not holds]
    if not lack:
        return "득령·득지·득세했고", "Season, ground and company hold (득령·득지·득세)"
    if not have:
        return (
            "득령·득지·득세하지 못했고",
            "Neither season, ground nor company holds (득령·득지·득세)",
        )
    have_ko, lack_ko = "·".join(have), "·".join(lack)
    have_en, lack_en = (" and ".join(map(_PARTS_EN.__getitem__, some)) for some in (have, lack))
    does = "does" if len(lack) == 1 else "do"
    english = f"{have_en} hold{'s' if len(have) == 1 else ''} but {lack_en} {does} not"
    return f"{have_ko}했으나 {lack_ko}하지 못했고", english[0].upper() + english[1:]
