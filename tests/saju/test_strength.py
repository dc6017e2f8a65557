"""신강/신약 by hand and against what is published.

득령: the list of wonje.co.kr (info21, 신강과 신약을 구별하는 법); 득지: that of sajuplus.tistory.com/45, read
for the day branch; 득세: three of the other five (yavares.tistory.com/528). Published verdicts: 자평진전
(子平眞詮) where it says of a chart that its day master is strong or weak, and the named pages.
"""

from __future__ import annotations

import pytest

from saju.pillars import Pillars
from saju.saying import Said
from saju.sexagenary import PILLAR_BY_HANJA, PILLARS
from saju.strength import Strength, strength_of

IN_SEASON = {
    "甲乙": "亥子寅卯", "丙丁": "寅卯巳午", "戊己": "巳午辰戌丑未", "庚辛": "辰戌丑未申酉",
    "壬癸": "申酉亥子",
}  # fmt: skip
ON_GROUND = {
    "甲乙": "亥子寅卯辰未", "丙丁": "寅卯巳午未戌", "戊己": "巳午辰戌丑未", "庚辛": "辰戌丑未申酉巳",
    "壬癸": "申酉亥子丑辰",
}  # fmt: skip
# By hand: stems 10, branches 10, 30, 15, 15 by days of thirty.
SCORES = (
    ("癸酉 辛酉 己卯 乙亥", 3.5, "very_weak", "태약"),  # 亥 戊7
    ("庚午 己卯 己卯 辛未", 33.5, "weak", "신약"),  # 己10, 午10, 未 丁9 己18
    ("甲子 丙寅 甲子 丙寅", 59.0, "balanced", "중화"),  # 甲10 子10 寅 甲16 子15 寅 甲16
    ("辛酉 丙申 壬申 辛亥", 72.5, "strong", "신강"),  # 辛10 辛10 酉10 申 壬7 庚16 twice, 亥 壬16
    ("庚戌 戊子 癸酉 癸亥", 76.0, "very_strong", "태강"),  # 庚10 癸10 戌 辛9 子30 酉15 亥 壬16
)
# chart, where the verdict stands, whether the day master's side has half of the points.
PUBLISHED = (
    ("辛酉 丙申 壬申 辛亥", "자평진전 論印綬, 汪侍郞: 印重身强", True),
    ("戊戌 乙卯 丙午 己亥", "자평진전 論印綬, 李狀元: 身强印旺", True),
    ("壬申 丙午 甲午 壬申", "자평진전 論傷官, 孛羅平章: 身弱", False),
    ("己未 丙子 庚子 丙子", "자평진전 論傷官, 蔡貴妃: 傷多身弱", False),
    ("甲午 丁卯 癸丑 丙辰", "자평진전 論食神, 龔知縣: 富貴不巨, output on all sides", False),
    ("丁亥 壬子 甲申 甲子", "sajupalja.tistory.com, 조후용신 편: 신강", True),
    ("甲申 辛丑 戊戌 己未", "sajupalja.tistory.com, 조후용신 편: 신강", True),
    ("壬申 壬子 戊午 乙卯", "wonje.co.kr member22_3 279: 신약", False),
    ("己酉 戊辰 癸酉 丙辰", "wonje.co.kr member22_3 291: 신약", False),
)
# Where the page weighs otherwise, and how.
PUBLISHED_OTHERWISE = (
    ("己巳 癸酉 癸未 庚申", "자평진전 茅狀元: 身輕印重, it counts companions alone", True),
    ("壬寅 戊申 壬辰 壬寅", "자평진전 馬參政: 身重, 申 counted as water by 장생", False),
    (
        "乙亥 乙酉 乙卯 丁丑",
        "자평진전 論偏官: 身健 by its roots 亥 and 卯 against the month",
        False,
    ),
    ("丙午 乙未 甲午 丁卯", "wonje.co.kr 272: 신왕, 卯未 counted as a half trine of wood", False),
    ("丙午 丙申 甲寅 丁卯", "wonje.co.kr 288: 신왕 by 寅卯 together against the month", False),
)


