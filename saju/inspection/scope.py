"""Of whom a claim speaks: this chart, another person, or nobody (doctrine, hypotheses, luck to come)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Mark, Sentence

About = Literal["own", "chart", "year", "other", "nobody"]
_SEAT = re.compile(
    r"(?:배우자|남편|아내|연인|짝)(?:의|를 뜻하는)? ?(?:별|자리|궁)"
    r"|(?:partner|spouse|husband|wife)(?:'s)? (?:seat|star|palace|house)"
)
_SUPPOSED = re.compile("[가-힣]면[ ,]")
_BESIDE = 4  # tokens: what may be so is said of what stands right before
_BROUGHT = ("ten_god", "element", "star")
_OF_ITSELF = ("luck", "year", "stem_god")


def about(sentence: Sentence, claim: Claim, carried: About) -> About:  # noqa: C901, PLR0911, PLR0912 - one branch a form of words
    """Whom a claim is about; `chart` where the sentence does not say, so the one spoken of so far."""
    if sentence.asks:
        return "nobody"
    marks = sentence.marks
    if of_luck(sentence, claim):
        return "nobody"
    found: About = carried
    for mark in marks:
        if mark.kind in ("suppose", "general") and not _apart(sentence, claim, mark):
            return "nobody"
        if mark.kind == "if" and mark.at <= claim.last:
            return "nobody"
        if mark.kind == "modal" and claim.kind != "luck":
            low, high = sorted((mark.at, claim.first))
            between = sentence.shape[low:high]
            if not any(sign in between for sign in ",;"):
                return "nobody"
        if mark.kind == "would" and mark.at > claim.first and claim.kind != "luck":
            between = sentence.shape[claim.last + 1 : mark.at]
            if "," not in between and ";" not in between:
                return "nobody"
        if mark.kind == "could" and 0 < mark.at - claim.last < _BESIDE:
            return "nobody"  # 강할 수 있다, but not 일지의 편관은 … 만들 수 있다
        if mark.at > claim.first:
            continue
        if mark.kind == "own":
            found = "own"
        elif mark.kind == "other" or (mark.kind == "child" and "own" in (carried, found)):
            found = "other"
        elif mark.kind == "transit" and claim.kind not in (*_OF_ITSELF, "animal"):
            found = "nobody"
    return found


def carried_on(sentence: Sentence, carried: About) -> About:
    """Whom the next sentence of the paragraph speaks of, if it does not say."""
    for mark in sentence.marks:
        if sentence.english and mark.kind == "other" and not _owns(sentence, mark):
            continue  # mother, teacher, diploma: nobody's chart
        if names_a_seat(sentence, mark) or _is_supposed(sentence, mark):
            continue
        if mark.kind == "child" and carried == "own":
            carried = "other"
        elif mark.kind in ("own", "other"):
            carried = "own" if mark.kind == "own" else "other"
    if carried in ("chart", "own") and not sentence.english and _tells_a_year(sentence):
        return "year"
    return carried


def names_a_seat(sentence: Sentence, mark: Mark) -> bool:
    """Whether a partner is named only for the seat or the star that the chart has for one."""
    if mark.kind != "other":
        return False
    tokens = sentence.tokens
    end = tokens[mark.at].end if mark.at < len(tokens) else tokens[-1].end if tokens else 0
    start = tokens[mark.at - 1].start if 0 < mark.at <= len(tokens) else max(end - 24, 0)
    return _SEAT.search(sentence.text, start, end + 4) is not None


def _is_supposed(sentence: Sentence, mark: Mark) -> bool:
    """Whether a person is named only in what is supposed: 상대가 온기를 건네주면 마음을 엽니다."""
    if mark.kind != "other" or sentence.english or mark.at >= len(sentence.tokens):
        return False
    start, end = sentence.tokens[mark.at].start, sentence.tokens[-1].end
    return _SUPPOSED.search(sentence.text, start, end) is not None


def _owns(sentence: Sentence, mark: Mark) -> bool:
    """Whether another person is named as somebody's: your mother's chart."""
    return mark.at > 0 and sentence.shape[mark.at - 1] == "'"


def _tells_a_year(sentence: Sentence) -> bool:
    """Whether what comes next may be of the year, the month or the day that is told."""
    if "b" in sentence.shape:
        return False
    if "Y" in sentence.shape or "U" in sentence.shape:
        return True
    return any(mark.kind == "transit" for mark in sentence.marks)


def _apart(sentence: Sentence, claim: Claim, mark: Mark) -> bool:
    """Whether a clause ends between a claim and a word that comes after it, or the owner is named."""
    if mark.at > claim.last:
        between = sentence.shape[claim.last + 1 : mark.at]
        return "," in between or ";" in between
    return any(
        other.kind == "own" and mark.at < other.at <= claim.first for other in sentence.marks
    )


def _is_of_birth(shape: str) -> bool:
    """Whether a sentence with a pillar names places of the chart, or a birth."""
    return not {*"LTBb"}.isdisjoint(shape)


def of_luck(sentence: Sentence, claim: Claim) -> bool:
    """Whether a claim is of luck or of a calendar year, and so not of the chart."""
    shape, kind = sentence.shape, claim.kind
    if kind in _OF_ITSELF or kind == "animal":
        return False
    if kind in _BROUGHT and "P" in shape and not _is_of_birth(shape):
        return True  # a pillar without a place is one of luck or of a year
    if "U" in shape and "U" in shape[: claim.first]:
        return True
    return "Y" in shape and "b" not in shape and "Y" in shape[: claim.first]
