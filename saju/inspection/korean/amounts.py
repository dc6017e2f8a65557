"""Claims about elements, ten gods, their groups and stars: present, absent, strong, weak, how many.

Where a chart lies between strong and weak, or has a sign only hidden, nothing is judged: schools
weigh differently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from saju.inspection.claim import Claim
from saju.inspection.claims.amounts import (
    amount_claim,
    comparison_claim,
    count_claim,
    extreme_claim,
)

if TYPE_CHECKING:
    from saju.inspection.tokens import Sentence, Token

_Finder = Callable[["Sentence", re.Match[str]], Iterator[Claim]]
_LIST = r"[EGHX](?:[,&j]?[EGHX])*"
_KOREAN = re.compile(
    rf"(?:([TBLWD])[iej]{{0,2}}(?:[RS][jei]?)?)?({_LIST})[jeo]{{0,2}}(?:[.vk]|pi?){{0,2}}([hlsmwf])(d?)(n*)"
)
_KOREAN_PLACED = re.compile(
    r"([TBL](?:[,&][TBL])*)([iej]{0,2})(?:[RSP][jeo&]?)?([GX](?:[,&][GX])*)([jo=]?)(n*)"
)
_REFUSED = re.compile(r"i?[.h]?d?\.?Wj?n")  # 백호대살에 드는 간지가 아니라
_KOREAN_BOTH = re.compile(r"(L)P?[je]?W[je]?\.?(G)(?!o)")
_KOREAN_AFTER = re.compile(
    r"([EGHX])[jo]\.?([TBLWD])(?:i(?!\.?[TBLWD])|(?<=T)(?=\.?h))(?:\.?([hl])(d?)(n*))?"
)
_KOREAN_ATTRIBUTE = re.compile(r"(?<!j)(?<!j[.v])(v?)([smwfl])d([EGH](?:[,&][EGH])*)")
_KOREAN_MOST = re.compile(r"v([smwf])d[.p]{0,2}j([EGH](?:[,&][EGH])*)")
_KOREAN_COUNT = re.compile(r"([EGH])[jeo]{0,2}[.vp]?(?:Wi)?(N)(N?)")
_KOREAN_COMPARED = re.compile(r"(?:([EH])[j]([EH])q|([EH])q\.?([EH])j)[.v]?([smwf])(d?)(n*)")


def amount_claims(sentence: Sentence, letters: frozenset[str]) -> Iterator[Claim]:
    """The claims of a sentence about how much of what there is; `letters`: those it may have."""
    shape = sentence.shape
    taken: set[int] = set()
    for pattern, finder in _finders_for(letters):
        for match in pattern.finditer(shape):
            if taken.isdisjoint(range(match.start(), match.end())):
                found = list(finder(sentence, match))
                if found:
                    taken.update(range(match.start(), match.end()))
                yield from found


def _listed(tokens: list[Token], start: int, end: int) -> list[Token]:
    return [token for token in tokens[start:end] if token.letter in "EGHX"]


def _korean_predicate(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    tokens, shape = sentence.tokens, sentence.shape
    letter, which, denied = match[3], match[4], len(match[5]) % 2 == 1
    following = shape[match.end() : match.end() + 1]
    if which and not match[5] and following and following in "EGHXSRMLTBPA":
        return  # 화가 강한 목: the predicate belongs to what follows
    if "v" in shape[match.end(2) : match.start(3)]:
        for item in _listed(tokens, match.start(2), match.end(2)):
            yield extreme_claim(match, item, letter, denied=denied)
        return
    places = [tokens[match.start(1)]] if match[1] else []
    items = _listed(tokens, match.start(2), match.end(2))
    if shape[match.start(2) - 1 : match.start(2)] == "q":
        return
    for item in items:
        if item.letter == "X" and not places and (letter in "smwf" or following == "d"):
            continue  # 백호대살은 기세가 센 별
        yield amount_claim(match.start(), match.end(), item, letter, places, denied=denied)


def _korean_placed(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """월지 편관, 월지의 편관, 월지는 편관입니다."""
    tokens, shape = sentence.tokens, sentence.shape
    following = shape[match.end() : match.end() + 1]
    if "j" in match[2] and not (
        match[5] or (match[4] in ("=", "") and following in ("", ",", ";", ".", "d", "="))
    ):
        return
    if match[1] == "L" and not match[2] and match[4] != "o" and following == "":
        return
    places = [token for token in tokens[match.start(1) : match.end(1)] if token.letter in "TBL"]
    items = _listed(tokens, match.start(3), match.end(3))
    refused = match[5] or _REFUSED.match(shape, match.end())
    for item in items:
        yield amount_claim(match.start(), match.end(), item, "h", places, denied=bool(refused))


def _korean_both(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """월주는 위아래로 정재: the stem and the branch."""
    pillar, item = sentence.tokens[match.start()], sentence.tokens[match.start(2)]
    if sentence.tokens[match.end() - 1 : match.end()] and pillar.value != "day":
        stem, branch = pillar._replace(letter="T"), pillar._replace(letter="B")
        yield amount_claim(match.start(), match.end(), item, "h", [stem, branch], denied=False)


def _korean_after(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """편관이 월지에 있다."""
    tokens = sentence.tokens
    denied = (match[3] == "l") != (len(match[5] or "") % 2 == 1)
    yield amount_claim(
        match.start(),
        match.end(),
        tokens[match.start(1)],
        "h",
        [tokens[match.start(2)]],
        denied=denied,
    )


def _korean_attribute(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """강한 화 기운, 부족한 수."""
    for item in _listed(sentence.tokens, match.start(3), match.end(3)):
        if match[1]:
            yield extreme_claim(match, item, match[2], denied=False)
        else:
            yield amount_claim(match.start(), match.end(), item, match[2], [], denied=False)


def _korean_most(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """가장 강한 오행은 토."""
    for item in _listed(sentence.tokens, match.start(2), match.end(2)):
        denied = sentence.shape[match.end() :].startswith(("jn", "n"))
        yield extreme_claim(match, item, match[1], denied=denied)


def _korean_count(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    if match.start() and sentence.shape[match.start() - 1] in "&qed":
        return
    number = sentence.tokens[match.start(2)].value
    bound = sentence.tokens[match.start(3)].value if match[3] else None
    if isinstance(number, int):
        yield count_claim(match, sentence.tokens[match.start(1)], number, bound)


def _korean_compared(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    tokens = sentence.tokens
    one, other = (match.start(1), match.start(2)) if match[1] else (match.start(4), match.start(3))
    less = match[5] in "wf"
    yield comparison_claim(
        match, tokens[one], tokens[other], less=less, denied=len(match[7]) % 2 == 1
    )


# Each with the letters of which a sentence needs one, and the terms of which it needs one.
_KOREAN_FINDERS = (
    ("W", "G", _KOREAN_BOTH, _korean_both),
    ("TBLWD", "EGHX", _KOREAN_AFTER, _korean_after),
    ("q", "EH", _KOREAN_COMPARED, _korean_compared),
    ("v", "EGH", _KOREAN_MOST, _korean_most),
    ("hlsmwf", "EGHX", _KOREAN, _korean_predicate),
    ("TBL", "GX", _KOREAN_PLACED, _korean_placed),
    ("N", "EGH", _KOREAN_COUNT, _korean_count),
    ("d", "EGH", _KOREAN_ATTRIBUTE, _korean_attribute),
)


@lru_cache(maxsize=1024)  # sentences are long, but of few sets of letters
def _finders_for(letters: frozenset[str]) -> tuple[tuple[re.Pattern[str], _Finder], ...]:
    return tuple(
        (pattern, finder)
        for verbs, terms, pattern, finder in _KOREAN_FINDERS
        if not letters.isdisjoint(verbs) and not letters.isdisjoint(terms)
    )
