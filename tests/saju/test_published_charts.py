"""Charts that others published, each under the conventions it was made by.

What a publisher got wrong, or another school has otherwise, stands in the row's `differs`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from saju import Birth, Chart, Conventions, chart_of
from saju.day_master import branch_ten_god, ten_god, twelve_stage
from saju.hidden_stems import hidden_stems, ruling_stem
from saju.luck import luck_of
from saju.sexagenary import BRANCHES
from saju.solar_terms import solar_terms

FILE = Path(__file__).parent / "authorities" / "published_charts.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
NOT_COMPUTED = ("void", "stars", "structure", "useful_god", "luck.now")
PLACES = ("year", "month", "day", "hour")
DAY_S = 86_400
KST_S = 9 * 3_600
MINUTE_S = 60
# Inside a double-hour by the wall clock as well as by the sun of Seoul, 32 minutes behind.
MINUTE_OF_DOUBLE_HOUR = 15


def chart(row: Mapping[str, Any]) -> Chart:
    told = row["birth"]
    day = date.fromisoformat(told["date"])
    hour, minute = None, 0
    if told["time"]:
        hour, minute = (int(part) for part in told["time"].split(":"))
    elif "double_hour" in told:
        branches = [branch.hanja for branch in BRANCHES]
        hour, minute = 2 * branches.index(told["double_hour"]), MINUTE_OF_DOUBLE_HOUR
    birth = Birth(
        day.year, day.month, day.day, hour, minute,
        is_lunar=told["calendar"] != "solar", is_leap_month=told["calendar"] == "lunar-leap",
        gender=told.get("gender"), timezone=told["zone"],
    )  # fmt: skip
    return chart_of(birth, Conventions(**row["conventions"]))


def flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Leaves of a claim by path; the members of a list are counted from 1."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value, 1):
            yield from flat(inner, f"{path}.{place}")
    else:
        yield path, value


def published(row: Mapping[str, Any]) -> dict[str, Any]:
    claims = dict(flat(row["claims"], "claims"))
    later = tuple(f"claims.{name}" for name in NOT_COMPUTED)
    checked = {path: value for path, value in claims.items() if not path.startswith(later)}
    return dict(flat(row["pillars"], "pillars")) | checked


def pillar_facts(chart: Chart) -> Iterator[tuple[str, Any]]:
    me, schools = chart.signs.day_master, chart.conventions
    yield "claims.day_master", me.hanja
    for place, pillar in zip(PLACES, chart.signs.pillars, strict=False):
        yield f"pillars.{place}", pillar.hanja
        yield f"claims.stems.{place}", pillar.stem.hanja
        yield f"claims.branches.{place}", pillar.branch.hanja
        yield f"claims.ten_gods.{place}_stem", ten_god(me, pillar.stem)
        yield f"claims.ten_gods.{place}_branch", branch_ten_god(me, pillar.branch)
        hidden = hidden_stems(pillar.branch, schools.hidden_stems)
        yield f"claims.hidden_stems.{place}", "".join(one.stem.hanja for one in hidden)
        stage = twelve_stage(me, pillar.branch, schools.twelve_stages)
        yield f"claims.twelve_stages.{place}", stage


def calendar_facts(chart: Chart) -> Iterator[tuple[str, Any]]:
    lunar = chart.moment.lunar_date
    yield "claims.solar_date", chart.moment.solar_date.isoformat()
    yield "claims.lunar_date", f"{lunar.year}-{lunar.month:02}-{lunar.day:02}"
    if chart.moment.instant_s is not None:
        terms = solar_terms()
        began_s = terms.month_starts_s[terms.month_number(chart.moment.instant_s)]
        since_s = chart.moment.instant_s - began_s
        yield "claims.since_term.1", since_s // DAY_S
        yield "claims.since_term.2", since_s % DAY_S // 3_600
        month = chart.signs.pillars.month.branch
        yield "claims.ruling_stem", ruling_stem(month, since_s).hanja


def luck_facts(chart: Chart) -> Iterator[tuple[str, Any]]:
    luck, elapsed = luck_of(chart.signs), chart.moment.luck_elapsed
    if luck is None:
        return
    yield "claims.luck.direction", luck.direction
    yield "claims.luck.start", luck.start_age
    if elapsed is not None:
        yield "claims.luck.start_exact", elapsed.decimal_years
    for place, (decade, first_year) in enumerate(
        zip(luck.pillars, luck.first_years, strict=True), 1
    ):
        yield f"claims.luck.pillars.{place}", decade.pillar.hanja
        for year in range(first_year, first_year + 10):
            yield f"claims.luck.in_year.{year}", decade.pillar.hanja


def term_is_within_a_minute(name: str, minute: str) -> bool:
    told = datetime.fromisoformat(minute)
    told_s = told.toordinal() * DAY_S + told.hour * 3_600 + told.minute * 60 - KST_S
    terms = solar_terms()
    return any(
        terms.term(index).name == name and abs(instant_s - told_s) < MINUTE_S
        for index, instant_s in enumerate(terms.instants_s)
    )


def differing(row: Mapping[str, Any]) -> set[str]:
    found = chart(row)
    ours = {**dict(pillar_facts(found)), **dict(calendar_facts(found)), **dict(luck_facts(found))}
    different = set()
    for path, value in published(row).items():
        if path.startswith("claims.terms_kst."):
            same = term_is_within_a_minute(path.rpartition(".")[2], value)
        else:
            same = ours[path] == value
        if not same:
            different.add(path)
    return different


def test_all_charts_are_there_with_their_sources() -> None:
    assert len(ROWS) == len({row["id"] for row in ROWS}) == 78
    assert all(row["source"]["address"].startswith("http") for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_published_chart_is_ours_but_for_what_its_row_says(row: dict[str, Any]) -> None:
    assert differing(row) == set(row.get("differs", ()))
