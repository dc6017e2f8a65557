"""Why a combination (합) becomes its element or does not, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from saju.particles import Word
from saju.saying import Said
from saju.sexagenary import ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

Outcome = Literal[
    "transforms",
    "apart",
    "contended",
    "controlled",
    "clashed",
    "gathered",
    "keeps_nature",
    "out_of_season",
    "incomplete",
]

_ENGLISH = ("wood", "fire", "earth", "metal", "water")
# What stands before "…로 변합니다" and before "so they become …".
_PAIR: dict[Outcome, tuple[str, str]] = {
    "apart": ("합하나 나란히 있지 않아", "combine but do not stand side by side"),
    "contended": (
        "합하나 곁에서 짝을 다투는 글자가 있어",
        "combine but a sign beside them contends for one of them",
    ),
    "out_of_season": (
        "합하나 월지가 {element}의 달({months})이 아니어서",
        "combine but the month is not one of {element} ({months})",
    ),
}
_STEMS: dict[Outcome, tuple[str, str]] = _PAIR | {
    "transforms": (
        "나란히 있고 곁에 다투거나 극하거나 충하는 글자가 없으며 월지가 {element}의 달({months})이므로",
        (
            "stand side by side, no neighbour contends, controls or clashes, and the month is one of "
            "{element} ({months})"
        ),
    ),
    "controlled": (
        "합하나 곁에서 극하는 글자가 있어",
        "combine but a sign beside them controls one of them",
    ),
    "clashed": (
        "합하나 곁에서 충하는 글자가 있어",
        "combine but a sign beside them clashes with one of them",
    ),
    "keeps_nature": (
        "합하나 일간은 제 성질을 지켜",
        "combine but a day master keeps its nature",
    ),
}
_BRANCHES: dict[Outcome, tuple[str, str]] = _PAIR | {
    "transforms": (
        "나란히 있고 곁에서 짝을 다투는 글자가 없으며 월지가 {element}의 달({months})이므로",
        "stand side by side, no neighbour contends, and the month is one of {element} ({months})",
    ),
    "gathered": (
        "합하나 다 모인 삼합이나 방합에 든 글자가 있어",
        "combine but a complete three takes one of them",
    ),
}
_HALF: dict[Outcome, tuple[str, str]] = {
    "incomplete": (
        "합하나 삼합의 세 글자가 다 모이지 않아",
        "combine but are only two of the three signs",
    ),
}
_THREE: dict[Outcome, tuple[str, str]] = {
    "transforms": (
        "다 모이고 그 가운데 월지가 있으므로",
        "are complete and the month is one of them",
    ),
    "out_of_season": (
        "다 모였으나 그 가운데 월지가 없어",
        "are complete but the month is none of them",
    ),
}


def stem_reasons(
    signs: str, hangul: str, element: int, months: str, *, of_day_master: bool = False
) -> Mapping[Outcome, Said]:
    """For 천간합, by outcome."""
    lead = ("일간의 합으로, ", "The day master's bond: ") if of_day_master else ("", "")
    return _said(_STEMS, signs, hangul, element, months, lead)


def branch_reasons(signs: str, hangul: str, element: int, months: str) -> Mapping[Outcome, Said]:
    """For 육합, by outcome."""
    return _said(_BRANCHES, signs, hangul, element, months)


def day_bond_reason(lacking: Said) -> Said:
    """For the day master's 천간합 whose 화격 lacks what is said."""
    return Said(
        f"일간의 합은 화격이라야 변하는데, {lacking.ko}",
        "The day master's bond transforms only as a structure of its own (화격): "
        f"{lacking.en[0].lower()}{lacking.en[1:]}",
    )


def half_reasons(signs: str, hangul: str, element: int) -> Mapping[Outcome, Said]:
    """For 반합 and 가합, by outcome."""
    return _said(_HALF, signs, hangul, element)


def three_reasons(signs: str, hangul: str, element: int) -> Mapping[Outcome, Said]:
    """For 삼합 and 방합, by outcome."""
    return _said(_THREE, signs, hangul, element)


def _said(
    clauses: Mapping[Outcome, tuple[str, str]],
    signs: str,
    hangul: str,
    element: int,
    months: str = "",
    lead: tuple[str, str] = ("", ""),
) -> Mapping[Outcome, Said]:
    made, made_en = Word(ELEMENTS[element]), _ENGLISH[element]
    they, they_en = Word("·".join(hangul)), f"{', '.join(signs[:-1])} and {signs[-1]}"
    said: dict[Outcome, Said] = {}
    for outcome, (ko, en) in clauses.items():
        does = outcome == "transforms"
        because = ko.format(element=made, months=months)
        because_en = en.format(element=made_en, months=months)
        said[outcome] = Said(
            f"{lead[0]}{they:이/가} {because} {made:으로/로} {'변합니다' if does else '변하지 않습니다'}.",
            f"{lead[1]}{they_en} {because_en}, so they {'' if does else 'do not '}become {made_en}.",
        )
    return said
