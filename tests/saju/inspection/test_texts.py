"""Prose against a chart: 庚午 己卯 己卯 辛未, a man's, of 1990-03-15 14:30 in Seoul.

Its facts are read from the pillars by hand: 木2 火1 土3 金2 水0; 월지 편관, 연간 상관, 시간 식신, 시지 비견;
卯未 half, 午未 combine, no clash; 공망 申酉 (甲戌旬); luck forward from 7: 庚辰 17 辛巳 27 壬午.
"""

from __future__ import annotations

import gc
import time

import pytest

from saju import Birth, SajuError, chart_of
from saju.analysis import Analysis
from saju.inspection import TextInspection, inspect_text
from saju.transits import transit_on

TRUE = """
당신의 일주는 기묘(己卯)입니다.
己卯일주로 태어나셨습니다.
연주 경오, 월주 기묘, 일주 기묘, 시주 신미로 이루어집니다.
일주는 기해가 아니라 기묘입니다.
일간은 기토(己土)이며 월지 편관이 자리합니다.
수가 없는 사주입니다.
수 기운이 보이지 않습니다.
화가 없는 것은 아닙니다.
금이 전혀 없지는 않습니다.
토가 셋이고 목이 둘입니다.
토가 화보다 많습니다.
연간에 상관이 있고 시간에 식신이 있습니다.
정관이 보이지 않습니다.
공망은 신유입니다.
27세부터 임오 대운이 시작됩니다.
대운은 순행합니다.
말띠로 태어났습니다.
오미합이 있습니다.
묘유충은 없습니다.
시간에 홀로 떠 있는 식신이 귀합니다.
| 일주 | 기묘 |
Your day pillar is Gi-myo (己卯) and the day master is Yin Earth.
There is no water, but fire is not absent.
The Indirect Officer sits in the month branch.
The 壬午 luck pillar begins at age 27.
You were born in the Year of the Horse.
The chart does not lack metal.
Your month pillar is not 乙卯 but 己卯.
This chart stands on the pillars 庚午 己卯 己卯 辛未.
Luck runs forward, and the first decade starts at 7.
In 2026, Bing (丙) is your Direct Resource.
The month branch Mao hides Jia and Yi.
You have no Wealth stars at all: neither Direct Wealth nor Indirect Wealth is present.
""".strip().splitlines()
FALSE = """
당신의 일주는 기해(己亥)입니다.
월주 정묘는 봄의 기운입니다.
일간은 경금(庚金)입니다.
나는 갑목이다.
수가 강한 사주입니다.
화가 없습니다.
금이 보이지 않습니다.
수가 없는 것은 아닙니다.
토가 하나뿐입니다.
수가 토보다 많습니다.
월지 정관이 자리합니다.
편재가 있습니다.
일지에 정인을 두었습니다.
공망은 자축입니다.
27세부터 계미 대운이 시작됩니다.
월간의 정인이 학업을 받쳐 주므로 시험에 도전한다면 결실을 봅니다.
연간의 경금은 일간이 낳은 기운이므로 식신으로 분류됩니다.
연간의 경금도 시간의 신금도 모두 상관에 해당합니다.
시간에 홀로 떠 있는 정관이 귀합니다.
임수를 일간으로 두어 바다처럼 넓습니다.
태어난 날의 천간이 병화이므로 활달합니다.
나무가 네 그루나 서서 숲을 이룹니다.
수가 한 자도 없지는 않고 물이 세 개나 됩니다.
연지와 일지가 사해충으로 흔들립니다.
49세에 맞이하는 갑신 대운의 천간은 당신에게 정인으로 작용합니다.
일주 경진이시죠?
대운이 거꾸로 흐르네요.
| 일주 | 경진 |
대운은 역행합니다.
쥐띠로 태어났습니다.
묘유충이 있습니다.
오미합이 없습니다.
신강한 사주입니다.
Your day pillar is Geng-Wu (庚午).
The chart lacks fire.
Water is strong in this chart.
There is no metal.
The month branch holds the Direct Officer.
You were born in the Year of the Rat.
The 癸未 luck pillar begins at age 27.
What sits under your feet, in the spouse palace, is Direct Resource, so marriage is gentle.
Your month pillar is not 己卯 but 乙卯.
Armed with a Jia-Zi day pillar, you rarely tire.
As a Yang Earth day master you nourish others.
The month branch, which holds Direct Officer, makes you correct.
Fire is nowhere to be found among your eight characters.
Hidden inside your Goat you find a Ren Water.
""".strip().splitlines()
OF_NOTHING = """
만약 일주가 갑자라면 성격이 달랐을 것입니다.
수는 목을 생한다.
수가 강하면 지혜롭다고 합니다.
상대방의 일주는 갑자입니다.
올해는 수 기운이 강합니다.
그럴 수가 없습니다.
나와는 상관이 없습니다.
금전 운은 화려하지만 목표를 세우세요.
일주가 갑자인가요?
If the day pillar were 甲子, much would be different.
Your partner's day pillar is 甲子.
Water feeds wood.
This year water is strong.
In general, people with strong water are wise.
A Dragon year can bring a promotion.
Had you been born an hour later, the hour pillar would be Ren-Shen.
Many people fear the Seven Killings, yet a chart can live without them.
Others have water; a river crossed in the hour before dawn is no sign.
""".strip().splitlines()
SIZE = 100_000
HOSTILE = (
    "화,", "화가 ", "자와 ", "자·", "일주 甲子 ", "甲子", "강한 ", "월지 ", "子午卯酉충 ", "(", "갑",
    "'", "1", "1세~", "fire and ", "no ", "not ", "if fire ", "a", "\x00", "丙,",
    "수가 없지 않지 않", "jia-", "는는", "\ud7a3", "…",
)  # fmt: skip


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return Analysis(chart_of(Birth(1990, 3, 15, 14, 30, gender="male")).signs)


