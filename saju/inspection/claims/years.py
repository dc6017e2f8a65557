"""Claims about calendar years (세운): their pillar, and the ten god that they bring a day master.

What a stem is to the day master (병화는 정재) holds wherever the stem stands, so it is judged here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.day_master import branch_ten_god, ten_god
from saju.hidden_stems import hidden_stems
from saju.inspection.claim import Answer, Claim
from saju.pillars import year_pillar_of
from saju.sexagenary import BRANCHES, PILLARS, STEMS

if TYPE_CHECKING:
    from saju.inspection.natal import Natal
    from saju.inspection.tokens import Token
    from saju.sexagenary import Branch, Stem


def year_god_claim(first: int, last: int, year: int, claimed: str, part: str) -> Claim:
    """A year brings a ten god, by its `part` or by either."""
    pillar = year_pillar_of(year)

    def test(natal: Natal) -> Answer:
        own = []
        if part != "branch":
            own.append(ten_god(natal.day_master, pillar.stem))
        if part != "stem":
            own.append(branch_ten_god(natal.day_master, pillar.branch))
        return claimed in own, f"{year} {'·'.join(own)}"

    return Claim("year", first, last, f"{year} {claimed}", test)


def stem_god_claim(first: int, last: int, stem: Stem, claimed: str) -> Claim:
    """A stem is a ten god to the day master, wherever it stands."""

    def test(natal: Natal) -> Answer:
        own = ten_god(natal.day_master, stem)
        return own == claimed, f"{stem.hangul} {own}"

    return Claim("stem_god", first, last, f"{stem.hangul} {claimed}", test)


def branch_god_claim(first: int, last: int, branch: Branch, claimed: str) -> Claim:
    """A branch is a ten god to the day master, by its main hidden stem; None by another of them."""

    def test(natal: Natal) -> Answer:
        own = branch_ten_god(natal.day_master, branch)
        if own == claimed:
            return True, f"{branch.hangul} {own}"
        hidden = {ten_god(natal.day_master, each.stem) for each in hidden_stems(branch)}
        return (None if claimed in hidden else False), f"{branch.hangul} {own}"

    return Claim("stem_god", first, last, f"{branch.hangul} {claimed}", test)


def seen_god_claim(first: int, last: int, view: Stem, sign: Token, claimed: str) -> Claim:
    """A stem, a branch or either of a pillar is a ten god to a stem, whatever the chart."""
    if sign.letter == "S":
        name, own = STEMS[sign.value].hangul, [ten_god(view, STEMS[sign.value])]
    elif sign.letter == "R":
        branch = BRANCHES[sign.value]
        name, own = branch.hangul, [branch_ten_god(view, branch)]
        own += [ten_god(view, each.stem) for each in hidden_stems(branch)]
    else:
        pillar = PILLARS[sign.value]
        name = pillar.hangul
        own = [ten_god(view, pillar.stem), branch_ten_god(view, pillar.branch)]
    holds: bool | None = claimed in own
    if sign.letter == "R" and claimed in own[1:] and claimed != own[0]:
        holds = None  # of a stem that it hides
    answer = holds, f"{name} {'·'.join(own[:2])}"
    return Claim("stem_god", first, last, f"{view.hangul} {name} {claimed}", lambda _: answer)
