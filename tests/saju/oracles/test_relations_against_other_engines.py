"""The relations of 10,000 random charts, against three other readers.

Oracles: korean-saju 0.3 (`HapChungAnalyzer`: which signs, not where), bazi 2.3 (its rules of
relations, with the places of branches), and the tables of open-saju-kr (`saju_calculator.py`) for
원진 and 귀문, which neither has. Where schools differ, the rows that differ are written out and
their number is asserted, so that neither side can change unseen.

ssaju 0.x is no oracle for 귀문: its table (子卯 丑寅 午酉 未申 辰巳 戌亥) is in no Korean source found.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from itertools import combinations

import pytest
from bazi.defines import DizhiRelation, Ganzhi, Tiangan, TianganRelation
from bazi.rules import DizhiRules
from bazi.utils import dizhi_utils, tiangan_utils
from korean_saju.saju.gan_ji import GanJi
from korean_saju.saju.hapchung import HapChungAnalyzer
from korean_saju.saju.saju import Saju

from saju.pillars import Pillars
from saju.relations import Relation, relations_of
from saju.sexagenary import ELEMENTS_HANJA, PILLARS

CHARTS = 10_000
SEED = 20_261_123
PLACES = ("year", "month", "day", "hour")
KOREAN_KINDS = {
    "天干合": "stem_combination",
    "六合": "six_combination",
    "三合": "three_combination",
    "半合": "half_combination",
    "沖": "clash",
    "刑": "punishment",
    "破": "break",
    "害": "harm",
}
BAZI_KINDS = {
    DizhiRelation.三会: "directional_combination",
    DizhiRelation.六合: "six_combination",
    DizhiRelation.三合: "three_combination",
    DizhiRelation.半合: "half_combination",
    DizhiRelation.冲: "clash",
    DizhiRelation.刑: "punishment",
    DizhiRelation.破: "break",
    DizhiRelation.害: "harm",
}
BAZI_STEM_KINDS = {TianganRelation.合: "stem_combination", TianganRelation.冲: "stem_clash"}
# open-saju-kr: EARTHLY_WONJIN and EARTHLY_GUIMUN.
OPEN_SAJU_KR = {
    "resentment": "子未 丑午 寅酉 卯申 辰亥 巳戌",
    "ghost_gate": "子酉 丑午 寅未 卯申 辰亥 巳戌",
}


THREES = ("申子辰", "寅午戌", "巳酉丑", "亥卯未", "寅巳申", "丑戌未")
TWO_OF_A_PUNISHMENT = {"寅巳", "巳申", "寅申", "丑戌", "未戌", "丑未"}
HALF_WITHOUT_ITS_MIDDLE = {"辰申", "寅戌", "丑巳", "未亥"}
BAZI_PILLARS = Ganzhi.list_sexagenary_cycle()

Charts = list[tuple[Pillars, tuple[Relation, ...]]]


@pytest.fixture(scope="module")
def charts() -> Charts:
    """Random charts with their relations, every tenth without an hour."""
    rng = random.Random(SEED)
    drawn = [rng.choices(PILLARS, k=4) for _ in range(CHARTS)]
    known = [
        Pillars(year, month, day, hour if number % 10 else None)
        for number, (year, month, day, hour) in enumerate(drawn)
    ]
    return [(pillars, relations_of(pillars)) for pillars in known]


def in_order(signs: str) -> str:
    return "".join(sorted(signs, key="甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥".index))


def part_of_a_complete_three(signs: str, pillars: Pillars) -> bool:
    present = {pillar.branch.hanja for pillar in pillars}
    return any({*signs} < {*three} <= present for three in THREES)


def by_korean_saju(pillars: Pillars) -> set[tuple[str, str, str]]:
    """Kind, signs and the element made."""
    year, month, day, *hour = (GanJi.by_index(pillar.index) for pillar in pillars)
    saju = Saju(year, month, day, hour[0] if hour else None, datetime(2000, 1, 1, tzinfo=UTC), 127)
    return {
        (KOREAN_KINDS[found.kind.hanja], in_order(found.members), found.hwa_o_haeng.hanja)
        for found in HapChungAnalyzer.detect_hap(saju)
    } | {
        (KOREAN_KINDS[found.kind.hanja], in_order(found.members), "")
        for found in HapChungAnalyzer.detect_chung_hyung(saju)
    }


def by_bazi(pillars: Pillars) -> set[tuple[str, str, tuple[str, ...]]]:
    """Kind, signs and places."""
    ganzhis = [BAZI_PILLARS[pillar.index] for pillar in pillars]
    return {
        (
            kind,
            in_order("".join(at.ganzhi.dizhi.value for at in combo)),
            tuple(PLACES[index] for index in sorted(at.index for at in combo)),
        )
        for relation, kind in BAZI_KINDS.items()
        for combo in dizhi_utils.search_ganzhis(ganzhis, relation)
    }


def test_korean_saju_finds_the_same_but_for_two_signs_of_a_punishment(charts: Charts) -> None:
    only_theirs: list[object] = []
    only_ours: Counter[str] = Counter()
    for pillars, found in charts:
        ours = {
            (r.kind, in_order(r.signs), "" if r.element is None else ELEMENTS_HANJA[r.element])
            for r in found
            if r.kind in KOREAN_KINDS.values()
        }
        theirs = by_korean_saju(pillars)
        only_theirs += [(pillars, row) for row in theirs - ours]
        for kind, signs, _ in ours - theirs:
            is_school = kind == "punishment" and signs in TWO_OF_A_PUNISHMENT
            only_ours["two of a 삼형" if is_school else f"{kind} {signs}"] += 1
    assert only_theirs == []
    assert only_ours == {"two of a 삼형": 3_358}


def test_bazi_finds_the_same_branches_in_the_same_places_but_for_its_school(
    charts: Charts,
) -> None:
    only_ours: Counter[str] = Counter()
    only_theirs: Counter[str] = Counter()
    for pillars, found in charts:
        ours = {
            (r.kind, in_order(r.signs), r.places) for r in found if r.kind in BAZI_KINDS.values()
        }
        theirs = by_bazi(pillars)
        for kind, signs, _ in ours - theirs:
            # It has 가합 as 拱合, and only between neighbours of one stem.
            is_school = kind == "half_combination" and signs in HALF_WITHOUT_ITS_MIDDLE
            only_ours["가합" if is_school else f"{kind} {signs}"] += 1
        for their_kind, signs, _ in theirs - ours:
            # It tells the pairs of a complete three once more.
            is_school = part_of_a_complete_three(signs, pillars)
            only_theirs[f"{their_kind} told again" if is_school else f"{their_kind} {signs}"] += 1
    assert only_ours == {"가합": 2_751}
    assert only_theirs == {"half_combination told again": 908, "punishment told again": 786}


def test_bazi_finds_the_same_stems(charts: Charts) -> None:
    for pillars, found in charts:
        stems = [Tiangan(pillar.stem.hanja) for pillar in pillars]
        theirs = {
            (kind, in_order("".join(stem.value for stem in combo)))
            for relation, kind in BAZI_STEM_KINDS.items()
            for combo in tiangan_utils.search(stems, relation)
        }
        assert {(r.kind, in_order(r.signs)) for r in found if "stem" in r.kind} == theirs


def test_bazi_makes_the_same_elements_but_earth_of_horse_and_sheep(charts: Charts) -> None:
    theirs = {
        in_order("".join(branch.value for branch in combo)): made.value
        for table in (
            DizhiRules.DIZHI_LIUHE,
            DizhiRules.DIZHI_SANHE,
            DizhiRules.DIZHI_BANHE,
            DizhiRules.DIZHI_SANHUI,
        )
        for combo, made in table.items()
    }
    ours = {
        in_order(r.signs): ELEMENTS_HANJA[r.element]
        for _, found in charts
        for r in found
        if r.element is not None and "stem" not in r.kind and " 가합" not in r.name
    }
    differing = {
        signs: (ours[signs], made) for signs, made in theirs.items() if ours[signs] != made
    }
    assert ours.keys() == theirs.keys()
    assert differing == {"午未": ("火", "土")}


@pytest.mark.parametrize("kind", OPEN_SAJU_KR)
def test_open_saju_kr_finds_the_same_pairs_of_branches(kind: str, charts: Charts) -> None:
    table = {frozenset(pair) for pair in OPEN_SAJU_KR[kind].split()}
    for pillars, found in charts:
        theirs = {
            (frozenset((one.branch.hanja, other.branch.hanja)), (place, other_place))
            for (place, one), (other_place, other) in combinations(pillars.items(), 2)
            if {one.branch.hanja, other.branch.hanja} in table
        }
        assert {(frozenset(r.signs), r.places) for r in found if r.kind == kind} == theirs
