"""Claims by mention alone: a term that no other finder took, with the place nearest to it.

In a clause that nothing excuses, whoever names a term with its place says that it stands there,
whatever the words between. The term and the place have to be nearest to each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.inspection.claims.amounts import amount_claim
from saju.inspection.claims.relations import signs_related_claim
from saju.inspection.claims.signs import (
    animal_claim,
    day_master_claim,
    pillar_claim,
    sign_claim,
)
from saju.inspection.claims.whole import (
    stage_claim,
    strength_claim,
    void_pair_claim,
    void_place_claim,
)
from saju.inspection.english.amounts import is_bare, is_defined
from saju.inspection.english.animals import is_branch
from saju.inspection.english.binding import is_denied
from saju.inspection.english.relations import from_outside
from saju.inspection.english.signs import is_pair
from saju.inspection.english.whole import is_any_self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.english.clauses import Clause

_PASSING = frozenset("YU$_yd")
_THROUGH = "=h@'.i&vejLTB"
_PAIR = 2


def mention_claims(clause: Clause, found: list[Claim]) -> Iterator[Claim]:
    """The claims of a clause that mentions make, beside those that were found."""
    shape = clause.shape
    if clause.of_year or clause.of_luck or _PASSING & {*shape}:
        return
    taken: set[int] = set()
    for claim in found:
        taken.update(range(claim.first, claim.last + 1))
    at = clause.at
    for k, letter in enumerate(shape):
        if letter in _FINDERS and at[k][0] not in taken:
            j = _nearest(clause, k)
            if j is not None and letter in "PSRA" and at[j][0] in taken:
                continue
            yield from _FINDERS[letter](clause, k, j)


def _nearest(clause: Clause, k: int) -> int | None:
    """The place nearest to a term, where the term is also the nearest of its kind to the place."""
    shape = clause.shape
    places = [j for j, letter in enumerate(shape) if letter in "LTB" and not is_bare(clause, j)]
    if not places:
        return None
    j = min(places, key=lambda at: abs(at - k))
    rivals = [i for i, letter in enumerate(shape) if letter == shape[k]]
    return j if min(rivals, key=lambda at: abs(at - j)) == k else None


def _pillar(clause: Clause, k: int, j: int | None) -> Iterator[Claim]:
    if j is not None and "C" not in clause.shape:
        place, value = clause.tokens[j].value, clause.tokens[k].value
        denied = is_denied(clause, k, _THROUGH)
        yield pillar_claim(*clause.span(j, k), value, place, denied=denied)


def _god(clause: Clause, k: int, j: int | None) -> Iterator[Claim]:
    shape = clause.shape
    if "Q" in shape:
        return
    beside = k > 0 and clause.at[k][0] - clause.at[k - 1][1] == 1
    owned = beside and shape[k - 1] == "'" and not {*"SDCPW@"} & {*shape}
    if j is not None or owned:
        yield _there(clause, k, j)


def _star(clause: Clause, k: int, j: int | None) -> Iterator[Claim]:
    shape = clause.shape
    if is_defined(clause, k):
        return
    own = shape[k + 1 : k + 3] != "h@" and (
        (clause.is_own and "@" not in shape) or bool({*"'p"} & {*shape})
    )
    if "Q" not in shape and (j is not None or own):
        yield _there(clause, k, j)


def _there(clause: Clause, k: int, j: int | None) -> Claim:
    places = [] if j is None else [j]
    first, last = clause.span(k, *places)
    at = [clause.tokens[place] for place in places]
    denied = is_denied(clause, k, _THROUGH)
    return amount_claim(first, last + 1, clause.tokens[k], "h", at, denied=denied)


def _sign(clause: Clause, k: int, j: int | None) -> Iterator[Claim]:
    shape, token = clause.shape, clause.tokens[k]
    denied = is_denied(clause, k, _THROUGH)
    if j is not None:
        part = "T" if token.letter == "S" else "B"
        place = clause.tokens[j]
        if is_pair(shape, k) and sum(shape.count(each) for each in "LTB") > 1:
            return
        if place.letter in ("L", part) and not {*"CDOK"} & {*shape}:
            yield sign_claim(*clause.span(j, k), token, part, place.value, denied=denied)
    elif {*shape} & {*"LTBCDOKRP"} or shape.count(token.letter) > 1:
        return
    elif token.letter == "A" and "S" not in shape and {*"@'b"} & {*shape}:
        if ({*"ab"} & {*shape} or _is_one(clause, k)) and not is_branch(clause, k):
            yield animal_claim(*clause.span(k), token.value, denied=denied)
    elif (
        token.letter == "S"
        and not {*"AGHXWN"} & {*shape}
        and {*"@'bM"} & {*shape}
        and shape[k - 1 : k] != "e"
        and not denied
    ):
        yield day_master_claim(*clause.span(k), token)


def _is_one(clause: Clause, k: int) -> bool:
    """Whether somebody is called such an animal, a Rat, like all Rats; the Rat is a branch."""
    start = clause.tokens[k].start
    before = clause.sentence.text[max(start - 8, 0) : start].lower()
    return before.endswith((" a ", " an ", " all ", " most ", " true ")) or before in ("a ", "an ")


def _strength(clause: Clause, k: int, _: int | None) -> Iterator[Claim]:
    value = clause.tokens[k].value
    denied = is_denied(clause, k, _THROUGH)
    if value == "balanced" and "n" in clause.shape and {*"MS"}.isdisjoint(clause.shape):
        return  # the elements of a chart, too, may be out of balance
    yield strength_claim(*clause.span(k), value, denied=denied)


def _strong(clause: Clause, k: int, _: int | None) -> Iterator[Claim]:
    shape = clause.shape
    if "M" in shape and not {*shape} & {*"EGHXZSRAKOCQv+cqT"} and shape.count(shape[k]) == 1:
        if is_any_self(clause, shape.index("M")):
            return
        value = "strong" if shape[k] == "s" else "weak"
        yield strength_claim(*clause.span(k), value, denied=shape.count("n") % 2 == 1)


def _missing(clause: Clause, k: int, _: int | None) -> Iterator[Claim]:
    """The only term of a clause, in it with one word of absence."""
    shape = clause.shape
    if {*shape} & {*"PGXASRZKOCDTBLWMqc+v"} or shape.count("E") + shape.count("H") > 1:
        return
    if shape.count("l") + shape.count("n") != 1 or "r" in shape[:k] or not {*"lh"} & {*shape}:
        return
    at = max(shape.find("l"), shape.find("n"))
    if {*shape[min(at, k) + 1 : max(at, k)]} <= {*"=h@'Npu"}:
        first, last = clause.span(k)
        yield amount_claim(first, last + 1, clause.tokens[k], "l", [], denied=False)


def _stage(clause: Clause, k: int, j: int | None) -> Iterator[Claim]:
    if j is not None:
        place = clause.tokens[j]._replace(letter="B")
        denied = is_denied(clause, k, _THROUGH)
        yield stage_claim(*clause.span(j, k), place, clause.tokens[k].value, denied=denied)


def _void(clause: Clause, k: int, j: int | None) -> Iterator[Claim]:
    signs = [i for i, letter in enumerate(clause.shape) if letter in "RA"]
    denied = is_denied(clause, k, _THROUGH)
    if len(signs) == _PAIR:
        if {*"ln"} & {*clause.shape[max(signs) + 1 :]}:
            return  # 戌 and 亥, and none of them is empty
        pair = [clause.tokens[i].value for i in signs]
        yield void_pair_claim(*clause.span(k, *signs), pair, by_day=True, denied=denied)
    elif j is not None:
        place = clause.tokens[j]._replace(letter="B")
        yield void_place_claim(*clause.span(j, k), place, denied=denied)


def _relation(clause: Clause, k: int, _: int | None) -> Iterator[Claim]:
    signs = [i for i, letter in enumerate(clause.shape) if letter in "RA"]
    if len(signs) == _PAIR and clause.shape.count("C") == 1 and not from_outside(clause):
        pair = [clause.tokens[i] for i in signs]
        denied = is_denied(clause, k, _THROUGH)
        kind = clause.tokens[k].value
        yield signs_related_claim(*clause.span(k, *signs), kind, pair, denied=denied)


_FINDERS: dict[str, Callable[[Clause, int, int | None], Iterator[Claim]]] = {
    "P": _pillar,
    "G": _god,
    "X": _star,
    "S": _sign,
    "R": _sign,
    "A": _sign,
    "Z": _strength,
    "s": _strong,
    "w": _strong,
    "E": _missing,
    "H": _missing,
    "K": _stage,
    "O": _void,
    "C": _relation,
}
