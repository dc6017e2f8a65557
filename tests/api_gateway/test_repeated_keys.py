"""A key that stands twice is refused, wherever it stands and however it is spelled."""

from __future__ import annotations

import pytest

from api_gateway import repeated_keys as module
from api_gateway.parsing import parse_reading_request, parse_request
from shared.contracts.inspections import InspectionRequest
from shared.contracts.requests import ReadingRequest
from shared.errors import InvalidRequest
from tests.fakes.told import english

BIRTH = '"birth_info": {"year": 1990, "month": 3, "day": 15}'


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (f'{{{BIRTH}, "language": "ko", "language": "en"}}', ["language"]),
        (f"{{{BIRTH}, {BIRTH}}}", ["birth_info"]),
        ('{"birth_info": {"year": 1990, "month": 3, "day": 15, "day": 15}}', ["birth_info.day"]),
        ('{"birth_info": {"year": 1990, "month": 3, "day" :1, "d\\u0061y":2}}', ["birth_info.day"]),
        (
            f'{{{BIRTH}, "options": {{"day_boundary": "23:00", "day_boundary": "00:00"}}}}',
            ["options.day_boundary"],
        ),
        (
            (
                '{"birth_info": {"year": 1, "year": 1, "year": 1990, "month": 3, "month": 3, "day": 1}, '
                '"date": null, "date": null}'
            ),
            ["birth_info.year", "birth_info.month", "date"],
        ),
    ],
)
def test_every_repeated_key_is_named(body: str, fields: list[str]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_reading_request(body.encode())
    assert refused.value.status == 422
    assert [problem.field for problem in refused.value.problems] == fields
    assert {problem.code for problem in refused.value.problems} == {"duplicate_key"}


def test_the_problem_gives_an_example() -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_reading_request(f'{{{BIRTH}, "language": "ko", "language": "en"}}'.encode())
    assert 'for example "ko"' in english(refused.value.problems[0])


def test_an_inspections_key_counts_as_well() -> None:
    body = f'{{{BIRTH}, "saju_result": {{"ilgan": "기", "ilgan": "갑"}}}}'
    with pytest.raises(InvalidRequest) as refused:
        parse_request(InspectionRequest, body.encode())
    assert [problem.field for problem in refused.value.problems] == ["saju_result.ilgan"]


@pytest.mark.parametrize("text", ['a \\"year\\": 1, \\"year\\": 2', "::", "{\\u003a}"])
def test_what_a_text_holds_is_no_key(text: str) -> None:
    body = f'{{{BIRTH}, "reading": "{text}"}}'
    assert parse_request(InspectionRequest, body.encode()).request.reading


def test_a_usual_body_is_not_parsed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(module, "json")
    body = f'{{{BIRTH}, "language": "en", "options": {{"solar_time": "clock"}}}}'.encode()
    assert module.repeated_keys(body, ReadingRequest.model_validate_json(body)) == []
