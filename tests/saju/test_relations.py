"""Expected values: the tables of relations as Korean authors print them.

천간합, 천간충, 육합 and what 가합 is after the notes on 하루 한장 명리 (kimseopp.notion.site) and 천간 충
(wonje.co.kr, 2017-10-03); 삼합 and 파 after lucksql.tistory.com/12, 방합 after limsul.tistory.com/496;
형 after 육형과 자형 (windwater.tistory.com) and 자묘 형살 (cacafood.tistory.com/471); 해 and the
elements made after open-saju-kr (saju_calculator.py), 午未 as fire also youbulsun.tistory.com/m/176;
원진 and 귀문 after 인유원진 귀문 사주 원리 (in.naver.com/coconut38, 2023-05-17). 합화 after 적천수 (滴天髓
原注, 化象) and 자평진전 (子平眞詮, 論十干合而不合, 論用神變化), as told at each case.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, combinations_with_replacement, product

import pytest

from saju.outer_structure import outer_conditions
from saju.pillars import Pillars
from saju.relations import Relation, relations_among, relations_of
from saju.saying import Said
from saju.sexagenary import BRANCH_BY_HANJA, ELEMENTS_HANJA, PILLAR_BY_HANJA, PILLARS, Pillar

TABLE = {
    "stem_combination": "갑기합 甲己土, 을경합 乙庚金, 병신합 丙辛水, 정임합 丁壬木, 무계합 戊癸火",
    "stem_clash": "갑경충 甲庚, 을신충 乙辛, 병임충 丙壬, 정계충 丁癸",
    "six_combination": (
        "자축합 子丑土, 인해합 寅亥木, 묘술합 卯戌火, 진유합 辰酉金, 사신합 巳申水, 오미합 午未火"
    ),
    "half_combination": (
        "신자 반합 申子水, 자진 반합 子辰水, 신진 가합 申辰水, "
        "인오 반합 寅午火, 오술 반합 午戌火, 인술 가합 寅戌火, "
        "사유 반합 巳酉金, 유축 반합 酉丑金, 사축 가합 巳丑金, "
        "해묘 반합 亥卯木, 묘미 반합 卯未木, 해미 가합 亥未木"
    ),
    "clash": "자오충 子午, 축미충 丑未, 인신충 寅申, 묘유충 卯酉, 진술충 辰戌, 사해충 巳亥",
    "punishment": (
        "자묘형 子卯, 인사형 寅巳, 사신형 巳申, 인신형 寅申, 축술형 丑戌, 술미형 戌未, 축미형 丑未, "
        "진진자형 辰辰, 오오자형 午午, 유유자형 酉酉, 해해자형 亥亥"
    ),
    "break": "자유파 子酉, 축진파 丑辰, 인해파 寅亥, 묘오파 卯午, 사신파 巳申, 술미파 戌未",
    "harm": "자미해 子未, 축오해 丑午, 인사해 寅巳, 묘진해 卯辰, 신해해 申亥, 유술해 酉戌",
    "resentment": "자미원진 子未, 축오원진 丑午, 인유원진 寅酉, 묘신원진 卯申, 진해원진 辰亥, 사술원진 巳戌",
    "ghost_gate": "자유귀문 子酉, 축오귀문 丑午, 인미귀문 寅未, 묘신귀문 卯申, 진해귀문 辰亥, 사술귀문 巳戌",
}
TABLE_OF_THREES = {
    "three_combination": (
        "신자진 삼합 申子辰水, 인오술 삼합 寅午戌火, 사유축 삼합 巳酉丑金, 해묘미 삼합 亥卯未木"
    ),
    "directional_combination": (
        "인묘진 방합 寅卯辰木, 사오미 방합 巳午未火, 신유술 방합 申酉戌金, 해자축 방합 亥子丑水"
    ),
    "punishment": "인사신 삼형 寅巳申, 축술미 삼형 丑戌未",
}
PLACES = ("year", "month", "day", "hour")
RAT = BRANCH_BY_HANJA["子"]


def chart(signs: str) -> Pillars:
    year, month, day, hour = (PILLAR_BY_HANJA[sign] for sign in signs.split())
    return Pillars(year, month, day, hour)


def over(branches: Iterable[str]) -> tuple[tuple[str, Pillar], ...]:
    """Pillars of these branches, year first, all under 戊 and 己: their stems do not relate."""
    found = [
        next(
            pillar for pillar in PILLARS if pillar.branch.hanja == b and pillar.stem.hanja in "戊己"
        )
        for b in branches
    ]
    return tuple(zip(PLACES, found, strict=False))


def under(stems: Iterable[str]) -> tuple[tuple[str, Pillar], ...]:
    """Pillars of these stems, year first, over any branches."""
    found = [next(p for p in PILLARS if p.stem.hanja == stem) for stem in stems]
    return tuple(zip(PLACES, found, strict=False))


def rows(relations: list[Relation]) -> dict[str, set[str]]:
    """The distinct rows by kind: name, signs and the element made."""
    found: dict[str, set[str]] = {}
    for relation in relations:
        made = "" if relation.element is None else ELEMENTS_HANJA[relation.element]
        found.setdefault(relation.kind, set()).add(f"{relation.name} {relation.signs}{made}")
    return found


def listed(table: dict[str, str]) -> dict[str, set[str]]:
    return {kind: set(text.split(", ")) for kind, text in table.items()}


def one(relations: tuple[Relation, ...], name: str) -> Relation:
    (found,) = [relation for relation in relations if relation.name == name]
    return found


def test_the_pairs_are_those_of_the_table_and_no_others() -> None:
    stems = combinations_with_replacement("甲乙丙丁戊己庚辛壬癸", 2)
    branches = combinations_with_replacement("子丑寅卯辰巳午未申酉戌亥", 2)
    found = [
        *(r for pair in stems for r in relations_among(under(pair), RAT) if "stem" in r.kind),
        *(r for pair in branches for r in relations_among(over(pair), RAT)),
    ]
    assert rows(found) == listed(TABLE)


def test_the_threes_are_those_of_the_table_and_no_others() -> None:
    triples = combinations("子丑寅卯辰巳午未申酉戌亥", 3)
    found = [r for triple in triples for r in relations_among(over(triple), RAT)]
    assert rows([r for r in found if len(r.places) == 3]) == listed(TABLE_OF_THREES)


def test_the_order_of_the_pillars_does_not_change_the_row() -> None:
    for signs in ("子午", "午子"):
        clash = one(relations_among(over(signs), RAT), "자오충")
        assert (clash.signs, clash.places) == ("子午", ("year", "month"))


def test_each_pair_of_places_is_told() -> None:
    found = relations_among(over("子午子"), RAT)
    clashes = [(r.name, r.places, r.adjacent) for r in found if r.kind == "clash"]
    assert clashes == [
        ("자오충", ("year", "month"), True),
        ("자오충", ("month", "day"), True),
    ]


def test_distant_pillars_relate_and_it_is_said() -> None:
    assert not one(relations_among(over("子寅午"), RAT), "자오충").adjacent


def test_an_unknown_hour_relates_to_nothing() -> None:
    full = chart("庚午 己卯 己卯 辛未")
    known = relations_of(Pillars(full.year, full.month, full.day, None))
    assert known == tuple(r for r in relations_of(full) if "hour" not in r.places)
    assert len(known) < len(relations_of(full))


def test_the_example_chart_has_these_relations() -> None:
    found = [(r.name, *r.places) for r in relations_of(chart("庚午 己卯 己卯 辛未"))]
    assert found == [
        ("묘오파", "year", "month"),
        ("묘오파", "year", "day"),
        ("오미합", "year", "hour"),
        ("묘미 반합", "month", "hour"),
        ("묘미 반합", "day", "hour"),
    ]


def test_a_complete_three_is_told_once_without_its_halves() -> None:
    found = relations_among(over("申子辰子"), RAT)
    assert [(r.name, r.places, r.adjacent) for r in found] == [
        ("신자진 삼합", ("year", "month", "day"), True),
        ("신자진 삼합", ("year", "day", "hour"), False),
    ]


def test_a_complete_punishment_leaves_the_other_relations_of_its_pairs() -> None:
    names = [r.name for r in relations_among(over("寅巳申"), RAT)]
    assert names == ["인사신 삼형", "인사해", "인신충", "사신합", "사신파"]


# 滴天髓 原注: 甲己 of the four earth months, 丙辛 of winter, 戊癸 of summer, 乙庚 of autumn and
# 丁壬 of spring, each two by themselves.
@pytest.mark.parametrize(
    ("stems", "name", "months"),
    [
        ("甲己", "갑기합", "丑辰未戌"), ("乙庚", "을경합", "申酉戌"), ("丙辛", "병신합", "子丑亥"),
        ("丁壬", "정임합", "寅卯辰"), ("戊癸", "무계합", "巳午未"),
    ],
)  # fmt: skip
def test_two_stems_by_themselves_transform_in_these_months(
    stems: str, name: str, months: str
) -> None:
    found = [
        hanja
        for hanja, branch in BRANCH_BY_HANJA.items()
        if one(relations_among(under(stems), branch), name).transforms
    ]
    assert "".join(found) == months


# 육합 by the same months: 子丑 earth, 寅亥 wood, 卯戌 fire, 辰酉 metal, 巳申 water, 午未 fire.
@pytest.mark.parametrize(
    ("branches", "name", "months"),
    [
        ("子丑", "자축합", "丑辰未戌"), ("寅亥", "인해합", "寅卯辰"), ("卯戌", "묘술합", "巳午未"),
        ("辰酉", "진유합", "申酉戌"), ("巳申", "사신합", "子丑亥"), ("午未", "오미합", "巳午未"),
    ],
)  # fmt: skip
def test_two_branches_by_themselves_transform_in_these_months(
    branches: str, name: str, months: str
) -> None:
    found = [
        hanja
        for hanja, month in BRANCH_BY_HANJA.items()
        if one(relations_among(over(branches), month), name).transforms
    ]
    assert "".join(found) == months


def outcome(found: Relation) -> tuple[bool | None, str]:
    """Whether it transforms and, of the reason, what tells the cases apart."""
    assert found.reason is not None
    marks = (
        "나란히 있지 않아",
        "다투는 글자가 있어",
        "극하는 글자가 있어",
        "충하는 글자가 있어",
        "다 모인",
        "제 성질을",
        "화격이라야",
        "아니어서",
        "다 모이지 않아",
        "월지가 없어",
        "변합니다",
    )
    return found.transforms, next(mark for mark in marks if mark in found.reason.ko)


def test_a_clear_combination_of_the_day_master_transforms() -> None:
    # 子平眞詮, 論雜格: 甲戌 丁卯 壬寅 甲辰, 一品貴格, 化木.
    found = one(relations_of(chart("甲戌 丁卯 壬寅 甲辰")), "정임합")
    assert (found.places, *outcome(found)) == (("month", "day"), True, "변합니다")


def test_the_day_master_transforms_exactly_where_its_own_structure_holds() -> None:
    # kedmi.tistory.com/1892 calls the first 정임합목격 by its month alone.
    for text, why in (
        ("癸丑 甲寅 壬辰 丁未", "목이 100점 가운데 32점으로 50점에 못 미칩니다."),
        ("庚戌 丁卯 壬寅 甲辰", "목을 극하는 금이 드러나 있습니다."),
        ("戊戌 丁丑 壬寅 甲辰", "월지 축(丑)이 목의 달이 아닙니다."),
        ("丁亥 丁未 壬寅 甲辰", "다툽니다."),
    ):
        found = next(
            r
            for r in relations_of(chart(text))
            if "day" in r.places and r.name == "정임합" and r.adjacent
        )
        assert outcome(found) == (False, "화격이라야")
        assert found.reason is not None
        assert found.reason.ko.endswith(why)


def test_the_row_and_the_structure_say_the_same_of_the_day_master() -> None:
    seen = {True: 0, False: 0}
    for year, month, day, hour in product(PILLARS[::11], PILLARS[:12], PILLARS, PILLARS[::13]):
        pillars = Pillars(year, month, day, hour)
        bonds = [
            r
            for r in relations_of(pillars)
            if r.kind == "stem_combination" and "day" in r.places and r.adjacent
        ]
        if bonds:
            held = [each for each in outer_conditions(pillars)[:5] if each.holds]
            assert any(r.transforms for r in bonds) == bool(held)
            for condition in held:
                assert condition.reason in [r.reason for r in bonds]
            seen[bool(held)] += 1
    assert min(seen.values()) > 5


def test_a_pillar_from_outside_never_changes_the_day_master() -> None:
    natal = chart("甲戌 丁卯 甲寅 甲辰")
    for month in BRANCH_BY_HANJA.values():
        found = relations_among((*natal.items(), ("luck", PILLAR_BY_HANJA["己卯"])), month)
        bond = next(r for r in found if r.places == ("day", "luck") and r.name == "갑기합")
        assert outcome(bond) == (False, "제 성질을")
    assert bond.reason == Said(
        "일간의 합으로, 갑·기가 합하나 일간은 제 성질을 지켜 토로 변하지 않습니다.",
        "The day master's bond: 甲 and 己 combine but a day master keeps its nature, so they do not "
        "become earth.",
    )


def test_stems_of_year_and_hour_are_too_far_apart() -> None:
    # 子平眞詮: 如甲在年干 己在時上, 地則相遠.
    found = one(relations_among(under("甲丙戊己"), BRANCH_BY_HANJA["辰"]), "갑기합")
    assert outcome(found) == (False, "나란히 있지 않아")


def test_two_suitors_beside_one_stem_contend() -> None:
    # 子平眞詮: 如兩辛合丙, 爭合妬合.
    first, second = [
        r
        for r in relations_among(under("辛丙辛"), BRANCH_BY_HANJA["子"])
        if r.kind == "stem_combination"
    ]
    assert outcome(first) == (False, "다투는 글자가 있어")
    assert outcome(second) == (False, "화격이라야")
    assert second.reason is not None
    assert "다툽니다" in second.reason.ko


def test_a_suitor_further_off_does_not_contend() -> None:
    # 子平眞詮: 庚午 乙酉 甲子 乙亥 (高太尉), 隔位則全無爭妬.
    near, far = [r for r in relations_of(chart("庚午 乙酉 甲子 乙亥")) if r.name == "을경합"]
    assert (near.places, *outcome(near)) == (("year", "month"), True, "변합니다")
    assert (far.places, *outcome(far)) == (("year", "hour"), False, "나란히 있지 않아")


# 낭월 박주현, 干合의 주변 (nangwol.com 484, 2007-09-11): one that controls a partner from behind; a
# clash in the other direction, 甲 beside 庚, by our reading.
@pytest.mark.parametrize(
    ("stems", "name", "month", "why"),
    [
        ("丁壬戊", "정임합", "寅", "극하는 글자가 있어"),
        ("壬丁癸", "정임합", "寅", "극하는 글자가 있어"),
        ("己甲庚", "갑기합", "辰", "극하는 글자가 있어"),
        ("甲己乙", "갑기합", "辰", "극하는 글자가 있어"),
        ("癸戊甲", "무계합", "午", "극하는 글자가 있어"),
        ("戊癸己", "무계합", "午", "극하는 글자가 있어"),
        ("乙庚丁", "을경합", "申", "극하는 글자가 있어"),
        ("乙庚甲", "을경합", "申", "충하는 글자가 있어"),
        ("丙辛乙", "병신합", "子", "충하는 글자가 있어"),
        ("丁壬甲", "정임합", "寅", "변합니다"),
        ("乙庚己", "을경합", "申", "변합니다"),
    ],
)
def test_a_neighbour_that_controls_hinders_two_stems(
    stems: str, name: str, month: str, why: str
) -> None:
    found = one(relations_among(under(stems), BRANCH_BY_HANJA[month]), name)
    assert outcome(found) == (why == "변합니다", why)


def test_one_further_off_does_not_hinder() -> None:
    found = one(relations_among(under("丁壬甲戊"), BRANCH_BY_HANJA["寅"]), "정임합")
    assert outcome(found) == (True, "변합니다")


# 子平眞詮, 論刑沖會合解法: 有戌 則卯與戌合而不沖; 有亥與未 則卯與亥未會而不沖; 有巳與丑 則酉與巳丑會而不沖.
@pytest.mark.parametrize(
    ("signs", "month", "name"),
    [
        ("亥寅申", "寅", "인해합"), ("寅亥巳", "寅", "인해합"), ("酉卯戌", "午", "묘술합"),
        ("亥未卯酉", "未", "해묘미 삼합"), ("巳丑酉卯", "丑", "사유축 삼합"),
        ("寅辰卯酉", "寅", "인묘진 방합"),
    ],
)  # fmt: skip
def test_branches_that_combine_dissolve_a_clash(signs: str, month: str, name: str) -> None:
    found = relations_among(over(signs), BRANCH_BY_HANJA[month])
    assert outcome(one(found, name)) == (True, "변합니다")


# 論刑沖會合解法: 子年午月 日坐丑位 丑與子合 可以解沖 而時逢巳酉 則丑與巳酉會 而子復沖午.
@pytest.mark.parametrize(
    ("signs", "pair"), [("子丑酉巳", "자축합"), ("子丑亥寅", "자축합"), ("亥子丑丑", "자축합")]
)
def test_a_complete_three_takes_its_branches_from_a_pair(signs: str, pair: str) -> None:
    found = relations_among(over(signs), BRANCH_BY_HANJA["丑"])
    pairs = [r for r in found if r.name == pair and r.adjacent]
    assert pairs
    assert {outcome(r) for r in pairs} == {(False, "다 모인")}


def test_contention_is_told_before_control() -> None:
    found = relations_among(under("甲己甲庚"), BRANCH_BY_HANJA["辰"])
    near = next(r for r in found if r.places == ("year", "month"))
    assert outcome(near) == (False, "다투는 글자가 있어")


@pytest.mark.parametrize(
    ("signs", "month", "name", "made"),
    [
        # 子平眞詮, 論用神變化: 丁生亥月 支全卯未; 乙生寅月 會午會戌; 丙生申月 會子會辰.
        ("卯亥未", "亥", "해묘미 삼합", "木"),
        ("午寅戌", "寅", "인오술 삼합", "火"),
        ("子申辰", "申", "신자진 삼합", "水"),
        ("寅卯辰", "卯", "인묘진 방합", "木"),
    ],
)
def test_three_with_the_month_among_them_transform(
    signs: str, month: str, name: str, made: str
) -> None:
    found = one(relations_among(over(signs), BRANCH_BY_HANJA[month]), name)
    assert (found.element, *outcome(found)) == (ELEMENTS_HANJA.index(made), True, "변합니다")
    other = one(relations_among(over(signs), BRANCH_BY_HANJA["酉"]), name)
    assert outcome(other) == (False, "월지가 없어")


def test_two_of_three_never_transform() -> None:
    for hanja, month in BRANCH_BY_HANJA.items():
        assert outcome(one(relations_among(over("寅午"), month), "인오 반합")) == (
            False,
            "다 모이지 않아",
        ), hanja


def test_only_combinations_can_transform() -> None:
    for relation in relations_of(chart("甲子 庚午 丙寅 壬辰")):
        made = (relation.element, relation.transforms, relation.reason)
        assert (None not in made) == relation.kind.endswith("combination")
        assert made == (None, None, None) or None not in made


def test_a_pillar_from_outside_stands_beside_all() -> None:
    natal = (("year", PILLAR_BY_HANJA["壬申"]), ("hour", PILLAR_BY_HANJA["丙午"]))
    luck = ("luck", PILLAR_BY_HANJA["丁卯"])
    found = one(relations_among((*natal, luck), BRANCH_BY_HANJA["寅"]), "정임합")
    assert (found.places, found.adjacent, found.transforms) == (("year", "luck"), True, True)
    lone = relations_among((*natal, ("luck", PILLAR_BY_HANJA["戊子"])), BRANCH_BY_HANJA["寅"])
    assert one(lone, "자오충").adjacent
    assert not one(lone, "병임충").adjacent


def test_the_reason_reads_well_in_both_languages() -> None:
    made = one(relations_among(under("甲己"), BRANCH_BY_HANJA["辰"]), "갑기합").reason
    assert made == Said(
        "갑·기가 나란히 있고 곁에 다투거나 극하거나 충하는 글자가 없으며 월지가 토의 달(辰戌丑未)이므로 "
        "토로 변합니다.",
        "甲 and 己 stand side by side, no neighbour contends, controls or clashes, and the month is "
        "one of earth (辰戌丑未), so they become earth.",
    )
    three = one(relations_among(over("申子辰"), BRANCH_BY_HANJA["午"]), "신자진 삼합").reason
    assert three == Said(
        "신·자·진이 다 모였으나 그 가운데 월지가 없어 수로 변하지 않습니다.",
        "申, 子 and 辰 are complete but the month is none of them, so they do not become water.",
    )


def test_the_reason_says_where_the_day_master_is_bound() -> None:
    bound = one(relations_among(under("丙乙庚"), BRANCH_BY_HANJA["子"]), "을경합").reason
    assert bound == Said(
        "일간의 합은 화격이라야 변하는데, 월지 축(丑)이 금의 달이 아닙니다.",
        "The day master's bond transforms only as a structure of its own (화격): the month branch "
        "chuk (丑) is no month of metal.",
    )
    six = one(relations_among(over("子寅亥"), BRANCH_BY_HANJA["子"]), "인해합").reason
    assert six is not None
    assert six.ko.startswith("인·해가 합하나")


def test_no_sign_of_a_chart_becomes_two_elements() -> None:
    for year, month, day, hour in product(PILLARS[::7], PILLARS[:12], PILLARS[::5], PILLARS[::7]):
        made: dict[tuple[str, bool], int | None] = {}
        for found in relations_of(Pillars(year, month, day, hour)):
            if found.transforms:
                for place in found.places:
                    sign = (place, "stem" in found.kind)
                    assert made.setdefault(sign, found.element) == found.element
