"""The OpenAI dialect: Chat Completions, spoken by OpenAI and by many compatible servers.

Source: the OpenAI API reference, "Create chat completion" and "Structured outputs".
"""

from __future__ import annotations

from typing import Annotated

import orjson
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from shared.contracts.answers import Usage
from shared.errors import AnswerTruncated, AnswerUnusable, AnswerWithheld
from workers.http_pool import HttpPool
from workers.providers.answer import parse_reading
from workers.providers.protocol import Call, ProviderAnswer
from workers.providers.status import raise_for_status

OFFICIAL_BASE_URL = "https://api.openai.com"
MAX_TOKENS = 10**12
"""A usage of more is no usage."""


class _Lenient(BaseModel):
    """Only what we read is checked; a compatible server may add to it or leave the rest out."""

    model_config = ConfigDict(strict=True, frozen=True)


class _Message(_Lenient):
    content: str | None = None
    refusal: str | None = None


class _Choice(_Lenient):
    message: _Message
    finish_reason: str | None = None


class _Usage(_Lenient):
    prompt_tokens: Annotated[int, Field(ge=0, le=MAX_TOKENS)] = 0
    completion_tokens: Annotated[int, Field(ge=0, le=MAX_TOKENS)] = 0


class _Completion(_Lenient):
    choices: Annotated[list[_Choice], Field(min_length=1)]
    model: str | None = None
    usage: _Usage | None = None


class OpenAI:
    """One OpenAI-compatible server and one of its models."""

    name = "openai"

    def __init__(
        self, pool: HttpPool, *, base_url: str | None, api_key: SecretStr | None, model: str
    ) -> None:
        self._pool = pool
        self._url = completions_url(base_url or OFFICIAL_BASE_URL)
        self._api_key = api_key
        self.model = model

    async def ask(self, call: Call) -> ProviderAnswer:
        """See `Provider.ask`."""
        headers = dict(call.headers)
        if self._api_key is not None:
            headers["Authorization"] = f"Bearer {self._api_key.get_secret_value()}"
        answer = await self._pool.post(
            self._url, headers=headers, body=self._body(call), timeout_s=call.timeout_s
        )
        raise_for_status(answer)
        return self._read(answer.body)

    def _body(self, call: Call) -> bytes:
        return orjson.dumps(
            {
                "model": self.model,
                "messages": [
                    {"role": "system", "content": call.prompt.system},
                    {"role": "user", "content": call.prompt.user},
                ],
                "max_completion_tokens": call.max_output_tokens,
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {
                        "name": "reading",
                        "strict": True,
                        "schema": call.prompt.schema,
                    },
                },
            }
        )

    def _read(self, body: bytes) -> ProviderAnswer:
        try:
            completion = _Completion.model_validate_json(body)
        except ValidationError:
            raise AnswerUnusable(code=200) from None  # its text would quote the body
        choice = completion.choices[0]
        told = completion.usage or _Usage()
        usage = Usage(told.prompt_tokens, told.completion_tokens)
        if choice.finish_reason == "content_filter" or choice.message.refusal:
            raise AnswerWithheld(code=200, usage=usage)
        if choice.finish_reason == "length":
            raise AnswerTruncated(code=200, usage=usage)
        return ProviderAnswer(
            reading=parse_reading(choice.message.content or "", usage),
            model=completion.model or self.model,
            usage=usage,
        )


def completions_url(base_url: str) -> str:
    """The address of Chat Completions under a base URL, whose own version is not doubled."""
    versioned = base_url.rstrip("/")
    if not versioned.endswith("/v1"):
        versioned += "/v1"
    return f"{versioned}/chat/completions"
