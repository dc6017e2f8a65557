"""공망 and 납음 of 10,000 charts against korean-saju, bazi and lunar-python."""

from __future__ import annotations

import random

from bazi.defines import Ganzhi
from bazi.rules import BaziRules
from bazi.utils.shensha_utils import xunkong
from korean_saju.saju.gan_ji import GanJi
from korean_saju.saju.xun_gong import XunGong
from lunar_python.util import LunarUtil

from saju.nayin import nayin
from saju.pillars import Pillars
from saju.sexagenary import ELEMENTS_HANJA, PILLARS, pillar_of
from saju.void import void_branches, voids_of

_SIMPLIFIED = str.maketrans(
    "爐傍劍鋒頭澗蠟楊屋靂霹樹長燈驛釵釧溪", "炉旁剑锋头涧蜡杨屋雳霹树长灯驿钗钏溪"
)


def random_charts(seed: int, count: int) -> list[Pillars]:
    """Charts that a birth can have: month by 오호둔, hour by 오서둔."""
    chance = random.Random(seed)
    charts = []
    for _ in range(count):
        year, day = chance.choice(PILLARS), chance.choice(PILLARS)
        month, hour = chance.randrange(12), chance.randrange(12)
        charts.append(
            Pillars(
                year,
                pillar_of((year.stem.index * 2 + 2 + month) % 10, (2 + month) % 12),
                day,
                pillar_of((day.stem.index * 2 + hour) % 10, hour),
            )
        )
    return charts


def test_void_branches_of_every_pillar() -> None:
    for pillar in PILLARS:
        ours = [branch.hanja for branch in void_branches(pillar)]
        assert ours == list(LunarUtil.XUN_KONG[LunarUtil.getXunIndex(pillar.hanja)])
        assert set(ours) == {dizhi.value for dizhi in xunkong(Ganzhi.from_str(pillar.hanja))}


def test_void_places_of_ten_thousand_charts() -> None:
    for chart in random_charts(20, 10_000):
        for void, base in zip(voids_of(chart), (chart.day, chart.year), strict=True):
            theirs = XunGong.kong_mang_for(GanJi.by_index(base.index))
            names = [branch.hanja for branch in theirs]
            assert [branch.hanja for branch in void.branches] == names
            assert void.places == tuple(
                place for place, pillar in chart.items() if pillar.branch.hanja in names
            )


def test_nayin_of_every_pillar() -> None:
    """Equal but for simplified signs, and 路旁土 for 路傍土."""
    for pillar in PILLARS:
        ours = nayin(pillar)
        simplified = ours.hanja.translate(_SIMPLIFIED)
        assert simplified == BaziRules.NAYIN[Ganzhi.from_str(pillar.hanja)]
        assert simplified == LunarUtil.NAYIN[pillar.hanja]
        assert ELEMENTS_HANJA[ours.element] == simplified[-1]
