"""Claims by mention alone: a term that no other finder took, with the place nearest to it.

In a clause that nothing excuses, whoever names a term with its place says that it stands there,
whatever the words between. The term and the place have to be nearest to each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.inspection.claims.amounts import amount_claim
from saju.inspection.claims.signs import animal_claim, day_master_claim, pillar_claim, sign_claim
from saju.inspection.claims.whole import (
    stage_claim,
    strength_claim,
    void_pair_claim,
    void_place_claim,
)
from saju.inspection.claims.relations import signs_related_claim
from saju.inspection.english.amounts import is_bare
from saju.inspection.english.relations import from_outside
from saju.inspection.english.binding import is_denied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.english.clauses import Clause

KINDS = set("PGXEASZKOCR")


def mention_claims(clause: Clause, found: list[Claim]) -> Iterator[Claim]:
    shape, tokens = clause.shape, clause.tokens
    if clause.of_year or clause.of_luck or {*shape} & {*"YU$_yd"}:
        return
    for k, letter in enumerate(shape):
        if letter not in KINDS or any(
            claim.first <= clause.at[k][0] <= claim.last for claim in found
        ):
            continue
        value = tokens[k].value
        denied = is_denied(clause, k, "=h@'.i&vejLTB")
        j = _nearest(clause, k)
        if (
            j is not None
            and letter in "PSRA"
            and any(claim.first <= clause.at[j][0] <= claim.last for claim in found)
        ):
            j = None
            if letter != "P":
                continue
        if letter == "P" and j is not None:
            yield pillar_claim(*clause.span(j, k), value, tokens[j].value, denied=denied)
        elif letter in "GX" and "Q" not in shape:
            if j is not None:
                yield _amount(clause, k, [j], denied)
            elif (
                letter == "X"
                and shape[k + 1 : k + 3] != "h@"
                and (clause.is_own or {*"'p"} & {*shape})
            ):
                yield _amount(clause, k, [], denied)
            elif letter == "G" and shape[k - 1 : k] == "'" and not {*"SDCPW@"} & {*shape}:
                yield _amount(clause, k, [], denied)
        elif letter in "SRA" and j is not None and not {*"CDOK"} & {*shape}:
            part = "T" if letter == "S" else "B"
            if tokens[j].letter in ("L", part):
                yield sign_claim(
                    *clause.span(j, k), tokens[k], part, tokens[j].value, denied=denied
                )
        elif (
            letter == "A"
            and "A" == letter
            and not {*"LTBCDOKRSP"} & {*shape}
            and shape.count("A") == 1
            and {*"@'b"} & {*shape}
        ):
            yield animal_claim(*clause.span(k), value, denied=denied)
        elif (
            letter == "S"
            and not {*"LTBCDOKRAPGHX"} & {*shape}
            and shape.count("S") == 1
            and {*"@'bM"} & {*shape}
            and shape[k - 1 : k] != "e"
            and not denied
        ):
            yield day_master_claim(*clause.span(k), tokens[k], denied=denied)
        elif letter in "sw" and "M" in shape and not {*shape} & {*"EGHXZSRAKOCQv+cqT"} and shape.count(letter) == 1:
            yield strength_claim(*clause.span(k), "strong" if letter == "s" else "weak", denied=shape.count("n") % 2 == 1)
        elif letter in "EH" and _alone_missing(shape, k):
            yield amount_claim(*_ends(clause, k), tokens[k], "l", [], denied=False)
        elif letter == "Z":
            yield strength_claim(*clause.span(k), value, denied=denied)
        elif letter == "K" and j is not None:
            yield stage_claim(
                *clause.span(j, k), tokens[j]._replace(letter="B"), value, denied=denied
            )
        elif letter == "O":
            signs = [i for i, each in enumerate(shape) if each in "RA"]
            if len(signs) == 2:
                yield void_pair_claim(
                    *clause.span(k, *signs),
                    [tokens[i].value for i in signs],
                    by_day=True,
                    denied=denied,
                )
            elif j is not None:
                yield void_place_claim(
                    *clause.span(j, k), tokens[j]._replace(letter="B"), denied=denied
                )
        elif letter == "C" and not from_outside(clause):
            signs = [i for i, each in enumerate(shape) if each in "RA"]
            if len(signs) == 2:
                yield signs_related_claim(
                    *clause.span(k, *signs), value, [tokens[i] for i in signs], denied=denied
                )


def _ends(clause: Clause, k: int) -> tuple[int, int]:
    first, last = clause.span(k)
    return first, last + 1


def _alone_missing(shape: str, k: int) -> bool:
    """Whether the only term of a clause is in it with one word of absence."""
    if {*shape} & {*"PGXASRZKOCDTBLWMqc+v"} or shape.count(shape[k]) > 1 or ({*"EH"} <= {*shape}):
        return False
    at = next((i for i, letter in enumerate(shape) if letter in "ln"), 0)
    if not {*shape[min(at, k) + 1 : max(at, k)]} <= {*"=h@'Npu"}:
        return False
    return shape.count("l") + shape.count("n") == 1 and "r" not in shape[:k] and {*"lh"} & {*shape} != set()


def _amount(clause: Clause, k: int, places: list[int], denied: bool) -> Claim:
    first, last = clause.span(k, *places)
    return amount_claim(
        first, last + 1, clause.tokens[k], "h", [clause.tokens[j] for j in places], denied=denied
    )


def _nearest(clause: Clause, k: int) -> int | None:
    """The place nearest to a term, where the term is also the nearest of its kind to the place."""
    shape = clause.shape
    places = [j for j, letter in enumerate(shape) if letter in "LTB"]
    if not places:
        return None
    places = [i for i in places if not is_bare(clause, i)]
    if not places:
        return None
    j = min(places, key=lambda at: abs(at - k))
    rivals = [i for i, letter in enumerate(shape) if letter == shape[k]]
    return j if min(rivals, key=lambda at: abs(at - j)) == k else None
