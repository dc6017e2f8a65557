"""The acceptance cases, against the engine itself."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from saju import Birth, Chart, Conventions, chart_of

HERE = Path(__file__).parent / "authorities"
PILLARS: list[dict[str, Any]] = [
    json.loads(line) for line in (HERE / "pillars_sample.jsonl").read_text("utf-8").splitlines()
]
LUNAR = list(
    csv.DictReader(
        line
        for line in (HERE / "lunar_sample.csv").read_text("utf-8").splitlines()
        if not line.startswith("#")
    )
)


def chart(case: dict[str, Any], **conventions: Any) -> Chart:
    local = datetime.fromisoformat(case["local"])
    birth = Birth(
        local.year, local.month, local.day, local.hour, local.minute, local.second,
        timezone=case["tz"], fold=case["fold"],
    )  # fmt: skip
    return chart_of(birth, Conventions(solar_time="clock", **conventions))


def test_all_cases_are_there() -> None:
    assert (len(PILLARS), len(LUNAR)) == (48, 40)


@pytest.mark.parametrize("case", PILLARS, ids=lambda case: case["id"])
def test_a_birth_has_its_pillars_in_every_school(case: dict[str, Any]) -> None:
    late = chart(case)
    midnight = chart(case, day_boundary="00:00")
    same_day = chart(case, day_boundary="00:00", late_rat_stem="same_day")

    assert late.signs.pillars.year.hanja == case["year"]
    assert late.signs.pillars.month.hanja == case["month"]
    assert late.signs.pillars.day.hanja == case["day_23h"]
    assert midnight.signs.pillars.day.hanja == case["day_midnight"]
    assert [str(one.signs.pillars.hour) for one in (late, midnight, same_day)] == [
        case["hour"], case["hour"], case["hour_same_day_stem"],
    ]  # fmt: skip


@pytest.mark.parametrize("row", LUNAR, ids=lambda row: row["solar"])
def test_lunar_and_solar_dates_agree_both_ways(row: dict[str, str]) -> None:
    solar = datetime.fromisoformat(row["solar"]).date()
    leap = row["leap"] == "1"
    lunar = (int(row["lunar_year"]), int(row["lunar_month"]), int(row["lunar_day"]))

    forward = chart_of(Birth(solar.year, solar.month, solar.day)).moment.lunar_date
    back = chart_of(Birth(*lunar, is_lunar=True, is_leap_month=leap)).moment.solar_date

    assert (forward.year, forward.month, forward.day, forward.leap) == (*lunar, leap)
    assert back == solar


def test_the_published_example_that_a_model_got_wrong() -> None:
    signs = chart_of(Birth(1990, 3, 15, 14, 30)).signs

    assert [str(pillar) for pillar in signs.pillars] == ["庚午", "己卯", "己卯", "辛未"]
