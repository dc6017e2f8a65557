"""Every service type of the contract in both languages, with a provider and with none."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import product
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from tests.acceptance.contract import (
    SHORT_PILLARS,
    assert_from_engine,
    assert_from_openai,
    assert_problem,
    assert_queued,
)
from tests.acceptance.questions import FIRST_BIRTH
from tests.acceptance.stack import Stack, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.conftest import Question
    from tests.fakes.provider import FakeProvider

# The contract's list.
OF_ONE = ("saju_interpretation", "personality", "career", "wealth", "love", "health")
FORTUNES = ("daily_fortune", "yearly_fortune")
READINGS = (*OF_ONE, *FORTUNES, "compatibility")
LANGUAGES = ("ko", "en")
EVERY = list(product(READINGS, LANGUAGES))
PARTNER = {"year": 1992, "month": 10, "day": 24, "hour": 17, "gender": "여성"}
HANGUL = re.compile("[가-힣]")


@pytest.fixture(scope="module")
def keyless() -> Iterator[Stack]:
    with running() as stack:
        yield stack


def asked(service_type: str, language: str, birth: Any) -> dict[str, Any]:
    partner = {"partner_birth_info": PARTNER} if service_type == "compatibility" else {}
    return {"birth_info": birth, "service_type": service_type, "language": language, **partner}


def assert_in_language(answer: dict[str, Any], language: str) -> None:
    text = answer["response"]
    mostly_korean = 2 * len(HANGUL.findall(text)) > len(re.sub(r"\s", "", text))
    assert mostly_korean == (language == "ko")
    assert answer["validation"]["score"] == 1.0


@pytest.mark.parametrize(("service_type", "language"), EVERY)
def test_the_provider_writes_it(
    stack: Stack, provider: FakeProvider, new_question: Question, service_type: str, language: str
) -> None:
    question = asked(service_type, language, new_question()["birth_info"])

    queued = stack.caller.ask(question)
    answer = stack.caller.ended(assert_queued(queued), within_s=10)

    assert_from_openai(answer)
    assert_in_language(answer, language)
    [call] = provider.calls
    schema = call.json["response_format"]["json_schema"]["schema"]
    wanted = schema["properties"]["sections"]["items"]["properties"]["id"]["enum"]
    assert [section["id"] for section in answer["reading"]["sections"]] == wanted
    prompt = call.json["messages"][-1]["content"]
    for pillar in queued.json["chart"]["pillars"].values():
        assert pillar["hanja"] in prompt
    hit = stack.caller.ask(question).json
    assert (hit["cache_hit"], hit["response"]) == (True, answer["response"])
    assert len(provider.calls) == 1


@pytest.mark.parametrize(("service_type", "language"), EVERY)
def test_the_engine_writes_it_where_there_is_no_provider(
    keyless: Stack, new_question: Question, service_type: str, language: str
) -> None:
    question = asked(service_type, language, new_question()["birth_info"])
    reply = keyless.caller.ask(question, Prefer="wait=10")

    assert reply.status == 200, reply
    assert_from_engine(reply.json)
    assert_in_language(reply.json, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_calculation_is_there_at_once(
    stack: Stack, provider: FakeProvider, language: str
) -> None:
    reply = stack.caller.ask(asked("saju_calculation", language, FIRST_BIRTH))

    assert reply.status == 200
    found = [reply.json["chart"][name] for name in SHORT_PILLARS]
    assert found == ["경오", "기묘", "기묘", "신미"]
    assert (reply.json["response"], reply.json["job_id"]) == (None, None)
    assert provider.calls == ()


def test_no_two_service_types_share_a_reading(keyless: Stack) -> None:
    readings = [
        keyless.caller.ask(asked(*each, FIRST_BIRTH), Prefer="wait=10").json["response"]
        for each in EVERY
    ]
    assert len(set(readings)) == len(readings)


def test_one_year_is_one_reading_and_one_call(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    question = asked("yearly_fortune", "ko", new_question()["birth_info"])
    first = stack.caller.ask({**question, "date": "2026-03-01"}, Prefer="wait=10").json
    assert_from_openai(first)

    again = stack.caller.ask({**question, "date": "2026-11-27"}).json
    assert again["cache_hit"] is True
    assert again["reading"] == first["reading"]
    assert again["chart"]["fortune"]["date"] == "2026-11-27"
    # 2026 is a year of 丙午; its last day by the solar terms is 3 February 2027.
    assert stack.caller.ask({**question, "date": "2027-02-03"}).json["cache_hit"] is True
    [call] = provider.calls
    assert "丙午" in call.json["messages"][-1]["content"]

    other = stack.caller.ask({**question, "date": "2027-03-01"}, Prefer="wait=10").json
    assert other["cache_hit"] is False
    assert len(provider.calls) == 2


def test_every_day_has_a_reading_of_its_own(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    question = asked("daily_fortune", "ko", new_question()["birth_info"])
    for day in ("2026-11-27", "2026-11-28"):
        answer = stack.caller.ask({**question, "date": day}, Prefer="wait=10").json
        assert_from_openai(answer)
        assert answer["chart"]["fortune"]["date"] == day
        told = provider.calls[-1].json["messages"][-1]["content"]
        assert f'"date":"{day}"' in told
        assert answer["chart"]["fortune"]["day"]["hanja"] in told
        assert stack.caller.ask({**question, "date": day}).json["cache_hit"] is True
    assert len(provider.calls) == 2


def test_the_engine_tells_each_day_another_fortune(keyless: Stack) -> None:
    # 2024-02-10, 설날: 甲辰년 丙寅월 甲辰일; the next day is 乙巳 (KASI 음양력).
    question = asked("daily_fortune", "en", FIRST_BIRTH)
    first, second = (
        keyless.caller.ask({**question, "date": day}, Prefer="wait=10").json["response"]
        for day in ("2024-02-10", "2024-02-11")
    )
    assert "甲辰" in first
    assert "乙巳" in second
    assert first != second


@pytest.mark.parametrize("service_type", FORTUNES)
def test_without_a_date_it_is_today_in_the_births_zone(keyless: Stack, service_type: str) -> None:
    for zone in ("Asia/Seoul", "America/Los_Angeles"):
        question = asked(service_type, "en", {**FIRST_BIRTH, "timezone": zone})
        before = datetime.now(ZoneInfo(zone)).date()  # noqa: TID251 - what a caller's own clock shows
        reply = keyless.caller.ask(question, Prefer="wait=10")
        after = datetime.now(ZoneInfo(zone)).date()  # noqa: TID251 - likewise
        assert reply.status == 200
        found = date.fromisoformat(reply.json["chart"]["fortune"]["date"])
        assert before <= found <= after
        named = keyless.caller.ask({**question, "date": found.isoformat()})
        assert named.json["cache_hit"] is True
        assert named.json["response"] == reply.json["response"]


@pytest.mark.parametrize("service_type", [*OF_ONE, "compatibility"])
def test_a_date_is_refused_where_nothing_depends_on_it(stack: Stack, service_type: str) -> None:
    question = {**asked(service_type, "ko", FIRST_BIRTH), "date": "2026-11-27"}
    [row] = assert_problem(stack.caller.ask(question), 422, "invalid_request")

    assert (row["field"], row["code"]) == ("date", "not_for_this_service")
    assert "daily_fortune" in row["message"]


@pytest.mark.parametrize("service_type", [*FORTUNES, "saju_calculation"])
@pytest.mark.parametrize(
    "wrong", ["2026-02-30", "2026-11-27T10:00:00Z", "27.11.2026", "", 20261127, "1899-12-31"]
)
def test_a_date_that_is_none_is_refused(stack: Stack, service_type: str, wrong: object) -> None:
    question = {**asked(service_type, "ko", FIRST_BIRTH), "date": wrong}
    [row] = assert_problem(stack.caller.ask(question), 422, "invalid_request")

    assert row["field"] == "date"
    assert re.search(r'예: "\d{4}-\d\d-\d\d"', row["message"])  # the question is in Korean


def test_the_descriptions_examples_run(keyless: Stack) -> None:
    document = keyless.caller.get("/openapi.json").json
    for path in ("/admin-api/saju/ai-generate", "/admin-api/saju/ai"):
        body = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        assert len(body["examples"]) > 4
        for example in body["examples"].values():
            reply = keyless.caller.ask(example["value"], path=path, Prefer="wait=10")
            assert reply.status == 200, reply
