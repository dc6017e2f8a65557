"""Charts to read: one that every 만세력 shows, and drawn ones of all kinds."""

from __future__ import annotations

import random
from datetime import date

from saju.model import Conventions, Gender
from saju.pillars import Pillars, hour_stems, month_pillar_fits, year_pillar_of
from saju.sexagenary import BRANCHES, PILLAR_BY_HANJA, PILLARS, pillar_of
from saju.signs import Signs

SOME_DAY = date(2026, 7, 1)


def known() -> Signs:
    """1990-03-15 14:30, Seoul, male: 庚午 己卯 己卯 辛未, 대운 forward."""
    pillars = (PILLAR_BY_HANJA[hanja] for hanja in ("庚午", "己卯", "己卯", "辛未"))
    return Signs(Pillars(*pillars), 1990, "male", 7, Conventions())


def some_signs(seed: int) -> Signs:
    """A chart that some birth could have; a fifth have no hour, a third no gender."""
    draw = random.Random(seed)
    saju_year = draw.randint(1900, 2100)
    year, day, conventions = year_pillar_of(saju_year), draw.choice(PILLARS), Conventions()
    month = draw.choice([pillar for pillar in PILLARS if month_pillar_fits(pillar, year)])
    branch = draw.choice(BRANCHES)
    hour = pillar_of(hour_stems(day, branch, conventions)[0], branch.index)
    genders: tuple[Gender | None, ...] = ("male", "female", None)
    gender = draw.choice(genders)
    signs = Signs(
        Pillars(year, month, day, hour if draw.random() < 0.8 else None),
        saju_year,
        gender,
        draw.randint(1, 11) if gender else None,
        conventions,
    )
    assert Signs.from_payload(signs.to_payload()) == signs
    return signs


def some_day(seed: int) -> date:
    """A day of this century."""
    return date.fromordinal(random.Random(seed).randint(730_120, 766_600))


DRAWN = list({str(signs.pillars): signs for signs in map(some_signs, range(300))}.values())
