"""Expected order: what Korean practice calls good and bad between two people, as authors list it.

The points are the engine's own; what is held here is which pairs help, which harm, and by which
tables. 띠: 우호성, 띠궁합의 오류 (영남일보, 2020-10-28); 원진: 궁합표 of cudos.tistory.com/201 and
maenbal.kr/blog/compatibility-guide.html; 천간합 and 충: 십간의 합과 충 of every 만세력.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, pairwise, permutations, product
from random import Random

import pytest

from saju import Birth, Conventions, Pillars, Signs, chart_of
from saju.balance import balance_of
from saju.compatibility import CompatibilityPart, compatibility_of
from saju.day_master import ten_god
from saju.sexagenary import BRANCHES, PILLAR_BY_HANJA, PILLARS, STEMS
from saju.strength import strength_of
from saju.structure import structure_of
from saju.useful_element import useful_elements_of

SIX_COMBINATIONS = ("쥐 소", "호랑이 돼지", "토끼 개", "용 닭", "뱀 원숭이", "말 양")
THREE_COMBINATIONS = ("원숭이 쥐 용", "뱀 닭 소", "호랑이 말 개", "돼지 토끼 양")
CLASHES = ("쥐 말", "소 양", "호랑이 원숭이", "토끼 닭", "용 개", "뱀 돼지")
RESENTMENTS = ("쥐 양", "소 말", "호랑이 닭", "토끼 원숭이", "용 돼지", "뱀 개")
STEM_COMBINATIONS = ("甲己", "乙庚", "丙辛", "丁壬", "戊癸")
STEM_CLASHES = ("甲庚", "乙辛", "丙壬", "丁癸")
NEUTRAL = 60


def signs(year: str, month: str, day: str, hour: str | None = None) -> Signs:
    of = PILLAR_BY_HANJA
    pillars = Pillars(of[year], of[month], of[day], of[hour] if hour else None)
    return Signs(pillars, 1984, None, None, Conventions())


def part(one: Signs, other: Signs, name: str) -> CompatibilityPart:
    return next(part for part in compatibility_of(one, other).parts if part.id == name)


def of_animals(one: str, other: str) -> int:
    years = {pillar.branch.animal: pillar.hanja for pillar in PILLARS}
    return part(
        signs(years[one], "丙寅", "甲子"), signs(years[other], "丙寅", "甲子"), "year_branch"
    ).score


def of_day_masters(one: str, other: str) -> CompatibilityPart:
    days = {pillar.stem.hanja: pillar.hanja for pillar in PILLARS}
    return part(signs("甲子", "丙寅", days[one]), signs("甲子", "丙寅", days[other]), "day_master")


def sample(count: int) -> list[Signs]:
    random = Random("궁합")
    births = [
        Birth(
            random.randrange(1920, 2020), random.randrange(1, 13), random.randrange(1, 29),
            random.choice((None, *range(24))), gender=random.choice((None, "male", "female")),
        )
        for _ in range(count)
    ]  # fmt: skip
    # Summer time's gaps are not the subject.
    return [chart_of(replace(birth, timezone="Etc/GMT-9", longitude=127)).signs for birth in births]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(pair.split() for pair in SIX_COMBINATIONS),
        *(pair for three in THREE_COMBINATIONS for pair in combinations(three.split(), 2)),
    ],
)
def test_animals_that_combine_are_a_good_match(one: str, other: str) -> None:
    assert of_animals(one, other) > NEUTRAL


@pytest.mark.parametrize("pair", CLASHES + RESENTMENTS)
def test_animals_that_clash_or_resent_each_other_are_a_bad_match(pair: str) -> None:
    one, other = pair.split()
    assert of_animals(one, other) < NEUTRAL


def test_nothing_is_worse_than_a_clash() -> None:
    animals = [branch.animal for branch in BRANCHES]
    scores = {(one, other): of_animals(one, other) for one, other in product(animals, repeat=2)}
    clashing = {order for pair in CLASHES for order in permutations(pair.split())}
    rest = min(score for pair, score in scores.items() if pair not in clashing)
    assert max(scores[one, other] for one, other in clashing) <= rest


def test_day_masters_that_combine_come_first_and_those_that_clash_last() -> None:
    scores = {
        one.hanja + other.hanja: of_day_masters(one.hanja, other.hanja).score
        for one, other in product(STEMS, repeat=2)
    }
    combined = {scores[pair] for pair in STEM_COMBINATIONS}
    clashing = {scores[pair] for pair in STEM_CLASHES}
    rest = {
        score
        for pair, score in scores.items()
        if not {pair, pair[::-1]} & {*STEM_COMBINATIONS, *STEM_CLASHES}
    }
    assert min(combined) > max(rest)
    assert max(clashing) < min(rest)


def test_bearing_is_better_than_equality_and_equality_better_than_ruling() -> None:
    # 甲: 丙丁 it bears, 壬癸 bear it (상생); 乙 is its like (비화); 戊 it rules (상극).
    bearing = [of_day_masters("甲", other).score for other in "丙丁壬癸"]
    assert min(bearing) > of_day_masters("甲", "乙").score > of_day_masters("甲", "戊").score


def test_a_combination_is_named_with_its_places_and_does_not_transform() -> None:
    found = of_day_masters("甲", "己")
    (relation,) = found.relations
    assert (relation.kind, relation.places) == ("stem_combination", ("one_day", "other_day"))
    assert (relation.transforms, relation.reason) == (None, None)
    assert "갑기합" in found.reason.ko
    assert "정재" in found.reason.ko
    assert "정관" in found.reason.ko


def test_two_people_score_the_same_in_either_order() -> None:
    people = sample(400)
    for one, other in pairwise(people):
        forward, back = compatibility_of(one, other), compatibility_of(other, one)
        assert forward.score == back.score
        assert [(one.id, one.score) for one in forward.parts] == [
            (one.id, one.score) for one in back.parts
        ]


def test_the_score_is_the_weighted_mean_of_parts_within_bounds() -> None:
    people = sample(400)
    for one, other in pairwise(people):
        found = compatibility_of(one, other)
        total = sum(part.weight for part in found.parts)
        mean = sum(part.score * part.weight for part in found.parts) / total
        assert abs(found.score - mean) <= 0.5
        assert all(0 <= part.score <= 100 for part in found.parts)
        assert total == (95 if None in (one.pillars.hour, other.pillars.hour) else 100)


def test_the_hour_counts_only_when_both_know_it() -> None:
    known, unknown = signs("甲子", "丙寅", "甲子", "甲子"), signs("甲子", "丙寅", "甲子")
    ids = [[part.id for part in compatibility_of(known, other).parts] for other in (known, unknown)]
    assert "hour_branch" in ids[0]
    assert ids[1] == [name for name in ids[0] if name != "hour_branch"]


# 甲子 丙寅 甲辰 has wood, fire, earth and water, and no metal; 庚申 庚申 has four signs of it.
def test_what_one_lacks_the_other_fills() -> None:
    lacking = signs("甲子", "丙寅", "甲辰")
    filling, equal = signs("庚申", "戊寅", "庚申"), signs("甲子", "丙寅", "甲辰")
    filled, unfilled = (part(lacking, other, "missing_elements") for other in (filling, equal))
    assert "본인에게 없는 금(金)이 상대에게 4개 있습니다." in filled.reason.ko
    assert "본인에게 없는 금(金)이 상대에게도 없습니다." in unfilled.reason.ko
    assert filled.score > unfilled.score


def test_the_useful_element_counts_by_what_the_other_has_of_it() -> None:
    one = signs("甲子", "丙寅", "甲辰")
    balance = balance_of(one.pillars, "monthly_division")
    support, _ = useful_elements_of(
        one.pillars, strength_of(one.pillars), structure_of(one.pillars), balance
    )
    # Pillars of one element each: 甲寅 丙午 戊辰 庚申 壬子.
    full = [signs(pair, pair, pair) for pair in ("甲寅", "丙午", "戊辰", "庚申", "壬子")]
    shares = [
        int(re.findall(r"(\d+)%", part(one, other, "useful_element").reason.ko)[0])
        for other in full
    ]
    assert shares.index(max(shares)) == support.element


def test_ten_gods_that_belong_together_weigh_the_same() -> None:
    for one, other in product(STEMS, repeat=2):
        found, back = (
            of_day_masters(one.hanja, other.hanja),
            of_day_masters(other.hanja, one.hanja),
        )
        assert found.score == back.score
        assert ten_god(one, other) in found.reason.ko


PARTICLES = {
    "은": True, "이": True, "을": True, "과": True, "는": False, "가": False, "를": False, "와": False,
}  # fmt: skip


# 한글 맞춤법: 은/이/을/과 after a final consonant.
def test_reasons_have_the_right_particles_in_korean_and_no_gaps_in_either() -> None:
    people, seen = sample(300), 0
    for one, other in pairwise(people):
        for found in compatibility_of(one, other).parts:
            assert not re.search(r"[{}]|  ", found.reason.ko + found.reason.en)
            assert re.fullmatch(r"[A-Z].*\.", found.reason.en)
            for sound, particle in re.findall(
                r"([가-힣])\([一-龥]+\)([은이을과는가를와])", found.reason.ko
            ):
                assert ((ord(sound) - 0xAC00) % 28 != 0) == PARTICLES[particle]
                seen += 1
    assert seen > 1_000
