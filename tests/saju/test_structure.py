"""격국 against the charts of 자평진전 (子平眞詮), each in the chapter that the book puts it in.

The book's eight chapters name a structure without its polarity (財 is 정재격 or 편재격). Outer
structures: its chapter 論雜格, and the examples of 적천수천미 (滴天髓闡微) and 천리명고 (千里命稿).
"""

from __future__ import annotations

from random import Random

import pytest

from saju.model import HiddenStems
from saju.pillars import Pillars
from saju.saying import Said
from saju.sexagenary import ELEMENTS_HANJA, PILLAR_BY_HANJA, PILLARS, pillar_of
from saju.structure import Structure, structure_of

CHAPTERS = {
    "正官": {"정관격"}, "財": {"정재격", "편재격"}, "印綬": {"정인격", "편인격"}, "食神": {"식신격"},
    "偏官": {"편관격"}, "傷官": {"상관격"}, "陽刃": {"양인격"}, "建祿月劫": {"건록격", "월겁격"},
}  # fmt: skip
BOOK = {
    "正官": ("己卯 辛未 壬寅 辛亥", "庚寅 乙酉 甲子 戊辰"),
    "財": (
        "壬寅 壬寅 庚辰 辛巳", "乙未 甲申 丙申 庚寅", "乙未 己卯 庚寅 辛巳", "庚戌 戊子 戊子 丙辰",
        "壬辰 乙巳 癸巳 辛酉", "乙酉 庚辰 甲午 戊辰", "庚辰 戊子 戊寅 甲寅", "丙寅 癸巳 癸未 壬戌",
        "丙辰 癸巳 壬戌 壬寅",
    ),
    "印綬": (
        "丙寅 戊戌 辛酉 戊子", "丙戌 戊戌 辛未 壬辰", "乙亥 己卯 丁酉 壬寅", "戊戌 乙卯 丙午 己亥",
        "己巳 癸酉 癸未 庚申", "辛酉 丙申 壬申 辛亥", "庚寅 乙酉 癸亥 丙辰",
    ),
    "食神": (
        "丁亥 癸卯 癸卯 甲寅", "己未 己巳 甲寅 丙寅", "辛卯 辛卯 癸酉 己未", "戊戌 壬戌 丙子 戊戌",
        "丁亥 壬子 辛巳 丁酉", "丙午 癸巳 甲子 丙寅", "癸酉 辛酉 己卯 乙亥",
    ),
    "偏官": (
        "乙亥 乙酉 乙卯 丁丑", "丙寅 戊戌 壬戌 辛丑", "戊戌 甲子 丁未 庚戌", "癸卯 丁巳 庚寅 庚辰",
        "丙子 甲午 辛亥 辛卯", "戊辰 甲寅 戊寅 戊午",
    ),
    "傷官": (
        "壬午 己酉 戊午 庚申", "己卯 丁丑 丙寅 庚寅", "壬申 丙午 甲午 壬申", "丁酉 己酉 戊子 壬子",
        "壬戌 己酉 戊午 丁巳", "己未 丙子 庚子 丙子", "戊申 甲子 庚午 丁丑", "丙申 己亥 辛未 己亥",
    ),
    "陽刃": ("甲午 癸酉 庚寅 戊寅", "甲寅 庚午 戊申 甲寅"),
    "建祿月劫": (
        "庚戌 戊子 癸酉 癸亥", "丁酉 丙午 丁巳 壬寅", "庚午 戊子 癸卯 丁巳", "甲子 丙子 癸丑 壬辰",
        "己未 己巳 丁未 辛丑", "庚子 甲申 庚子 甲申", "丁巳 壬子 癸卯 己未", "甲子 丙寅 甲子 丙寅",
        "癸卯 庚申 庚子 庚辰",
    ),
}  # fmt: skip
# The book keeps to the chapter of the main stem though only another hidden stem shows (or tells how
# the one becomes the other); the rule here, that of Korean practice, takes the one that shows.
ANOTHER_SHOWS = (
    ("甲申 壬申 乙巳 戊寅", "正官", "정인격", "壬"),
    ("丁丑 壬寅 己巳 丙寅", "正官", "정인격", "丙"),
    ("壬寅 戊申 壬辰 壬寅", "印綬", "편관격", "戊"),
    ("甲子 乙亥 辛未 戊子", "傷官", "정재격", "甲"),
    ("甲子 壬申 己亥 辛未", "傷官", "정재격", "壬"),
)
OUTER = (
    ("癸亥 乙卯 乙未 壬午", "곡직격", "木"),  # 자평진전, 吳相公
    ("丁卯 甲辰 甲寅 乙亥", "곡직격", "木"),  # 적천수천미, 方局
    ("丙寅 甲午 丙戌 乙未", "염상격", "火"),  # 적천수천미, 形象
    ("壬子 辛亥 癸丑 壬子", "윤하격", "水"),  # 적천수천미, 形象
    ("甲戌 丁卯 壬寅 甲辰", "정임합화목격", "木"),  # 자평진전, 一品貴格
    ("庚申 乙酉 丙申 乙丑", "종재격", "金"),  # 자평진전, 王十萬
    ("乙酉 乙酉 乙酉 甲申", "종살격", "金"),  # 자평진전, 李侍郞: Companions without a root
    ("戊戌 辛酉 乙酉 乙酉", "종살격", "金"),  # 천리명고
    ("丁卯 壬寅 癸卯 丙辰", "종아격", "木"),  # 적천수천미, 順局
    # By the conditions as written:
    ("戊辰 己未 戊戌 癸丑", "가색격", "土"),
    ("戊戌 辛酉 庚申 庚辰", "종혁격", "金"),
    ("壬申 壬子 壬辰 庚子", "윤하격", "水"),
    ("癸卯 乙卯 甲寅 乙亥", "종왕격", "木"),
    ("壬子 壬子 甲子 乙亥", "종강격", "水"),
    ("甲午 丁卯 甲午 丁卯", "양신성상격", "火"),  # wood bears fire
    ("甲辰 戊辰 甲辰 甲戌", None, None),  # earth is not 木's month and 辰 is a root
)
# 子平眞詮, 論用神變化, each month with the branches that it names; hours and years fill them up.
MADE_OF_THE_MONTH = (
    ("癸未 癸亥 丁酉 癸卯", "편인격", "乙", False),  # 丁生亥月 支全卯未 則化爲印
    ("乙卯 丁亥 丁未 庚戌", "편인격", "乙", True),  # likewise; the book has 金狀元 under 正官
    ("戊午 甲寅 癸亥 壬戌", "상관격", "甲", True),  # 癸生寅月 會午會戌: 透甲 keeps it
    ("戊午 丙寅 癸亥 壬戌", "정재격", "丙", True),  # 癸生寅月 會午會戌, 傷化爲財
    ("壬午 壬寅 乙亥 丙戌", "상관격", "丙", True),  # 乙生寅月 會午會戌, 劫化爲食傷
    ("甲子 壬申 丙戌 壬辰", "편관격", "壬", True),  # 丙生申月 會子會辰, 化爲煞
    ("壬戌 丙午 戊寅 甲寅", "편인격", "丙", True),  # 論陽刃: 戊生午月 干透丙火 支會火局 則化刃爲印
    ("甲午 丙寅 丙申 戊戌", "편인격", "甲", True),  # 丙生寅月 午戌會劫 而又透甲, 仍爲印
    ("戊午 甲寅 己亥 甲戌", "정관격", "甲", True),  # 變而不失本格
    ("己卯 辛未 壬寅 辛亥", "정관격", "己", True),  # 論正官, 宣參國: 支會木局, 未中己官透干
    ("癸卯 庚申 庚子 庚辰", "건록격", "庚", True),  # 論建祿月劫, 金丞相
)
# What keeps an outer structure from holding, sign by sign, and the words that say so.
BROKEN = (
    ("庚戌 乙酉 丙申 己丑", "종재격", "일간 병화(丙火)가 연지 술(戌)에 뿌리가 있습니다."),
    ("庚申 乙酉 丙申 庚寅", "종재격", "뿌리가 있습니다"),
    ("癸酉 辛酉 丙申 己丑", "종재격", "관성이 드러나"),
    ("丁酉 己酉 乙酉 甲申", "종살격", "식상이 드러나"),
    ("戊子 辛酉 乙酉 乙酉", "종살격", "낳는 수가 지지에 힘을"),
    ("丁卯 壬寅 癸卯 辛酉", "종아격", "낳는 금이 지지에 힘을"),
    ("己卯 丙寅 癸卯 丙辰", "종아격", "관성이 드러나"),
    ("丁亥 癸卯 癸卯 甲寅", "종아격", "연지 해(亥)에 뿌리가 있습니다"),
    ("丁酉 己酉 戊子 壬子", "종아격", "인성이 드러나"),
    ("乙酉 乙酉 戊申 辛酉", "종아격", "관성이 드러나"),
    ("壬子 壬子 庚子", "종아격", "식상이 낳을 재성이 사주에 없습니다."),
    ("庚申 乙酉 己酉 辛未", "종아격", "시지 미(未)에 뿌리가 있습니다"),
    ("癸亥 乙卯 乙未 辛巳", "곡직격", "관성이 드러나"),
    ("癸亥 乙卯 乙酉 壬午", "곡직격", "다 모이지 않았습니다"),
    ("癸亥 癸亥 乙未 己卯", "곡직격", "월지 해(亥)가 목의 달이 아닙니다."),
    ("丁亥 丁未 壬寅 甲辰", "정임합화목격", "다툽니다"),
    ("甲戌 丙寅 壬寅 甲辰", "정임합화목격", "정화(丁火)가 월간이나 시간에 없습니다"),
    ("庚戌 丁卯 壬寅 甲辰", "정임합화목격", "극하는 금이 드러나"),
    ("戊戌 丁丑 壬寅 甲辰", "정임합화목격", "월지 축(丑)이 목의 달이 아닙니다."),
    ("壬子 壬子 甲子 戊辰", "종강격", "재성이 드러나"),
    ("甲午 丁卯 甲寅 丁卯", "양신성상격", "글자 수가 같지 않습니다"),
    ("壬子 壬子 甲子 乙亥", "종왕격", "월지 자(子)의 정기가 비겁이 아닙니다."),
    ("丙午 庚寅 甲子 甲子", "종왕격", "관성이 드러나"),
    ("甲子 丙寅 甲子 丙寅", "종왕격", "비겁과 인성이 100점 가운데 59점"),
)


