"""Claims about pillars, single signs at their places, the day master and the animal sign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claim import Claim
from saju.inspection.claims.signs import (
    PLACES,
    day_master_claim,
    elided_master_claim,
    pillar_claim,
    rowed_claim,
    sign_claim,
    year_pillar_claim,
)
from saju.inspection.korean.rows import luck_rows, parted, without_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.tokens import Sentence

_TAIL, _NEXT_PILLAR = re.compile(r"j?=?d?(n?)"), re.compile(r"j?=?P")
_NEXT_BRANCH, _DENIED = re.compile("[&,]?R"), re.compile(r"=?j?n")
_LIKENED = (
    "나 ", "와 ", "과 ", "와는", "과는", "처럼", "같",
    " 같은", "보다", "끼리", "들은", "들이", "라면", "의 남자와",
)  # fmt: skip
_LOOKED_UP = re.compile(
    " (?:뽑|보|세우|세워|적|찾|잡|계산|살펴|따져|들여다|확인)[가-힣]{0,4}(?: (?:보|봤)[가-힣]{0,3})?,? "
)
_DATE = re.compile(r" ?[0-9]{1,2}월")
_ROW = re.compile(r"(?<![PL])(?<![P][,&;j])P[,&;j]?P[,&;j]?P(?:[,&;j]?P)?(?![,&;j]?P)")
_DATED = re.compile(r"(?:Py[,&;]{0,2}){2,4}")
_ELIDED = re.compile(r"[,;]?(S)=;")  # 甲木이라 자존심이 세신데
_OTHER_PILLARS = frozenset("PYUTBLDMGQ")
_PERSON = re.compile(r"(?:@|^)=\.?(S)(?!i|h)")
_BORN = re.compile(r"([PR])y[ij]?\.?b|(?<=bd)Py(?==)")
_MASTER = re.compile(r"M([j=e]?)([.,]?)([SE])([=jo,;.]?)(n*)")
_MASTER_AFTER = re.compile(r"([SE])(?:[=]?d?|e)M")
_STEM_DAY = re.compile(r"S(?=L)")
_SIGN = re.compile(r"([TB])([jie=]?)([SRA])([=jo,;.]?)(n*)")
_PLACES = frozenset("TBW")
_ELSEWHERE = ("o", "&", "i", "U")
_LINE = re.compile(r"W[ij]((?:S[,&]?){3}S|(?:R[,&]?){3}R)(?![SR])")
_SIGN_AFTER = re.compile(r"([SR])j\.?([TB])(i|o|)h(?!n)")


def sign_claims(sentence: Sentence) -> Iterator[Claim]:
    """The claims of a sentence about what stands where."""
    shape = sentence.shape
    if "P" in shape:
        yield from _pillars(sentence)
    if "M" in shape or "S" in shape:
        yield from _masters(sentence)
    if "SR" in shape and "L" in shape:
        yield from without_pair(sentence)
    if not _PLACES.isdisjoint(shape) and ("S" in shape or "R" in shape):
        yield from _at_places(sentence)


def _pillars(sentence: Sentence) -> Iterator[Claim]:  # noqa: PLR0912, C901 - one branch a form of words
    shape, tokens = sentence.shape, sentence.tokens
    if "L" in shape:
        yield from _placed(sentence)
    many = shape.count("P")
    if many > 2 and "U" not in shape and "J" not in shape:
        chart = "p" in shape or shape.startswith("P")
        for match in _ROW.finditer(shape):
            found = [k for k in range(match.start(), match.end()) if shape[k] == "P"]
            enough = len(found) == 4 or (chart and len(found) == 3)
            if enough and not shape.startswith(("y", "L"), match.end()):
                row = tuple(tokens[k].value for k in found)
                for place, k in zip(PLACES, found, strict=False):
                    yield rowed_claim(k, tokens[k].value, place, row)
    if many > 3 and "L" not in shape:
        yield from luck_rows(sentence)
    dated = shape.count("Py")
    for match in _DATED.finditer(shape) if dated > 1 else ():
        values = [tokens[k].value for k in range(match.start(), match.end()) if shape[k] == "y"]
        if len(values) < 3 and values != [2, 3] and "b" not in shape[match.end() :]:
            continue  # 갑진년 병인월 may be now
        for k in (k for k in range(match.start(), match.end()) if shape[k] == "P"):
            yield pillar_claim(k, k + 1, tokens[k].value, PLACES[tokens[k + 1].value])
    if dated and "PyPy" not in shape and not {*"YUJ"} & {*shape}:
        yield from parted(sentence)
    for match in _BORN.finditer(shape) if dated else ():
        k = match.start()
        place = PLACES[tokens[k + 1].value]
        if shape[k] == "P" and not shape[max(k - 2, 0) : k].endswith("Py"):
            yield pillar_claim(k, match.end() - 1, tokens[k].value, place)
        elif shape[k] == "R" and place != "day":
            yield sign_claim(k, match.end() - 1, tokens[k], "B", place)
    if "Y" in shape:
        yield from _years(sentence)


def _years(sentence: Sentence) -> Iterator[Claim]:
    """A calendar year and its pillar: 2026년 병오년, 을사년이었던 2025년, 2027년은 … 정미년."""
    shape, tokens = sentence.shape, sentence.tokens
    years = [
        k
        for k, letter in enumerate(shape)
        if letter == "Y" and _DATE.match(sentence.text, tokens[k].end) is None
    ]
    pillars = [
        k
        for k, letter in enumerate(shape)
        if letter == "P"
        and shape[k + 1 : k + 2] not in ("L", "U")
        and (shape[k + 1 : k + 2] != "y" or tokens[k + 1].value == 0)
        and shape[k - 1 : k] != "L"
    ]
    alone = len(years) == len(pillars) == 1 and not {*"LUJDV"} & {*shape}
    for at in years:
        for k in pillars:
            low, high = min(at, k), max(at, k)
            between = shape[low + 1 : high].replace("y", "", 1).strip("=jd.")
            named = shape[k + 1 : k + 2] == "y" or alone
            if alone or (not between and high - low < 5 and named):
                yield year_pillar_claim(low, high, tokens[at].value, tokens[k].value)


def _placed(sentence: Sentence) -> Iterator[Claim]:  # noqa: C901, PLR0912 - one branch a form of words
    """Pillars beside the names of their places, in either order; a comma ends a pair."""
    shape, tokens = sentence.shape, sentence.tokens
    at = 0
    while at < len(shape):
        letter = shape[at]
        if letter == "L" and "O" not in shape[max(at - 1, 0) : at + 2]:
            end = at + 1
            while end < len(shape) and shape[end] in "j=edo" and end < at + 4:
                end += 1
            if shape[end - 1] == "o" and _is_found(sentence, end):
                end += 1
            if shape[end - 1] == "o" and shape[end + 1 : end + 2] not in ("=", "j"):
                end = len(shape)  # 연주를 정축으로 세우고, and no other object
            denied = False
            if end < len(shape) and shape[end] == "n":
                end, denied = end + 1, True
            if end < len(shape) and _is_a_base(sentence, at, end):
                pass  # 연주로 보면 신유가 공망
            elif end < len(shape) and shape[end] == "P":
                tail = _TAIL.match(shape, end + 1)
                off = denied or bool(tail and tail[1])
                beside = shape[end + 1 : end + 2] == "&" and "e" in shape[at:end]  # 연주의 신미와
                if end == at + 1 or beside or shape[end + 1 : end + 2] not in _ELSEWHERE:
                    yield pillar_claim(at, end, tokens[end].value, tokens[at].value, denied=off)
                if tail and tail[1]:  # 정묘가 아니라 기묘
                    after = tail.end()
                    while after < len(shape) and shape[after] in "=,j":
                        after += 1
                    if shape[after : after + 1] == "P":
                        yield pillar_claim(at, after, tokens[after].value, tokens[at].value)
                        end = after
                at = end
        elif letter == "P":
            end = at + 1
            while end < len(shape) and shape[end] in "=dj" and end < at + 3:
                end += 1
            follows = _NEXT_PILLAR.match(shape, end + 1)
            if (
                end < len(shape)
                and shape[end] == "L"
                and (end == at + 1 or shape[end - 1] in "jed=")
                and not (follows and end > at + 1)
            ):
                listed = shape[max(at - 2, 0) : at] == "L&"
                if not listed and not sentence.text.startswith(_LIKENED, tokens[end].end):
                    off = (
                        shape[end + 1 : end + 3] in ("jn", "=n") or shape[end + 1 : end + 2] == "n"
                    )
                    yield pillar_claim(at, end, tokens[at].value, tokens[end].value, denied=off)
                at = end
        at += 1


def _is_found(sentence: Sentence, at: int) -> bool:
    """Whether a place is only looked up before its pillar is named: 일주를 뽑아 보니 정해라."""
    shape, tokens = sentence.shape, sentence.tokens
    if shape[at : at + 2] != ";P":
        return False
    between = sentence.text[tokens[at - 1].end : tokens[at + 1].start]
    return _LOOKED_UP.fullmatch(between) is not None


def _is_a_base(sentence: Sentence, at: int, end: int) -> bool:
    """Whether a pillar's place only says by what something is counted: 일주를 기준으로."""
    between = sentence.text[sentence.tokens[at].end : sentence.tokens[end].start]
    return ("=" in sentence.shape[at + 1 : end] and len(between) > 4) or "기준" in between


