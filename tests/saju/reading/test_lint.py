from __future__ import annotations

from pathlib import Path

import pytest

from saju.reading.lint import problems
from tests.saju.reading.small_texts import rule, write

GOOD = rule(
    "work", ["day_master:己"], "{day_master:은/는} 밭과 같습니다.", "곡식을 기르는 땅입니다."
)
GOOD_ENGLISH = rule("work", ["day_master:己"], "{day_master} is a field.", "It feeds what grows.")


def found(folder: Path) -> list[str]:
    return [str(problem) for problem in problems(folder)]


def whole(folder: Path, korean: str = GOOD, english: str = GOOD_ENGLISH) -> Path:
    write(folder, korean)
    (folder / "en" / "rules.toml").write_text(english, encoding="utf-8")
    return folder


def test_good_texts_have_no_problem(tmp_path: Path) -> None:
    assert found(whole(tmp_path)) == []


@pytest.mark.parametrize(
    ("when", "line", "problem"),
    [
        (["day_master:木"], 9, "there is no fact day_master:木"),
        (["day_mastr:己"], 9, "there is no fact day_mastr:己"),
        (["star:없는살"], 9, "there is no fact star:없는살"),
        (["relation:clash@day+month"], 9, "there is no fact relation:clash@day+month"),
        (["side:weak", "side:strong"], 9, "side cannot be weak and strong"),
        (["day_pillar:甲子", "day_master:己"], 8, "day_master cannot be 己 and 甲"),
        (["side:weak", "side:weak"], 8, "a fact is asked for twice"),
    ],
)
def test_a_wrong_condition_is_found_in_its_line(
    tmp_path: Path, when: list[str], line: int, problem: str
) -> None:
    folder = whole(tmp_path, korean=f"{GOOD}\n{rule('work', when, '이 사주의 말입니다.')}")
    assert f"ko/rules.toml:{line}: {problem}" in found(folder)


@pytest.mark.parametrize(
    ("when", "sentence", "problem"),
    [
        ([], "{day_mastr}입니다.", "no fact of `when` brings the word {day_mastr}"),
        ([], "{hour_pillar}입니다.", "no fact of `when` brings the word {hour_pillar}"),
        (["gender:unknown"], "{luck_1}입니다.", "no fact of `when` brings the word {luck_1}"),
        (["date:known"], "{now_luck}입니다.", "no fact of `when` brings the word {now_luck}"),
        (["has:정관"], "{star}입니다.", "no fact of `when` brings the word {star}"),
        (["element:wood=few"], "{missing}입니다.", "no fact of `when` brings the word {missing}"),
        ([], "{day_master 기토입니다.", "wrong braces: expected '}' before end of string"),
        ([], "{day_master:은는} 밭입니다.", "there are no particles 은는"),
        (
            [],
            "{day_master}은 밭입니다.",
            "{day_master}은: write the particle inside, as {word:은/는}",
        ),
        (
            [],
            "{day_master}은(는) 밭입니다.",
            "은(는): choose, or write the particle with a word, as {word:은/는}",
        ),
        ([], "밭과 같다.", "does not end in one of 니다. 시오. 세요. 까요?"),
        ([], "밭입니다. 땅입니다.", "is more than one sentence"),
        ([], "밭" * 100 + "입니다.", "is longer than 100 signs"),
        ([], "넓은  밭입니다.", "has a blank too many"),
        ([], "반드시 부자가 됩니다.", "says '반드시'"),
        (["day_master:己"], "甲의 나무입니다.", "names 甲, which no fact carries"),
        (["day_master:己"], "갑목의 나무입니다.", "names 갑목, which no fact carries"),
        (["has:정인"], "정관의 자리입니다.", "names 정관, which no fact carries"),
        (["star:화개살"], "도화살이 있습니다.", "names 도화살, which no fact carries"),
    ],
)
def test_a_wrong_sentence_is_found_in_its_line(
    tmp_path: Path, when: list[str], sentence: str, problem: str
) -> None:
    folder = whole(tmp_path, korean=f"{GOOD}\n{rule('work', when, sentence)}")
    assert f"ko/rules.toml:11: {problem}" in found(folder)


def test_only_korean_words_take_particles(tmp_path: Path) -> None:
    english = rule("work", ["day_master:己"], "{day_master:은/는} feeds what grows.")
    assert found(whole(tmp_path, english=english)) == [
        "en/rules.toml:4: {day_master:은/는}: only Korean words take particles"
    ]