def structure(text: str, table: HiddenStems = "principal") -> Structure:
    year, month, day, *hour = (PILLAR_BY_HANJA[pillar] for pillar in text.split())
    return structure_of(Pillars(year, month, day, hour[0] if hour else None), table)


@pytest.mark.parametrize(
    ("chapter", "text"), [(chapter, text) for chapter, texts in BOOK.items() for text in texts]
)
def test_a_chart_of_the_book_has_the_structure_of_its_chapter(chapter: str, text: str) -> None:
    found = structure(text)
    assert found.kind == "inner"
    assert found.name in CHAPTERS[chapter]


@pytest.mark.parametrize(("text", "chapter", "name", "shown"), ANOTHER_SHOWS)
def test_a_hidden_stem_that_shows_goes_before_one_that_does_not(
    text: str, chapter: str, name: str, shown: str
) -> None:
    found = structure(text)
    assert found.name == name
    assert found.name not in CHAPTERS[chapter]
    assert found.stem is not None
    assert (found.stem.hanja, found.revealed) == (shown, True)


@pytest.mark.parametrize(("text", "name", "element"), OUTER)
def test_an_outer_structure_holds_by_its_conditions(
    text: str, name: str | None, element: str | None
) -> None:
    found = structure(text)
    if name is None or element is None:
        assert found.kind == "inner"
        assert not any(condition.holds for condition in found.outer)
        return
    assert (found.kind, found.name, found.ten_god, found.stem) == ("outer", name, None, None)
    assert found.element == ELEMENTS_HANJA.index(element)
    assert next(each for each in found.outer if each.holds).reason == found.reason


