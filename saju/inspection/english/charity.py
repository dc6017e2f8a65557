"""A charitable reading: what is wrong of one place but right of the next goes unjudged.

Words may be bound wrongly; a true sentence is then false by chance, while the place or the sign that
its author meant stands beside. A false sentence is seldom right by another binding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.inspection.claim import Answer, Claim
from saju.inspection.claims.relations import signs_related_claim
from saju.inspection.claims.whole import structure_claim
from saju.inspection.natal import GOD_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from saju.inspection.natal import Natal
    from saju.inspection.tokens import Sentence, Token

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
        return lambda natal: _is_bound_else(sentence, claim, natal)
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


def _is_bound_else(sentence: Sentence, claim: Claim, natal: Natal) -> bool:
    """Whether what is said is true of the last place before it or of the first one after it."""
    tokens, shape, letters = sentence.tokens, sentence.shape, _VALUES[claim.kind]
    first, last = max(claim.first, 0), min(claim.last, len(tokens) - 1)
    for k, bound in ((first, last), (last, first)):
        token = tokens[k]
        if token.letter not in letters:
            continue
        before, after = k - 1, k + 1
        while before >= 0 and shape[before] not in _PLACES:
            before -= 1
        while after < len(shape) and shape[after] not in _PLACES:
            after += 1
        around = [before, after]
        if claim.kind in ("day_master", "animal"):
            around = [after] if after - k < _NEAR else []
        for at in around:
            if not 0 <= at < len(shape):
                continue
            low, high = sorted((at, bound))
            if "&" in shape[low:high] and {*shape[low + 1 : high]} <= _LISTED:
                continue  # both are meant: in the month and in the day
            if _holds(claim.kind, token, tokens[at], natal):
                return True
    return False


def _holds(kind: str, token: Token, place: Token, natal: Natal) -> bool:
    where = "day" if place.letter == "M" else place.value
    if where not in natal.branches or (kind, where) == ("day_master", "day"):
        return False
    if kind == "pillar":
        pillar = natal.pillar_at(where)
        return pillar is not None and pillar.index == token.value
    if kind in ("sign", "day_master", "animal"):
        signs = natal.stems if token.letter == "S" else natal.branches
        return bool(signs[where] == token.value)
    if kind == "stage":
        return token.value in natal.stage_at(where)
    if kind == "star":
        return where in natal.stars.get(token.value, ())
    names = (
        GOD_NAMES[2 * token.value : 2 * token.value + 2] if token.letter == "H" else (token.value,)
    )
    parts = place.letter if place.letter in "TB" else "TB"
    return any(natal.gods.get((where, part)) in names for part in parts)


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
