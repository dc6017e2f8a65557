"""Claims about calendar years (세운): their pillar, and the ten god that they bring a day master.

What a stem is to the day master (병화는 정재) holds wherever the stem stands, so it is judged here too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claim import Claim
from saju.inspection.claims.luck import luck_god_claim
from saju.inspection.claims.years import (
    branch_god_claim,
    seen_god_claim,
    stem_god_claim,
    year_god_claim,
)
from saju.inspection.korean.reach import fate_of
from saju.pillars import year_pillar_of
from saju.sexagenary import BRANCHES, STEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.tokens import Sentence

_KOREAN_GOD = re.compile(r"(?<!Sj)S(?:j\.?)?(G)(?==|,|;|$)")
_SEEN = re.compile(r"(S)\.?[ij]?([SRP])y?j(G)(?==(?!j?n)|[,;]|$)|(P)y?j(S)\.(G)(?==(?!j?n)|[,;]|$)")
_SIGN_AND_GOD = re.compile(r"(?<![RTBLSOCD&])(R)j(G)(?==(?!j?n)|$)")
_PILLAR_AND_GOD = re.compile(r"^[;,]?(P)[;j](G)(?=[,;=]|$)(?!=j?n)")
_YEAR_NAMED = re.compile(r"[^G]{0,3}Py")
_BY_PART = re.compile(r"W[=i]G")
_ELSE = frozenset("PYUTBLMbp")
_EACH = ("두 해", "연속", "연이어", "내리", "잇따라", "이태", "2년")
_YEAR_AND_GOD = re.compile(r"Py[eji]?(?:[WSR][eji]?)?G(?![lfn])")
_PLACES = frozenset("TBLD")
_SEEN_FROM = (
    " 입장", " 기준", "을 기준", "를 기준", " 일간", " 쪽에서", "에게", "한테", "로 보", "으로 보",
    "이 볼 때", "가 볼 때", "의 눈",
)  # fmt: skip


def told_year(sentence: Sentence) -> int | None:
    """The only year that a sentence names, of which the next one may go on to speak."""
    years = {token.value for token in sentence.tokens if token.letter == "Y"}
    return int(next(iter(years))) if len(years) == 1 else None


def year_claims(  # noqa: PLR0912, C901 - one branch a form of words
    sentence: Sentence, this_year: int | None, told: int | None = None
) -> Iterator[Claim]:
    """The claims of a sentence about a year's ten gods.

    `this_year`: the one called so; `told`: the one that the sentence before names.
    """
    shape, tokens = sentence.shape, sentence.tokens
    if "G" not in shape:
        return
    seen = set()
    from_elsewhere = set[int]()
    for match in _SEEN.finditer(shape) if "S" in shape else ():
        by, of, k = (1, 2, match.start(3)) if match[1] else (5, 4, match.start(6))
        view, sign = tokens[match.start(by)], tokens[match.start(of)]
        if sentence.text.startswith(_SEEN_FROM, view.end):
            from_elsewhere.add(k)
            if isinstance(sign.value, int):
                yield seen_god_claim(match.start(), k, STEMS[view.value], sign, tokens[k].value)
    for match in _KOREAN_GOD.finditer(shape) if "S" in shape else ():
        k = match.start(1)
        if k in from_elsewhere or sentence.text.startswith(_SEEN_FROM, tokens[match.start()].end):
            continue  # 을목 입장에서는 편재
        if shape[k + 1 :].startswith(("=n", "=jn")):
            continue
        seen.add(k)
        yield stem_god_claim(match.start(), k, STEMS[tokens[match.start()].value], tokens[k].value)
    for match in _SIGN_AND_GOD.finditer(shape) if "RjG" in shape else ():
        k, at = match.start(2), match.start(1)
        if not sentence.text.startswith(_SEEN_FROM, tokens[at].end) and isinstance(
            tokens[at].value, int
        ):
            yield branch_god_claim(at, k, BRANCHES[tokens[at].value], tokens[k].value)
    for match in _PILLAR_AND_GOD.finditer(shape) if "P" in shape[:2] else ():
        k, at = match.start(2), match.start(1)
        yield luck_god_claim(at, k, [tokens[at].value], tokens[k].value)
    year = _year(sentence, this_year)
    if year is None and told is not None and _BY_PART.search(shape):
        year = told if _ELSE.isdisjoint(shape) else None
    if "Py" in shape:
        yield from _of_pillars(sentence)
    if shape.count("Y") > 1:
        yield from _in_a_row(sentence)
    if year is None and "Y" not in shape:
        yield from _of_a_pillar(sentence)
        return
    if "b" in shape or "U" in shape or not _PLACES.isdisjoint(shape):
        return
    other = None if year is None else _other_year(sentence, year)
    gods = [k for k, letter in enumerate(shape) if letter == "G" and k not in seen]
    for k in gods:
        fate = fate_of(shape, k)
        if (other is not None and k > other) or fate.denied or fate.verb in ("l", "f"):
            continue
        own = year if year is not None else _nearest(sentence, k)
        if own is not None:
            yield year_god_claim(k, k, own, tokens[k].value, _part(sentence, k))


def _of_a_pillar(sentence: Sentence) -> Iterator[Claim]:
    """병오년은 정관의 해이다: of a year named by its pillar alone."""
    shape, tokens = sentence.shape, sentence.tokens
    named = _YEAR_NAMED.match(shape)
    if named is None or tokens[named.end() - 1].value != 0 or not _PLACES.isdisjoint(shape):
        return
    pillar = tokens[named.end() - 2].value
    if "b" in shape or "U" in shape or shape.count("P") > 1:
        return
    for k in (k for k, letter in enumerate(shape) if letter == "G"):
        fate = fate_of(shape, k)
        if not fate.denied and fate.verb not in ("l", "f"):
            part = _part(sentence, k) or None
            yield luck_god_claim(named.end() - 2, k, [pillar], tokens[k].value, part)


def _of_pillars(sentence: Sentence) -> Iterator[Claim]:
    """병오년은 편인이고 정미년은 정인이고: each ten god of the year named before it in its clause."""
    shape, tokens = sentence.shape, sentence.tokens
    if "b" in shape or "U" in shape:
        return
    for match in _YEAR_AND_GOD.finditer(shape):
        k, at = match.end() - 1, match.start()
        if tokens[at + 1].value == 0 and not fate_of(shape, k).denied:
            part = next((t.value for t in tokens[at:k] if t.letter == "W"), None)
            yield luck_god_claim(at, k, [tokens[at].value], tokens[k].value, part)


def _in_a_row(sentence: Sentence) -> Iterator[Claim]:
    """2026년에 이어 2027년까지 천간으로 편재가 두 해 연속: a ten god of each year named before it."""
    shape, tokens = sentence.shape, sentence.tokens
    k = shape.find("G")
    years = [at for at in range(max(k, 0)) if shape[at] == "Y"]
    if len(years) < 2 or shape.count("G") > 1 or shape.count("Y") > len(years):
        return
    if any(word in sentence.text[tokens[years[-1]].end : tokens[k].end + 12] for word in _EACH):
        for at in years:
            yield year_god_claim(at, k, tokens[at].value, tokens[k].value, _part(sentence, k))


def _nearest(sentence: Sentence, k: int) -> int | None:
    """The year named before a ten god in its own part of a list: 2024년에 편관, 2025년에 정관."""
    begin = max(sentence.shape.rfind(",", 0, k), sentence.shape.rfind(";", 0, k)) + 1
    years = [token.value for token in sentence.tokens[begin:k] if token.letter == "Y"]
    return int(years[-1]) if len(years) == 1 else None


def _other_year(sentence: Sentence, year: int) -> int | None:
    """Where another year than the one named in digits begins: 이듬해 계묘년은."""
    own = year_pillar_of(year).index
    for k, token in enumerate(sentence.tokens):
        if token.letter == "P" and token.value != own:
            return k
    return None


def _year(sentence: Sentence, this_year: int | None) -> int | None:
    years = [token.value for token in sentence.tokens if token.letter == "Y"]
    if years:
        return int(years[0]) if len({*years}) == 1 else None
    says_this = any(mark.kind == "this_year" for mark in sentence.marks)
    return this_year if says_this else None


def _part(sentence: Sentence, k: int) -> str:
    """`stem` or `branch` where the sentence says whose ten god it names, else nothing."""
    shape, tokens = sentence.shape, sentence.tokens
    after = shape.find("W", k + 1, k + 3)
    before = shape.rfind("W", max(k - 5, 0), k)
    for at in (after, before):
        between = shape[min(at, k) + 1 : max(at, k)]
        if at >= 0 and "G" not in between and (at < k or "," not in between):
            return str(tokens[at].value)
    year = _year(sentence, None)
    stem = None if year is None else year_pillar_of(year).stem.index
    names_it = any(
        token.letter == "S" and token.value == stem for token in tokens[max(k - 5, 0) : k]
    )
    return "stem" if names_it and shape.count("G") == 1 else ""
