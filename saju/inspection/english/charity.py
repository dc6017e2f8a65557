"""A charitable reading: what is wrong of one place but right of the next goes unjudged.

Words may be bound wrongly; a true sentence is then false by chance, while the place or the sign that
its author meant stands beside. A false sentence is seldom right by another binding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.inspection.claim import Answer, Claim
from saju.inspection.claims.amounts import amount_claim
from saju.inspection.claims.relations import signs_related_claim
from saju.inspection.claims.signs import pillar_claim, sign_claim
from saju.inspection.claims.whole import stage_claim, structure_claim
from saju.inspection.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from saju.inspection.natal import Natal
    from saju.inspection.tokens import Sentence

_VALUES = {
    "pillar": "P", "sign": "SRA", "ten_god": "GH", "star": "X", "stage": "K", "day_master": "S",
    "animal": "A",
}  # fmt: skip
_PLACES = frozenset("LTBtM")
_NEAR = 4  # tokens between the self or an animal and the place that it may be at instead
_TIGHT = 4  # tokens of a term and its place that nobody would bind otherwise
_LISTED = frozenset("&,'.ie")
_MOST_SIGNS = 6
_HIDING = (
    "contain",
    "hold",
    "keep",
    "stor",
    "hid",
    "conceal",
    "inside",
    "within",
    " has ",
    "have ",
)


def charitable(sentence: Sentence, claims: Iterable[Claim]) -> Iterator[Claim]:
    """The claims, none of which is false where another binding in the sentence is true."""
    for claim in claims:
        others = None if claim.denied else _others(sentence, claim)
        if others is None:
            yield claim
        else:
            yield claim._replace(test=_Charity(claim.test, others))


class _Charity:
    """The test of a claim, and of what else it may mean where that fails."""

    def __init__(self, test: Callable[[Natal], Answer], others: Callable[[Natal], bool]) -> None:
        self.test, self.others = test, others

    def __call__(self, natal: Natal) -> Answer:
        answer = self.test(natal)
        if answer[0] is False and self.others(natal):
            return None, answer[1]
        return answer


def _others(  # noqa: PLR0911 - one branch a kind
    sentence: Sentence, claim: Claim
) -> Callable[[Natal], bool] | None:
    """Whether anything else that a claim may mean is true; None where it means but one thing."""
    if claim.kind in _VALUES:
        if claim.kind not in ("day_master", "animal") and claim.last - claim.first < _TIGHT:
            return None
        return lambda natal: any(other.test(natal)[0] is True for other in _bound(sentence, claim))
    if claim.kind == "relation":
        return lambda natal: _is_crossed(sentence, claim, natal)
    if claim.kind == "structure":
        named = [t.value for t in sentence.tokens if t.letter == "Q" and t.value]
        return None if len(named) < 2 else lambda natal: any(
            structure_claim(0, 0, name, denied=False).test(natal)[0] is True for name in named
        )  # fmt: skip
    if claim.kind == "luck":
        return lambda natal: _is_of_birth(sentence, claim, natal)
    if claim.kind == "hidden_stem":
        return lambda natal: _is_shown(sentence, claim, natal)
    return None


def _bound(sentence: Sentence, claim: Claim) -> Iterator[Claim]:
    """What is said, bound to the last place before it or to the first one after it."""
    tokens, letters = sentence.tokens, _VALUES[claim.kind]
    for k in {claim.first, min(claim.last, len(tokens) - 1)}:
        token = tokens[k]
        if token.letter not in letters:
            continue
        places = [at for at, other in enumerate(tokens) if other.letter in _PLACES]
        before = [at for at in places if at < k][-1:]
        after = [at for at in places if at > k][:1]
        if claim.kind in ("day_master", "animal"):
            before, after = [], [at for at in after if at - k < _NEAR]
        bound = claim.last if k == claim.first else claim.first
        for at in before + after:
            low, high = sorted((at, max(bound, 0)))
            if "&" in sentence.shape[low:high] and {*sentence.shape[low + 1 : high]} <= _LISTED:
                continue  # both are meant: in the month and in the day
            yield from _placed(claim.kind, token, tokens[at])


def _placed(kind: str, token: Token, place: Token) -> Iterator[Claim]:
    where = "day" if place.letter == "M" else place.value
    if where not in ("year", "month", "day", "hour"):
        return
    if kind == "pillar":
        yield pillar_claim(0, 0, token.value, where)
    elif kind in ("sign", "day_master", "animal"):
        if (kind, where) != ("day_master", "day"):
            yield sign_claim(0, 0, token, "T" if token.letter == "S" else "B", where)
    elif kind == "stage":
        yield stage_claim(0, 0, Token("B", where, 0, 0), token.value, denied=False)
    else:
        at = place if place.letter in "LTB" else Token("L", where, 0, 0)
        yield amount_claim(0, 1, token, "h", [at], denied=False)


def _is_crossed(sentence: Sentence, claim: Claim, natal: Natal) -> bool:
    """Whether two signs relate by another kind than was bound, and other two by that one."""
    tokens = sentence.tokens
    span = tokens[max(claim.first, 0) : claim.last + 1]
    kinds = {token.value for token in tokens if token.letter == "C"}
    if len(kinds) < 2:  # nothing to cross
        return False
    own = {token.value for token in span if token.letter in "SRA"}
    held: set[tuple[str, bool]] = set()
    for letters in ("RA", "S"):
        signs = [token for token in tokens if token.letter in letters][:_MOST_SIGNS]
        for at, one in enumerate(signs):
            for other in signs[at + 1 :]:
                if one.value != other.value:
                    for kind in kinds:
                        related = signs_related_claim(0, 0, kind, [one, other], denied=False)
                        if related.test(natal)[0]:
                            held.add((kind, {one.value, other.value} <= own))
    return any(
        is_own and (other, False) in held for kind, is_own in held for other in kinds - {kind}
    )


def _is_of_birth(sentence: Sentence, claim: Claim, natal: Natal) -> bool:
    """Whether what was taken for a luck pillar is one of the chart's own."""
    span = sentence.tokens[max(claim.first, 0) : claim.last + 1]
    if {token.letter for token in span} & {"U", "$"} or not {*sentence.shape} & {*"tL"}:
        return False
    own = {pillar.index for _, pillar in natal.pillars.items()}
    return any(token.letter == "P" and token.value in own for token in span)


def _is_shown(sentence: Sentence, claim: Claim, natal: Natal) -> bool:
    """Whether what was taken for a hidden stem is one that shows, and no word of hiding is there."""
    tokens = sentence.tokens
    stems = [t for t in tokens[max(claim.first, 0) : claim.last + 1] if t.letter == "S"]
    if len(stems) != 1 or "D" in sentence.shape:
        return False
    text = sentence.text[tokens[0].start : tokens[-1].end]
    shown = stems[0].value in natal.stems.values()
    return shown and not any(word in text for word in _HIDING)
