"""Of whom a claim in Korean speaks: this chart, another person, or nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.scope import about, names_a_seat, of_luck
from saju.inspection.tokens import Sentence

if TYPE_CHECKING:
    from saju.inspection.claim import Claim
    from saju.inspection.scope import About
    from saju.inspection.tokens import Mark

_BROUGHT = ("ten_god", "element", "star", "void")
_COMING = re.compile(
    "(?:합|충|형|파|해|살|진|문)(?:이|을|를|가|으로)? "
    "(?:들어오|들어올|오|만나|되|드|걸리|이루|생기|일어나|발생하)는? ?(?:해|달|날|시기|때|운)"
)
_CONTRASTING = ("지만", "으나", "는데", "은데", "인데", "한데", "하나", "거니와")
_TAGS = ("죠", "지요", "잖아요", "네요", "군요", "잖아", "시지")


def korean_about(  # noqa: C901, PLR0911 - one branch a form of words
    sentence: Sentence, claim: Claim, carried: About
) -> About:
    """Whom a claim is about.

    A clause that ends between a claim and an excuse, as 받쳐 주므로 does, keeps its claims: so does
    a question that only asks for a nod, and the reason that a question gives.
    """
    if carried == "year":
        if claim.kind == "ten_god" and _is_brought(sentence, claim):
            return "nobody"
        if claim.kind == "day_master" and "M" not in sentence.shape:
            return "nobody"  # 병오년이다. 병화라 뜨겁다
        carried = "chart"
    for mark in sentence.marks:
        if mark[0] != "cut":
            break
    else:
        if not sentence.asks:
            return "nobody" if of_luck(sentence, claim) else carried
    cuts = [mark.at for mark in sentence.marks if mark.kind == "cut" and mark.at > claim.last]
    asks = sentence.asks and not cuts and not _nods(sentence)
    marks = [
        mark
        for mark in sentence.marks
        if not names_a_seat(sentence, mark)
        and not _is_apart(mark, cuts)
        and not _is_contrasted(sentence, mark, claim)
    ]
    likewise = [mark.at for mark in marks if mark.kind == "likewise"]
    if likewise:  # 토끼띠 어머님들이 대체로 그러시듯
        marks = [m for m in marks if m.kind != "general" or m.at > likewise[0]]
    if any(
        mark.kind in ("other", "beside") and _describes(sentence, mark, claim) for mark in marks
    ):
        return "other"
    if claim.kind == "element" and _is_owner(sentence, marks, claim):
        return "other"
    if claim.kind == "relation" and {"own", "other"} <= {
        m.kind for m in marks if m.at <= claim.last
    }:
        return "nobody"
    if any(_leaves_to_others(sentence, mark, claim) for mark in marks):
        return "nobody"
    tokens, shape, _, begins, _, english, text = sentence
    return about(Sentence(tokens, shape, marks, begins, asks, english, text), claim, carried)


def _is_owner(sentence: Sentence, marks: list[Mark], claim: Claim) -> bool:
    """Whether the last person named is one who has or lacks: 상대에게는 목이 없는데."""
    before = [mark for mark in marks if mark.kind in ("own", "beside") and mark.at <= claim.first]
    return (
        bool(before)
        and before[-1].kind == "beside"
        and not {*sentence.shape[claim.last : claim.last + 1]}.isdisjoint("hlN")
    )


def _leaves_to_others(sentence: Sentence, mark: Mark, claim: Claim) -> bool:  # noqa: PLR0911 - one branch a form of words
    """Whether a word gives the claim to two people, to a day or a year, or to hearsay."""
    if mark.kind == "would" and mark.at <= claim.first:
        return claim.kind == "relation"  # 해수가 오면 사해충이 된다
    if mark.kind == "transit" and claim.kind == "relation" and _is_to_come(sentence, claim):
        return True  # 자오충이 들어오는 해
    if mark.kind in ("transit", "told") and _describes(sentence, mark, claim):
        return claim.kind in _BROUGHT  # 물이 많은 해에는
    if mark.kind == "pair":
        return claim.kind in ("relation", "sign") and mark.at <= claim.first
    if mark.kind == "told":
        if claim.kind in ("relation", "star"):
            return "b" not in sentence.shape and not {*"TBL"} & {*sentence.shape[claim.first :]}
        return claim.kind == "ten_god" and _is_brought(sentence, claim)
    if mark.kind in ("own", "other", "transit"):
        if mark.kind != "transit" and claim.kind not in ("element", "ten_god"):
            return False
        return claim.first < mark.at <= claim.last and claim.kind in _BROUGHT
    return mark.kind == "hearsay" and _reaches(sentence, mark, claim)


def _is_to_come(sentence: Sentence, claim: Claim) -> bool:
    """Whether a relation is one that a time brings: 자오충이 들어오는 해에는."""
    tokens = sentence.tokens
    return (
        _COMING.search(sentence.text, tokens[claim.first].start, tokens[claim.last].end + 12)
        is not None
    )


def _describes(sentence: Sentence, mark: Mark, claim: Claim) -> bool:
    """Whether a claim only says which other person is meant: 병인년생 누나, 갑목 일간인 남편."""
    between = sentence.shape[claim.last + 1 : mark.at]
    if mark.at <= claim.last or between not in ("", "d", "=d", "b", "bd", "ohd", "jhd"):
        return False
    until = mark.at - (mark.kind in ("told", "transit"))  # which may end a clause themselves
    return all(m.kind != "cut" or not claim.last < m.at <= until for m in sentence.marks)


def _is_brought(sentence: Sentence, claim: Claim) -> bool:
    """지지에 편관이 있는 날, 정재가 자리하여: those of the year that is told."""
    if claim.said.startswith(("천간", "지지")):
        return True
    return "있음" in claim.said and not {*"TBLp"} & {*sentence.shape}


def _is_apart(mark: Mark, cuts: list[int]) -> bool:
    return mark.kind in ("would", "general", "modal") and any(cut <= mark.at for cut in cuts)


def _is_contrasted(sentence: Sentence, mark: Mark, claim: Claim) -> bool:
    """Whether what is commonly so ends before the claim: 돼지띠로 알려져 있으나 개띠다."""
    if mark.kind not in ("general", "suppose") or mark.at > claim.first:
        return False
    for other in sentence.marks:
        if other.kind == "cut" and mark.at < other.at <= claim.first:
            before = sentence.tokens[other.at - 1]
            if sentence.text.endswith(_CONTRASTING, before.start, before.end):
                return True
    return False


def _reaches(sentence: Sentence, mark: Mark, claim: Claim) -> bool:
    """Whether 다들 and the claim stand in one clause."""
    low, high = sorted((mark.at, claim.first))
    cut = any(other.kind == "cut" and low < other.at <= high for other in sentence.marks)
    return not cut and not {",", ";"} & {*sentence.shape[low:high]}


def _nods(sentence: Sentence) -> bool:
    if not sentence.tokens:
        return False
    return sentence.text.endswith(_TAGS, 0, sentence.tokens[-1].end)
