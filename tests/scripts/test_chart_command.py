"""`palja chart`: what it prints, draws and refuses; as a process where a process shows."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner, Result

from saju import Birth, Conventions, chart_of
from saju.render import chart_body
from scripts.chart.terminal import ELEMENT_INKS
from scripts.cli import app

ROOT = Path(__file__).parents[2]
PALJA_CHART = (sys.executable, "-m", "scripts", "chart")
BIRTH = "1990-03-15T14:30"
ALARM_S = 30
ENVIRON = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "LC_ALL": "C"}
PLAIN = {"COLUMNS": "80", "FORCE_COLOR": None, "TTY_COMPATIBLE": None}
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
COLOUR = re.compile(r"\x1b\[[0-9;]*\b[34]8;[25];")


def ended(*words: str) -> Result:
    """The command's end, within this process."""
    return CliRunner(env=PLAIN).invoke(app, ("chart", *words))


def shown(*words: str) -> str:
    """What is printed for arguments that are right."""
    result = ended(*words)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def ended_process(*words: str) -> subprocess.CompletedProcess[str]:
    """The command's end as a process whose output goes into pipes."""
    return subprocess.run(
        (*PALJA_CHART, *words),
        env=ENVIRON,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=ALARM_S,
        check=False,
    )


def shown_in_a_terminal(*words: str, **variables: str) -> str:
    """What is printed where a terminal reads it."""
    ours, theirs = pty.openpty()
    environ = ENVIRON | {"TERM": "xterm-256color"} | variables
    with subprocess.Popen((*PALJA_CHART, *words), env=environ, cwd=ROOT, stdout=theirs) as process:
        os.close(theirs)
        text = b""
        try:
            while piece := os.read(ours, 65_536):
                text += piece
        except OSError:  # how Linux says that the other end is closed
            pass
        assert process.wait(ALARM_S) == 0
    os.close(ours)
    return text.decode()


def rows_of(text: str, signs: str, count: int) -> list[str]:
    """The lines that hold so many of these signs, and nothing else of two columns' width."""
    rows = []
    for line in text.splitlines():
        hanja = re.findall("[一-鿿]", line)
        if len(hanja) == count and set(hanja) <= set(signs):
            rows.append(line)
    return rows


def columns_of(line: str, signs: str) -> list[int]:
    """Where the signs begin, in columns of a terminal."""
    return [cell_len(line[: found.start()]) for found in re.finditer(f"[{signs}]", line)]


def test_the_pillars_stand_from_hour_to_year() -> None:
    text = shown(BIRTH, "--gender", "male")
    (heads,) = (line for line in text.splitlines() if "시주 時" in line)
    assert heads.split()[::2] == ["시주", "일주", "월주", "연주"]
    stems, branches = rows_of(text, STEMS, 4)[0], rows_of(text, BRANCHES, 4)[0]
    assert re.findall(f"[{STEMS}]", stems) == list("辛己己庚")
    assert re.findall(f"[{BRANCHES}]", branches) == list("未卯卯午")
    assert columns_of(stems, STEMS) == columns_of(branches, BRANCHES)
    before = text[: text.index(stems)].splitlines()[-2]
    after = text[text.index(branches) :].splitlines()[2]
    assert before.split() == ["십성", "식신", "일간", "비견", "상관"]
    assert after.split() == ["십성", "비견", "편관", "편관", "편인"]


def test_hidden_stems_stand_over_their_ten_gods() -> None:
    lines = shown(BIRTH).splitlines()
    (row,) = (number for number, line in enumerate(lines) if line.startswith("지장간"))
    assert re.findall(f"[{STEMS}]", lines[row]) == list("丁乙己甲乙甲乙丙己丁")
    gods = [cell_len(lines[row + 1][: god.start()]) for god in re.finditer(r"\S+", lines[row + 1])]
    assert columns_of(lines[row], STEMS) == [column + 1 for column in gods]