def _masters(sentence: Sentence) -> Iterator[Claim]:  # noqa: C901, PLR0912 - one branch a form of words
    shape, tokens = sentence.shape, sentence.tokens
    for match in _MASTER.finditer(shape) if "M" in shape else ():
        joined, after = match[1], match[4]
        following = shape[match.end() : match.end() + 1]
        is_element = match[3] == "E"
        if match[2] == "," or (match[2] and joined != "="):
            continue
        if joined in ("j", "=") or is_element:
            ends = (after in ("=", ",", ";", "") and not (after == "" and following)) or match[5]
            if not ends:
                continue
        named = sentence.text[tokens[match.start()].end : tokens[match.start(3)].start]
        if is_element and "오행" in named and after == "=":
            yield day_master_claim(match.start(), match.end() - 1, tokens[match.start(3)])
            continue
        if is_element and (joined == "" or following in tuple("hlsmwfj")):
            continue
        k = match.start(3)
        yield day_master_claim(
            match.start(), match.end() - 1, tokens[k], denied=len(match[5]) % 2 == 1
        )
    paired = "M&SM" in shape  # 갑목 일간과 병화 일간은
    for match in _MASTER_AFTER.finditer(shape) if "M" in shape and not paired else ():
        before = shape[match.start() - 1 : match.start()] if match.start() else ""
        if match[1] == "S" or (before in ("", "y", "=", "j") and match.group() == "EM"):
            yield day_master_claim(match.start(), match.end() - 1, tokens[match.start()])
    for match in _STEM_DAY.finditer(shape) if "SL" in shape else ():
        if tokens[match.end()].value == "day":
            yield day_master_claim(match.start(), match.end(), tokens[match.start()])
    alone = _ELIDED.match(shape) if "S=;" in shape else None
    if alone and not _OTHER_PILLARS.isdisjoint(shape):
        alone = None
    if alone and all(mark.kind in ("cut", "own") for mark in sentence.marks):
        yield elided_master_claim(alone.start(1), tokens[alone.start(1)])
    for match in _PERSON.finditer(shape) if shape[:1] == "=" or "@" in shape else ():
        yield day_master_claim(match.start(), match.end() - 1, tokens[match.start(1)])
    for mark in sentence.marks:
        k = mark.at
        if mark.kind == "own" and shape[max(k - 3, 0) : k] == "S=d":
            yield day_master_claim(k - 3, k - 3, tokens[k - 3])  # 임수인 당신
        if (
            mark.kind == "own"
            and shape[k : k + 1] == "S"
            and shape[k + 1 : k + 2] in ("=", "", ",", ";")
        ):
            denied = _DENIED.match(shape, k + 1) is not None
            yield day_master_claim(k, k, tokens[k], denied=denied)


