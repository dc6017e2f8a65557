"""Ten gods, hidden stems and twelve stages over 10,000 charts, against korean-saju and lunar-python.

korean-saju has the Korean tables (월률분야, 화토동법), lunar-python the Chinese ones (人元, which lists the
main stem first). Neither has the days of 월률분야: those are of the table 月律分野 支藏干 表 on
cafe.daum.net/_c21_/bbs_read?datanum=20&fldid=qkHz&grpid=1FXio; nangwol.com (월률분야에서의 지장간) has
the same, with 己 beside the 戊 of 申.
"""

from __future__ import annotations

from random import Random

from korean_saju import CheonGan, JiJi, ShipsinCalculator, SibiunseongCalculator
from lunar_python.util import LunarUtil

from saju.day_master import branch_ten_god, ten_god, twelve_stage
from saju.hidden_stems import MONTH_DAYS, hidden_stems, ruling_stem
from saju.sexagenary import BRANCHES, PILLARS, STEMS, Branch, Pillar, Stem

CHARTS = 10_000
_DAY_S = 86_400
_SIMPLIFIED = {
    "比肩": "비견", "劫财": "겁재", "食神": "식신", "伤官": "상관", "偏财": "편재",
    "正财": "정재", "七杀": "편관", "正官": "정관", "偏印": "편인", "正印": "정인",
}  # fmt: skip


# 初期, 中期, 正氣 of 子 to 亥.
DAYS = (
    "壬10 癸20", "癸9 辛3 己18", "戊7 丙7 甲16", "甲10 乙20", "乙9 癸3 戊18", "戊7 庚7 丙16",
    "丙10 己9 丁11", "丁9 乙3 己18", "戊7 壬7 庚16", "庚10 辛20", "辛9 丁3 戊18", "戊7 甲7 壬16",
)  # fmt: skip
# 건록 is also called 임관 (臨官).
STAGE_NAMES = {"임관": "건록"}


def charts() -> list[list[Pillar]]:
    chance = Random("십성")
    return [chance.choices(PILLARS, k=4) for _ in range(CHARTS)]


def theirs(stem: Stem) -> CheonGan:
    return next(one for one in CheonGan if one.hanja == stem.hanja)


def their_branch(branch: Branch) -> JiJi:
    return next(one for one in JiJi if one.hanja == branch.hanja)


STEM = {stem: theirs(stem) for stem in STEMS}
BRANCH = {branch: their_branch(branch) for branch in BRANCHES}


def test_ten_gods_and_stages_are_korean_sajus() -> None:
    for chart in charts():
        me = chart[2].stem
        for pillar in chart:
            stem, branch = STEM[pillar.stem], BRANCH[pillar.branch]
            god = ShipsinCalculator.for_cheon_gan(STEM[me], stem)
            assert ten_god(me, pillar.stem) == god.hangul
            of_branch = ShipsinCalculator.for_ji_ji(STEM[me], branch)
            assert branch_ten_god(me, pillar.branch) == of_branch.hangul
            stage = SibiunseongCalculator.for_ji_ji(STEM[me], branch).hangul
            assert twelve_stage(me, pillar.branch) == STAGE_NAMES.get(stage, stage)


def test_ten_gods_are_lunar_pythons() -> None:
    for chart in charts():
        me = chart[2].stem
        for pillar in chart:
            found = LunarUtil.SHI_SHEN[me.hanja + pillar.stem.hanja]
            assert ten_god(me, pillar.stem) == _SIMPLIFIED[found]


def test_the_hidden_stems_of_both_tables_are_theirs() -> None:
    shares = {"여기": "early", "중기": "middle", "본기": "main"}
    for branch in BRANCHES:
        korean = [
            (each.stem.hanja, shares[each.role.hangul]) for each in BRANCH[branch].ji_jang_gan
        ]
        assert [(each.stem.hanja, each.share) for each in hidden_stems(branch)] == korean
        chinese = LunarUtil.ZHI_HIDE_GAN[branch.hanja]
        ours = [each.stem.hanja for each in hidden_stems(branch, "principal")]
        assert set(ours) == set(chinese)
        assert ours[-1] == chinese[0]  # the main one


def test_the_days_are_those_of_the_published_table() -> None:
    for branch in BRANCHES:
        found = [f"{each.stem.hanja}{each.days}" for each in hidden_stems(branch)]
        assert " ".join(found) == DAYS[branch.index]


def test_the_stem_that_rules_goes_by_the_days_until_the_month_is_over() -> None:
    for branch in BRANCHES:
        hidden = hidden_stems(branch)
        assert sum(each.days or 0 for each in hidden) == MONTH_DAYS
        expected = [each.stem for each in hidden for _ in range(each.days or 0)]
        found = [ruling_stem(branch, day * _DAY_S) for day in range(MONTH_DAYS + 2)]
        assert found == [*expected, expected[-1], expected[-1]]