@pytest.mark.parametrize(("text", "name", "why"), BROKEN)
def test_an_outer_structure_that_does_not_hold_says_why(text: str, name: str, why: str) -> None:
    condition = next(each for each in structure(text).outer if each.name == name)
    assert not condition.holds
    assert why in condition.reason.ko


# 子平眞詮, 論雜格: 若透印則身賴印生而不從; 사주플러스, 종격: neither 인성 nor 비겁 among the stems.
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("甲申 癸酉 丁酉 辛丑", "종재격"),
        ("丁酉 己酉 丁酉 辛丑", "종재격"),
    ],
)
def test_support_among_the_stems_breaks_following(text: str, name: str) -> None:
    condition = next(each for each in structure(text).outer if each.name == name)
    assert not condition.holds
    assert "돕습니다" in condition.reason.ko


def test_a_bound_stem_does_not_count_and_it_is_said() -> None:
    followed = structure("庚申 乙酉 丙申 乙丑").reason
    assert "드러난 비겁이나 인성은 합에 묶였으며" in followed.ko
    assert followed.en.endswith("; the Companion or Resource that is visible is bound (합).")


def test_an_early_stem_is_no_root_and_it_is_said() -> None:
    followed = next(e for e in structure("壬子 壬子 己亥 癸酉").outer if e.name == "종재격")
    assert followed.holds
    assert "뿌리가 없고(여기는 뿌리로 보지 않습니다)" in followed.reason.ko
    plain = next(e for e in structure("壬子 壬子 己酉 癸酉").outer if e.name == "종재격")
    assert plain.holds
    assert "여기" not in plain.reason.ko


