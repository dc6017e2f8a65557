"""From bytes to a request and its chart, or to every problem at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import orjson
import pytest

from api_gateway.parsing import parse_reading_request
from saju import Conventions
from shared.contracts.requests import Options
from shared.errors import InvalidRequest
from tests.fakes.told import english

DAY: dict[str, Any] = {"year": 1990, "month": 3, "day": 15}
TIMED: dict[str, Any] = {**DAY, "hour": 14}


def body(birth: dict[str, Any], **rest: Any) -> bytes:
    return orjson.dumps({"birth_info": birth, **rest})


def refusal(data: bytes) -> InvalidRequest:
    with pytest.raises(InvalidRequest) as caught:
        parse_reading_request(data)
    return caught.value


def told(data: bytes) -> dict[str, str]:
    """Code by field, of a request that is refused."""
    problems = refusal(data).problems
    assert len({problem.field for problem in problems}) == len(problems)
    assert all(english(problem) for problem in problems)
    return {problem.field: problem.code for problem in problems}


def test_a_birth_becomes_a_request_and_its_chart() -> None:
    asked = parse_reading_request(body({**TIMED, "gender": "여성"}))
    request, chart = asked.request, asked.chart

    assert asked.partner is None
    assert (request.service_type, request.language) == ("saju_interpretation", "ko")
    assert (chart.birth.year, chart.birth.hour, chart.birth.gender) == (1990, 14, "female")
    assert chart.signs.pillars.day.hanja == "己卯"


def test_options_are_the_engines_conventions() -> None:
    options = {"day_boundary": "00:00", "luck_rounding": "floor", "twelve_spirits": "day"}
    chart = parse_reading_request(body(TIMED, options=options)).chart

    assert chart.conventions == Conventions(
        day_boundary="00:00", luck_rounding="floor", twelve_spirits="day"
    )


def test_a_caller_may_choose_every_convention_and_is_given_the_engines_defaults() -> None:
    assert Options().to_conventions() == Conventions()
    assert set(Options.model_fields) == set(Conventions().to_payload())


def test_two_births_become_two_charts_by_the_same_conventions() -> None:
    other = {"year": 1991, "month": 6, "day": 1, "hour": 9}
    asked = parse_reading_request(
        body(
            TIMED,
            partner_birth_info=other,
            service_type="compatibility",
            options={"solar_time": "clock"},
        )
    )

    assert asked.partner is not None
    assert asked.partner.birth.year == 1991
    assert asked.partner.conventions == asked.chart.conventions == Conventions(solar_time="clock")


def test_a_compatibility_is_about_two_people() -> None:
    assert told(body(TIMED, service_type="compatibility")) == {"partner_birth_info": "required"}
    alone = body(TIMED, partner_birth_info=TIMED)
    assert told(alone) == {"partner_birth_info": "not_for_this_service"}


def test_the_partners_fields_are_told_by_their_own_names() -> None:
    wrong = {"year": 1990, "month": 2, "day": 30, "timezone": "Mars/X"}
    data = body({**wrong, "hour": 25}, partner_birth_info=wrong, service_type="compatibility")

    assert told(data) == {
        "birth_info.hour": "out_of_range",
        "birth_info.day": "no_such_day",
        "birth_info.timezone": "unknown_timezone",
        "partner_birth_info.day": "no_such_day",
        "partner_birth_info.timezone": "unknown_timezone",
    }
    well_formed = body(TIMED, partner_birth_info=wrong, service_type="compatibility")
    assert set(told(well_formed)) == {"partner_birth_info.day", "partner_birth_info.timezone"}
    [problem] = refusal(
        body(TIMED, partner_birth_info={"year": 1990, "month": 3, "day": 1, "dya": 1})
    ).problems[:1]
    assert "known are year, month, day" in english(problem)


@pytest.mark.parametrize("service_type", ["saju_calculation", "daily_fortune", "yearly_fortune"])
@pytest.mark.parametrize(
    ("date", "code"),
    [
        ("2026-02-30", "wrong_type"),
        ("2026-11-23T00:00:00", "wrong_type"),
        ("20261123", "wrong_type"),
        ("today", "wrong_type"),
        ("", "wrong_type"),
        (20260223, "wrong_type"),
        (True, "wrong_type"),
        ({"year": 2026}, "wrong_type"),
        ("1899-12-31", "out_of_range"),
        ("2101-01-01", "out_of_range"),
    ],
)
def test_a_date_that_is_none_is_told(service_type: str, date: object, code: str) -> None:
    data = body(TIMED, date=date, service_type=service_type)

    assert told(data) == {"date": code}
    assert "2026-11-23" in english(refusal(data).problems[0])


@pytest.mark.parametrize("service_type", ["saju_calculation", "daily_fortune", "yearly_fortune"])
@pytest.mark.parametrize("date", ["1900-01-01", "2026-02-28", "2100-12-31"])
def test_a_date_is_read_where_it_is_asked_for(service_type: str, date: str) -> None:
    request = parse_reading_request(body(TIMED, date=date, service_type=service_type)).request

    assert request.date == dt.date.fromisoformat(date)


@pytest.mark.parametrize(
    "service_type",
    ["saju_interpretation", "personality", "career", "wealth", "love", "health", "compatibility"],
)
def test_a_date_is_not_ignored_where_it_means_nothing(service_type: str) -> None:
    partner = {"partner_birth_info": TIMED} if service_type == "compatibility" else {}
    data = body(TIMED, date="2026-02-20", service_type=service_type, **partner)

    assert told(data) == {"date": "not_for_this_service"}
    assert "daily_fortune, yearly_fortune, saju_calculation" in english(refusal(data).problems[0])


@pytest.mark.parametrize(
    "service_type",
    ["personality", "career", "wealth", "love", "health", "daily_fortune", "yearly_fortune"],
)
def test_a_partner_is_for_two_charts_only(service_type: str) -> None:
    data = body(TIMED, partner_birth_info=TIMED, service_type=service_type)

    assert told(data) == {"partner_birth_info": "not_for_this_service"}


@pytest.mark.parametrize("data", [b"", b"{", b"year=1990", b'{"birth_info": NaN}', b"\xff\xfe{}"])
def test_what_is_no_json_is_malformed(data: bytes) -> None:
    error = refusal(data)

    assert (error.status, error.code, error.problems) == (400, "malformed_json", ())


@pytest.mark.parametrize("data", [b"null", b"[]", b'"text"', b"17"])
def test_what_is_no_object_is_told_of_the_body(data: bytes) -> None:
    error = refusal(data)

    assert (error.status, error.code) == (422, "invalid_request")
    assert [problem.field for problem in error.problems] == ["body"]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"month": 13}, "month", "out_of_range"),
        ({"day": 0}, "day", "out_of_range"),
        ({"year": "1990"}, "year", "wrong_type"),
        ({"year": True}, "year", "wrong_type"),
        ({"year": 1990.5}, "year", "wrong_type"),
        ({"hour": 24}, "hour", "out_of_range"),
        ({"minute": 30}, "minute", "needs_hour"),
        ({"is_leap_month": True}, "is_leap_month", "needs_lunar"),
        ({"gender": "other"}, "gender", "not_allowed"),
        ({"timezone": ""}, "timezone", "wrong_length"),
        ({"longitude": 181}, "longitude", "out_of_range"),
        ({"longitude": "126.9"}, "longitude", "wrong_type"),
        ({"hour": 3, "fold": 2}, "fold", "not_allowed"),
        ({"name": "x"}, "name", "unknown_field"),
        ({"month": 2, "day": 30}, "day", "no_such_day"),
    ],
)
def test_a_field_has_its_code(change: dict[str, Any], field: str, code: str) -> None:
    data = body({**DAY, **change})

    assert told(data) == {f"birth_info.{field}": code}
    assert (refusal(data).status, refusal(data).code) == (422, "invalid_birth_info")


def test_missing_fields_are_required() -> None:
    assert told(b"{}") == {"birth_info": "required"}
    assert told(body({"year": 1990})) == {
        "birth_info.month": "required",
        "birth_info.day": "required",
    }


def test_all_problems_are_told_at_once() -> None:
    data = body(
        {**DAY, "month": 13, "hour": "noon", "colour": "red"},
        language="fr",
        options={"solar_time": "sundial"},
        extra=1,
    )

    assert told(data) == {
        "birth_info.month": "out_of_range",
        "birth_info.hour": "wrong_type",
        "birth_info.colour": "unknown_field",
        "language": "not_allowed",
        "options.solar_time": "not_allowed",
        "extra": "unknown_field",
    }


def test_what_the_calendar_says_is_told_together_with_the_rest() -> None:
    data = body({"year": 1990, "month": 2, "day": 30, "gender": "other"}, language="fr")

    assert told(data) == {
        "birth_info.gender": "not_allowed",
        "language": "not_allowed",
        "birth_info.day": "no_such_day",
    }


def test_the_calendar_is_not_asked_about_a_date_that_is_not_well_formed() -> None:
    assert told(body({"year": 1990, "month": "2", "day": 30})) == {"birth_info.month": "wrong_type"}


def test_a_problem_outside_the_birth_is_an_invalid_request() -> None:
    error = refusal(body(DAY, language="fr"))

    assert (error.status, error.code) == (422, "invalid_request")


def test_an_unknown_field_is_told_the_known_ones() -> None:
    [problem] = refusal(body({**DAY, "mnth": 3})).problems

    assert "month" in english(problem)


def test_a_message_has_an_example_and_quotes_no_value() -> None:
    [problem] = refusal(body({**DAY, "gender": "a secret"})).problems

    assert "남성" in english(problem)
    assert "secret" not in english(problem)


@pytest.mark.parametrize(
    ("birth", "field", "code"),
    [
        # Korea's last summer time: 8 May 1988, 2 a.m., to 9 October 1988, 3 a.m.
        (
            {"year": 1988, "month": 5, "day": 8, "hour": 2, "minute": 30},
            None,
            "local_time_never_was",
        ),
        (
            {"year": 1988, "month": 10, "day": 9, "hour": 2, "minute": 30},
            None,
            "local_time_was_twice",
        ),
        ({**TIMED, "timezone": "Mars/Phobos"}, "birth_info.timezone", "unknown_timezone"),
        ({**DAY, "is_lunar": True, "is_leap_month": True}, None, "no_such_leap_month"),
    ],
)
def test_what_the_clocks_and_calendars_refuse_is_told_by_field(
    birth: dict[str, Any], field: str | None, code: str
) -> None:
    [(found, found_code)] = told(body(birth)).items()

    assert found_code == code
    assert found.startswith("birth_info.")
    assert field in {None, found}


def test_date_and_place_are_both_told() -> None:
    assert told(body({"year": 1990, "month": 2, "day": 30, "timezone": "Mars/X"})) == {
        "birth_info.day": "no_such_day",
        "birth_info.timezone": "unknown_timezone",
    }
    lunar = {"year": 1990, "month": 2, "day": 28, "is_lunar": True, "is_leap_month": True}
    assert told(body({**lunar, "hour": 25, "timezone": "Mars/X"})) == {
        "birth_info.hour": "out_of_range",
        "birth_info.is_leap_month": "no_such_leap_month",
        "birth_info.timezone": "unknown_timezone",
    }


def test_thousands_of_wrong_fields_make_a_bounded_answer() -> None:
    many = body({**DAY, **{f"field{n}": 1 for n in range(5000)}})

    assert len(refusal(many).problems) == 50
