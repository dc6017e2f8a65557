"""Claims about luck pillars (대운): which, from which age or year, in which direction, with what ten god.

Ages are taken as 만 or as 세는나이, for people write both; a year may be either's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.luck import (
    direction_claim,
    luck_at_claim,
    luck_god_claim,
    luck_pillar_claim,
    luck_start_claim,
)
from saju.inspection.korean.reach import fate_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence

_DIRECTION = re.compile(r"(I)[jio=]?\.?(n*)")
_FIRST = re.compile(r"1U?[^PL;b]{0,7}(P)|U[je]?1[^PL;]{0,4}(P)")
_START = re.compile(r"U[jie=.h;]{0,3}(J)u|Ue?uj?d?(J)|(J)[uied.;]{1,3}1?U|U[je=.]{0,2}(J|N)")
_NEXT = re.compile(r"[,&j=;]{0,2}P")
_NOT_AMONG = re.compile(r"PU?(?:[&,]PU?)*jl(?!n)")
_OWN_AGE = re.compile(r"PU?[j=]{1,2}[JY]")
_OVER = (
    "저물",
    "끝나",
    "끝난",
    "끝내",
    "지나",
    "지난",
    "마치",
    "마친",
    "물러",
    "벗어",
    "다하",
    "뒤",
    "이후",
    "다음",
)
_DECADE = 10


def luck_claims(sentence: Sentence) -> Iterator[Claim]:
    """The claims of a sentence about luck pillars."""
    shape, tokens = sentence.shape, sentence.tokens
    for match in _DIRECTION.finditer(shape) if "I" in shape else ():
        token, denied = tokens[match.start()], len(match[2]) % 2 == 1
        yield direction_claim(match.start(), match.end() - 1, token.value, denied=denied)
    if "U" not in shape and not _ages_a_pillar(shape):
        return
    pillars = _pillars(shape)
    if pillars:
        yield from _aged(sentence, pillars)
        yield from _gods(sentence, pillars)
    for k, letter in enumerate(shape[:-1]):
        number = tokens[k].value
        beside = letter == "N" and shape[k + 1] == "U" and tokens[k].end == tokens[k + 1].start
        if beside and isinstance(number, int):
            yield luck_start_claim(k, k + 1, number)  # 4대운
    for match in _START.finditer(shape):
        k = match.start(match.lastindex or 0)
        if _is_start(sentence, match, k, pillars):
            yield luck_start_claim(match.start(), match.end() - 1, tokens[k].value)


def _pillars(shape: str) -> list[int]:
    """The pillars that may be of luck: of no place and no year."""
    return [
        k
        for k, letter in enumerate(shape)
        if letter == "P"
        and shape[k + 1 : k + 2] not in ("y", "L")
        and not shape[max(k - 2, 0) : k].rstrip("je=").endswith("L")
        and shape[k - 1 : k] != "Y"
    ]


def _aged(sentence: Sentence, pillars: list[int]) -> Iterator[Claim]:
    """Each pillar with the age or year that stands on its side: ages first, or pillars first."""
    shape, tokens = sentence.shape, sentence.tokens
    times = [k for k, letter in enumerate(shape) if letter in "JY"]
    ages_first = bool(times) and times[0] < pillars[0]
    first = next((k for k in pillars if _FIRST.search(shape, 0, k + 1)), None)
    age: int | None = None
    used: set[int] = set()
    for n, k in enumerate(pillars):
        low, high = (pillars[n - 1] if n else -1), k
        near = [at for at in times if low < at < high and at not in used and _joined(shape, at, k)]
        own = _OWN_AGE.match(shape, k)
        later = [own.end() - 1] if own and not _is_over(sentence, k, own.end() - 1) else []
        if not ages_first and not later:
            high = pillars[n + 1] if n + 1 < len(pillars) else len(shape)
            later = [at for at in times if k < at < high and _joined(shape, at, k)]
            later = [at for at in later if ";" not in shape[k:at] and not _is_over(sentence, k, at)]
        used.update(later)
        near = near or later if ages_first else later or near
        used.update(near)
        beside = "U" in shape[max(k - 4, 0) : k + 5]
        if k == first:
            yield luck_pillar_claim(k, k, tokens[k].value, first_only=True)
        if near:
            at = _begins(shape, near) if near[0] < k else near[0]
            when, letter = tokens[at].value, shape[at]
            starts = shape[at + 1 : at + 2] == "u" or (ages_first and "u" in shape[at:k])
            starts = starts or shape.startswith(("PUju", "PUu"), k) or "u" in shape[k:at]
            if when is not None:
                yield luck_at_claim(
                    min(at, k), max(at, k), letter, when, tokens[k].value, starts=starts
                )
            age = when if isinstance(when, int) and letter == "J" else None
        elif age is not None and n and _NEXT.fullmatch(shape, pillars[n - 1] + 1, k + 1):
            age += _DECADE  # 다섯 살에 갑인, 을묘, 병진으로
            yield luck_at_claim(k, k, "J", age, tokens[k].value, starts=True)
        elif n and k != first and _in_row(shape, pillars, n):
            yield luck_pillar_claim(k, k, tokens[k].value)
        elif beside and k != first and shape[k + 1 : k + 2] != "i":
            denied = _NOT_AMONG.match(shape, k) is not None
            yield luck_pillar_claim(k, k, tokens[k].value)._replace(denied=denied)


def _in_row(shape: str, pillars: list[int], n: int) -> bool:
    """Whether a pillar stands in a row of those that luck goes through: 신해·경술·기유로 흐른다."""
    if "I" not in shape and "U" not in shape[: pillars[0]]:
        return False
    near = [pillars[n - 1 : n + 1], pillars[n : n + 2]]
    return any(len(pair) == 2 and _NEXT.fullmatch(shape, pair[0] + 1, pair[1] + 1) for pair in near)


def _is_over(sentence: Sentence, k: int, at: int) -> bool:
    """Whether an age is that at which a pillar ends: 임자 대운이 저물면 62세부터."""
    between = sentence.text[sentence.tokens[k].end : sentence.tokens[at].start]
    return any(word in between for word in _OVER)


def _begins(shape: str, near: list[int]) -> int:
    """The age at which it begins, of those before a pillar: 26세부터 35세까지."""
    if len(near) > 1 and shape[near[-2] + 1 : near[-2] + 2] in ("u", "i", "J"):
        between = shape[near[-2] + 1 : near[-1]]
        if ";" not in between and "U" not in between:
            return near[-2]
    return near[-1]


def _joined(shape: str, at: int, k: int) -> bool:
    """Whether an age and a pillar are near enough to be of each other."""
    low, high = min(at, k), max(at, k)
    between = shape[low + 1 : high]
    return len(between) <= 9 and not {*"GLTBb"} & {*between} and between.count(";") < 3


def _gods(sentence: Sentence, pillars: list[int]) -> Iterator[Claim]:
    """병진 대운은 편관의 때다, 편관이 이끄는 병진 대운; of the pillar that stands nearest before."""
    shape, tokens = sentence.shape, sentence.tokens
    for k, letter in enumerate(shape):
        if letter != "G":
            continue
        before = [at for at in pillars if at < k]
        fate = fate_of(shape, k)
        if fate.denied or fate.verb in ("l", "f", "w"):
            continue
        after = next((at for at in pillars if at > k), None)
        parted = bool(before) and ";" in shape[before[-1] : k]
        if before and not (parted and after is not None and after <= k + 3):
            between = shape[before[-1] + 1 : k]
            if {*"TBLYp"} & {*between.replace("TeM", "")} or "U" not in shape[:k]:
                continue
            part = next(
                (t.value for t in reversed(tokens[before[-1] : k]) if t.letter == "W"), None
            )
            told = [tokens[at].value for at in _together(shape, before)]
            yield luck_god_claim(before[-1], k, told, tokens[k].value, part)
            continue
        if after is None or after > k + 6 or {*";TBLY"} & {*shape[k:after]}:
            continue
        of_luck = "U" in shape[k : after + 3]
        if of_luck and shape[k + 1 : after].strip("hdj.") in ("", "e", "U=", "U"):
            yield luck_god_claim(k, after, [tokens[after].value], tokens[k].value)


def _together(shape: str, pillars: list[int]) -> list[int]:
    """The last pillars that no ten god parts: 4세의 신유 대운과 14세의 경신 대운은 편재와 정재."""
    first = len(pillars) - 1
    while first and not {*"G;"} & {*shape[pillars[first - 1] : pillars[first]]}:
        first -= 1
    return pillars[first:]


def _is_start(sentence: Sentence, match: re.Match[str], k: int, pillars: list[int]) -> bool:
    """Whether an age is said to be the one at which luck begins or turns."""
    shape, tokens = sentence.shape, sentence.tokens
    if not isinstance(tokens[k].value, int):
        return False
    if any(at for at in pillars if _joined(shape, at, k) and abs(at - k) < 7):
        return False
    around = shape[match.start() : match.end() + 3]
    return "u" in around or "i" in around or tokens[match.start()].value == "number"


def _ages_a_pillar(shape: str) -> bool:
    """Whether pillars and ages stand together, with no place of birth: 9세 乙酉, 19세 甲申."""
    return "J" in shape and "P" in shape and not {*"Lyb"} & {*shape}
