"""What each dialect sends."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from shared.prompts import READING_SCHEMA, Prompt
from shared.tracing import from_text, traced
from tests.fakes.journal import Call as Seen
from tests.fakes.provider import FakeProvider
from tests.workers.providers.calls import NAMES, PROMPT, Make, call, unheard

each = pytest.mark.parametrize("name", NAMES)
KEYS = {"openai": "authorization", "gemini": "x-goog-api-key", "anthropic": "x-api-key"}
PATHS = {
    "openai": "/v1/chat/completions",
    "gemini": "/v1beta/models/some-model:generateContent",
    "anthropic": "/v1/messages",
}


async def sent(make: Make, provider: FakeProvider, name: str, **how: Any) -> Seen:
    """The one request that a call brings."""
    await make(name, **how).ask(call())
    [seen] = provider.calls
    return seen


async def test_openai_is_asked_for_a_chat_completion(make: Make, provider: FakeProvider) -> None:
    seen = await sent(make, provider, "openai")

    assert seen.json == {
        "model": "some-model",
        "messages": [
            {"role": "system", "content": PROMPT.system},
            {"role": "user", "content": PROMPT.user},
        ],
        "max_completion_tokens": 8192,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "reading", "strict": True, "schema": PROMPT.schema},
        },
    }


async def test_gemini_is_asked_to_generate_content(make: Make, provider: FakeProvider) -> None:
    seen = await sent(make, provider, "gemini")

    assert seen.json == {
        "systemInstruction": {"parts": [{"text": PROMPT.system}]},
        "contents": [{"role": "user", "parts": [{"text": PROMPT.user}]}],
        "generationConfig": {
            "responseMimeType": "application/json",
            "responseJsonSchema": PROMPT.schema,
            "maxOutputTokens": 8192,
        },
    }


async def test_anthropic_is_sent_a_message(make: Make, provider: FakeProvider) -> None:
    seen = await sent(make, provider, "anthropic")

    assert seen.request.headers["anthropic-version"] == "2023-06-01"
    assert seen.json == {
        "model": "some-model",
        "system": PROMPT.system,
        "messages": [{"role": "user", "content": PROMPT.user}],
        "max_tokens": 8192,
        "output_config": {"format": {"type": "json_schema", "schema": PROMPT.schema}},
    }


@pytest.mark.parametrize(
    ("name", "path", "more"),
    [
        (
            "openai",
            "/v1/chat/completions",
            {"stream": True, "stream_options": {"include_usage": True}},
        ),
        ("gemini", "/v1beta/models/some-model:streamGenerateContent?alt=sse", {}),
        ("anthropic", "/v1/messages", {"stream": True}),
    ],
)
async def test_a_stream_is_asked_for_where_somebody_listens(
    make: Make, provider: FakeProvider, name: str, path: str, more: dict[str, Any]
) -> None:
    asked = make(name)
    await asked.ask(call())
    await asked.ask(call(unheard))

    whole, streamed = provider.calls
    assert streamed.request.path == path
    assert streamed.json == whole.json | more


@each
async def test_the_key_stands_in_its_header_and_nowhere_else(
    make: Make, provider: FakeProvider, name: str
) -> None:
    seen = await sent(make, provider, name, key="sk-secret")

    headers = {header for header, value in seen.request.headers.items() if "sk-secret" in value}
    assert headers == {KEYS[name]}
    assert seen.request.headers[KEYS[name]].removeprefix("Bearer ") == "sk-secret"
    assert "sk-secret" not in seen.request.path
    assert b"sk-secret" not in seen.request.body


@each
async def test_a_server_that_wants_no_key_is_sent_none(
    make: Make, provider: FakeProvider, name: str
) -> None:
    seen = await sent(make, provider, name, key=None)

    assert not set(KEYS.values()) & set(seen.request.headers)


@each
async def test_only_what_the_dialect_and_the_trace_need_is_in_the_headers(
    make: Make, provider: FakeProvider, name: str
) -> None:
    trace = from_text("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    assert trace is not None

    with traced(trace):
        await make(name).ask(call())

    headers = dict(provider.calls[0].request.headers)
    assert headers.pop("traceparent").split("-")[1] == "0af7651916cd43dd8448eb211c80319c"
    assert headers.pop("user-agent") == "palja"
    assert headers.pop("content-type") == "application/json"
    headers.pop("anthropic-version", None)
    assert set(headers) <= {"host", "accept", "accept-encoding", "content-length", KEYS[name]}


@each
async def test_the_cap_of_the_call_is_asked_for(
    make: Make, provider: FakeProvider, name: str
) -> None:
    await make(name).ask(replace(call(), max_output_tokens=16_384))

    body = provider.calls[0].json
    caps = (
        body.get("max_completion_tokens"),
        body.get("max_tokens"),
        body.get("generationConfig", {}).get("maxOutputTokens"),
    )
    assert sorted(cap for cap in caps if cap is not None) == [16_384]


@each
async def test_no_sampling_is_asked_for_and_every_object_is_closed(
    make: Make, provider: FakeProvider, name: str
) -> None:
    seen = await sent(make, provider, name)

    text = json.dumps(seen.json)
    for word in ("temperature", "top_p", "topP", "top_k", "topK", "minLength", "maxLength"):
        assert word not in text
    assert text.count('"additionalProperties": false') == text.count('"type": "object"') == 2


def test_a_prompt_without_sections_has_a_schema_too() -> None:
    assert Prompt("system", "user").schema == READING_SCHEMA


@each
@pytest.mark.parametrize("end", ["", "/", "//", "/some/proxy", "/some/proxy/"])
async def test_the_documented_path_follows_any_prefix(
    make: Make, provider: FakeProvider, name: str, end: str
) -> None:
    seen = await sent(make, provider, name, base_url=provider.base_url + end)

    assert seen.request.path == end.rstrip("/") + PATHS[name]


@pytest.mark.parametrize(
    ("name", "end", "path"),
    [
        ("openai", "/v1", "/v1/chat/completions"),
        ("openai", "/v1/", "/v1/chat/completions"),
        ("openai", "/proxy/v1", "/proxy/v1/chat/completions"),
        ("anthropic", "/v1", "/v1/messages"),
        ("anthropic", "/v1/", "/v1/messages"),
        ("gemini", "/v1beta", "/v1beta/models/some-model:generateContent"),
        ("gemini", "/v1beta/", "/v1beta/models/some-model:generateContent"),
        ("gemini", "/v1", "/v1/models/some-model:generateContent"),
    ],
)
async def test_a_version_in_a_base_url_is_not_doubled(
    make: Make, provider: FakeProvider, name: str, end: str, path: str
) -> None:
    seen = await sent(make, provider, name, base_url=provider.base_url + end)

    assert seen.request.path == path


@pytest.mark.parametrize(
    ("model", "path"),
    [
        ("gemini-3.8-flash", "/v1beta/models/gemini-3.8-flash:generateContent"),
        ("models/gemini-3.8-flash", "/v1beta/models/gemini-3.8-flash:generateContent"),
        ("tunedModels/ours", "/v1beta/tunedModels/ours:generateContent"),
    ],
)
async def test_a_model_of_gemini_may_come_with_its_collection(
    make: Make, provider: FakeProvider, model: str, path: str
) -> None:
    seen = await sent(make, provider, "gemini", model=model)

    assert seen.request.path == path


@each
def test_without_a_base_url_it_is_the_providers_own(make: Make, name: str) -> None:
    official = {
        "openai": "https://api.openai.com/v1/chat/completions",
        "gemini": "https://generativelanguage.googleapis.com/v1beta/models/some-model",
        "anthropic": "https://api.anthropic.com/v1/messages",
    }

    made: Any = make(name, base_url="")

    assert made._url == official[name]
