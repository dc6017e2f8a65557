"""Questions as values are the contract's JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import get_args

import orjson
import pytest

from api_gateway.openapi.answers import example_questions
from client import Birth, Question
from client.questions import ServiceType, as_json
from shared.contracts import requests
from shared.contracts.requests import BirthInfo, ReadingRequest

MAN = Birth(year=1990, month=3, day=15, hour=14, minute=30, gender="남성")
WOMAN = Birth(year=1992, month=10, day=24, hour=17, gender="여성")


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("interpretation", Question(birth=MAN)),
        ("calculation", Question(birth=MAN, service_type="saju_calculation")),
        ("career", Question(birth=MAN, service_type="career", language="en")),
        ("year", Question(birth=MAN, service_type="yearly_fortune", date=dt.date(2026, 11, 23))),
        ("compatibility", Question(birth=MAN, service_type="compatibility", partner=WOMAN)),
    ],
)
def test_a_question_says_what_the_documents_example_says(name: str, question: Question) -> None:
    def read(body: object) -> ReadingRequest:
        return ReadingRequest.model_validate_json(orjson.dumps(body))

    assert read(as_json(question)) == read(example_questions()[name])


def test_midnight_and_the_first_of_two_times_are_said() -> None:
    birth = Birth(year=1988, month=10, day=9, hour=0, minute=0, second=0, fold=0)

    assert birth.as_json() == {
        "year": 1988, "month": 10, "day": 9, "hour": 0, "minute": 0, "second": 0, "fold": 0,
    }  # fmt: skip


def test_every_field_of_a_birth_is_sent() -> None:
    fields = {
        "year": 1990, "month": 5, "day": 1, "hour": 1, "minute": 2, "second": 3, "is_lunar": True,
        "is_leap_month": True, "gender": "F", "timezone": "Asia/Tokyo", "longitude": 0.0, "fold": 1,
    }  # fmt: skip

    assert Birth(**fields).as_json() == fields  # type: ignore[arg-type] # of several types


def test_what_is_the_contracts_json_already_is_sent_as_it_is() -> None:
    body = {"birth_info": {"year": 1990}, "new_field": 1}

    assert as_json(body) is body


def test_whatever_the_contract_lets_one_ask_can_be_asked() -> None:
    """The client imports nothing of the contract, so it is held against it here."""
    names = {"birth": "birth_info", "partner": "partner_birth_info"}

    assert get_args(ServiceType) == get_args(requests.ServiceType)
    assert {field.name for field in fields(Birth)} == BirthInfo.model_fields.keys()
    assert {
        names.get(field.name, field.name) for field in fields(Question)
    } == ReadingRequest.model_fields.keys()