@pytest.mark.parametrize(("text", "name", "stem", "revealed"), MADE_OF_THE_MONTH)
def test_a_complete_three_with_the_month_changes_its_structure(
    text: str, name: str, stem: str, *, revealed: bool
) -> None:
    found = structure(text)
    assert found.stem is not None
    assert (found.name, found.stem.hanja, found.revealed) == (name, stem, revealed)


def test_the_reason_tells_of_the_three() -> None:
    assert structure("癸未 癸亥 丁酉 癸卯").reason == Said(
        "월지 해(亥)가 해묘미 삼합에 들어 목이 되고, 왕지의 정기 을목(乙木)이 일간 정화(丁火)의 편인이라 "
        "편인격입니다.",
        "The month branch hae (亥) is wood with the complete 亥卯未木; yin wood (乙), the main stem of "
        "the middle of the three, is the Indirect Resource (편인) of the day master yin fire (丁): "
        "편인격.",
    )
    own = structure("壬午 壬寅 丙申 戊戌").reason
    assert own.ko.startswith("월지가 든 인오술 삼합은 일간의 오행이라 격이 되지 않고, 월지 인(寅)")
    kept = structure("己卯 辛未 壬寅 辛亥").reason
    assert kept.ko.startswith(
        "월지가 해묘미 삼합에 들었으나 정기가 드러나 본래의 격을 지키니, 월지 미(未)"
    )


# 子午卯酉 by the month's division: 壬癸, 丙己丁, 甲乙, 庚辛, as Korean 만세력 print them.
@pytest.mark.parametrize(
    ("text", "divided", "principal"),
    [
        ("壬辰 壬子 己巳 丙寅", "정재격", "편재격"),
        ("甲子 丁卯 庚寅 己卯", "편재격", "정재격"),
        ("庚寅 乙酉 丁亥 辛丑", "편재격", "편재격"),
        ("庚寅 乙酉 丁亥 癸卯", "정재격", "편재격"),
    ],
)
def test_the_table_asked_for_says_what_shows(text: str, divided: str, principal: str) -> None:
    assert structure(text, "monthly_division").name == divided
    assert structure(text, "principal").name == principal


