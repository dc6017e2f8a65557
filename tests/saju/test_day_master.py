"""Expected values: the tables of Ten Gods, hidden stems (月律分野) and twelve stages.

Written out sign by sign as the tradition of 연해자평 (淵海子平) has them, in the order of the tables
십신조견표, 지장간표 and 십이운성표 that Korean 만세력 print.
"""

from __future__ import annotations

import pytest

from saju.balance import element_counts
from saju.day_master import branch_ten_god, ten_god, twelve_stage
from saju.hidden_stems import hidden_stems
from saju.pillars import Pillars
from saju.sexagenary import BRANCHES, PILLAR_BY_HANJA, STEMS

STEM = {stem.hanja: stem for stem in STEMS}
BRANCH = {branch.hanja: branch for branch in BRANCHES}

# 십신조견표: for each day master the stems that are
# 비견 겁재 식신 상관 편재 정재 편관 정관 편인 정인.
TEN_GODS = ("비견", "겁재", "식신", "상관", "편재", "정재", "편관", "정관", "편인", "정인")
TEN_GOD_TABLE = {
    "甲": "甲乙丙丁戊己庚辛壬癸",
    "乙": "乙甲丁丙己戊辛庚癸壬",
    "丙": "丙丁戊己庚辛壬癸甲乙",
    "丁": "丁丙己戊辛庚癸壬乙甲",
    "戊": "戊己庚辛壬癸甲乙丙丁",
    "己": "己戊辛庚癸壬乙甲丁丙",
    "庚": "庚辛壬癸甲乙丙丁戊己",
    "辛": "辛庚癸壬乙甲丁丙己戊",
    "壬": "壬癸甲乙丙丁戊己庚辛",
    "癸": "癸壬乙甲丁丙己戊辛庚",
}
# 십이운성표: for each stem the branches of 장생 목욕 관대 건록 제왕 쇠 병 사 묘 절 태 양.
STAGES = ("장생", "목욕", "관대", "건록", "제왕", "쇠", "병", "사", "묘", "절", "태", "양")
STAGE_TABLE = {
    "甲": "亥子丑寅卯辰巳午未申酉戌",
    "乙": "午巳辰卯寅丑子亥戌酉申未",
    "丙": "寅卯辰巳午未申酉戌亥子丑",
    "丁": "酉申未午巳辰卯寅丑子亥戌",
    "戊": "寅卯辰巳午未申酉戌亥子丑",
    "己": "酉申未午巳辰卯寅丑子亥戌",
    "庚": "巳午未申酉戌亥子丑寅卯辰",
    "辛": "子亥戌酉申未午巳辰卯寅丑",
    "壬": "申酉戌亥子丑寅卯辰巳午未",
    "癸": "卯寅丑子亥戌酉申未午巳辰",
}
# 지장간표 (월률분야): 여기, 중기, 정기.
HIDDEN_TABLE = {
    "子": "壬癸", "丑": "癸辛己", "寅": "戊丙甲", "卯": "甲乙", "辰": "乙癸戊", "巳": "戊庚丙",
    "午": "丙己丁", "未": "丁乙己", "申": "戊壬庚", "酉": "庚辛", "戌": "辛丁戊", "亥": "戊甲壬",
}  # fmt: skip
# 십신조견표 of the branches for 甲 and 癸: 子 to 亥.
BRANCH_TEN_GODS = {
    "甲": "정인 정재 비견 겁재 편재 식신 상관 정재 편관 정관 편재 편인",
    "癸": "비견 편관 상관 식신 정관 정재 편재 편관 정인 편인 정관 겁재",
}


@pytest.mark.parametrize("day_master", TEN_GOD_TABLE)
def test_the_ten_gods_are_those_of_the_table(day_master: str) -> None:
    found = [ten_god(STEM[day_master], STEM[other]) for other in TEN_GOD_TABLE[day_master]]
    assert found == list(TEN_GODS)


@pytest.mark.parametrize("stem", STAGE_TABLE)
def test_the_twelve_stages_are_those_of_the_table(stem: str) -> None:
    found = [twelve_stage(STEM[stem], BRANCH[branch]) for branch in STAGE_TABLE[stem]]
    assert found == list(STAGES)


@pytest.mark.parametrize("branch", HIDDEN_TABLE)
def test_the_hidden_stems_are_those_of_the_table(branch: str) -> None:
    found = "".join(hidden.stem.hanja for hidden in hidden_stems(BRANCH[branch]))
    assert found == HIDDEN_TABLE[branch]


@pytest.mark.parametrize("day_master", BRANCH_TEN_GODS)
def test_a_branch_is_the_ten_god_of_its_main_hidden_stem(day_master: str) -> None:
    found = [branch_ten_god(STEM[day_master], branch) for branch in BRANCHES]
    assert found == BRANCH_TEN_GODS[day_master].split()


# As told by 김현희, 을목(乙木)의 12운성 (okhsnews.com, 2022-05-12); 사주가이드, 12운성의 이해
# (wonje.co.kr, 2017-10-03); and 12운성 甲木論 (bbss7202.tistory.com/3057).
@pytest.mark.parametrize(
    ("stem", "branches", "stages"),
    [
        ("乙", "寅卯辰巳午", "제왕 건록 관대 목욕 장생"),
        ("丙", "亥子丑寅戌", "절 태 양 장생 묘"),
        ("甲", "申酉戌", "절 태 양"),
        ("乙", "戌", "묘"),
        ("丁", "戌", "양"),
        ("戊", "戌", "묘"),
        ("辛", "戌", "관대"),
        ("壬", "戌", "관대"),
    ],
)
def test_the_twelve_stages_are_those_authors_tell(stem: str, branches: str, stages: str) -> None:
    found = [twelve_stage(STEM[stem], BRANCH[branch]) for branch in branches]
    assert found == stages.split()


def test_the_elements_of_all_visible_signs_are_counted() -> None:
    year, month, day, hour = (PILLAR_BY_HANJA[hanja] for hanja in ("庚午", "己卯", "己卯", "辛未"))
    # metal fire, earth wood, earth wood, metal earth
    assert element_counts(Pillars(year, month, day, hour)) == (2, 1, 3, 2, 0)
    assert element_counts(Pillars(year, month, day, None)) == (2, 1, 2, 1, 0)
