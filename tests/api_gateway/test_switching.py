"""The body of the toggle."""

from __future__ import annotations

import orjson
import pytest

from api_gateway.routes.optimization import parse_switch
from shared.errors import InvalidRequest
from tests.fakes.told import english


@pytest.mark.parametrize("wanted", [True, False])
def test_a_bool_is_read(*, wanted: bool) -> None:
    assert parse_switch(orjson.dumps({"optimization_enabled": wanted})) is wanted


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ("{}", "optimization_enabled", "required"),
        ('{"optimization_enabled": "false"}', "optimization_enabled", "wrong_type"),
        ('{"optimization_enabled": 0}', "optimization_enabled", "wrong_type"),
        ('{"optimization_enabled": null}', "optimization_enabled", "wrong_type"),
        ('{"optimization_enabled": true, "enabled": 1}', "enabled", "unknown_field"),
        ("[]", "body", "wrong_type"),
        ("false", "body", "wrong_type"),
    ],
)
def test_anything_else_is_told_with_its_field_and_an_example(
    body: str, field: str, code: str
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse_switch(body.encode())

    [problem] = caught.value.problems
    assert (caught.value.status, problem.field, problem.code) == (422, field, code)
    assert "optimization_enabled" in english(problem) or "for example" in english(problem)


@pytest.mark.parametrize("body", ["", "{", "optimization_enabled=false", '{"a": NaN}'])
def test_what_is_no_json_is_malformed(body: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse_switch(body.encode())

    assert (caught.value.status, caught.value.code) == (400, "malformed_json")
