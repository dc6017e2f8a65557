"""Claims about combinations and clashes (합충형파해·원진·귀문), by signs, by places or at large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.inspection.claim import Answer, Claim
from saju.inspection.natal import PART_KO, PLACE_KO
from saju.inspection.tokens import Token
from saju.sexagenary import BRANCHES, STEMS

if TYPE_CHECKING:
    from saju.inspection.natal import Natal
    from saju.relations import Relation

_COMBINATIONS = frozenset(
    ("stem_combination", "six_combination", "three_combination", "half_combination",
     "directional_combination")
)  # fmt: skip
_KINDS = {
    "combination": _COMBINATIONS,
    "branch_combination": _COMBINATIONS - {"stem_combination"},
    "any_clash": frozenset(("clash", "stem_clash")),
    "self_punishment": frozenset(("punishment",)),
    "at_odds": frozenset(
        ("clash", "stem_clash", "punishment", "break", "harm", "resentment", "ghost_gate")
    ),
    "six_combination": frozenset(("six_combination",)),
}
_NAMES = {
    "combination": "합", "branch_combination": "합", "any_clash": "충", "clash": "충",
    "stem_clash": "천간충", "stem_combination": "천간합", "six_combination": "육합",
    "three_combination": "삼합", "half_combination": "반합", "directional_combination": "방합",
    "punishment": "형", "self_punishment": "자형", "break": "파", "harm": "해",
    "resentment": "원진", "ghost_gate": "귀문", "at_odds": "불화",
}  # fmt: skip


def _held(kind: str) -> frozenset[str]:
    return _KINDS.get(kind) or frozenset((kind,))


def signs_related_claim(
    first: int, last: int, kind: str, signs: list[Token], *, denied: bool
) -> Claim:
    """Signs of the chart stand in a relation; None where schools count a clash of stems."""
    are_stems = signs[0].letter == "S"
    table = STEMS if are_stems else BRANCHES
    if len(signs) == 2 and kind == "three_combination":
        kind = "combination"  # half of one
    hanja = "".join(table[token.value].hanja for token in signs)
    said = "".join(table[token.value].hangul for token in signs) + _NAMES[kind]

    def test(natal: Natal) -> Answer:
        present = natal.stems.values() if are_stems else natal.branches.values()
        absent = [table[token.value].hanja for token in signs if token.value not in present]
        if absent:
            return False, f"{'·'.join(absent)} 없음"
        for relation in natal.relations:
            if relation.kind in _held(kind) and set(hanja) <= set(relation.signs):
                return True, relation.name
        if are_stems and _held(kind) <= _KINDS["any_clash"]:
            apart = (signs[0].value // 2 - signs[-1].value // 2) % 5
            combined = (signs[0].value - signs[-1].value) % 5 == 0
            return (None if apart in (2, 3) and not combined else False), f"{said} 아님"
        return False, f"{said} 아님"

    return Claim("relation", first, last, said, test, denied)


def places_related_claim(
    first: int, last: int, kind: str, places: list[Token], *, denied: bool
) -> Claim:
    """Two places stand in a relation; None where the hour is unknown."""
    names = [token.value for token in places]
    said = "·".join(PLACE_KO[t.value] + PART_KO[t.letter] for t in places) + " " + _NAMES[kind]
    part = places[0].letter

    def test(natal: Natal) -> Answer:
        if not {*names} <= natal.branches.keys():
            return None, "시주 없음"
        found = [
            relation
            for relation in natal.relations
            if {*names} <= {*relation.places} and _of_part(relation, part)
        ]
        holds = any(relation.kind in _held(kind) for relation in found)
        return holds, ", ".join(relation.name for relation in found) or "없음"

    return Claim("relation", first, last, said, test, denied)


def _of_part(relation: Relation, part: str) -> bool:
    is_stems = relation.kind.startswith("stem")
    return part == "L" or is_stems == (part == "T")


def any_relation_claim(
    first: int, last: int, kind: str, place: Token | None, *, denied: bool
) -> Claim:
    """A relation is anywhere in the chart, or touches a place."""
    said = _NAMES[kind]

    def test(natal: Natal) -> Answer:
        found = [
            relation.name
            for relation in natal.relations
            if relation.kind in _held(kind)
            and (
                place is None
                or (place.value in relation.places and _of_part(relation, place.letter))
            )
        ]
        return bool(found), ", ".join(found) or f"{said} 없음"

    return Claim("relation", first, last, said, test, denied)
