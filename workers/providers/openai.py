"""The OpenAI dialect: Chat Completions, spoken by OpenAI and by many compatible servers.

Source: the OpenAI API reference, "Create chat completion", "Streaming", "Structured outputs", "Error
codes" and "Spend limits".
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.clock import Clock
from shared.contracts.answers import Usage
from shared.provider_account import ProviderAccount
from workers.http_pool import HttpPool, JsonBody
from workers.providers.address import versioned
from workers.providers.answer import Completion, Ending
from workers.providers.exchange import Formless, Question, exchange
from workers.providers.loose import count, field, model_id, word
from workers.providers.protocol import Call, ProviderAnswer
from workers.providers.sse import Event
from workers.providers.status import Complaint, Meaning, error_status

OFFICIAL_BASE_URL = "https://api.openai.com"
_DONE = "[DONE]"
_ENDINGS = {"length": Ending.TRUNCATED, "content_filter": Ending.WITHHELD}

_MEANINGS = {
    "insufficient_quota": Meaning.EXHAUSTED,
    "billing_hard_limit_reached": Meaning.EXHAUSTED,
    "billing_not_active": Meaning.EXHAUSTED,
    "organization_spend_limit_exceeded": Meaning.EXHAUSTED,
    "project_spend_limit_exceeded": Meaning.EXHAUSTED,
    "invalid_api_key": Meaning.DENIED,
    "content_filter": Meaning.WITHHELD,
    "content_policy_violation": Meaning.WITHHELD,
    "invalid_prompt": Meaning.WITHHELD,  # "your prompt was flagged as …"
}
_STATUSES = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
}


class _Lenient(BaseModel):
    """Only what we read is checked; a compatible server may add to it or leave the rest out."""

    model_config = ConfigDict(strict=True, frozen=True)


class _Text(_Lenient):
    content: str | None = None
    refusal: str | None = None


class _Choice(_Lenient):
    message: _Text
    finish_reason: str | None = None


class _Completion(_Lenient):
    choices: Annotated[list[_Choice], Field(min_length=1)]
    model: Any = None
    usage: Any = None
    error: Any = None


class _ChunkChoice(_Lenient):
    delta: _Text | None = None
    finish_reason: str | None = None


class _Chunk(_Lenient):
    choices: list[_ChunkChoice]
    model: Any = None
    usage: Any = None
    error: Any = None


class OpenAI:
    """One OpenAI-compatible server and one of its models."""

    name = "openai"

    def __init__(self, pool: HttpPool, account: ProviderAccount, *, clock: Clock) -> None:
        self.model = account.model
        self._pool = pool
        self._clock = clock
        self._url = f"{versioned(account.base_url or OFFICIAL_BASE_URL, 'v1')}/chat/completions"
        key = account.key
        self._headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        self._dialect = OpenAIDialect(account.model)

    async def ask(self, call: Call) -> ProviderAnswer:
        """See `Provider.ask`."""
        question = Question(self._url, self._headers, self._body(call))
        return await exchange(self._pool, self._clock, self._dialect, question, call)

    def _body(self, call: Call) -> JsonBody:
        prompt = call.prompt()
        streamed = {"stream": True, "stream_options": {"include_usage": True}}
        return JsonBody(
            {
                "model": self.model,
                "messages": [
                    {"role": "system", "content": prompt.system},
                    {"role": "user", "content": prompt.user},
                ],
                "max_completion_tokens": call.max_output_tokens,
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {
                        "name": "reading",
                        "strict": True,
                        "schema": prompt.schema,
                    },
                },
                **({} if call.written is None else streamed),
            }
        )


class OpenAIDialect:
    """How Chat Completions are read."""

    def __init__(self, model: str) -> None:
        self._model = model

    def whole(self, body: bytes) -> Completion:
        """See `Dialect`."""
        try:
            completion = _Completion.model_validate_json(body)
        except ValidationError:
            raise Formless from None
        if completion.error:
            raise Formless
        choice = completion.choices[0]
        refused = bool(choice.message.refusal)
        return Completion(
            choice.message.content or "",
            _ending(choice.finish_reason, refused=refused),
            model_id(completion.model, self._model),
            _usage(completion.usage),
        )

    def growing(self) -> OpenAIGrowing:
        """See `Dialect`."""
        return OpenAIGrowing(self._model)

    def complaint(self, body: object) -> Complaint | None:
        """See `Dialect`."""
        error = field(body, "error")
        if not error:
            return None
        code, kind = word(error, "code"), word(error, "type")
        status = _STATUSES.get(code) or _STATUSES.get(kind) or error_status(field(error, "code"))
        return Complaint(_MEANINGS.get(code) or _MEANINGS.get(kind), status)


class OpenAIGrowing:
    """A stream of chunks, which `[DONE]` ends; usage comes in one of the last."""

    def __init__(self, model: str) -> None:
        self.text = ""
        self.usage = Usage()
        self.ended = False
        self._model = model
        self._finish_reason: str | None = None
        self._refused = False

    @property
    def may_end(self) -> bool:
        """See `Growing`."""
        return self.ended

    def take(self, event: Event) -> None:
        """See `Growing`."""
        if event.data == _DONE:
            self.ended = True
            return
        try:
            chunk = _Chunk.model_validate_json(event.data)
        except ValidationError:
            raise Formless from None
        if chunk.error:
            raise Formless
        self._model = model_id(chunk.model, self._model)
        self.usage = _usage(chunk.usage) if chunk.usage else self.usage
        for choice in chunk.choices[:1]:
            self._finish_reason = choice.finish_reason or self._finish_reason
            if choice.delta is not None:
                self.text += choice.delta.content or ""
                self._refused |= bool(choice.delta.refusal)

    def completion(self) -> Completion:
        """See `Growing`."""
        ending = _ending(self._finish_reason, refused=self._refused)
        return Completion(self.text, ending, self._model, self.usage)


def _ending(finish_reason: str | None, *, refused: bool) -> Ending:
    # Any other reason is a compatible server's own word: what is cut off is no JSON.
    return Ending.WITHHELD if refused else _ENDINGS.get(finish_reason or "", Ending.COMPLETE)


def _usage(said: object) -> Usage:
    # Cached tokens are in the first, those of reasoning in the second.
    return Usage(count(said, "prompt_tokens"), count(said, "completion_tokens"))