def verdicts(inspection: TextInspection) -> set[str]:
    return {statement.verdict for statement in inspection.statements}


@pytest.mark.parametrize("text", TRUE)
def test_a_true_statement_is_found_and_true(text: str, analysis: Analysis) -> None:
    inspection = inspect_text(text, analysis)

    assert verdicts(inspection) == {"true"}
    assert inspection.score == 1.0


@pytest.mark.parametrize("text", FALSE)
def test_a_contradiction_is_found(text: str, analysis: Analysis) -> None:
    inspection = inspect_text(text, analysis)

    assert "false" in verdicts(inspection)
    assert inspection.score < 1


@pytest.mark.parametrize("text", OF_NOTHING)
def test_what_is_not_said_of_the_chart_is_not_judged(text: str, analysis: Analysis) -> None:
    assert "false" not in verdicts(inspect_text(text, analysis))


def test_a_quote_is_the_text_at_its_place(analysis: Analysis) -> None:
    text = "봄에 태어나 따뜻합니다. 당신의 일주는 기해(己亥)이고, 화가 없습니다."
    statements = inspect_text(text, analysis).statements

    assert [each.kind for each in statements] == ["pillar", "element"]
    for each in statements:
        assert text[each.start : each.end] == each.quote
    assert "일주" in statements[0].quote
    assert "기묘" in statements[0].expected


def test_what_is_said_of_a_partner_is_held_against_the_partner(analysis: Analysis) -> None:
    partner = Analysis(chart_of(Birth(2000, 1, 1, 12, gender="female")).signs)  # 戊午 day
    right, wrong = "상대방의 일주는 무오입니다.", "상대방의 일주는 기묘입니다."

    assert verdicts(inspect_text(right, analysis, partner=partner)) == {"true"}
    assert verdicts(inspect_text(wrong, analysis, partner=partner)) == {"false"}
    assert not inspect_text(wrong, analysis).statements


def test_a_year_has_its_own_pillar_and_ten_god(analysis: Analysis) -> None:
    # 2026 is 丙午; 丙 is 정인 to 己.
    assert verdicts(inspect_text("2026년은 병오년입니다.", analysis)) == {"true"}
    assert verdicts(inspect_text("2026년은 정미년입니다.", analysis)) == {"false"}
    transit = transit_on(chart_of(Birth(2026, 6, 1)).moment.solar_date)
    said = "올해는 정관이 들어오는 해입니다."
    assert verdicts(inspect_text(said, analysis, transit=transit)) == {"false"}
    assert not inspect_text(said, analysis).statements


def test_an_hour_pillar_contradicts_a_chart_without_an_hour() -> None:
    unknown = Analysis(chart_of(Birth(1990, 3, 15)).signs)

    assert verdicts(inspect_text("시주는 신미입니다.", unknown)) == {"false"}
    assert verdicts(inspect_text("27세부터 임오 대운입니다.", unknown)) == {"unknown"}


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00\x01\x02", "(((", "?!.", "\ufffd" * 50])
def test_nothing_readable_is_nothing_said(text: str, analysis: Analysis) -> None:
    inspection = inspect_text(text, analysis)

    assert (inspection.score, inspection.statements) == (1.0, ())


def test_a_text_over_the_limit_is_refused(analysis: Analysis) -> None:
    inspect_text("화" * SIZE, analysis)
    with pytest.raises(SajuError, match="100000") as caught:
        inspect_text("화" * 1_000_000, analysis)
    assert caught.value.code == "text_too_long"


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_text_and_no_faster(piece: str, analysis: Analysis) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        gc.collect()
        gc.disable()  # after thousands of tests one collection takes longer than the inspection
        try:
            started = time.process_time()
            inspect_text(text, analysis)
            return time.process_time() - started
        finally:
            gc.enable()

    seconds(1_000)
    quarter = min(seconds(SIZE // 8) for _ in range(2))
    assert (
        min(seconds(SIZE // 2) for _ in range(2)) < 12 * quarter + 0.05
    )  # four times, and room for a busy machine


@pytest.mark.parametrize(
    "text",
    [
        "갑목과 해수의 합이 있습니다.",
        "경금과 술토가 합을 이룹니다.",
        "신금, 해수 육합이 있습니다.",
        "甲과 亥가 합을 이룹니다.",
    ],
)
def test_a_stem_and_a_branch_are_in_no_relation(text: str, analysis: Analysis) -> None:
    kinds = {each.kind for each in inspect_text(text, analysis).statements}
    assert "relation" not in kinds
