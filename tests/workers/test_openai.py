"""The OpenAI dialect against a provider over real sockets, one behaviour after the other."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from shared.errors import (
    AnswerUnusable,
    ProviderError,
    ProviderOverloaded,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
)
from shared.prompts import Prompt
from shared.settings import load_settings
from tests.fakes.behaviours import (
    Answer,
    Behaviour,
    ContentFilter,
    CutBody,
    Empty,
    Html,
    Malformed,
    Reset,
    SchemaBreak,
    Silence,
    Stall,
    Status,
    Truncated,
)
from tests.fakes.provider import FakeProvider
from workers.http_pool import HttpPool
from workers.providers.answer import parse_reading
from workers.providers.openai import OpenAI, completions_url

PROMPT = Prompt(system="Write as JSON.", user="사주는\n庚午 己卯 己卯 辛未\n입니다.")
READING = '{"sections": [{"id": "a", "title": "성격", "text": "차분합니다."}]}'


@pytest.fixture
async def pool() -> AsyncIterator[HttpPool]:
    opened = HttpPool.open(load_settings({"PALJA_STALL_TIMEOUT": "0.2"}, env_files=()))
    yield opened
    await opened.close()


def openai(pool: HttpPool, provider: FakeProvider, *, key: str | None = "sk-test") -> OpenAI:
    secret = None if key is None else SecretStr(key)
    return OpenAI(pool, base_url=provider.base_url, api_key=secret, model="some-model")


async def test_a_good_answer_is_a_reading(pool: HttpPool, provider: FakeProvider) -> None:
    provider.answer_with(Answer(content=READING))

    answer = await openai(pool, provider).ask(PROMPT, timeout_s=5)

    [section] = answer.reading.sections
    assert (section.id, section.title, section.text) == ("a", "성격", "차분합니다.")
    assert answer.model == "some-model"
    assert answer.usage.input_tokens > 0
    assert answer.usage.output_tokens > 0


async def test_the_request_is_what_the_dialect_wants(
    pool: HttpPool, provider: FakeProvider
) -> None:
    await openai(pool, provider).ask(PROMPT, timeout_s=5)

    [call] = provider.calls
    assert call.request.path == "/v1/chat/completions"
    assert call.request.headers["authorization"] == "Bearer sk-test"
    assert call.json["model"] == "some-model"
    assert [(m["role"], m["content"]) for m in call.json["messages"]] == [
        ("system", PROMPT.system),
        ("user", PROMPT.user),
    ]
    assert call.json["response_format"]["json_schema"]["strict"] is True


async def test_a_server_that_wants_no_key_is_sent_none(
    pool: HttpPool, provider: FakeProvider
) -> None:
    await openai(pool, provider, key=None).ask(PROMPT, timeout_s=5)

    assert "authorization" not in provider.calls[0].request.headers


@pytest.mark.parametrize(
    ("behaviour", "kind", "outcome", "code"),
    [
        (Status(500), ProviderUnavailable, "server_error", 500),
        (Status(503), ProviderUnavailable, "server_error", 503),
        (Status(529), ProviderUnavailable, "server_error", 529),
        (Status(408), ProviderUnavailable, "server_error", 408),
        (Status(429), ProviderOverloaded, "rate_limited", 429),
        (Status(400), ProviderRefused, "refused", 400),
        (Status(401), ProviderRefused, "refused", 401),
        (Status(403), ProviderRefused, "refused", 403),
        (Status(404), ProviderRefused, "refused", 404),
        (Status(307), ProviderRefused, "refused", 307),
        (Reset(), ProviderUnavailable, "connection", None),
        (CutBody(), ProviderUnavailable, "connection", None),
        (Stall(), ProviderTimeout, "timeout", None),
        (Html(), AnswerUnusable, "unusable", 200),
        (Empty("body"), AnswerUnusable, "unusable", 200),
        (Malformed("body"), AnswerUnusable, "unusable", 200),
        (Empty("content"), AnswerUnusable, "unusable", None),
        (Malformed("content"), AnswerUnusable, "unusable", None),
        (SchemaBreak(), AnswerUnusable, "unusable", None),
        (Truncated(), AnswerUnusable, "truncated", 200),
        (ContentFilter(), AnswerUnusable, "content_filter", 200),
    ],
    ids=repr,
)
async def test_what_is_no_reading_is_our_error(
    pool: HttpPool,
    provider: FakeProvider,
    behaviour: Behaviour,
    *,
    kind: type[ProviderError],
    outcome: str,
    code: int | None,
) -> None:
    provider.answer_with(behaviour)

    with pytest.raises(ProviderError) as caught:
        await openai(pool, provider).ask(PROMPT, timeout_s=5)

    assert type(caught.value) is kind
    assert (caught.value.outcome, caught.value.code) == (outcome, code)
    assert len(provider.calls) == 1


async def test_silence_is_a_timeout(pool: HttpPool, provider: FakeProvider) -> None:
    provider.answer_with(Silence())

    with pytest.raises(ProviderTimeout):
        await openai(pool, provider).ask(PROMPT, timeout_s=0.1)


@pytest.mark.parametrize(
    ("header", "hint_s"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("0.25", 0.25),
        (None, None),
        ("soon", None),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
async def test_the_hint_of_the_overloaded_is_seconds_or_none(
    pool: HttpPool, provider: FakeProvider, header: str | None, hint_s: float | None
) -> None:
    provider.answer_with(Status(429, retry_after=header))

    with pytest.raises(ProviderOverloaded) as caught:
        await openai(pool, provider).ask(PROMPT, timeout_s=5)

    assert caught.value.retry_after_s == hint_s


@pytest.mark.parametrize(
    "content", [READING, f"  {READING}\n", f"```json\n{READING}\n```", f"```\n{READING}\n```"]
)
def test_a_reading_may_be_fenced(content: str) -> None:
    assert parse_reading(content).response == "성격\n차분합니다."


@pytest.mark.parametrize(
    "content",
    [
        "",
        "차분합니다.",
        "[]",
        "{}",
        '{"sections": []}',
        '{"sections": [{"id": "a", "title": "t", "text": " "}]}',
        '{"sections": [{"id": "a", "title": "t"}]}',
        '{"sections": [{"id": 1, "title": "t", "text": "x"}]}',
        json.dumps({"sections": "a"}),
    ],
)
def test_what_has_not_the_form_is_unusable_and_not_quoted(content: str) -> None:
    with pytest.raises(AnswerUnusable) as caught:
        parse_reading(content)

    assert str(caught.value) == "unusable"
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "base_url",
    ["http://h", "http://h/", "http://h/v1", "http://h/v1/"],
)
def test_the_version_in_a_base_url_is_not_doubled(base_url: str) -> None:
    assert completions_url(base_url) == "http://h/v1/chat/completions"
