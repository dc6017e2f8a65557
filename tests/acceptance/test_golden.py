"""Charts against the authorities' cases, over HTTP."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.questions import calculation

if TYPE_CHECKING:
    from tests.acceptance.stack import Stack

AUTHORITIES = Path(__file__).parents[1] / "saju" / "authorities"
# Day boundary, late rat stem → the case's fields that hold that school's day and hour.
SCHOOLS = {
    ("23:00", "next_day"): ("day_23h", "hour"),
    ("00:00", "next_day"): ("day_midnight", "hour"),
    ("00:00", "same_day"): ("day_midnight", "hour_same_day_stem"),
}


def pillar_cases() -> list[dict[str, Any]]:
    lines = (AUTHORITIES / "pillars_sample.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def lunar_cases() -> list[dict[str, str]]:
    lines = (AUTHORITIES / "lunar_sample.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def chart(stack: Stack, question: dict[str, Any]) -> dict[str, Any]:
    reply = stack.caller.ask(question)
    assert reply.status == 200, reply
    found: dict[str, Any] = reply.json["chart"]
    return found


def test_every_case_is_there() -> None:
    assert len(pillar_cases()) == 48
    assert len(lunar_cases()) == 40


@pytest.mark.parametrize(("boundary", "late_rat_stem"), SCHOOLS)
def test_pillars_are_the_authorities(stack: Stack, boundary: str, late_rat_stem: str) -> None:
    day_field, hour_field = SCHOOLS[boundary, late_rat_stem]
    wrong = {}
    for case in pillar_cases():
        local = datetime.fromisoformat(case["local"])
        birth = {
            "year": local.year,
            "month": local.month,
            "day": local.day,
            "hour": local.hour,
            "minute": local.minute,
            "second": local.second,
            "timezone": case["tz"],
            "fold": case["fold"],
        }
        school = {"day_boundary": boundary, "late_rat_stem": late_rat_stem}
        found = chart(stack, calculation(birth, solar_time="clock", **school))
        pillars = [found["pillars"][name]["hanja"] for name in ("year", "month", "day", "hour")]
        instant = datetime.fromisoformat(found["instant_utc"])
        expected = [case["year"], case["month"], case[day_field], case[hour_field]]
        if pillars != expected or instant != datetime.fromisoformat(case["utc"]):
            wrong[f"{case['id']} {case['cls']} {case['local']}"] = (expected, pillars, instant)
    assert wrong == {}


def test_lunar_dates_are_the_authorities(stack: Stack) -> None:
    wrong = {}
    for case in lunar_cases():
        year, month, day = map(int, case["solar"].split("-"))
        found = chart(stack, calculation({"year": year, "month": month, "day": day}))["lunar_date"]
        expected = {name: int(case[f"lunar_{name}"]) for name in ("year", "month", "day")}
        if found != {**expected, "leap": case["leap"] == "1"}:
            wrong[case["solar"]] = (case, found)
    assert wrong == {}


def test_solar_dates_of_lunar_births_are_the_authorities(stack: Stack) -> None:
    wrong = {}
    for case in lunar_cases():
        lunar = {name: int(case[f"lunar_{name}"]) for name in ("year", "month", "day")}
        birth = {**lunar, "is_lunar": True, "is_leap_month": case["leap"] == "1"}
        found = chart(stack, calculation(birth))["solar_date"]
        if "{year:04}-{month:02}-{day:02}".format(**found) != case["solar"]:
            wrong[case["solar"]] = (case, found)
    assert wrong == {}