def strength(text: str) -> Strength:
    year, month, day, *hour = (PILLAR_BY_HANJA[pillar] for pillar in text.split())
    return strength_of(Pillars(year, month, day, hour[0] if hour else None))


@pytest.mark.parametrize("stems", IN_SEASON)
def test_the_month_gives_season_to_the_stems_of_the_list(stems: str) -> None:
    year = PILLARS[0]
    for stem in stems:
        day = next(pillar for pillar in PILLARS if pillar.stem.hanja == stem)
        found = {
            month.branch.hanja
            for month in PILLARS[:12]
            if strength_of(Pillars(year, month, day, None)).season.holds
        }
        assert found == set(IN_SEASON[stems])


@pytest.mark.parametrize("stems", ON_GROUND)
def test_the_day_branch_gives_ground_to_the_stems_of_the_list(stems: str) -> None:
    days = [pillar for pillar in PILLARS if pillar.stem.hanja in stems]
    found = {
        day.branch.hanja
        for day in days
        if strength_of(Pillars(PILLARS[0], PILLARS[2], day, None)).ground.holds
    }
    assert found == set(ON_GROUND[stems])


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("甲子 丙寅 甲子 丙寅", True),  # 甲 子 寅 of five
        ("甲戌 丁卯 壬寅 甲辰", False),  # none
        ("己巳 癸酉 癸未 庚申", True),  # 癸 庚 申
        ("庚午 己卯 己卯", True),  # 己 午 of three
        ("己巳 癸酉 癸未", False),  # 癸 of three
    ],
)
def test_company_is_more_than_half_of_the_other_signs(text: str, *, holds: bool) -> None:
    assert strength(text).company.holds is holds


@pytest.mark.parametrize(("text", "score", "verdict", "name"), SCORES)
def test_the_score_is_the_sum_of_the_points(
    text: str, score: float, verdict: str, name: str
) -> None:
    found = strength(text)
    assert found.score == pytest.approx(score)
    assert (found.verdict, found.name) == (verdict, name)


def test_without_an_hour_the_points_are_scaled_to_a_hundred() -> None:
    found = strength("庚午 己卯 己卯")  # 己10 and 午10 of 75
    assert found.score == pytest.approx(100 * 20 / 75)
    parts = (found.season, found.ground, found.company)
    assert [part.limit for part in parts] == pytest.approx([40, 20, 40])
    assert [part.points for part in parts] == pytest.approx([0, 0, found.score])


@pytest.mark.parametrize("text", [text for text, *_ in SCORES])
def test_the_parts_sum_to_the_score(text: str) -> None:
    found = strength(text)
    parts = (found.season, found.ground, found.company)
    assert sum(part.points for part in parts) == pytest.approx(found.score)
    assert [part.limit for part in parts] == pytest.approx([30, 15, 55])
    assert all(-1e-9 <= part.points <= part.limit + 1e-9 for part in parts)


@pytest.mark.parametrize(("text", "_source", "has_half"), PUBLISHED + PUBLISHED_OTHERWISE)
def test_published_day_masters_are_as_strong_as_said(
    text: str, _source: str, *, has_half: bool
) -> None:
    assert (strength(text).score >= 50) is has_half


def test_every_part_names_its_facts_in_both_languages() -> None:
    found = strength("甲子 丙寅 甲子 丙寅")
    assert (
        "월지 인(寅)의 정기 갑목(甲木)이 일간 갑목(甲木)의 비견이라 득령" in found.season.reason.ko
    )
    assert "in (寅), yang wood (甲), is the Companion (비견)" in found.season.reason.en
    assert "계수(癸水)가 일간 갑목(甲木)의 정인이라 득지" in found.ground.reason.ko
    assert "Direct Resource (정인)" in found.ground.reason.en
    assert found.company.reason == Said(
        "월지와 일지 밖의 다섯 글자 가운데 연간 甲, 연지 子와 시지 寅 셋이 비겁이나 인성이어서 득세했습니다.",
        "Of the other five signs the year stem 甲, the year branch 子 and the hour branch 寅 are "
        "Companion or Resource, so the company supports it.",
    )


