"""The English and romanised words that the lexer knows: phrase → (letter, value).

Phrases are in lower case, their words joined by one blank. Beyond the letters of `tokens` English has:
@ person · ' whose · t a bare day, month, year or hour · c and + comparatives · ~ a bound · # times ·
% each · r for and to · * every element · x a mark only.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any, NamedTuple

from saju.inspection.english.marks import MARKS
from saju.inspection.english.names import (
    ANIMALS,
    GROUPS,
    PLACES,
    RELATIONS,
    STAGES,
    STARS,
    STRENGTHS,
    STRUCTURES,
    TEN_GODS,
)
from saju.inspection.english.places import places
from saju.inspection.english.vocabulary import PLAIN, VALUED
from saju.inspection.spelling import BRANCHES_ROMAN, STEMS_ROMAN
from saju.sexagenary import BRANCHES, PILLARS, STEMS
from saju.star_rules import STAR_RULES
from saju.words import ELEMENTS_EN

Meaning = tuple[str, Any]
Longer = tuple[tuple[str, ...], Meaning]
"""A phrase's words after the second one, and what it means."""

_MONTHS = (
    "january", "february", "april", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight")
_GROUP_WORDS = frozenset("|".join(GROUPS).split("|"))
_TENS = ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight")
_TEENS = (
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)


class Begun(NamedTuple):
    """What phrases begin with a word: what it means alone, and those of more words by the second one."""

    alone: Meaning | None
    longer: dict[str, tuple[Longer, ...]]
    """Those of most words first."""


_NO_LONGER: dict[str, tuple[Longer, ...]] = {}


@cache
def english_words() -> dict[str, Begun]:
    """The phrases by their first word; ten thousand, so nothing is kept that can be told from where it is."""
    phrases: dict[str, Meaning] = {}
    meant: dict[Meaning, Meaning] = {}  # many phrases mean the same
    for phrase, meaning in (*_signs(), *_names(), *_entries()):
        if phrase:
            phrases.setdefault(phrase.replace("-", " "), meant.setdefault(meaning, meaning))
    alone: dict[str, Meaning] = {}
    longer: dict[str, dict[str, tuple[Longer, ...]]] = {}
    for phrase in sorted(phrases, key=lambda each: -each.count(" ")):
        first, *others = map(sys.intern, phrase.split(" "))  # each word is in many of them
        if others:
            by_second = longer.setdefault(first, {})
            rest = tuple(others[1:])
            by_second[others[0]] = (*by_second.get(others[0], ()), (rest, phrases[phrase]))
        else:
            alone[first] = phrases[phrase]
    return {
        first: Begun(alone.get(first), longer.get(first, _NO_LONGER))
        for first in {**alone, **longer}
    }


def _entries() -> list[tuple[str, Meaning]]:
    rows: list[tuple[str, Meaning]] = []
    for kind, listed in MARKS.items():
        rows += [(phrase, ("!", kind)) for phrase in listed.split("|")]
    rows += (
        (f"{the}{phrase}", meaning) for phrase, meaning in places() for the in _articles(phrase)
    )
    for meaning, listed in (*PLACES.items(), *VALUED.items()):
        rows += [(phrase, meaning) for phrase in listed.split("|")]
        rows += [
            (f"the {phrase}", meaning)
            for phrase in listed.split("|")
            if phrase.startswith(("stem", "branch"))
        ]
    for place in ("year", "month", "day", "hour"):
        rows += [(place, ("t", place)), (f"{place}'s", ("t", place))]
    for letter, listed in PLAIN.items():
        rows += [(phrase, (letter, None)) for phrase in listed.split("|")]
    rows += [
        (f"{ten}ies", ("J", (10 * at, 10 * at + 9)))
        for at, ten in enumerate(("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight"), 2)
    ]
    rows += [(name, ("N", number)) for number, name in enumerate(_COUNTS)]
    rows += [
        (f"{ten}y {one}".strip(), ("J", 10 * at + number))
        for at, ten in enumerate(_TENS, 2)
        for number, one in enumerate(("", *_COUNTS[1:], "nine"))
    ]
    rows += [(name, ("J", number)) for number, name in enumerate(_TEENS, 10)]
    rows += [
        (f"{ordinal} {day}", ("J", number))
        for number, ordinal in _ordinals()
        for day in ("birthday", "year of life")
    ]
    rows += [("nine", ("J", 9))]
    for place in ("year", "month", "day", "hour"):
        for who in ("you were", "he was", "she was"):
            rows += [
                (f"{place} {who} born {at}".strip(), ("L", place)) for at in ("", "in", "on", "at")
            ]
        for whose in ("", "your ", "his ", "her "):
            rows += [(f"{place} of {whose}birth", ("L", place))]
    rows += [(f"birth {place}", ("L", place)) for place in ("month", "day", "hour")]
    for place in ("year", "month", "day", "hour"):
        rows += [
            (f"{place} branches", ("_", ("B", place))),
            (f"{place} stems", ("_", ("T", place))),
            (f"{place} pillars", ("_", ("L", place))),
        ]
    rows += [(month, ("d", None)) for month in _MONTHS]
    return rows


def _ordinals() -> list[tuple[int, str]]:
    """The ages of birthdays: twentieth, twenty-first, thirtieth."""
    ones = (
        "",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
    )
    found = [(number, f"{name}th") for number, name in enumerate(_TEENS, 10) if number != 12]
    found += [(12, "twelfth"), *enumerate(ones[1:], 1)]
    for at, ten in enumerate(_TENS, 2):
        found += [(10 * at, f"{ten}ieth")]
        found += [(10 * at + number, f"{ten}y {one}") for number, one in enumerate(ones) if one]
    return found


def _articles(phrase: str) -> tuple[str, ...]:
    """What may stand before a phrase and be one with it, where its first word is a term by itself."""
    return ("", "the ") if phrase.startswith(("stem", "branch", "heavenly", "earthly")) else ("",)


def _signs() -> list[tuple[str, Meaning]]:
    rows: list[tuple[str, Meaning]] = []
    for index, name in enumerate(ELEMENTS_EN):
        rows += [
            (each, ("E", index)) for each in (name, f"{name} element", f"{name}s", f"{name}'s")
        ]
    korean = ("mok", "hwa", "to", "geum", "su")
    pinyin = ("mu", "huo", "tu", "jin", "shui")
    for stem in STEMS:
        element = ELEMENTS_EN[stem.element]
        yin_yang = "yang" if stem.is_yang else "yin"
        found = [f"{yin_yang} {element}", f"{element} {yin_yang}"]
        for roman in STEMS_ROMAN:
            found += [f"{roman[stem.index]} {element}", f"{roman[stem.index]} {yin_yang} {element}"]
        found += [STEMS_ROMAN[0][stem.index] + korean[stem.element]]
        found += [f"{STEMS_ROMAN[0][stem.index]} {korean[stem.element]}"]
        found += [f"{STEMS_ROMAN[1][stem.index]} {pinyin[stem.element]}"]
        rows += [(each, ("S", stem.index)) for each in found]
    rows += [("shin metal", ("S", 7)), ("sin metal", ("S", 7))]
    for branch in BRANCHES:
        for animal in ANIMALS[branch.index].split("|"):
            rows += [
                (each, ("A", branch.index))
                for each in (
                    animal,
                    animal + "s",
                    f"{animal}'s",
                    f"{animal} branch",
                    f"{animal} people",
                )
            ]
    rows += [("oxen", ("A", 1)), ("mice", ("A", 0)), ("foxes", (".", None))]
    for pillar in PILLARS:
        element = ELEMENTS_EN[pillar.stem.element]
        yin_yang = "yang" if pillar.stem.is_yang else "yin"
        for animal in ANIMALS[pillar.branch.index].split("|"):
            rows += [
                (f"{first} {animal}", ("P", pillar.index))
                for first in (element, f"{yin_yang} {element}")
            ]
        for stems, branches in zip(STEMS_ROMAN, BRANCHES_ROMAN, strict=True):
            syllables = stems[pillar.stem.index], branches[pillar.branch.index]
            rows += [(" ".join(syllables), ("P", pillar.index))]
            rows += [("".join(syllables), ("P", pillar.index))]
    rows += [("gabo", ("P", 30))]  # 갑오 as history writes it
    return rows


def _names() -> list[tuple[str, Meaning]]:  # noqa: C901 - one loop a table
    rows: list[tuple[str, Meaning]] = []
    structure_words = (
        "structure",
        "frame",
        "pattern",
        "gyeok",
        "chart structure",
        "type structure",
        "ge",
    )
    structures = [(f"{god}격", listed) for god, listed in TEN_GODS.items()]
    for name, listed in (*structures, *STRUCTURES.items()):
        for phrase in listed.split("|"):
            rows += [(f"{phrase} {word}", ("Q", name)) for word in structure_words]
            if name.startswith("종"):
                rows += [(f"{phrase} chart", ("Q", name))]
    for god, listed in TEN_GODS.items():
        for phrase in listed.split("|"):
            forms = (phrase, f"{phrase} star", f"{phrase} stars", f"{phrase}s")
            rows += [(each, ("G", god)) for each in forms if each not in _GROUP_WORDS]
    for index, listed in enumerate(GROUPS):
        rows += [(phrase, ("H", index)) for phrase in listed.split("|")]
    for star, listed in STARS.items():
        for phrase in listed.split("|"):
            rows += [
                (each, ("X", star))
                for each in (phrase, f"{phrase} star", f"{phrase}s", f"{phrase} stars")
            ]
    for rule in STAR_RULES:
        if rule.name not in ("건록", "효신살"):
            name = rule.english.lower()
            rows += [(name, ("X", rule.name)), (f"{name} star", ("X", rule.name))]
    for letter, table in (("K", STAGES), ("Z", STRENGTHS), ("C", RELATIONS)):
        for name, listed in table.items():
            rows += [(phrase, (letter, name)) for phrase in listed.split("|")]
    rows += [
        (f"{the}{phrase.removesuffix('y')}{'ies' if phrase.endswith('y') else 's'}", ("C", name))
        for name, listed in RELATIONS.items()
        for phrase in listed.split("|")
        if phrase.endswith(("harmony", "combination", "clash", "frame", "trine", "union", "hap"))
        for the in ("", "the ")
    ]
    return rows
