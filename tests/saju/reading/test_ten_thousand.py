"""Ten thousand random charts, each read in every service type and language: minutes, `make slow`."""

from __future__ import annotations

import re
from itertools import pairwise, product

import pytest

from saju.analysis import Analysis
from saju.inspection import inspect_text
from saju.reading import COMPATIBILITY, LANGUAGES, SERVICE_TYPES, Reading, local_reading
from saju.transits import transit_on
from tests.saju.reading.charts import some_day, some_signs
from tests.saju.reading.particles import wrong_particles

CHARTS = [some_signs(seed) for seed in range(10_000, 20_000)]
EVERY = list(product(SERVICE_TYPES, LANGUAGES))
UNFILLED = re.compile(r"[{}\[\]<>]|\bNone\b(?! of)|\bnan\b|  |\.\.| ,| \.")
MEDIAN_OVERLAP = 0.3
MOST_MISREAD = 1 / 10_000


def read(number: int, service: str, language: str) -> Reading:
    """Half of the fortunes are told for a day; of two people the other is the chart before."""
    dated = service.endswith("fortune") and number % 2
    return local_reading(
        CHARTS[number],
        service,
        language,
        partner=CHARTS[number - 1] if service == COMPATIBILITY else None,
        transit=transit_on(some_day(number)) if dated else None,
    )


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("service", "language"), EVERY)
def test_ten_thousand_readings_are_whole_and_all_different(service: str, language: str) -> None:
    pillars_of: dict[str, str] = {}
    overlaps: list[float] = []
    before: set[str] = set()
    for number, signs in enumerate(CHARTS):
        reading = read(number, service, language)
        said = set[str]()
        for section in reading.sections:
            sentences = [sentence.text for sentence in section.sentences]
            assert len(set(sentences)) == len(sentences), section.text
            assert not UNFILLED.search(section.text), section.text
            said.update(sentences)
        assert language == "en" or wrong_particles(reading.text) == []
        pillars = str(signs.pillars)
        assert pillars_of.setdefault(reading.text, pillars) == pillars
        overlaps.append(len(said & before) / len(said | before))
        before = said
    assert sorted(overlaps)[len(overlaps) // 2] < MEDIAN_OVERLAP


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", LANGUAGES)
def test_hardly_a_statement_of_ten_thousand_readings_is_judged_false(language: str) -> None:
    """None should be. Those that are were read wrongly: the texts know no chart but their own."""
    others = [service for service in SERVICE_TYPES if service != "saju_interpretation"]
    false: list[tuple[int, str, str]] = []
    judged = 0
    for number, (before, signs) in enumerate(pairwise([CHARTS[-1], *CHARTS])):
        for service in ("saju_interpretation", others[number % len(others)]):
            dated = service.endswith("fortune") and number % 2
            statements = inspect_text(
                read(number, service, language).text,
                Analysis(signs),
                partner=Analysis(before) if service == COMPATIBILITY else None,
                transit=transit_on(some_day(number)) if dated else None,
            ).statements
            judged += len(statements)
            false += [
                (number, service, each.quote) for each in statements if each.verdict == "false"
            ]
    assert judged > 3 * len(CHARTS)  # a judge that finds nothing said would agree with all
    assert len(false) <= judged * MOST_MISREAD, false


def test_the_check_of_particles_finds_wrong_ones_and_no_right_ones() -> None:
    for right in (
        "기묘(己卯)는 토를 안고 물과 불로 간다.",
        "마을과 가을은 결과를 낳고, 있는 길로 간다.",
    ):
        assert wrong_particles(right) == []
    wrong = [
        "기묘(己卯)은 ",
        "병술(丙戌)는 ",
        "토을 ",
        "목를 ",
        "금와 ",
        "화으로 ",
        "금로 ",
        "물으로 ",
    ]
    assert [text for text in wrong if not wrong_particles(text + "간다.")] == []
