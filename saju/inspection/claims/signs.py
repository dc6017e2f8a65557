"""Claims about pillars, single signs at their places, the day master and the animal sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.inspection.claim import Answer, Claim
from saju.inspection.natal import PART_KO, PLACE_KO
from saju.pillars import year_pillar_of
from saju.sexagenary import BRANCHES, ELEMENTS, PILLARS, STEMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saju.inspection.natal import Natal
    from saju.inspection.tokens import Token

PLACES = ("year", "month", "day", "hour")


def pillar_claim(first: int, last: int, claimed: int, place: str, *, denied: bool = False) -> Claim:
    """A pillar stands at a place; no hour pillar is right where the hour is unknown."""
    pillar = PILLARS[claimed]

    def test(natal: Natal) -> Answer:
        own = natal.pillar_at(place)
        if own is None:
            return False, "시주 없음"
        return own is pillar, f"{PLACE_KO[place]}주 {own.hangul}({own.hanja})"

    said = f"{PLACE_KO[place]}주 {pillar.hangul}({pillar.hanja})"
    return Claim("pillar", first, last, said, test, denied)


def rowed_claim(at: int, claimed: int, place: str, row: tuple[int, ...]) -> Claim:
    """A pillar of a row stands at a place; None where the row may be none of the chart's, as of luck.

    A row of three has to be right but for one.
    """
    claim = pillar_claim(at, at, claimed, place)

    def test(natal: Natal) -> Answer:
        answer = claim.test(natal)
        if answer[0] is not False:
            return answer
        own = [pillar.index for _, pillar in natal.pillars.items()]
        if len(row) == len(PLACES):
            doubtful = _are_of_luck(natal, row)
        else:
            right = sum(one == other for one, other in zip(row, own, strict=False))
            doubtful = claimed in own or right < len(row) - 1
        return (None if doubtful else False), answer[1]

    return Claim("pillar", at, at, claim.said, test)


def _are_of_luck(natal: Natal, row: Sequence[int]) -> bool:
    """Whether all pillars of a row, but for one at most, are those of luck."""
    luck = natal.analysis.luck
    if luck is None:
        return False
    own = {decade.pillar.index for decade in luck.pillars}
    return sum(pillar in own for pillar in row) >= len(row) - 1


def luck_row_claim(at: int, nth: int, row: Sequence[int]) -> Claim:
    """The nth pillar of a row is the next one of luck; None where the row is of something else."""
    claimed = row[nth]

    def test(natal: Natal) -> Answer:
        if natal.analysis.luck is None or not _are_of_luck(natal, row):
            return None, ""
        own = [decade.pillar.index for decade in natal.analysis.luck.pillars]
        listed = " ".join(PILLARS[index].hangul for index in own)
        if claimed not in own:
            return False, listed
        before = row[nth - 1] if nth else None
        return before not in own or own.index(claimed) - own.index(before) == 1, listed

    return Claim("luck", at, at, f"{PILLARS[claimed].hangul} 대운", test)


def year_pillar_claim(first: int, last: int, year: int, claimed: int) -> Claim:
    """A calendar year has a pillar, whatever the chart."""
    own = year_pillar_of(year)
    said = f"{year} {PILLARS[claimed].hangul}년"
    return Claim(
        "year", first, last, said, lambda _: (own.index == claimed, f"{year} {own.hangul}년")
    )


def day_master_claim(first: int, last: int, token: Token, *, denied: bool = False) -> Claim:
    """The day master is a stem, or of an element."""
    if token.letter == "E":
        said = f"일간 {ELEMENTS[token.value]}"
    else:
        said = f"일간 {STEMS[token.value].hangul}({STEMS[token.value].hanja})"

    def test(natal: Natal) -> Answer:
        own = natal.day_master
        same = own.element if token.letter == "E" else own.index
        return same == token.value, f"일간 {own.hangul}({own.hanja})"

    return Claim("day_master", first, last, said, test, denied)


def elided_master_claim(at: int, token: Token) -> Claim:
    """Whoever is not named is of a stem; None where another stem of the chart may be meant."""
    claim = day_master_claim(at, at, token)

    def test(natal: Natal) -> Answer:
        answer = claim.test(natal)
        elsewhere = token.value in natal.stems.values()
        return (None if answer[0] is False and elsewhere else answer[0]), answer[1]

    return Claim("day_master", at, at, claim.said, test)


def sign_claim(
    first: int, last: int, token: Token, part: str, place: str, *, denied: bool = False
) -> Claim:
    """A stem or branch stands at a place."""
    signs = STEMS if part == "T" else BRANCHES
    said = (
        f"{PLACE_KO[place]}{PART_KO[part]} {signs[token.value].hangul}({signs[token.value].hanja})"
    )

    def test(natal: Natal) -> Answer:
        own = (natal.stems if part == "T" else natal.branches).get(place)
        if own is None:
            return False, "시주 없음"
        sign = signs[own]
        return own == token.value, f"{PLACE_KO[place]}{PART_KO[part]} {sign.hangul}({sign.hanja})"

    return Claim("sign", first, last, said, test, denied)


def present_claim(first: int, last: int, token: Token, *, visible: bool, denied: bool) -> Claim:
    """A stem or branch is somewhere in the chart; None where a stem is only hidden, unless `visible`."""
    is_stem = token.letter == "S"
    name = (STEMS if is_stem else BRANCHES)[token.value].hangul

    def test(natal: Natal) -> Answer:
        own = (natal.stems if is_stem else natal.branches).values()
        holds: bool | None = token.value in own
        if not holds and is_stem and not visible and STEMS[token.value] in natal.hidden:
            holds = None
        table = STEMS if is_stem else BRANCHES
        return holds, "".join(table[index].hangul for index in own)

    return Claim("sign", first, last, f"{name} 있음", test, denied)


def year_animal_claim(first: int, last: int, year: int, branch: int) -> Claim:
    """A calendar year has an animal; of the year of birth it may also be the chart's own."""

    def test(natal: Natal) -> Answer:
        own = {year_pillar_of(year).branch.index}
        luck = natal.analysis.luck
        if luck is None or year - luck.saju_year in (0, 1):
            own.add(natal.pillars.year.branch.index)
        return branch in own, "·".join(f"{BRANCHES[each].animal}띠" for each in sorted(own))

    return Claim("animal", first, last, f"{year} {BRANCHES[branch].animal}띠", test)


def animal_claim(first: int, last: int, branch: int, *, denied: bool = False) -> Claim:
    """The year branch has an animal."""

    def test(natal: Natal) -> Answer:
        own = natal.pillars.year.branch
        return own.index == branch, f"{own.animal}띠"

    return Claim("animal", first, last, f"{BRANCHES[branch].animal}띠", test, denied)
