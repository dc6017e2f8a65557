"""Why a day master has company (득세) and is as strong as it is, in both languages."""

from __future__ import annotations

from functools import cache
from typing import Literal

from saju.particles import Word, with_particle
from saju.saying import Said
from saju.sexagenary import BRANCHES, STEMS

# Whether the points say what the parts say, less of it or more.
Leaning = Literal["agrees", "behind", "beyond"]

_PARTS = ("득령", "득지", "득세")
_PARTS_EN = {"득령": "the season (득령)", "득지": "the ground (득지)", "득세": "the company (득세)"}
_COUNTS_KO = tuple(Word(count) for count in ("", "하나", "둘", "셋", "넷", "다섯"))
_SIGNS = {3: ("세", "three"), 5: ("다섯", "five")}
# How a sign of the company is named: in Korean, there with 과/와, and in English.
STEM_COMPANY, BRANCH_COMPANY = (
    tuple(
        tuple(
            (
                f"{ko} {sign.hanja}",
                with_particle(f"{ko} {sign.hanja}", "과/와"),
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


def company_reason(friends: list[tuple[str, str, str]], signs: int, *, holds: bool) -> Said:
    """Which of the other three or five signs are the day master's company."""
    (signs_ko, number), count = _SIGNS[signs], _COUNTS_KO[len(friends)]
    if not friends:
        return Said(
            f"월지와 일지 밖의 {signs_ko} 글자에 비겁이나 인성이 없어 득세하지 못했습니다.",
            f"None of the other {number} signs is Companion or Resource, so the company does not "
            "support it.",
        )
    listed_ko, listed_en = _listed(friends)
    are = "is" if len(friends) == 1 else "are"
    if holds:
        return Said(
            f"월지와 일지 밖의 {signs_ko} 글자 가운데 {listed_ko} {count:이/가} 비겁이나 인성이어서 "
            "득세했습니다.",
            f"Of the other {number} signs the {listed_en} {are} Companion or Resource, so the company "
            "supports it.",
        )
    return Said(
        f"월지와 일지 밖의 {signs_ko} 글자 가운데 비겁이나 인성은 {listed_ko} {count}뿐이라 득세하지 "
        "못했습니다.",
        f"Of the other {number} signs only the {listed_en} {are} Companion or Resource, so the "
        "company does not support it.",
    )


def _listed(friends: list[tuple[str, str, str]]) -> tuple[str, str]:
    """Signs as a list: 연간 甲, 연지 子와 시지 寅."""
    *most, last = friends
    if not most:
        return last[0], last[2]
    *first, joined = most
    return (
        f"{', '.join([*(ko for ko, _, _ in first), joined[1]])} {last[0]}",
        f"{', the '.join([en for _, _, en in most])} and the {last[2]}",
    )


def verdict_reason(
    held: tuple[bool, bool, bool], leaning: Leaning, score: float, name: str, english: str
) -> Said:
    """By the parts and the points; it is said where these are of another mind than those."""
    (ko, ko_but), (en, en_but) = _held(held)
    if leaning == "behind":
        return Said(
            f"{ko_but}, 비겁과 인성은 100점 가운데 {score:.1f}점에 머물러 {name}입니다.",
            f"{en_but} Companion and Resource have no more than {score:.1f} of 100 points: the day "
            f"master is {english} ({name}).",
        )
    if leaning == "beyond":
        return Said(
            f"{ko_but}, 비겁과 인성이 100점 가운데 {score:.1f}점은 되어 {name}입니다.",
            f"{en_but} Companion and Resource still have {score:.1f} of 100 points: the day master is "
            f"{english} ({name}).",
        )
    return Said(
        f"{ko}, 비겁과 인성이 100점 가운데 {score:.1f}점이므로 {name}입니다.",
        f"{en}; Companion and Resource have {score:.1f} of 100 points: the day master is "
        f"{english} ({name}).",
    )


@cache
def _held(held: tuple[bool, bool, bool]) -> tuple[tuple[str, str], tuple[str, str]]:
    """Which parts hold, leading to what agrees and to what does not, in both languages."""
    have = [part for part, holds in zip(_PARTS, held, strict=True) if holds]
    lack = [part for part, holds in zip(_PARTS, held, strict=True) if not holds]
    if not lack:
        english = "The season, ground and company all support it (득령·득지·득세)"
        return (
            ("득령·득지·득세를 다 얻었고", "득령·득지·득세를 다 얻었으나"),
            (english, f"{english}, yet"),
        )
    if not have:
        english = "Neither the season, the ground nor the company supports it (득령·득지·득세)"
        return (
            ("득령·득지·득세를 하나도 얻지 못했고", "득령·득지·득세를 하나도 얻지 못했으나"),
            (english, f"{english}, yet"),
        )
    have_ko, lack_ko = "·".join(have), "·".join(lack)
    have_en, lack_en = (" and ".join(map(_PARTS_EN.__getitem__, some)) for some in (have, lack))
    does = "does" if len(lack) == 1 else "do"
    english = f"{have_en} support{'s' if len(have) == 1 else ''} it, {lack_en} {does} not"
    english = english[0].upper() + english[1:]
    return (
        (f"{have_ko}했으나 {lack_ko}하지 못했고", _mixed(have_ko, lack_ko, len(have))),
        (english, f"{english}; even so," if len(have) == 1 else f"{english}; yet"),
    )


def _mixed(have: str, lack: str, count: int) -> str:
    """The majority last, so that what follows stands against it."""
    if count == 1:
        return f"{have} 하나만 얻고 {lack}하지 못했으나"
    return f"{lack}하지 못했어도 {have}했으나"