def _at_places(sentence: Sentence) -> Iterator[Claim]:  # noqa: C901 - one branch a form of words
    shape, tokens = sentence.shape, sentence.tokens
    for match in _SIGN.finditer(shape):
        part, joined, letter, after = match[1], match[2], match[3], match[4]
        token, place = tokens[match.start(3)], tokens[match.start(1)].value
        if (part == "T") != (letter == "S") or letter == "A":
            continue
        if joined == "j" and after in ("o", "j") and not match[5]:
            continue  # 월지가 묘를 만나
        if joined == "i" and shape[match.end() : match.end() + 1] == "l":
            yield sign_claim(match.start(), match.end(), token, part, place, denied=True)
            continue
        if "C" in shape and _NEXT_BRANCH.match(shape, match.end(3)):
            continue  # 일지가 서로 자오충
        denied = len(match[5]) % 2 == 1
        yield sign_claim(match.start(), match.end() - 1, token, part, place, denied=denied)
    for match in _LINE.finditer(shape) if "W" in shape else ():
        if tokens[match.start()].value == ("stem" if match[1][0] == "S" else "branch"):
            part = "T" if match[1][0] == "S" else "B"
            found = [k for k in range(match.start(1), match.end(1)) if shape[k] in "SR"]
            for place, k in zip(PLACES, found, strict=True):
                yield sign_claim(match.start(), k, tokens[k], part, place)
    for match in _SIGN_AFTER.finditer(shape) if "h" in shape else ():
        part, token = match[2], tokens[match.start()]
        if match[3] == "o" and not sentence.text.startswith(" 차지", tokens[match.end() - 2].end):
            continue
        if (part == "T") == (match[1] == "S"):
            place = tokens[match.start(2)].value
            yield sign_claim(match.start(), match.end() - 1, token, part, place)
