"""The OpenAPI document is valid, and every chart that is rendered is as it says."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from itertools import product
from typing import Any, get_args

import orjson
import pytest
from openapi_spec_validator import validate

from api_gateway.access import HEALTH_PATHS, need_of
from api_gateway.charts import CallersChart, Charts
from api_gateway.openapi.answers import AnswerChart, JobChart, example_questions
from api_gateway.openapi.document import openapi_document
from api_gateway.parsing import parse_reading_request
from saju.model import DayBoundary, HiddenStems, LuckRounding, SolarTime, TwelveStages
from saju.reading import SERVICE_TYPES
from shared.contracts.question import Question

CHARTS = 240
OPTIONS = [
    dict(zip(("day_boundary", "solar_time", "hidden_stems", "twelve_stages"), row, strict=True))
    for row in product(*map(get_args, (DayBoundary, SolarTime, HiddenStems, TwelveStages)))
]


def random_bodies() -> list[dict[str, Any]]:
    """Requests for charts of every form: hour and gender unknown or not, alone or two, any date."""
    chance = random.Random(20261123)
    bodies = []
    for number in range(CHARTS):
        body: dict[str, Any] = {
            "birth_info": birth(chance),
            "service_type": "saju_calculation",
            "options": OPTIONS[number % len(OPTIONS)]
            | {"luck_rounding": chance.choice(get_args(LuckRounding))},
        }
        if number % 3 == 0:
            body["partner_birth_info"] = birth(chance)
        if number % 2 == 0:
            day = dt.date(1900, 1, 1) + dt.timedelta(days=chance.randrange(201 * 365))
            body["date"] = day.isoformat()
        bodies.append(body)
    return bodies


def birth(chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {
        "year": chance.randint(1900, 2100),
        "month": chance.randint(1, 12),
        "day": chance.randint(1, 28),
        "timezone": chance.choice(("Asia/Seoul", "America/New_York", "Europe/Dublin")),
    }
    if chance.random() < 0.8:
        found |= {"hour": chance.randint(4, 23), "minute": chance.randint(0, 59)}
    if chance.random() < 0.8:
        found["gender"] = chance.choice(("남성", "여성"))
    return found


def test_the_document_is_valid_openapi() -> None:
    validate(orjson.loads(openapi_document()))


def test_every_call_tells_what_its_key_may_do_and_how_it_is_refused() -> None:
    document = orjson.loads(openapi_document())
    assert document["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            need = need_of(method.upper(), path)
            told = {"401", "403", "429"} & set(operation["responses"])
            if need == "nothing":
                assert operation["security"] == []
                limited = set() if path in HEALTH_PATHS else {"429"}
                assert told == {"403", *limited}  # the first for a page of another site
            else:
                assert operation["security"] == [{"apiKey": [need]}, {}]
                assert told == {"401", "403", "429"}
                assert "Retry-After" in operation["responses"]["429"]["headers"]
    for path in ("/admin-api/saju/ai-generate", "/admin-api/saju/ai"):
        generate = document["paths"][path]["post"]
        assert "409" in generate["responses"]
        assert "Idempotency-Key" in [parameter["name"] for parameter in generate["parameters"]]


@pytest.mark.parametrize("name", example_questions())
def test_every_example_is_a_good_request(name: str) -> None:
    assert parse_reading_request(orjson.dumps(example_questions()[name])).chart.signs.pillars.hour


def test_every_service_type_of_the_contract_is_described() -> None:
    schemas = orjson.loads(openapi_document())["components"]["schemas"]
    assert set(schemas["ServiceType"]["enum"]) == {"saju_calculation", *SERVICE_TYPES}
    service_type = schemas["ReadingRequest"]["properties"]["service_type"]
    assert service_type["$ref"] == "#/components/schemas/ServiceType"


def test_every_choice_has_a_name_of_its_own_and_one_alone() -> None:
    schemas = orjson.loads(openapi_document())["components"]["schemas"]
    choices = [schema["enum"] for schema in schemas.values() if "enum" in schema]
    assert {*map(tuple, choices)} == {*map(tuple, inner_enums(schemas))}
    assert len({*map(tuple, choices)}) == len(choices) > 40
    for schema in schemas.values():
        assert len(schema.get("x-enum-varnames", schema.get("enum", ()))) == len(
            schema.get("enum", ())
        )
    assert schemas["BirthInfo"]["properties"]["gender"]["anyOf"] == [
        {"$ref": "#/components/schemas/GenderWord", "description": "absent: no luck pillars",
         "examples": ["남성"]},
        {"type": "null"},
    ]  # fmt: skip


def inner_enums(schema: Any) -> Iterator[list[Any]]:
    """The values of every choice, wherever it stands."""
    if isinstance(schema, dict):
        if isinstance(schema.get("enum"), list):
            yield schema["enum"]
        for inner in schema.values():
            yield from inner_enums(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from inner_enums(inner)


def test_the_batchs_example_is_a_list_of_good_requests_and_its_limit_the_real_one() -> None:
    path = orjson.loads(openapi_document())["paths"]["/admin-api/saju/ai-generate/batch"]
    content = path["post"]["requestBody"]["content"]["application/json"]
    for item in content["examples"]["two"]["value"]["items"]:
        parse_reading_request(orjson.dumps(item))
    assert content["schema"]["properties"]["items"]["maxItems"] == 1000


def test_every_chart_is_as_the_document_says() -> None:
    charts, seen = Charts(), set()
    for body in random_bodies():
        asked = parse_reading_request(orjson.dumps(body))
        answer = orjson.loads(b"{" + CallersChart(charts, asked)() + b"}")["chart"]
        AnswerChart.model_validate(answer)
        assert (answer["hour_outlook"] is None) == ("hour" in body["birth_info"])
        assert (answer["luck"] is None) == ("gender" not in body["birth_info"])
        assert ("compatibility" in answer) == ("partner_birth_info" in body)
        assert ("fortune" in answer) == ("date" in body)
        seen |= {relation["kind"] for relation in answer["relations"]}
        partner = None if asked.partner is None else asked.partner.signs
        question = Question(asked.chart.signs, "compatibility", "ko", "v", partner)
        of_job = orjson.loads(b"{" + charts.of_question(question) + b"}")["chart"]
        JobChart.model_validate(of_job)
        assert of_job.items() <= answer.items() or partner is not None
    assert len(seen) == 12  # every kind of relation was among them


def test_a_chart_asked_for_again_is_the_same() -> None:
    charts = Charts()
    asked = [parse_reading_request(orjson.dumps(body)) for body in random_bodies()[:20]]

    first = [CallersChart(charts, one)() for one in asked]

    assert [CallersChart(charts, one)() for one in asked] == first
    assert [CallersChart(Charts(), one)() for one in asked] == first
