"""Claims about stars (신살): whether the chart has one, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.inspection.claim import Answer, Claim
from saju.inspection.natal import PLACE_KO
from saju.sexagenary import BRANCHES, PILLARS

if TYPE_CHECKING:
    from saju.inspection.natal import Natal
    from saju.inspection.tokens import Token


def star_branch_claim(first: int, last: int, star: Token, branch: Token) -> Claim:
    """A star stands on a branch of the chart; None where the chart has no such branch."""
    said = f"{star.value} {BRANCHES[branch.value].hangul}"

    def test(natal: Natal) -> Answer:
        places = [place for place, index in natal.branches.items() if index == branch.value]
        if not places:
            return None, f"{BRANCHES[branch.value].hangul} 없음"
        answers = [star_at(natal, star.value, branch._replace(value=place)) for place in places]
        verdicts = [verdict for verdict, _ in answers]
        holds = True if True in verdicts else None if None in verdicts else False
        return holds, answers[0][1]

    return Claim("star", first, last, said, test)


def star_pillar_claim(first: int, last: int, star: Token, pillar: int) -> Claim:
    """A star stands on a pillar of the chart; None where the chart has no such pillar."""
    said = f"{star.value} {PILLARS[pillar].hangul}"

    def test(natal: Natal) -> Answer:
        places = [place for place, own in natal.pillars.items() if own.index == pillar]
        if not places:
            return None, f"{PILLARS[pillar].hangul} 없음"
        here = star._replace(letter="L", value=places[0])
        return star_at(natal, star.value, here)

    return Claim("star", first, last, said, test)


def star_answer(natal: Natal, name: str, *, absent: bool) -> Answer:
    """Whether the chart has a star; None where only another school finds it."""
    own = name in natal.stars or name in natal.spirit_names
    if absent:
        return not own, f"{name} {'있음' if own else '없음'}"
    if own:
        return True, f"{name} 있음"
    return (None if name in natal.spirits else False), f"{name} 없음"


def star_at(natal: Natal, name: str, place: Token) -> Answer:
    """Whether a star stands at a place; None where only another school finds it there."""
    own = natal.stars.get(name, set()) | natal.spirit_names.get(name, set())
    expected = f"{name} " + ("·".join(PLACE_KO[each] + "주" for each in sorted(own)) or "없음")
    if place.value in own:
        return True, expected
    return (None if place.value in natal.spirits.get(name, set()) else False), expected
