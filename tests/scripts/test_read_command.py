from __future__ import annotations

import pytest
from typer.testing import CliRunner, Result

from saju import Birth, chart_of
from saju.reading import SERVICE_TYPES, local_reading
from saju.transits import transit_on
from scripts.cli import app
from tests.saju.reading.charts import SOME_DAY

BIRTH = "1990-03-15T14:30"
PARTNER = "1992-08-20"


def ended(*words: str) -> Result:
    return CliRunner().invoke(app, words)


@pytest.mark.parametrize("service", SERVICE_TYPES)
def test_it_prints_the_engine_s_reading(service: str) -> None:
    pair = ("--partner", PARTNER) if service == "compatibility" else ()
    result = ended(
        "read", BIRTH, "--gender", "male", "--service", service, "--lang", "ko",
        "--date", SOME_DAY.isoformat(), *pair,
    )  # fmt: skip
    signs = chart_of(Birth(1990, 3, 15, 14, 30, gender="male")).signs
    partner = chart_of(Birth(1992, 8, 20)).signs if pair else None
    reading = local_reading(signs, service, "ko", partner=partner, transit=transit_on(SOME_DAY))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{reading.text}\n"


def test_it_reads_the_whole_chart_in_korean_where_nothing_else_is_asked() -> None:
    signs = chart_of(Birth(1990, 3, 15)).signs
    reading = local_reading(signs, "saju_interpretation", "ko")
    assert ended("read", "1990-03-15").stdout == f"{reading.text}\n"


def test_it_prints_what_each_sentence_rests_on() -> None:
    shown = ended("read", BIRTH, "--service", "career", "--lang", "en", "--facts").stdout
    signs = chart_of(Birth(1990, 3, 15, 14, 30)).signs
    for section in local_reading(signs, "career", "en").sections:
        for sentence in section.sentences:
            assert f"{sentence.text}\n    [{', '.join(sentence.facts)}]\n" in shown


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("1990-13-15",), "birth: "),
        ((BIRTH, "--service", "tarot"), "--service: there is no local reading of 'tarot'"),
        ((BIRTH, "--lang", "fr"), "--lang: there is no local reading in 'fr'"),
        ((BIRTH, "--gender", "other"), "--gender: "),
        ((BIRTH, "--date", "tomorrow"), "--date: "),
        ((BIRTH, "--date", "2222-01-01"), "--date: "),
        ((BIRTH, "--zone", "Moon/Crater"), "--zone: "),
        ((BIRTH, "--service", "compatibility"), "--partner: a compatibility is read from two"),
        ((BIRTH, "--partner", PARTNER), "--partner: saju_interpretation is read from one chart"),
        ((BIRTH, "--service", "compatibility", "--partner", "her"), "--partner: "),
        ((BIRTH, "--service", "compatibility", "--partner", "1990-02-30"), "--partner: "),
    ],
)
def test_a_wrong_word_is_one_line_and_a_status(words: tuple[str, ...], complaint: str) -> None:
    result = ended("read", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"palja: {complaint}")
    assert result.stderr.count("\n") == 1


def test_the_texts_have_no_mistakes() -> None:
    result = ended("texts")
    assert (result.exit_code, result.stdout) == (0, "")