def test_luck_goes_from_right_to_left_in_columns() -> None:
    text = shown(BIRTH, "--gender", "male")
    stems, branches = rows_of(text, STEMS, 10)[-1], rows_of(text, BRANCHES, 10)[-1]
    assert re.findall(f"[{STEMS}]", stems)[::-1] == list("庚辛壬癸甲乙丙丁戊己")
    assert re.findall(f"[{BRANCHES}]", branches)[::-1] == list("辰巳午未申酉戌亥子丑")
    assert columns_of(stems, STEMS) == columns_of(branches, BRANCHES)
    assert re.search(r"97세.*87세.*\b7세", text)
    assert "순행 · 대운수 7" in text


def test_a_line_is_no_wider_than_a_terminal_of_eighty_columns() -> None:
    text = shown("2011-04-08T01:30", "--gender", "female", "--date", "2026-12-07")
    assert max(cell_len(line) for line in text.splitlines()) <= 80
    assert "…" not in text


def test_a_pipe_gets_words_without_codes() -> None:
    process = ended_process(BIRTH, "--gender", "male")
    assert (process.returncode, process.stderr) == (0, "")
    assert process.stdout.startswith("사주 명식")
    assert "\x1b" not in process.stdout


def test_a_terminal_gets_colours_unless_it_wants_none() -> None:
    assert COLOUR.search(shown_in_a_terminal(BIRTH))
    assert not COLOUR.search(shown_in_a_terminal(BIRTH, NO_COLOR="1"))


