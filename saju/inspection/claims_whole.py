"""Claims about the chart as a whole: 신강/신약, 격국, 공망, 12운성, 지장간."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.day_master import branch_ten_god, twelve_stage
from saju.hidden_stems import hidden_stems, main_stem
from saju.inspection.claim import Answer, Claim
from saju.inspection.natal import PART_KO, PLACE_KO
from saju.sexagenary import BRANCHES, STEMS
from saju.void import void_branches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.natal import Natal
    from saju.inspection.tokens import Sentence, Token
    from saju.model import TwelveStages
    from saju.sexagenary import Branch

_STRENGTH = re.compile(r"Z(?!q)[j=dp]{0,3}\.?(n*)")
_MASTER_KOREAN = re.compile(r"Mj?[.v]{0,2}([sw])(d?)(n*)")
_MASTER_ENGLISH = re.compile(r"(n?)([sw])M|M=?(n*)\.?([sw])|(n?)([sw])p|p=?(n*)([sw])")
_STRUCTURE = re.compile(r"Q[j=d]{0,2}(n*)|Q[=e]?G")
_VOID = re.compile(
    r"O[j=ei]{0,2}(?:R[&,j]?R|P)(?:=?j?n)?|(?:R[&,j]?R|P)[je=]{0,2}O(?:=?j?n)?|[BL]R?[ej]?=?n?\.?O(?:=?j?n)?"
    r"|O(?:j|=?h?i)[BL]|R[=j]n?O(?:=?j?n)?"
)
_STAGE = re.compile(
    r"([BL])[RPA]?[jiekh=]{0,3}(?:[RSM][jeio]{0,2})?[.h=]{0,2}k?[jeoih=]{0,2}K(=?j?)(n*)"
    r"|K[eok]{0,2}j?=?h?i([BL])|i([R])[EeS.,]{0,5}[hi.=]{0,3}k?[e.]?K"
)
_HIDDEN = re.compile(
    r"(?:([BR])(R?)[ejihd.]{0,2})?D(?:[^SETM,;]{0,5})((?:S[&,j]*){1,4}|E[&,j]*)[jo=]?\.?([hl])?d?(n*)"
    r"|([BR])(R?)h((?:S[&,j]*){2,4})()()|([BR])(R?)i((?:S[&,]?){1,4})(?=j?h)()()"
)
_GROUPS = {"very_strong": 2, "strong": 1, "balanced": 0, "weak": -1, "very_weak": -2}
_SAID = {
    "very_strong": "태강",
    "strong": "신강",
    "balanced": "중화",
    "weak": "신약",
    "very_weak": "태약",
}
_EVEN, _DOUBT = 50.0, 6.0
_BALANCED = (37.5, 62.5)
_SYNONYMS = {"칠살격": "편관격", "인수격": "정인격", "겁재격": "월겁격", "종관격": "종살격"}


def whole_claims(sentence: Sentence) -> Iterator[Claim]:  # noqa: C901 - one branch a form of words
    """The claims of a sentence about the whole chart."""
    shape, tokens = sentence.shape, sentence.tokens
    yield from _strengths(sentence)
    if "Q" in shape:
        for match in _STRUCTURE.finditer(shape):
            name = tokens[match.start()].value
            if name is None:
                if match.group()[-1] != "G":
                    continue
                name = f"{tokens[match.end() - 1].value}격"
            denied = len(match[1] or "") % 2 == 1
            yield _structure(match.start(), match.end() - 1, name, denied=denied)
    if "O" in shape:
        for match in _VOID.finditer(shape):
            yield from _voids(sentence, match)
    if "K" in shape:
        for match in _STAGE.finditer(shape):
            inside = tokens[match.start() : match.end()]
            place = next(token for token in inside if token.letter in "BLR")
            stage = next(token for token in inside if token.letter == "K")
            denied = len(match[3] or "") % 2 == 1
            yield _stage(match.start(), match.end() - 1, place, stage.value, denied=denied)
    if "D" in shape or ("S" in shape and ("B" in shape or "R" in shape)):
        for match in _HIDDEN.finditer(shape):
            yield _hidden(sentence, match)


def _strengths(sentence: Sentence) -> Iterator[Claim]:
    shape, tokens = sentence.shape, sentence.tokens
    if "Z" in shape:
        matches = list(_STRENGTH.finditer(shape))
        for match in matches:
            value = tokens[match.start()].value
            after = shape[match.start() + 1 : match.start() + 2]
            rest = shape[match.start() + 2 :]
            is_last = rest in (".", "p", "p=", ".=") or "=" in rest[:3]
            if (
                after in ("i", "&", "o")
                or (after == "e" and not is_last)
                or (value == "balanced" and after not in ("=", "p", "d", ""))
            ):
                continue
            denied = len(match[1]) % 2 == 1 or (
                after == "j"
                and "Z" in shape[match.end() : match.end() + 2]
                and "n" in shape[match.end() :]
            )
            yield _strength(match.start(), match.end() - 1, value, denied=denied)
    if sentence.english:
        for match in _MASTER_ENGLISH.finditer(shape):
            letter = "strong" if "s" in match.group() else "weak"
            if shape[match.end() : match.end() + 1] in ("i", "E", "e"):
                continue
            yield _strength(match.start(), match.end() - 1, letter, denied="n" in match.group())
    elif "M" in shape:
        for match in _MASTER_KOREAN.finditer(shape):
            following = shape[match.end() : match.end() + 1]
            if match[2] and following and following in "EGHXSR" and not match[3]:
                continue
            value = "strong" if match[1] == "s" else "weak"
            yield _strength(match.start(), match.end() - 1, value, denied=len(match[3]) % 2 == 1)


def _strength(first: int, last: int, claimed: str, *, denied: bool) -> Claim:
    side = _GROUPS[claimed]

    def test(natal: Natal) -> Answer:
        strength = natal.analysis.strength
        expected = f"{strength.name} {strength.score:.1f}"
        if side == 0:
            low, high = _BALANCED
            if low <= strength.score <= high:
                return True, expected
            near = low - _DOUBT <= strength.score <= high + _DOUBT
            return (None if near else False), expected
        distance = (strength.score - _EVEN) * (1 if side > 0 else -1)
        if strength.name == "중화" and abs(side) == 2:
            return False, expected
        if strength.name == "중화":
            return (None if distance > -_DOUBT else False), expected
        return distance > 0, expected

    return Claim("strength", first, last, _SAID[claimed], test, denied)


def _structure(first: int, last: int, name: str, *, denied: bool) -> Claim:
    claimed = _SYNONYMS.get(name, name)

    def test(natal: Natal) -> Answer:
        own = natal.analysis.structure
        if claimed == own.name or (claimed == "종격" and own.name.startswith("종")):
            return True, own.name
        by_main_stem = f"{branch_ten_god(natal.day_master, natal.pillars.month.branch)}격"
        return (None if claimed == by_main_stem else False), own.name  # schools differ

    return Claim("structure", first, last, name, test, denied)


def _voids(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    tokens = sentence.tokens
    inside = tokens[match.start() : match.end()]
    denied = "n" in match.group()
    pair = [token.value for token in inside if token.letter == "R"]
    for token in inside:
        if token.letter == "P":
            pair = [BRANCHES[8].index, BRANCHES[9].index] if token.value == 57 else []
    place = next((token for token in inside if token.letter in "BL"), None)
    by_day = [token.value for token in tokens if token.letter == "L"] == ["day"]
    if len(pair) == 2 and place is None:
        yield _void_pair(match.start(), match.end() - 1, pair, by_day=by_day, denied=denied)
    elif len(pair) == 1 and place is None:
        yield _void_branch(match.start(), match.end() - 1, pair[0], denied=denied)
    elif place is not None:
        yield _void_place(match.start(), match.end() - 1, place, denied=denied)


def _void_branch(first: int, last: int, index: int, *, denied: bool) -> Claim:
    def test(natal: Natal) -> Answer:
        own = void_branches(natal.pillars.day)
        return BRANCHES[index] in own, "공망 " + "".join(branch.hangul for branch in own)

    return Claim("void", first, last, f"{BRANCHES[index].hangul} 공망", test, denied)


def _void_pair(first: int, last: int, pair: list[int], *, by_day: bool, denied: bool) -> Claim:
    said = "공망 " + "".join(BRANCHES[index].hangul for index in pair)

    def test(natal: Natal) -> Answer:
        own = void_branches(natal.pillars.day)
        expected = "공망 " + "".join(branch.hangul for branch in own)
        if {*pair} == {branch.index for branch in own}:
            return True, expected
        by_year = {branch.index for branch in void_branches(natal.pillars.year)}
        return (None if {*pair} == by_year and not by_day else False), expected

    return Claim("void", first, last, said, test, denied)


def _void_place(first: int, last: int, place: Token, *, denied: bool) -> Claim:
    said = f"{PLACE_KO[place.value]}{PART_KO[place.letter]} 공망"

    def test(natal: Natal) -> Answer:
        by_day, by_year = natal.analysis.voids
        if place.value not in natal.branches:
            return False, "시주 없음"
        expected = "공망 " + "".join(branch.hangul for branch in by_day.branches)
        if place.value in by_day.places:
            return True, expected
        return (None if place.value in by_year.places else False), expected

    return Claim("void", first, last, said, test, denied)


def _stage(first: int, last: int, place: Token, stage: str, *, denied: bool) -> Claim:
    if place.letter == "R":
        return _stage_in(first, last, BRANCHES[place.value], stage, denied=denied)
    said = f"{PLACE_KO[place.value]}{PART_KO[place.letter]} {stage}"

    def test(natal: Natal) -> Answer:
        own = natal.own_stage_at(place.value)
        if own is None:
            return False, "시주 없음"
        if own == stage:
            return True, own
        return (None if stage in natal.stage_at(place.value) else False), own

    return Claim("stage", first, last, said, test, denied)


def _stage_in(first: int, last: int, branch: Branch, stage: str, *, denied: bool) -> Claim:
    def test(natal: Natal) -> Answer:
        own = twelve_stage(natal.day_master, branch, natal.analysis.signs.conventions.twelve_stages)
        schools: tuple[TwelveStages, ...] = ("fire_earth", "water_earth", "same_birth")
        others = {twelve_stage(natal.day_master, branch, school) for school in schools}
        return True if own == stage else None if stage in others else False, own

    return Claim("stage", first, last, f"{branch.hangul} {stage}", test, denied)


def _hidden(sentence: Sentence, match: re.Match[str]) -> Claim:
    tokens = sentence.tokens
    listed = next(group for group in (3, 8, 13) if match[group])
    listed_tokens = tokens[match.start(listed) : match.end(listed)]
    stems = [token for token in listed_tokens if token.letter in "SE"]
    before = tokens[match.start() : match.start(listed)]
    place = next((token for token in before if token.letter in "BR"), None)
    only = place is not None and sentence.says_only(stems[-1])
    main = any(token.letter == "2" for token in before)
    said = "지장간 " + "·".join(
        STEMS[token.value].hangul if token.letter == "S" else "목화토금수"[token.value]
        for token in stems
    )
    denied = (match[4] == "l") != (len(match[5] or "") % 2 == 1)

    def test(natal: Natal) -> Answer:
        if place is None:
            branches = list(natal.branches.values())
        elif place.letter == "R":
            branches = [place.value]
        elif place.value in natal.branches:
            branches = [natal.branches[place.value]]
        else:
            return None, "시주 없음"
        hidden = {
            hidden.stem
            for index in branches
            for table in ("monthly_division", "principal")
            for hidden in hidden_stems(BRANCHES[index], table)
        }
        names = {stem.index for stem in hidden}
        elements = {stem.element for stem in hidden}
        holds = all(token.value in (names if token.letter == "S" else elements) for token in stems)
        if only and len({*names}) > len(stems):
            holds = False
        if main and len(branches) == 1:
            holds = stems[0].value == main_stem(BRANCHES[branches[0]]).index
        return holds, "지장간 " + "".join(stem.hangul for stem in STEMS if stem in hidden)

    return Claim("hidden_stem", match.start(), match.end() - 1, said, test, denied)
