"""Claims about luck pillars (대운): which, from which age or year, and in which direction.

Ages are taken as 만 or as 세는나이, for people write both; a year may be either's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from saju.day_master import branch_ten_god, ten_god
from saju.inspection.claim import Answer, Claim
from saju.sexagenary import PILLARS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.natal import Natal
    from saju.inspection.tokens import Sentence
    from saju.luck import Luck

_WHEN_FIRST_KOREAN = re.compile(
    r"([JY])([uijeo=.d@]{0,5})(?:J[iuj.]{0,3})?(?:U[j=e])?(P)(?![jie=.]{0,3}J)"
)
_WHEN_FIRST = re.compile(r"([JY])([uijeo=.,d@]{0,5})(?:J[iuj.]{0,3})?(?:U[j=e])?(P)")
_WHEN_LAST = re.compile(r"(P)U?[uijeb=.h@]{0,5}([JY])(u?)")
_GODS = re.compile(r"PU?[ei]{0,2}[RS]?j?([.e]{0,2})(G)(?=[j=,o;]|$)")
_FIRST = re.compile(r"1U[^PL;]{0,9}(P)|U[je]?1[^PL;]{0,4}(P)")
_ALONE = re.compile(r"(P)j?=?U|U[je=]*(P)")
_START = re.compile(r"U[jie=.h]{0,3}([JN])|(J)[uied.]{1,3}U")
_DIRECTION = re.compile(r"(I)[jio=]?\.?(n*)")
_WORDS = {"forward": "순행", "backward": "역행"}
_DECADE = 10
_NEAR_YEARS = 1


def luck_claims(sentence: Sentence) -> Iterator[Claim]:  # noqa: C901, PLR0912 - one branch a form of words
    """The claims of a sentence about luck pillars."""
    shape, tokens = sentence.shape, sentence.tokens
    if "I" in shape and ("U" in shape or "$" in shape or not sentence.english):
        for match in _DIRECTION.finditer(shape):
            token = tokens[match.start()]
            denied = len(match[2]) % 2 == 1
            yield _direction(match.start(), match.end() - 1, token.value, denied=denied)
    if "U" not in shape and not _ages_a_pillar(shape):
        return
    seen: set[int] = set()
    for match in _FIRST.finditer(shape):
        k = match.start(1) if match[1] else match.start(2)
        seen.add(k)
        yield _member(match.start(), k, tokens[k].value, first_only=True)
    for match in _GODS.finditer(shape):
        k = match.start(2)
        yield _god(match.start(), k, tokens[match.start()].value, tokens[k].value)
    for match in (_WHEN_FIRST if sentence.english else _WHEN_FIRST_KOREAN).finditer(shape):
        k = match.start(3)
        seen.update((k, match.start()))
        when = tokens[match.start()]
        starts = "u" in match[2] or shape[k:].startswith(("PUju", "PUu"))
        yield _when(match.start(), k, when.letter, when.value, tokens[k].value, starts=starts)
    for match in _WHEN_LAST.finditer(shape):
        k = match.start()
        if not seen & {k, match.start(2)}:
            seen.add(k)
            when = tokens[match.start(2)]
            starts = "u" in match.group()
            yield _when(k, match.end() - 1, when.letter, when.value, tokens[k].value, starts=starts)
    for match in _ALONE.finditer(shape):
        k = match.start(1) if match[1] else match.start(2)
        if k not in seen and shape[k + 1 : k + 2] != "y":
            yield _member(match.start(), match.end() - 1, tokens[k].value)
    if "P" not in shape:
        for match in _START.finditer(shape):
            k = match.start(1) if match[1] else match.start(2)
            around = shape[match.start() : match.end() + 3]
            starts = "u" in around or "i" in around or tokens[match.start()].value == "number"
            if starts and isinstance(tokens[k].value, int):
                yield _starts_at(match.start(), match.end() - 1, tokens[k].value)


def _ages_a_pillar(shape: str) -> bool:
    """Whether one pillar and an age stand together, with no place of birth: by thirty in 癸亥."""
    return "J" in shape and shape.count("P") == 1 and not {*"Ly"} & {*shape}


def _direction(first: int, last: int, claimed: str, *, denied: bool) -> Claim:
    def test(natal: Natal) -> Answer:
        luck = natal.analysis.luck
        if luck is None:
            return None, "성별을 모름"
        return luck.direction == claimed, _WORDS[luck.direction]

    return Claim("luck", first, last, _WORDS[claimed], test, denied)


def _when(first: int, last: int, letter: str, when: Any, pillar: int, *, starts: bool) -> Claim:
    shown = "–".join(map(str, when)) if isinstance(when, tuple) else when
    said = f"{shown}{'세' if letter == 'J' else '년'} {PILLARS[pillar].hangul} 대운"

    def test(natal: Natal) -> Answer:
        luck = natal.analysis.luck
        if luck is None or when is None:
            return None, "성별을 모름"
        expected = _listed(luck)
        ages = [decade.age for decade in luck.pillars if decade.pillar.index == pillar]
        if not ages:
            return False, expected
        begins = ages[0] + (luck.saju_year if letter == "Y" else 0)
        return _fits(begins, when, starts=starts), expected

    return Claim("luck", first, last, said, test)


def _fits(begins: int, when: Any, *, starts: bool) -> bool:
    if isinstance(when, tuple):
        low, high = when
        if low % _DECADE == 0 and high == low + _DECADE - 1:  # 30대
            return bool(begins <= high and begins + _DECADE >= low)
        return bool(begins - _NEAR_YEARS <= low <= begins + _NEAR_YEARS)
    if starts:
        return bool(begins <= when <= begins + 1)
    return bool(begins <= when <= begins + _DECADE)


def _god(first: int, last: int, pillar: int, claimed: str) -> Claim:
    def test(natal: Natal) -> Answer:
        brought = PILLARS[pillar]
        own = (
            ten_god(natal.day_master, brought.stem),
            branch_ten_god(natal.day_master, brought.branch),
        )
        return claimed in own, f"{brought.hangul} {'·'.join(own)}"

    return Claim("luck", first, last, f"{PILLARS[pillar].hangul} {claimed}", test)


def _member(first: int, last: int, pillar: int, *, first_only: bool = False) -> Claim:
    def test(natal: Natal) -> Answer:
        luck = natal.analysis.luck
        if luck is None:
            return None, "성별을 모름"
        decades = luck.pillars[:1] if first_only else luck.pillars
        return any(decade.pillar.index == pillar for decade in decades), _listed(luck)

    return Claim("luck", first, last, f"{PILLARS[pillar].hangul} 대운", test)


def _starts_at(first: int, last: int, age: int) -> Claim:
    def test(natal: Natal) -> Answer:
        luck = natal.analysis.luck
        if luck is None:
            return None, "성별을 모름"
        return (
            any(abs(decade.age - age) <= _NEAR_YEARS for decade in luck.pillars),
            f"대운수 {luck.start_age}",
        )

    return Claim("luck", first, last, f"대운 {age}세", test)


def _listed(luck: Luck) -> str:
    return ", ".join(f"{each.age} {each.pillar.hangul}" for each in luck.pillars[:8])
