from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from saju.reading import local_reading
from saju.transits import transit_on
from tests.saju.reading.charts import DRAWN, SOME_DAY, known
from tests.saju.reading.small_texts import rule, told, write

ROOT = Path(__file__).parents[3]
SERVICES = '"saju_interpretation", "career", "daily_fortune"'
READ = f"""
from saju.reading import local_reading
from saju.transits import transit_on
from tests.saju.reading.charts import SOME_DAY, known
for service in ({SERVICES}):
    print(local_reading(known(), service, "ko", transit=transit_on(SOME_DAY)).text)
"""


def lines(folder: Path, most: int, *rules: str) -> list[str]:
    """What is said of the known chart: 己 of the month 卯, without water."""
    plan = f'[career.advice]\ntopics = [["work", {most}]]\n'
    sections = told(write(folder, *rules, plan=plan), known()).sections
    return [sentence.text for section in sections for sentence in section.sentences]


def test_only_rules_of_which_every_fact_holds_speak(tmp_path: Path) -> None:
    assert lines(
        tmp_path,
        9,
        rule("work", ["day_master:甲"], "갑목입니다."),
        rule("work", ["day_master:己", "hour:unknown"], "시를 모릅니다."),
        rule("work", ["day_master:己", "hour:known"], "시를 압니다."),
    ) == ["시를 압니다."]


def test_the_rule_with_most_conditions_speaks_first_and_then_the_file_s_order(
    tmp_path: Path,
) -> None:
    rules = (
        rule("work", ["day_master:己"], "하나입니다."),
        rule("work", ["day_master:己", "month_branch:卯", "hour:known"], "셋입니다."),
        rule("work", ["gender:male"], "또 하나입니다."),
        rule("work", ["day_master:己", "season:spring"], "둘입니다."),
    )
    all_of_them = ["셋입니다.", "둘입니다.", "하나입니다.", "또 하나입니다."]
    for most in range(1, 5):
        folder = tmp_path / str(most)
        folder.mkdir()
        assert lines(folder, most, *rules) == all_of_them[:most]


def test_one_meeting_of_signs_is_told_of_once(tmp_path: Path) -> None:
    rules = (
        rule("work", ["relation:six_combination@year+hour"], "연지와 시지가 합합니다."),
        rule("work", ["relation:six_combination"], "합이 있습니다."),
        rule("work", ["relation:break"], "파가 있습니다."),
    )
    assert lines(tmp_path, 9, *rules) == ["연지와 시지가 합합니다.", "파가 있습니다."]


def test_a_rule_without_conditions_speaks_only_where_no_other_does(tmp_path: Path) -> None:
    fallback = rule("work", [], "누구에게나 맞는 말입니다.")
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert lines(tmp_path / "one", 2, fallback, rule("work", ["day_master:己"], "기토입니다.")) == [
        "기토입니다."
    ]
    assert lines(tmp_path / "two", 2, fallback, rule("work", ["day_master:甲"], "갑목입니다.")) == [
        "누구에게나 맞는 말입니다."
    ]


def test_a_topic_that_no_rule_fits_is_silent_and_an_empty_section_left_out(tmp_path: Path) -> None:
    assert lines(tmp_path, 2, rule("work", ["day_master:甲"], "갑목입니다.")) == []
    assert told(tmp_path, known()).sections == ()


def test_one_of_the_alternatives_is_taken_and_each_by_some_chart(tmp_path: Path) -> None:
    say = ("하나입니다.", "둘입니다.", "셋입니다.")
    folder = write(tmp_path, rule("work", [], *say))
    taken = [told(folder, signs).sections[0].text for signs in DRAWN]
    assert set(taken) == set(say)
    assert min(taken.count(each) for each in say) > len(DRAWN) // 5


def test_alternatives_of_two_topics_are_taken_independently(tmp_path: Path) -> None:
    plan = '[career.advice]\ntopics = [["work", 1], ["rest", 1]]\n'
    folder = write(
        tmp_path,
        rule("work", [], "일합니다.", "애씁니다."),
        rule("rest", [], "쉽니다.", "잡니다."),
        plan=plan,
    )
    assert len({told(folder, signs).text for signs in DRAWN}) == 4


def test_no_sentence_is_said_twice(tmp_path: Path) -> None:
    plan = (
        '[career.advice]\ntopics = [["work", 2], ["work", 2]]\n'
        '[career.place]\ntopics = [["work", 2]]\n'
    )
    folder = write(
        tmp_path,
        rule("work", ["day_master:己"], "기토입니다.", "밭과 같습니다."),
        rule("work", ["hour:known"], "시를 압니다."),
        plan=plan,
    )
    titles = folder / "ko" / "titles.toml"
    titles.write_text('[title]\nadvice = "조언"\nplace = "자리"\n', encoding="utf-8")
    said = [each.text for section in told(folder, known()).sections for each in section.sentences]
    assert sorted(said) == ["기토입니다.", "밭과 같습니다.", "시를 압니다."]


def test_words_take_their_particles_and_rest_on_their_facts(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        rule(
            "work",
            ["hour:known"],
            "{day_master:은/는} {month_branch:과/와} {hour_pillar:을/를} 봅니다.",
        ),
    )
    (sentence,) = told(folder, known()).sections[0].sentences
    assert sentence.text == "기토(己土)는 묘(卯)와 신미(辛未)를 봅니다."
    assert sentence.facts == ("hour:known", "day_master:己", "month_branch:卯", "hour_pillar:辛未")


def test_words_of_a_star_and_of_a_relation_are_those_asked_for(tmp_path: Path) -> None:
    signs = replace(known(), pillars=replace(known().pillars, hour=None))
    plan = '[career.advice]\ntopics = [["work", 2]]\n'
    folder = write(
        tmp_path,
        # 午 of the year: 卯 of month and day is its 도화; 묘오파 of the almanacs.
        rule("work", ["star:도화살"], "{star:이/가} {star_places}에 있습니다."),
        rule("work", ["relation:break@year+month"], "{relation_places:은/는} {relation}입니다."),
        plan=plan,
    )
    assert told(folder, signs).sections[0].text == (
        "도화살이 월지와 일지에 있습니다. 연지와 월지는 묘오파입니다."
    )


def test_an_english_sentence_begins_with_a_capital(tmp_path: Path) -> None:
    folder = write(tmp_path, rule("work", [], "{useful} helps."), language="en")
    assert told(folder, known(), "en").sections[0].text in {
        f"{element} helps." for element in ("Wood", "Fire", "Earth", "Metal", "Water")
    }


def test_a_service_s_own_title_goes_before_the_common_one(tmp_path: Path) -> None:
    folder = write(tmp_path, rule("work", [], "일합니다."))
    titles = folder / "ko" / "titles.toml"
    titles.write_text(
        '[title]\nadvice = "조언"\n[career]\nadvice = "일의 조언"\n', encoding="utf-8"
    )
    assert told(folder, known()).sections[0].title == "일의 조언"


def test_the_same_chart_is_read_alike_in_every_process() -> None:
    here = "".join(
        f"{local_reading(known(), service, 'ko', transit=transit_on(SOME_DAY)).text}\n"
        for service in ("saju_interpretation", "career", "daily_fortune")
    )
    for seed in ("1", "2"):
        there = subprocess.run(
            (sys.executable, "-c", READ),
            env={"PATH": os.defpath, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            timeout=30,
            check=True,
        )
        assert there.stdout == here
