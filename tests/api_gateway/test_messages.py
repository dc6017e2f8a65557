"""Nothing that a caller is told is missing in a language: all codes, and all that models can refuse."""

from __future__ import annotations

import ast
import datetime as dt
import json
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import orjson
import pytest
from pydantic import BaseModel, ValidationError

import api_gateway
import saju.errors
import shared.contracts
from api_gateway.languages import LANGUAGES
from api_gateway.messages import UNKNOWN, Messages, messages
from api_gateway.parsing import field_problem
from api_gateway.problems import Problem
from saju.particles import Word
from shared.contracts.inspections import LONGEST_REVIEWED, InspectionRequest
from shared.contracts.requests import Language, ReadingRequest
from shared.contracts.switching import SwitchRequest
from shared.errors import FieldProblem
from shared.webhooks.callback_url import CallbackProblem

MODELS: tuple[type[BaseModel], ...] = (ReadingRequest, InspectionRequest, SwitchRequest)
BIRTH: dict[str, Any] = {"year": 1990, "month": 3, "day": 15}
TIMED: dict[str, Any] = {**BIRTH, "hour": 14}
TOOLS = Path(api_gateway.__file__).parent
CONTRACTS = Path(shared.contracts.__path__[0])

# What pydantic may say of a schema's node when JSON is read strictly (its documentation, "Validation
# Errors"); limits are looked up by their own names.
OF_NODE = {
    "bool": {"bool_type"},
    "date": {
        *("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
    },
    "float": {"float_type"},
    "int": {"int_type", "int_from_float", "int_parsing_size"},
    "literal": {"literal_error"},
    "model": {"model_type"},
    "model-fields": {"missing", "extra_forbidden", "model_type"},
    "str": {"string_type", "string_unicode"},
}
SILENT = {  # nodes that only lead to others, or to our own validators
    *("default", "definition-ref", "definitions", "function-after", "model-field", "nullable"),
    *("no-info", "with-info"),
}
OF_LIMIT = {
    "ge": "greater_than_equal",
    "le": "less_than_equal",
    "min_length": "string_too_short",
    "max_length": "string_too_long",
}


@pytest.fixture(params=LANGUAGES)
def said(request: pytest.FixtureRequest) -> Messages:
    return messages(request.param)


def nodes(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if isinstance(schema.get("type"), str):
            yield schema
        for inner in schema.values():
            yield from nodes(inner)
    elif isinstance(schema, list | tuple):
        for inner in schema:
            yield from nodes(inner)


def kinds_of_models() -> set[str]:
    """Every error type that pydantic itself may raise for our models."""
    found: set[str] = set()
    for model in MODELS:
        for node in nodes(model.__pydantic_core_schema__):
            kind = node["type"]
            assert kind in OF_NODE or kind in SILENT, f"what can go wrong with a {kind}?"
            found |= OF_NODE.get(kind, set())
            found |= {error for limit, error in OF_LIMIT.items() if limit in node}
            unknown = {"gt", "lt", "multiple_of", "pattern"} & node.keys()
            assert not unknown
            if node.get("allow_inf_nan") is False:
                found.add("finite_number")
    return found


@cache
def calls(folder: Path) -> tuple[ast.Call, ...]:
    """Every call in a folder's modules."""
    trees = [ast.parse(path.read_text("utf-8")) for path in folder.rglob("*.py")]
    return tuple(node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))


def texts(value: ast.expr) -> set[str]:
    found = [node.value for node in ast.walk(value) if isinstance(node, ast.Constant)]
    return {text for text in found if isinstance(text, str)}


def constants(folder: Path, function: str, place: int) -> set[str]:
    """The texts with which a function is called in a folder's modules, at this argument's place."""
    named = [call for call in calls(folder) if getattr(call.func, "id", "") == function]
    given = [call.args[place] for call in named if len(call.args) > place]
    return {text for value in given if isinstance(value, ast.Constant) for text in texts(value)}


def keywords(folder: Path, function: str, name: str) -> set[str]:
    """The texts that a function is given by a keyword, in a folder's modules."""
    named = [call for call in calls(folder) if getattr(call.func, "id", "") == function]
    given = [keyword.value for call in named for keyword in call.keywords if keyword.arg == name]
    return {text for value in given for text in texts(value)}


def saju_kinds() -> set[str]:
    """Every sentence of the engine about a birth."""
    no_births = {
        *(saju.errors.UnknownReading, saju.errors.NoSuchSigns, saju.errors.TextTooLong),
    }
    classes = set(saju.errors.SajuError.__subclasses__()) - no_births
    engine = Path(saju.errors.__file__).parent
    named = {
        name
        for each in classes
        for name in keywords(engine, each.__name__, "kind")
    }  # fmt: skip
    of_two = {"no_such_leap_month"}  # each of its sentences has a name of its own
    return (named | {each.code for each in classes}) - of_two


def codes_of_problems() -> set[str]:
    return {
        *constants(TOOLS, "Problem", 1),
        *keywords(TOOLS, "Problem", "kind"),
        *constants(TOOLS, "InvalidRequest", 0),
        *{"malformed_request", "uri_too_long", "headers_too_large", "request_timeout"},
        *{"not_found", "method_not_allowed", "invalid_birth_info"},
    }


def test_every_problem_has_its_sentence(said: Messages) -> None:
    codes = codes_of_problems()
    assert {"malformed_json", "queue_full", "idempotency_pending", "scope_missing"} <= codes
    assert codes | {UNKNOWN} == set(said.problems)


def test_every_status_has_its_title(said: Messages) -> None:
    assert set(said.titles) == set(messages("en").titles)
    for status in (400, 401, 403, 404, 405, 406, 408, 409, 413, 414, 422, 429, 431, 500, 503):
        assert said.title(status)


def test_every_field_error_has_its_sentence_and_no_sentence_is_for_nothing(said: Messages) -> None:
    ours = constants(CONTRACTS, "refusal", 0)
    assert {"needs_hour", "claims_nothing", "too_long_to_review"} <= ours
    of_gateway = constants(TOOLS, "FieldProblem", 2)
    of_header = {"header_repeated", "header_length", "header_not_printable"}  # by one name
    of_callback = set(get_args(CallbackProblem))
    needed = kinds_of_models() | ours | of_gateway | of_header | of_callback | saju_kinds()
    assert needed | {UNKNOWN} == set(said.fields)


def test_both_languages_tell_the_same_facts() -> None:
    english, korean = (messages(language) for language in LANGUAGES[::-1])
    assert (english.language, korean.language) == ("en", "ko")
    for name in ("problems", "fields"):
        for kind, sentence in getattr(english, name).items():
            assert facts_in(sentence) == facts_in(getattr(korean, name)[kind]), kind


def facts_in(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_korean_is_korean_and_english_is_not() -> None:
    for language in LANGUAGES:
        said = messages(language)
        for sentence in (*said.titles.values(), *said.problems.values(), *said.fields.values()):
            assert bool(re.search("[가-힣]", sentence)) == (language == "ko"), sentence
            assert "(은)" not in sentence
            assert "은(는)" not in sentence


def test_no_fact_is_followed_by_a_particle_that_may_not_fit_it() -> None:
    alternating = re.compile(
        r"\}`?(은|는|이|가|을|를|과|와|으로|로|이나|나|이며|며|이고|고)(?![가-힣])"
    )
    for sentence in (*messages("ko").problems.values(), *messages("ko").fields.values()):
        assert not alternating.search(sentence), sentence


@pytest.mark.parametrize(
    ("year", "told"), [("1899", "1899는"), ("2101-01-05", "2101-01-05는"), ("2100", "2100은")]
)
def test_a_particle_follows_the_sound_of_its_fact(year: str, told: str) -> None:
    facts = {"what": year, "first": 1900, "last": 2100}
    problem = FieldProblem("birth_info.year", "year_out_of_range", "year_out_of_range", facts)
    assert messages("ko").field(problem).startswith(told)
    assert format(Word(year), "은/는") == told


EXAMPLE = {"ko": "예: ", "en": "for example "}
NOT_OF_STRICT_JSON = {
    *("date_from_datetime_parsing", "date_from_datetime_inexact", "int_from_float"),
    *("finite_number", "string_unicode"),
}
"""What documentation lists and JSON that is read strictly was never seen to cause."""
WRONG: tuple[object, ...] = (
    *(None, True, False, 0, 1, -1, 99, 10**30, 1.5, 1e300, -181.5),
    *("", "x", "ko", "x" * 70, "\ud800", "2026-02-30", "2026-11-23T10:00:00", "1800-01-01"),
    *("2026-11-23T00:00:00", "compatibility", "2026-02-23", [], [1], {}, {"x": 1}, BIRTH),
)
"""One of them is wrong in any way that a field of ours can be wrong in."""


BOOK = "x" * (LONGEST_REVIEWED + 1)


def bodies() -> Iterator[tuple[type[BaseModel], bytes]]:
    """Bodies with one field after the other set to one wrong value after the other."""
    good: dict[type[BaseModel], dict[str, Any]] = {
        ReadingRequest: {"birth_info": BIRTH, "options": {}},
        InspectionRequest: {"birth_info": TIMED, "options": {}, "saju_result": {"ilgan": "기"}},
        SwitchRequest: {"optimization_enabled": True},
    }
    yield (
        InspectionRequest,
        spelled({**good[InspectionRequest], "reading": BOOK, "ai_review": True}),
    )
    for model, body in good.items():
        yield from ((model, spelled(wrong)) for wrong in WRONG)
        yield model, b'{"birth_info": ' + b"[" * 500 + b"]" * 500 + b"}"
        for name in (*model.model_fields, "unknown"):
            for wrong in WRONG:
                yield model, spelled({**body, name: wrong})
            inner = body.get(name)
            if isinstance(inner, dict):
                for field in (*fields_of(model.model_fields[name].annotation), "unknown"):
                    for wrong in WRONG:
                        yield model, spelled({**body, name: {**inner, field: wrong}})


def fields_of(annotation: Any) -> list[str]:
    [kind] = [one for one in (annotation, *get_args(annotation)) if hasattr(one, "model_fields")]
    return list(kind.model_fields)


def spelled(value: object) -> bytes:
    return json.dumps(value).encode()  # orjson writes no lone surrogates, callers do


def test_whatever_is_wrong_with_a_field_is_told_with_an_example_in_both_languages() -> None:
    seen: set[str] = set()
    for model, body in bodies():
        try:
            model.model_validate_json(body)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)
        else:
            continue
        for detail in details:
            problem = field_problem(detail, model)
            seen.add(problem.kind)
            for language in LANGUAGES:
                said = messages(language)
                assert problem.kind in said.fields, detail
                message = said.field(problem)
                assert not re.search(r"\{[a-z_]+[:}]", message)
                known = problem.kind in {"extra_forbidden", "nested_too_deeply"}
                assert known or EXAMPLE[language] in message, message
    assert kinds_of_models() - seen <= NOT_OF_STRICT_JSON
    assert constants(CONTRACTS, "refusal", 0) <= seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_problem_is_told_in_its_language(language: Language) -> None:
    date = FieldProblem("date", "out_of_range", "less_than_equal", {"le": dt.date(2100, 12, 31)})
    limit = FieldProblem("longitude", "out_of_range", "less_than_equal", {"le": 180.0}, 126.98)
    answer = Problem(422, "invalid_request", (date, limit)).response(language)

    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language"
    fields = orjson.loads(bytes(answer.body))
    assert (fields["status"], fields["code"]) == (422, "invalid_request")
    messages_told = [row["message"] for row in fields["errors"]]
    assert (
        messages_told
        == {
            "en": [
                "Input should be less than or equal to 2100-12-31",
                "Input should be less than or equal to 180; for example 126.98",
            ],
            "ko": ["2100-12-31 이하여야 합니다.", "180 이하여야 합니다. 예: 126.98"],
        }[language]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_problem_says_when_to_come_back(language: Language) -> None:
    answer = Problem(503, "queue_full", headers={"Retry-After": "17"}).response(language)

    fields = orjson.loads(bytes(answer.body))
    assert answer.headers["retry-after"] == "17"
    assert fields["retry_after"] == 17
    assert "17" in fields["detail"]


def test_what_nobody_foresaw_is_told_all_the_same() -> None:
    odd = FieldProblem("field", "code", "of another release", {"x": 1}, 3)
    assert messages("en").field(odd) == "Cannot be taken as it stands; for example 3"
    assert orjson.loads(Problem(418, "im_a_teapot").body("ko"))["title"] == "I'm a Teapot"