def test_company_too_small_names_who_is_there() -> None:
    assert strength("壬寅 己卯 己卯 戊辰").company.holds
    two = strength("甲寅 丁卯 己卯 己巳").company
    assert two.holds
    few = strength("甲寅 丁卯 己卯 甲子").company.reason
    assert few == Said(
        "월지와 일지 밖의 다섯 글자 가운데 비겁이나 인성은 월간 丁 하나뿐이라 득세하지 못했습니다.",
        "Of the other five signs only the month stem 丁 is Companion or Resource, so the company "
        "does not support it.",
    )
    both = strength("甲寅 己卯 庚午 辛巳").company.reason
    assert both.ko.endswith("비겁이나 인성은 월간 己와 시간 辛 둘뿐이라 득세하지 못했습니다.")
    assert "only the month stem 己 and the hour stem 辛 are Companion" in both.en


def test_the_verdict_says_which_parts_hold() -> None:
    assert strength("庚戌 戊子 癸酉 癸亥").reason.ko.startswith("득령·득지·득세를 다 얻었고")
    assert strength("甲戌 丁卯 壬寅 甲辰").reason.ko.startswith(
        "득령·득지·득세를 하나도 얻지 못했고"
    )
    mixed = strength("庚午 己卯 己卯 辛未").reason
    assert mixed.ko.startswith("득세했으나 득령·득지하지 못했고")
    assert mixed.en.startswith(
        "The company (득세) supports it, the season (득령) and the ground (득지) do not; "
    )


def test_points_that_stay_behind_the_parts_are_told_so() -> None:
    assert strength("甲子 丙寅 甲子 丙寅").reason == Said(
        "득령·득지·득세를 다 얻었으나, 비겁과 인성은 100점 가운데 59.0점에 머물러 중화입니다.",
        "The season, ground and company all support it (득령·득지·득세), yet Companion and Resource "
        "have no more than 59.0 of 100 points: the day master is balanced (중화).",
    )
    two = strength("甲戌 丙寅 甲子 庚午").reason.ko
    assert two.startswith("득세하지 못했어도 득령·득지했으나, ")
    assert "점에 머물러" in two


def test_the_words_never_contradict_the_grade() -> None:
    """Every part held never leads to less than strong by 므로, none never to more than weak."""
    for year in PILLARS[::7]:
        for month in PILLARS[:12]:
            for day in PILLARS[::3]:
                found = strength_of(Pillars(year, month, day, PILLARS[(day.index * 12 + 5) % 60]))
                held = [part.holds for part in (found.season, found.ground, found.company)]
                if "므로" in found.reason.ko:
                    assert not (all(held) and found.score < 62.5)
                    assert any(held) or found.score < 37.5


def test_a_month_that_combines_is_counted_by_itself_and_it_is_said() -> None:
    # 亥 with 卯 and 未 becomes wood (子平眞詮, 論用神變化), 未 beside 午 fire.
    for text, said in (
        ("癸未 癸亥 丁酉 癸卯", "합화는 셈하지 않고, 월지 해(亥)의 정기 임수(壬水)가"),
        ("庚午 癸未 甲子 甲子", "합화는 셈하지 않고, 월지 미(未)의 정기 기토(己土)가"),
        ("庚子 癸未 甲子 庚午", "월지 미(未)의 정기 기토(己土)가"),
        ("癸卯 甲寅 丁酉 甲辰", "월지 인(寅)의 정기 갑목(甲木)이"),
    ):
        assert strength(text).season.reason.ko.startswith(said)
    english = strength("癸未 癸亥 丁酉 癸卯").season.reason.en
    assert english.startswith("Combinations not counted, the main stem of the month branch hae")


def test_a_root_is_named_where_it_is() -> None:
    reason = strength("癸亥 乙卯 乙未 壬午").ground.reason
    assert reason.ko == "일간 을목(乙木)이 일지 미(未)의 을목(乙木)에 뿌리내려 득지했습니다."
    assert "rooted in yin wood (乙) of the day branch mi (未)" in reason.en


def test_company_of_none_is_said() -> None:
    reason = strength("甲戌 丁卯 壬寅 甲辰").company.reason
    assert "비겁이나 인성이 없어 득세하지 못했습니다" in reason.ko
    assert reason.en.startswith("None of the other five signs")
