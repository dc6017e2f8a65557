"""Our three dialects held against the providers' own clients, which nothing here uses at run time.

The client, asked for the same, sends the same, and what it reads in an answer is what we read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anthropic
import openai
import pytest
from google import genai
from google.genai import types as gemini
from openai.types import chat
from openai.types.completion_usage import CompletionUsage

from shared.contracts.answers import Usage
from shared.errors import ProviderError
from tests.fakes.behaviours import Answer, Refused, Took
from tests.fakes.provider import FakeProvider
from tests.workers.providers.calls import NAMES, PROMPT, Make, call

each = pytest.mark.parametrize("name", NAMES)
each_way = pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
ANSWER = Answer(took=Took(70, 40, cached=30, thinking=500))


class Theirs:
    """The question of `call()`, asked by a provider's own client; the text that it reads."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def openai(self, *, streamed: bool) -> tuple[str, Usage]:
        asked: dict[str, Any] = {
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
        with openai.OpenAI(
            base_url=f"{self._base_url}/v1",
            api_key="sk-test",
            http_client=openai.DefaultHttpxClient(trust_env=False),
        ) as client:
            if not streamed:
                whole = client.chat.completions.create(**asked)
                return whole.choices[0].message.content, _tokens(whole.usage)
            chunks: list[chat.ChatCompletionChunk] = list(
                client.chat.completions.create(
                    **asked, stream=True, stream_options={"include_usage": True}
                )
            )
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        return text, _tokens(chunks[-1].usage)

    def anthropic(self, *, streamed: bool) -> tuple[str, Usage]:
        asked: dict[str, Any] = {
            "model": "some-model",
            "system": PROMPT.system,
            "messages": [{"role": "user", "content": PROMPT.user}],
            "max_tokens": 8192,
            "output_config": {"format": {"type": "json_schema", "schema": PROMPT.schema}},
        }
        with anthropic.Anthropic(
            base_url=self._base_url,
            api_key="sk-test",
            http_client=anthropic.DefaultHttpxClient(trust_env=False),
        ) as client:
            if streamed:
                with client.messages.stream(**asked) as stream:
                    told: Any = stream.get_final_message()
            else:
                told = client.messages.create(**asked)
        text = "".join(block.text for block in told.content if block.type == "text")
        tokens = told.usage.input_tokens + told.usage.cache_read_input_tokens
        return text, Usage(tokens, told.usage.output_tokens)

    def gemini(self, *, streamed: bool) -> tuple[str, Usage]:
        config = gemini.GenerateContentConfig(
            system_instruction=PROMPT.system,
            response_mime_type="application/json",
            response_json_schema=PROMPT.schema,
            max_output_tokens=8192,
        )
        options = gemini.HttpOptions(
            base_url=self._base_url, api_version="v1beta", client_args={"trust_env": False}
        )
        with genai.Client(api_key="sk-test", http_options=options) as client:
            asked: Any = {"model": "some-model", "contents": PROMPT.user, "config": config}
            if streamed:
                told = list(client.models.generate_content_stream(**asked))
            else:
                told = [client.models.generate_content(**asked)]
        usage: Any = told[-1].usage_metadata
        output = usage.candidates_token_count + usage.thoughts_token_count
        text = "".join(response.text or "" for response in told)
        return text, Usage(usage.prompt_token_count, output)


def _tokens(usage: CompletionUsage | None) -> Usage:
    assert usage is not None
    return Usage(usage.prompt_tokens, usage.completion_tokens)


@contextmanager
def asked_by_both(provider: FakeProvider, name: str) -> Iterator[Theirs]:
    provider.answer_with(ANSWER)
    yield Theirs(provider.base_url)
    ours, theirs = provider.calls
    assert ours.request.path == theirs.request.path
    body = theirs.json
    if name == "gemini":
        assert body["systemInstruction"].pop("role") == "user"  # it has no say there
    assert ours.json == body
    key = "authorization" if name == "openai" else "x-goog-api-key"
    if name != "anthropic":  # whose client has come to send a bearer's token
        assert ours.request.headers[key] == theirs.request.headers[key]


@each
@each_way
async def test_the_providers_own_client_sends_and_reads_the_same(
    make: Make, provider: FakeProvider, name: str, *, streamed: bool
) -> None:
    told = [""]
    with asked_by_both(provider, name) as theirs:
        answer = await make(name).ask(call(told.append if streamed else None))
        text, usage = getattr(theirs, name)(streamed=streamed)

    assert answer.reading.as_json() == json.dumps(
        json.loads(text), ensure_ascii=False, separators=(",", ":")
    )
    assert answer.usage == usage == Usage(100, 540)
    if streamed:
        assert told[-1] == text


@each
async def test_what_the_client_takes_for_an_error_is_one(
    make: Make, provider: FakeProvider, name: str
) -> None:
    provider.answer_with(Refused("too_long"))
    with pytest.raises(
        (openai.BadRequestError, anthropic.BadRequestError, genai.errors.ClientError)
    ):
        getattr(Theirs(provider.base_url), name)(streamed=False)
    with pytest.raises(ProviderError):
        await make(name).ask(call())
