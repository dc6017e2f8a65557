"""Claims about the void branches (공망): which they are, and which places they touch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.whole import (
    void_branch_claim,
    void_nowhere_claim,
    void_pair_claim,
    void_place_claim,
)
from saju.inspection.korean.reach import Fate, fate_of, place_before
from saju.sexagenary import PILLARS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence

_PAIR_BEFORE = re.compile(r"(R[&,j]?R|P)([jeo=i.]{0,2})$")
_PAIR_AFTER = re.compile(r"((?:[jo]?L[o=])?(?:[j=ei:]{0,2}|o;?)d?)(R[&,j]?R|P(?!L))")
_ONE_BEFORE = re.compile(r"(?:^|[^BLe])(R)[j=]?n?$")
_ONE_AFTER = re.compile(r"[j=]{1,2}d?(R)(?!R)")
_PLACE_AFTER = re.compile(r"(?:[jo]?|[=i]?)h?d?([BL])(?!e?[OD])")
_TOUCHED = re.compile(r"([BL])e?R?(?:[ji]|[,&][BL]e?R?N?[ji]|N[ji])")
_NOWHERE = re.compile(  # 공망에 걸린 기둥은 하나도 없다
    "(?:공망|空亡)(?:을|에|이)? ?"
    "(?:맞은|걸린|걸리는|든|드는|들어간|해당하는|해당되는|빠진|닿은|닿는|놓인|되는|된|인)? ?"
    "(?:글자|기둥|자리|지지|곳|데|궁)(?:이|가|은|는|도)?"
    "(?: (?:하나도|전혀|아예|단 하나도|한 [가-힣]{1,2}도))? 없"
    "(?!지 |는 것)"
)
_EMPTY = (
    "비어", "비었", "비는", "빈다", "빕니다", "비고", "비게", "빈 ", "비니",
    "걸려", "걸렸", "걸린", "빠", "맞", "해당", "떨어", "허전",
)  # fmt: skip
_SPARED = (
    "비지 않", "비지는 않", "비어 있지 않", "비켜", "벗어", "피해", "피하", "걸리지 않", "걸려들지 않",
    "닿지 않", "무관", "들지 않",
)  # fmt: skip
_AVOIDED = re.compile(  # 공망에서 벗어나다, 공망을 월지는 비켜 갔다
    "\\)?(?:을|에서|에서는) (?:[가-힣]{1,4} ){0,3}(?:비켜|벗어|피해|피하|피했|면했|면하)(?!지 못|지는 못)"
    "|\\)?(?:과|과는) (?:무관|거리가 [멀멉]|관계가? 없|상관)"
)
_POINTING = (
    "여기에", "이에 ", "거기에", "이 공망", "그 공망", "이 글자", "비었", "비어", "비지 않", "해당",
)  # fmt: skip
_REST = re.compile(r"[^.!?\n]{0,40}")
_NONE_THERE = re.compile(
    "(?:해당|걸린|걸리는|해당하는|해당되는|드는|든|그|이) (?:글자|지지|자리|기둥|곳)들?(?:이|가|는|은)?"
    "(?: 하나도| 전혀| 아예)? 없(?!는 것|지 않)"
)
_BASED = re.compile(r"L[o=]{0,2}P?(R[&,]?R)(?!O|j)")  # 일주 기준으로는 오미이다
_EMPTIED = re.compile(r"R[&,]?Rj")
_BASIS = ("를 기준", " 기준", "로 ", "를 중심")
_BY_YEAR = ("연주 기준", "년주 기준", "연주로", "년주로", "연주를 기준", "연지 기준")
_DAY = 2  # of the pillar's units: 경오일
_VOID_PILLAR = 57  # 신유, which is spelt as the branches 申酉


def void_claims(sentence: Sentence) -> Iterator[Claim]:  # noqa: C901 - one branch a form of words
    """The claims of a sentence about void branches."""
    shape = sentence.shape
    named = -1
    for k, letter in enumerate(shape):
        if letter != "O":
            continue
        fate = fate_of(shape, k)
        if shape[max(k - 2, 0) : k] == "Le":
            named = max(named, k)
        avoided = _AVOIDED.match(sentence.text, sentence.tokens[k].end) is not None
        denied = (fate.denied != (fate.verb == "l")) != avoided
        found = list(_pairs(sentence, k, fate, denied=denied))
        if found:
            named = max(named, k, *(claim.last for claim in found))
        yield from found
        if not found or shape[k + 1 : k + 2] not in ("j", "=") or fate.verb:
            places = list(_places(sentence, k, fate, denied=denied, pair=bool(found)))
            named = max([named, *(claim.last for claim in places)])
            yield from places
    for match in _BASED.finditer(shape):
        place, first = sentence.tokens[match.start()], match.start(1)
        if place.value == "day" and sentence.text.startswith(_BASIS, place.end):
            pair = [t.value for t in sentence.tokens[first : match.end(1)] if t.letter == "R"]
            yield void_pair_claim(match.start(), match.end(1) - 1, pair, by_day=True, denied=False)
    for match in _EMPTIED.finditer(shape):
        if sentence.text.startswith(" 비", sentence.tokens[match.end() - 1].end):
            pair = [
                t.value for t in sentence.tokens[match.start() : match.end()] if t.letter == "R"
            ]
            yield void_pair_claim(match.start(), match.end() - 1, pair, by_day=True, denied=False)
    if named >= 0:
        yield from _further(sentence, named)


def void_claims_after(sentence: Sentence) -> Iterator[Claim]:
    """What a sentence says of the branches that the one before it names void: 연지는 비었으나."""
    if {*"BLl"}.isdisjoint(sentence.shape):
        return
    text = sentence.text[sentence.tokens[0].start : _end_of(sentence)]
    if any(word in text for word in _POINTING):
        yield from _further(sentence, -1)


def _end_of(sentence: Sentence) -> int:
    """Where a sentence ends, with the words that are left out after its last token."""
    rest = _REST.match(sentence.text, sentence.tokens[-1].end)
    return sentence.tokens[-1].end if rest is None else rest.end()


def _pairs(sentence: Sentence, k: int, fate: Fate, *, denied: bool) -> Iterator[Claim]:
    shape, tokens = sentence.shape, sentence.tokens
    clause = max(shape.rfind(";", 0, k), shape.rfind(",", 0, max(k - 4, 0))) + 1
    text = sentence.text[tokens[clause].start : tokens[k].end + 12]
    if any(word in text for word in _BY_YEAR):
        return
    before = _PAIR_BEFORE.search(shape, clause, k)
    if before is not None and not _names_pair(sentence, before.start(1)):
        before = None
    after = None if before else _PAIR_AFTER.match(shape, k + 1)
    match = before or after
    if match is None:
        one = _ONE_BEFORE.search(shape, clause, k) or _ONE_AFTER.match(shape, k + 1)
        if one is not None and not (one.start(1) and shape[one.start(1) - 1] in "BLe"):
            at = one.start(1)
            refused = denied or (at > k and shape[at + 1 : at + 3] in ("=n", "jn"))
            yield void_branch_claim(min(at, k), max(at, k), tokens[at].value, denied=refused)
        return
    group = 1 if before else 2
    first, last = match.start(group), match.end(group) - 1
    if not _names_pair(sentence, first):
        return
    if shape[first] == "P":
        pair = [branch.index for branch in (PILLARS[44].branch, PILLARS[45].branch)]
    else:
        pair = [token.value for token in tokens[first : last + 1] if token.letter == "R"]
    end = last if after is not None else k
    denied = shape[end + 1 : end + 3].strip("j=").startswith("n")
    if denied is False and before is not None and fate.verb == "l" and not fate.denied:
        yield void_nowhere_claim(k, fate.end)
    by_day = [token.value for token in tokens if token.letter == "L"] == ["day"] or (
        "y" in shape[:k] and [t.value for t in tokens[:k] if t.letter == "y"] == [_DAY]
    )
    yield void_pair_claim(min(first, k), max(last, k), pair, by_day=by_day, denied=denied)


def _names_pair(sentence: Sentence, at: int) -> bool:
    """Whether two branches are meant: not the pillar of a place, but for 신유, spelt as both."""
    if sentence.shape[at] == "R":
        return True
    beside = sentence.shape[max(at - 1, 0) : at] + sentence.shape[at + 1 : at + 2]
    return sentence.tokens[at].value == _VOID_PILLAR and not {*"LUy"} & {*beside}


def _places(sentence: Sentence, k: int, fate: Fate, *, denied: bool, pair: bool) -> Iterator[Claim]:
    shape, tokens = sentence.shape, sentence.tokens
    after = _PLACE_AFTER.match(shape, k + 1)
    if after and sentence.text.startswith(_BASIS, tokens[after.start(1)].end):
        after = None
    if shape[k + 1 : k + 2] == "i":
        denied = denied != (fate.verb == "l")  # 공망에 빠져 falls into it: none is lacking
    places = None if pair else place_before(sentence, k, nominal=False)
    while (
        places is not None and places.tokens[0].letter == "L" and places.joint[:1] not in ("j", "i")
    ):
        places = place_before(sentence, places.at, nominal=True)  # 일주 기준: by what they are void
    if places is not None and places.tokens[0].letter in "TBL":
        for place in places.tokens:
            if place.letter != "T":
                yield void_place_claim(places.at, k, place, denied=denied)
    elif after is not None and shape[k + 1 : k + 2] in ("j", "i", "o", "h", "="):
        at = after.start(1)
        off = fate.verb == "l" or shape[at + 1 : at + 4].lstrip("ji=").startswith(("l", "n"))
        rest = sentence.text[tokens[at].end : _end_of(sentence)]
        off = off or any(word in rest for word in _SPARED)
        yield void_place_claim(k, at, tokens[at], denied=off)
    elif (fate.verb == "l" and not fate.denied and places is None and not pair) or _NOWHERE.match(
        sentence.text, tokens[k].start
    ):
        yield void_nowhere_claim(k, fate.end)


def _further(sentence: Sentence, named: int) -> Iterator[Claim]:
    """What is said further on of the branches just named void: 연지의 미토가 여기에 걸려 있다."""
    shape, tokens = sentence.shape, sentence.tokens
    begin, last = tokens[max(named, 0)], tokens[-1]
    if "l" in shape and _NONE_THERE.search(
        sentence.text, begin.end if named >= 0 else begin.start, last.end
    ):
        yield void_nowhere_claim(max(named, 0), len(tokens) - 1)
    for match in _TOUCHED.finditer(shape, named + 1):
        k = match.start()
        until = len(shape)
        for stop in ",;O":
            found = shape.find(stop, match.end())
            until = found if 0 <= found < until else until
        end = tokens[until].end if until < len(tokens) else _end_of(sentence)
        text = sentence.text[tokens[k].end : end]
        if any(word in text for word in _SPARED):
            yield void_place_claim(k, match.end() - 1, tokens[k], denied=True)
        elif any(word in text for word in _EMPTY):
            yield void_place_claim(k, match.end() - 1, tokens[k], denied="n" in shape[k:until])
