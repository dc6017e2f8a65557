"""Of whom a claim in English speaks: this chart, another person, or nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saju.inspection.claim import Claim
    from saju.inspection.scope import About
    from saju.inspection.tokens import Mark, Sentence


def english_about(sentence: Sentence, claim: Claim, carried: About) -> About:
    """Whom a claim is about; `chart` where the sentence does not say, so the one spoken of so far."""
    if sentence.asks:
        return "nobody"
    found: About = carried
    for mark in sentence.marks:
        if _excuses(sentence, claim, mark):
            return "nobody"
        if mark.at > claim.first:
            continue
        if mark.kind == "own":
            found = "own"
        elif mark.kind == "other" or (
            mark.kind == "others" and not {",", ";"} & {*sentence.shape[mark.at : claim.first]}
        ):
            found = "other"
    return found


def _excuses(sentence: Sentence, claim: Claim, mark: Mark) -> bool:  # noqa: PLR0911 - one branch a word
    """Whether a word makes doctrine, a hypothesis or a wish of a claim."""
    kind = mark.kind
    if kind not in ("suppose", "general", "if", "until", "when", "would", "modal"):
        return False
    low, high = sorted((mark.at, claim.first))
    between = (
        sentence.shape[low:high]
        if mark.at <= claim.first
        else sentence.shape[claim.last + 1 : mark.at]
    )
    if kind == "until":
        return ";" not in between and mark.at <= claim.first and claim.kind not in ("year", "luck")
    if kind == "if":
        return ";" not in between and mark.at <= claim.last
    if kind == "when":
        return (
            ";" not in between
            and mark.at <= claim.first
            and "," not in between
            and _vague(sentence, claim, mark)
        )
    if kind in ("would", "modal"):
        if any(
            other.kind in ("when", "if", "until") and claim.last < other.at <= mark.at
            for other in sentence.marks
        ):
            return False  # what would be is what comes in its own clause
        if kind == "modal" and (
            claim.kind == "luck" or (mark.at > claim.first and _is_settled(sentence, claim))
        ):
            return False  # what may bring something is there
        return not any(sign in between for sign in ",;")
    return ";" not in between and (mark.at <= claim.first or "," not in between)


def _vague(sentence: Sentence, claim: Claim, when: Mark) -> bool:
    """Whether `when` begins doctrine: nobody's chart is named from there to the claim."""
    return {*"@'"}.isdisjoint(sentence.shape[when.at : claim.last + 1])


def _is_settled(sentence: Sentence, claim: Claim) -> bool:
    """Whether a claim stands whatever its verb: it names a place, or it is no amount."""
    named = sentence.shape[max(claim.first, 0) : claim.last + 1]
    return claim.kind not in ("ten_god", "element", "star") or bool({*"LTB"} & {*named})
