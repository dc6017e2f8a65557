"""What can be wrong with one rule: its facts, its words, its particles, its style, its claims."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations

from saju.day_master import branch_ten_god, ten_god, twelve_stage
from saju.particles import with_particle
from saju.reading.lint_sources import Entry, Problem
from saju.reading.rules import Place, template_of
from saju.reading.vocabulary import ALWAYS, GODS, MANIFOLD, PLACES, STARS, vocabulary
from saju.sexagenary import (
    BRANCH_BY_HANJA,
    BRANCHES,
    ELEMENTS,
    PILLAR_BY_HANJA,
    STEM_BY_HANJA,
    STEMS,
    Stem,
)
from saju.words import TEN_GODS_EN

_PARTICLES = "은|는|이|가|을|를|과|와|으로|로|이며|며|이고|고|이라|라|이나|나|이란|란"
_BY_HAND = re.compile(rf"\{{\w+\}}(?:{_PARTICLES})(?=[\s,.])")
_BOTH = re.compile(
    r"은\(는\)|는\(은\)|이\(가\)|가\(이\)|을\(를\)|를\(을\)|과\(와\)|와\(과\)|\(으\)로"
)
_TWO_SENTENCES = re.compile(r"[.!?]['”’)]? +\S")
_WORD = re.compile(r"\{[^{}]*\}")
_ENDINGS = {
    "ko": ("니다.", "시오.", "세요.", "까요?"),
    "en": (".", "!", "?"),
}
_LONGEST = {"ko": 100, "en": 260}
_ALIKE = 0.85
# What no reading says: it frightens, or is surer than the field can be.
_NEVER = {
    "ko": (
        *("죽음", "죽는", "죽을", "단명", "불길하", "불길한", "흉하", "흉한", "파산", "이혼"),
        *("반드시", "무조건", "재앙", "사망"),
        *("불치", "완치", "수익률", "틀림없이", "100%", "팔자가 세"),
    ),
    "en": (
        "die ",
        "doom",
        "disaster",
        "bankrupt",
        "divorce",
        "without fail",
        "100%",
    ),
}
_NOT_NAMES = re.compile("상관없|상관하|상관관계|상관이 없")
_SIGNS = {*STEM_BY_HANJA, *BRANCH_BY_HANJA}
_STEM_NAMES = {f"{stem.hangul}{ELEMENTS[stem.element]}": stem.hanja for stem in STEMS}
_STEM_NAMES["신금"] = "辛申"  # the stem and the branch sound alike


def rule_problems(entry: Entry, language: str) -> Iterator[Problem]:
    """The mistakes of a rule in `ko` or `en`."""
    known = vocabulary()
    for fact in entry.when:
        if fact not in known:
            yield entry.problem(f"there is no fact {fact}", fact)
    yield from _contradictions(entry)
    ensured = ALWAYS.union(*(known.get(fact, ()) for fact in entry.when))
    carried = _carried(entry.when)
    for sentence in entry.say:
        problems = (
            *_words(sentence, ensured, language),
            *_style(sentence, language),
            *_names(sentence, carried),
        )
        for problem in problems:
            yield entry.problem(problem, sentence)
    for one, other in combinations(entry.say, 2):
        if one != other and _alike(one, other):
            yield entry.problem("two of these sentences are near copies", other)


def _contradictions(entry: Entry) -> Iterator[Problem]:
    """Facts that never hold together, or are asked for twice."""
    values: dict[str, str] = {}
    for fact in dict.fromkeys((*entry.when, *sorted(_carried(entry.when)))):
        name, _, value = fact.partition("=" if "=" in fact else ":")
        if name in MANIFOLD or name.partition(":")[0] in MANIFOLD:
            continue
        if values.setdefault(name, value) != value:
            yield entry.problem(f"{name} cannot be {values[name]} and {value}", fact)
    if len(set(entry.when)) < len(entry.when):
        yield entry.problem("a fact is asked for twice")


def _words(sentence: str, ensured: frozenset[str], language: str) -> Iterator[str]:
    try:
        template = template_of(sentence)
    except ValueError as error:
        yield f"wrong braces: {error}"
        return
    for place in template:
        if not isinstance(place, Place):
            continue
        if place.name not in ensured:
            yield f"no fact of `when` brings the word {{{place.name}}}"
        if place.pair:
            if language == "ko":
                yield from _pair(place.pair)
            else:
                yield f"{{{place.name}:{place.pair}}}: only Korean words take particles"
    if language == "ko":
        for found in _BY_HAND.finditer(sentence):
            yield f"{found[0]}: write the particle inside, as {{word:은/는}}"
        for found in _BOTH.finditer(sentence):
            yield f"{found[0]}: choose, or write the particle with a word, as {{word:은/는}}"


def _pair(pair: str) -> Iterator[str]:
    try:
        with_particle("가", pair)
    except KeyError:
        yield f"there are no particles {pair}"


def _style(sentence: str, language: str) -> Iterator[str]:
    bare = _WORD.sub("", sentence)
    if not bare:
        return  # the engine's own words
    if not sentence.endswith(_ENDINGS[language]):
        yield f"does not end in one of {' '.join(_ENDINGS[language])}"
    if _TWO_SENTENCES.search(sentence):
        yield "is more than one sentence"
    if len(bare) > _LONGEST[language]:
        yield f"is longer than {_LONGEST[language]} signs"
    if "  " in sentence or sentence != sentence.strip():
        yield "has a blank too many"
    for word in _NEVER[language]:
        if word in sentence.lower():
            yield f"says {word.strip()!r}"


def _names(sentence: str, carried: frozenset[str]) -> Iterator[str]:
    """Signs, ten gods and stars that the sentence names and no fact carries."""
    text = _NOT_NAMES.sub("", _WORD.sub("", sentence))
    facts = " ".join(carried)
    for sign in dict.fromkeys(sign for sign in text if sign in _SIGNS):
        if sign not in facts:
            yield f"names {sign}, which no fact carries"
    for name, signs in _STEM_NAMES.items():
        if name in text and not any(sign in facts for sign in signs):
            yield f"names {name}, which no fact carries"
    for name in (*GODS, *STARS):
        if name in text and name not in facts:
            yield f"names {name}, which no fact carries"
    for god, english in TEN_GODS_EN.items():
        if " " in english and english in text and god not in facts:
            yield f"names {english}, which no fact carries"


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return (
        matcher.real_quick_ratio() > _ALIKE
        and matcher.quick_ratio() > _ALIKE
        and matcher.ratio() > _ALIKE
    )


@cache
def _carried(when: tuple[str, ...]) -> frozenset[str]:
    """The facts asked for and those that follow from them, such as a pillar's branch."""
    facts = {*when}
    stems: dict[str, str] = {}
    for fact in when:
        name, _, value = fact.partition(":")
        place = name.removesuffix("_pillar")
        if place != name and value in PILLAR_BY_HANJA:
            stems[place] = value[0]
            facts.add(f"{place}_branch:{value[1]}")
    if "day" in stems:
        facts.add(f"day_master:{stems.pop('day')}")
    for me in STEMS:
        if f"day_master:{me.hanja}" in facts:
            facts |= _to(me, facts, stems)
    return frozenset(facts)


def _to(me: Stem, facts: set[str], stems: Mapping[str, str]) -> set[str]:
    """What the known signs are to a day master."""
    found = {
        f"ten_god:{place}_stem={ten_god(me, STEM_BY_HANJA[hanja])}"
        for place, hanja in stems.items()
    }
    for place in PLACES:
        for branch in BRANCHES:
            if f"{place}_branch:{branch.hanja}" in facts:
                found.add(f"ten_god:{place}_branch={branch_ten_god(me, branch)}")
                found.add(f"stage:{place}={twelve_stage(me, branch)}")
    return found
