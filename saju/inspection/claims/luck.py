"""Claims about luck pillars (대운): which, from which age or year, and in which direction.

Ages are taken as 만 or as 세는나이, for people write both; a year may be either's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from saju.day_master import branch_ten_god, ten_god
from saju.inspection.claim import Answer, Claim
from saju.sexagenary import PILLARS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saju.inspection.natal import Natal
    from saju.luck import Luck

_WORDS = {"forward": "순행", "backward": "역행"}
_DECADE = 10
_NEAR_YEARS = 1


def direction_claim(first: int, last: int, claimed: str, *, denied: bool) -> Claim:
    """Luck goes forward or backward; None without a gender."""

    def test(natal: Natal) -> Answer:
        luck = natal.analysis.luck
        if luck is None:
            return None, "성별을 모름"
        return luck.direction == claimed, _WORDS[luck.direction]

    return Claim("luck", first, last, _WORDS[claimed], test, denied)


def luck_at_claim(
    first: int, last: int, letter: str, when: Any, pillar: int, *, starts: bool
) -> Claim:
    """A pillar rules, or `starts`, at an age or in a year; None without a gender or a time."""
    shown = "–".join(map(str, when)) if isinstance(when, tuple) else when
    said = f"{shown}{'세' if letter == 'J' else '년'} {PILLARS[pillar].hangul} 대운"

    def test(natal: Natal) -> Answer:
        luck = natal.analysis.luck
        if luck is None or when is None:
            return None, "성별을 모름"
        expected = _listed(luck)
        ages = [decade.age for decade in luck.pillars if decade.pillar.index == pillar]
        if not ages:
            return False, expected
        begins = ages[0] + (luck.saju_year if letter == "Y" else 0)
        return _fits(begins, when, starts=starts), expected

    return Claim("luck", first, last, said, test)


def _fits(begins: int, when: Any, *, starts: bool) -> bool:
    if isinstance(when, tuple):
        low, high = when
        if low % _DECADE == 0 and high == low + _DECADE - 1:  # 30대
            return bool(begins <= high and begins + _DECADE >= low)
        return bool(begins - _NEAR_YEARS <= low <= begins + _NEAR_YEARS)
    if starts:
        return bool(begins <= when <= begins + 1)
    return bool(begins <= when <= begins + _DECADE)


def luck_god_claim(
    first: int, last: int, pillars: Sequence[int], claimed: str, part: str | None = None
) -> Claim:
    """One of some luck pillars brings a ten god, by its `part` (`stem` or `branch`) or by either."""
    names = "·".join(PILLARS[pillar].hangul for pillar in pillars)

    def test(natal: Natal) -> Answer:
        own: list[str] = []
        for pillar in pillars:
            brought = PILLARS[pillar]
            if part != "branch":
                own.append(ten_god(natal.day_master, brought.stem))
            if part != "stem":
                own.append(branch_ten_god(natal.day_master, brought.branch))
        return claimed in own, f"{names} {'·'.join(own)}"

    return Claim("luck", first, last, f"{names} {claimed}", test)


def luck_pillar_claim(first: int, last: int, pillar: int, *, first_only: bool = False) -> Claim:
    """A pillar is among those of luck, or the first; None without a gender."""

    def test(natal: Natal) -> Answer:
        luck = natal.analysis.luck
        if luck is None:
            return None, "성별을 모름"
        decades = luck.pillars[:1] if first_only else luck.pillars
        return any(decade.pillar.index == pillar for decade in decades), _listed(luck)

    return Claim("luck", first, last, f"{PILLARS[pillar].hangul} 대운", test)


def luck_start_claim(first: int, last: int, age: int) -> Claim:
    """Luck begins or changes at an age, a year more or less; None without a gender."""

    def test(natal: Natal) -> Answer:
        luck = natal.analysis.luck
        if luck is None:
            return None, "성별을 모름"
        return (
            any(abs(decade.age - age) <= _NEAR_YEARS for decade in luck.pillars),
            f"대운수 {luck.start_age}",
        )

    return Claim("luck", first, last, f"대운 {age}세", test)


def _listed(luck: Luck) -> str:
    return ", ".join(f"{each.age} {each.pillar.hangul}" for each in luck.pillars[:8])