def test_what_shows_is_told_by_the_table() -> None:
    shown = structure("甲子 丁卯 庚寅 己卯", "monthly_division").reason
    assert shown.ko.startswith("월지 묘(卯)의 여기 갑목(甲木)이 연간에 드러나")
    hidden = structure("甲子 丁卯 庚寅 己卯").reason
    assert hidden.ko.startswith("월지 묘(卯)의 지장간이 일간 밖의 천간에 드러나지 않아")


def test_a_companion_that_shows_is_not_passed_over_in_silence() -> None:
    # 亥 hides 甲 and 壬.
    reason = structure("甲子 乙亥 甲辰 丙寅").reason
    assert "천간에 드러난 갑목(甲木)은 비겁이라 격이 되지 않아" in reason.ko
    assert "only yang wood (甲) shows, a Companion, which gives no structure" in reason.en


def test_every_outer_structure_is_examined() -> None:
    names = {condition.name for condition in structure("庚午 己卯 己卯 辛未").outer}
    becoming = {"갑기합화토격", "을경합화금격", "병신합화수격", "정임합화목격", "무계합화화격"}
    single = {"곡직격", "염상격", "가색격", "종혁격", "윤하격"}
    following = {"종왕격", "종강격", "종아격", "종재격", "종살격"}
    assert names == becoming | single | following | {"양신성상격"}


@pytest.mark.parametrize(
    ("text", "name", "god", "revealed"),
    [
        ("庚戌 戊子 癸酉 癸亥", "건록격", "비견", True),
        ("庚午 戊子 癸卯 丁巳", "건록격", "비견", False),
        ("甲寅 庚午 戊申 甲寅", "양인격", "겁재", False),
        ("己未 己巳 丁未 辛丑", "월겁격", "겁재", False),
        (
            "庚辰 庚辰 戊申 庚申",
            "비견격",
            "비견",
            False,
        ),  # earth in a month of earth, nothing shows
        ("甲辰 戊辰 戊午 癸丑", "정재격", "정재", True),  # 癸 of 辰 goes before the companion 戊
        ("甲子 丙寅 乙丑 丁丑", "상관격", "상관", True),  # 丙 of 寅 goes before the rival 甲
        ("庚午 己卯 己卯", "편관격", "편관", False),
    ],
)
def test_companions_give_a_structure_only_where_nothing_else_does(
    text: str, name: str, god: str, *, revealed: bool
) -> None:
    found = structure(text)
    assert (found.name, found.ten_god, found.revealed) == (name, god, revealed)


def test_the_reason_names_the_stem_and_where_it_shows() -> None:
    shown = structure("甲子 乙亥 辛未 戊子").reason
    assert (
        shown.ko
        == "월지 해(亥)의 중기 갑목(甲木)이 연간에 드러나 일간 신금(辛金)의 정재라 정재격입니다."
    )
    assert "yang wood (甲), shows in the year stem and is the Direct Wealth (정재)" in shown.en
    unshown = structure("庚午 己卯 己卯 辛未").reason
    assert "일간 기토(己土)의 편관인 정기 을목(乙木)으로 편관격을 삼습니다" in unshown.ko
    assert "yin wood (乙), is the Indirect Officer (편관)" in unshown.en
    assert (
        structure("甲子 丙寅 甲子 丙寅").reason.ko
        == "월지 인(寅)이 일간 갑목(甲木)의 건록이라 건록격입니다."
    )


def test_every_sentence_is_filled_in() -> None:
    random = Random(17)
    for _ in range(3_000):
        year, month, day = random.randrange(10), random.randrange(12), random.randrange(60)
        hour = random.randrange(12)
        found = structure_of(
            Pillars(
                PILLARS[year],
                pillar_of(year * 2 + 2 + (month - 2) % 12, month),
                PILLARS[day],
                pillar_of(day * 2 + hour, hour) if random.random() < 0.9 else None,
            ),
            random.choice(("monthly_division", "principal")),
        )
        for said in (found.reason, *(condition.reason for condition in found.outer)):
            assert said.ko.endswith("니다.")
            assert said.en.endswith(".")
            assert said.en[0].isupper()
            assert not set("{}/") & set(said.ko + said.en)
