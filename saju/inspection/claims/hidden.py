"""Claims about hidden stems (지장간)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.hidden_stems import hidden_stems, main_stem
from saju.inspection.claim import Answer, Claim
from saju.sexagenary import BRANCHES, ELEMENTS, STEMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saju.inspection.natal import Natal
    from saju.inspection.tokens import Token
    from saju.model import HiddenStems

_TABLES: tuple[HiddenStems, ...] = ("monthly_division", "principal")


def hidden_claim(
    first: int,
    last: int,
    place: Token | None,
    stems: list[Token],
    *,
    also: Sequence[Token] = (),
    only: bool = False,
    main: bool = False,
    denied: bool = False,
) -> Claim:
    """Whether the branch at a place, a branch, or any branch hides stems or elements.

    `also`: other branches, of which each stem is in one; `only`: nothing else; `main`: the first as
    its 본기. Either table of hidden stems makes it true; None where the hour is unknown.
    """
    said = "지장간 " + "·".join(
        STEMS[token.value].hangul if token.letter == "S" else ELEMENTS[token.value]
        for token in stems
    )

    def test(natal: Natal) -> Answer:
        if place is None:
            branches = list(natal.branches.values())
        elif place.letter in "RA":
            branches = [place.value, *(token.value for token in also)]
        elif place.value in natal.branches:
            branches = [natal.branches[place.value]]
        else:
            return None, "시주 없음"
        hidden = {
            hidden.stem
            for index in branches
            for table in _TABLES
            for hidden in hidden_stems(BRANCHES[index], table)
        }
        names = {stem.index for stem in hidden}
        elements = {stem.element for stem in hidden}
        holds = all(token.value in (names if token.letter == "S" else elements) for token in stems)
        if only and len(elements if stems[0].letter == "E" else names) > len(stems):
            holds = False
        if main and len(branches) == 1:
            own = main_stem(BRANCHES[branches[0]])
            holds = stems[0].value == (own.index if stems[0].letter == "S" else own.element)
        return holds, "지장간 " + "".join(stem.hangul for stem in STEMS if stem in hidden)

    return Claim("hidden_stem", first, last, said, test, denied)