def test_what_a_pillar_carries_may_be_named(tmp_path: Path) -> None:
    when = ["day_pillar:己卯"]
    korean = rule("work", when, "己 아래 卯가 편관이며 병의 자리입니다.")
    english = rule("work", when, "Under 己 sits 卯, its Indirect Officer (편관).")
    assert found(whole(tmp_path, korean, english)) == []


def test_near_copies_and_repeated_sentences_are_found(tmp_path: Path) -> None:
    korean = rule(
        "work",
        ["day_master:己"],
        "곡식을 기르는 넓은 밭에 비유합니다.",
        "곡식을 기르는 넓은 밭과 비유합니다.",
    ) + rule("work", [], "곡식을 기르는 넓은 밭에 비유합니다.")
    english = GOOD_ENGLISH + rule("work", [], "Anything may grow.")
    assert found(whole(tmp_path, korean, english)) == [
        "ko/rules.toml:5: two of these sentences are near copies",
        "ko/rules.toml:10: this sentence is in rules.toml:1 too",
    ]


def test_rules_of_one_language_alone_are_found(tmp_path: Path) -> None:
    english = rule("work", ["day_master:甲"], "A tall tree.")
    assert found(whole(tmp_path, english=english)) == [
        "en/rules.toml:1: work when day_master:甲 is not in ko",
        "ko/rules.toml:1: work when day_master:己 is not in en",
    ]


def test_topics_are_those_of_the_plan(tmp_path: Path) -> None:
    folder = whole(tmp_path, korean=GOOD.replace("work", "wrok"))
    assert found(folder) == [
        "en/rules.toml:1: work when day_master:己 is not in ko",
        "ko/rules.toml:1: the plan has no topic wrok",
        "ko/rules.toml:1: wrok when day_master:己 is not in en",
        f"{folder.name}/plan.toml:2: nothing is said of work in ko",
    ]


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        ("[career.advice]\ntopic = []\n", '1: wants topics = [["topic", 2], …]'),
        ('[career.advice]\ntopics = ["work"]\n', '1: wants topics = [["topic", 2], …]'),
        ('[career.advice]\ntopics = [["work", 0]]\n', "1: work is to be said 0 times"),
    ],
)
def test_a_wrong_plan_is_found(tmp_path: Path, plan: str, problem: str) -> None:
    folder = whole(tmp_path)
    (folder / "plan.toml").write_text(plan, encoding="utf-8")
    assert f"{folder.name}/plan.toml:{problem}" in found(folder)


def test_sections_have_titles_and_titles_sections(tmp_path: Path) -> None:
    folder = whole(tmp_path)
    (folder / "en" / "titles.toml").write_text('[title]\nluck = "Luck"\n', encoding="utf-8")
    assert found(folder) == [
        "en/titles.toml:1: no title for career.advice",
        "en/titles.toml:2: the plan has no section title.luck",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[work]]\nwhen = []\nsay = ["밭입니다."\n', "3: no TOML: "),
        ("[[work]]\nwhen = []\n", "1: a rule has `when` and `say`, and nothing else"),
        (f"{GOOD}kind = 1\n", "1: a rule has `when` and `say`, and nothing else"),
        ("[[work]]\nwhen = []\nsay = []\n", "1: `say` wants one sentence or more"),
        ("[[work]]\nwhen = []\nsay = [1]\n", "1: `say` wants one sentence or more"),
        ('[[work]]\nwhen = "side:weak"\nsay = ["밭입니다."]\n', "1: `when` wants facts"),
        ('[work]\nsay = ["밭입니다."]\n', "1: a rule begins with [[work]], not with "),
    ],
)
def test_what_is_no_rule_is_found(tmp_path: Path, text: str, problem: str) -> None:
    folder = whole(tmp_path, korean=text)
    assert [line for line in found(folder) if line.startswith(f"ko/rules.toml:{problem}")]


def test_a_missing_and_an_unreadable_file_are_found(tmp_path: Path) -> None:
    folder = whole(tmp_path)
    (folder / "ko" / "titles.toml").unlink()
    (folder / "en" / "rules.toml").write_bytes(b"\xff\xfe")
    assert "ko/titles.toml:1: there is no such file" in found(folder)
    assert "en/rules.toml:1: this is no UTF-8" in found(folder)