@pytest.mark.parametrize("ink", ELEMENT_INKS)
def test_the_inks_are_read_on_black_and_on_white(ink: str) -> None:
    parts = (int(ink[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert (luminance + 0.05) / 0.05 >= 4.5
    assert 1.05 / (luminance + 0.05) >= 4.5


def test_a_date_alone_is_an_unknown_hour() -> None:
    text = shown("1990-03-15", "--gender", "male")
    assert "경오년 기묘월 기묘일\n" in text
    assert "시각 모름" in text
    assert "시주 없이 세 기둥만" in text
    assert re.findall(f"[{STEMS}]", rows_of(text, STEMS, 3)[0]) == list("己己庚")
    assert json.loads(shown("1990-03-15", "--json"))["hour_pillar"] is None


def test_without_gender_there_is_no_luck() -> None:
    text = shown(BIRTH)
    assert "성별을 모르므로" in text
    assert "대운수 7" not in text


def test_a_lunar_date_is_shown_in_both_calendars() -> None:
    text = shown("1990-02-30", "--lunar")
    assert "양력 1990년 3월 26일" in text
    assert "음력 1990년 2월 30일" in text
    assert "음력 1990년 윤5월 1일" in shown("1990-05-01", "--lunar", "--leap-month")


def test_a_day_tells_its_pillars_and_is_told_only_when_asked() -> None:
    asked = shown(BIRTH, "--gender", "male", "--date", "2026-03-01")
    for pillar in ("대운 임오(壬午)", "세운 병오(丙午)", "월운 경인(庚寅)"):
        assert pillar in asked
    assert "세운" not in shown(BIRTH, "--gender", "male")


def test_json_of_a_date_tells_its_luck() -> None:
    fortune = json.loads(shown(BIRTH, "--json", "--date", "2024-02-10"))["fortune"]

    # 2024-02-10, 설날: 甲辰년 丙寅월 甲辰일 (KASI).
    pillars = [fortune[kind]["hanja"] for kind in ("year", "month", "day")]
    assert pillars == ["甲辰", "丙寅", "甲辰"]


def test_json_is_the_chart_of_the_api() -> None:
    words = ("--gender", "female", "--zone", "Asia/Tokyo", "--longitude", "139.7", "--json")
    birth = Birth(1990, 3, 15, 23, 30, gender="female", timezone="Asia/Tokyo", longitude=139.7)
    assert json.loads(shown("1990-03-15T23:30", *words)) == chart_body(chart_of(birth))


def test_every_convention_can_be_chosen() -> None:
    chosen = Conventions(
        day_boundary="00:00",
        solar_time="clock",
        late_rat_stem="same_day",
        luck_rounding="ceil",
        hidden_stems="principal",
        twelve_stages="water_earth",
        twelve_spirits="day",
    ).to_payload()
    words = [
        word for name, value in chosen.items() for word in (f"--{name.replace('_', '-')}", value)
    ]
    assert json.loads(shown(BIRTH, "--json", *words))["conventions"] == chosen


def test_a_picture_goes_to_a_file_beside_the_text(tmp_path: Path) -> None:
    picture = tmp_path / "chart.svg"
    assert "경오년" in shown(BIRTH, "--svg", str(picture))
    assert ET.parse(picture).getroot().tag.endswith("svg")  # noqa: S314 - we wrote it


def test_a_picture_goes_to_stdout_alone() -> None:
    process = ended_process(BIRTH, "--svg", "-")
    assert ET.fromstring(process.stdout).tag.endswith("svg")  # noqa: S314 - we wrote it


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("1990-02-30",), ("birth: ", "1990-02 has 28 days", "for example 28")),
        (("1990-3-15T25:00",), ("birth: ", "hour 25 is outside 0–23", "for example")),
        (("soon",), ("birth: ", "'soon' is no date", "for example 1990-03-15T14:30")),
        (("1850-01-01",), ("birth: ", "1850 is outside the years 1900–2100", "for example")),
        (
            ("1990-03-01", "--lunar", "--leap-month"),
            ("--leap-month: ", "no leap month 3", "its leap month is 5"),
        ),
        (
            ("1987-05-10T02:30",),
            ("birth: ", "the clock jumped over", "for example 1987-05-10T03:30:00"),
        ),
        (("1987-10-11T02:30",), ("--fold: ", "twice", "for example --fold 0")),
        ((BIRTH, "--zone", "Asia/Soul"), ("--zone: ", "'Asia/Soul'", "for example --zone Asia/Se")),
        ((BIRTH, "--longitude", "200"), ("--longitude: ", "±180", "for example --longitude 126.9")),
        ((BIRTH, "--longitude", "nan"), ("--longitude: ", "±180", "for example")),
        ((BIRTH, "--gender", "x"), ("--gender: ", "'x'", "for example --gender male")),
        ((BIRTH, "--solar-time", "true"), ("--solar-time: ", "'true'", "--solar-time mean")),
        ((BIRTH, "--date", "2026-13-01"), ("--date: ", "2026-13-01", "for example 2026-01-31")),
        ((BIRTH, "--date", "2200-01-01"), ("--date: ", "1900–2100", "for example 2026-01-31")),
        ((BIRTH, "--svg", "no/such/folder.svg"), ("--svg: ", "cannot be written", "chart.svg")),
        ((BIRTH, "--json", "--svg", "-"), ("--svg: ", "stdout", "for example --svg chart.svg")),
    ],
)
def test_a_refusal_is_one_line_that_says_what_would_be_right(
    words: tuple[str, ...], told: tuple[str, str, str]
) -> None:
    result = ended(*words)
    field, problem, example = told
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"palja: {field}")
    assert problem in result.stderr
    assert example in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_refusal_ends_the_process_with_status_2() -> None:
    process = ended_process("1990-02-30")
    assert (process.returncode, process.stdout) == (2, "")
    assert process.stderr.startswith("palja: birth: 1990-02 has 28 days")
    assert process.stderr.count("\n") == 1


def test_a_time_that_was_twice_is_taken_as_the_one_that_is_said() -> None:
    first, second = (
        json.loads(shown("1987-10-11T02:30", "--fold", fold, "--json"))["instant_utc"]
        for fold in "01"
    )
    assert (first, second) == ("1987-10-10T16:30:00Z", "1987-10-10T17:30:00Z")


def test_a_full_disk_is_told_in_one_line() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(
            (*PALJA_CHART, BIRTH),
            env=ENVIRON,
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "palja: the chart cannot be written: No space left on device"
    ]


def test_boundaries_are_told_by_the_wall_clock_of_their_own_moment() -> None:
    # 입동 of 2021 was 2021-11-07T04:59Z: 00:59 in New York, whose clock went back an hour at two.
    words = ("--zone", "America/New_York", "--solar-time", "clock", "--day-boundary", "00:00")
    assert "입동 00:5" in shown("2021-11-07", *words)
