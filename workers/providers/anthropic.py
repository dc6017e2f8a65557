"""The Anthropic dialect: Messages.

Source: the Claude API reference, "Messages", "Streaming messages", "Structured outputs", "Errors" and
"Rate limits".
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

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
from workers.providers.status import Complaint, Meaning

OFFICIAL_BASE_URL = "https://api.anthropic.com"
VERSION = "2023-06-01"
"""2026-10-21 takes away nothing but what is not sent here; servers that speak as Anthropic know this."""
_INPUT = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
_OUTPUT = "output_tokens"  # thinking is in it
_ENDINGS = {
    "max_tokens": Ending.TRUNCATED,
    "model_context_window_exceeded": Ending.TRUNCATED,
    "refusal": Ending.WITHHELD,
}
_STATUSES = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "conflict_error": 409,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "timeout_error": 504,
    "overloaded_error": 529,
}
_MEANINGS = {
    "billing_error": Meaning.EXHAUSTED,
    "contract_spend_limit_reached": Meaning.EXHAUSTED,
    "enforced_spend_limit_reached": Meaning.EXHAUSTED,
    "organization_on_hold": Meaning.DENIED,
}
_SENTENCES = {  # of a 400 that has no word of its own for it
    "credit balance is too low": Meaning.EXHAUSTED,
    "api usage limits": Meaning.EXHAUSTED,
    "content filtering policy": Meaning.WITHHELD,
}


class _Lenient(BaseModel):
    """Only what we read is checked."""

    model_config = ConfigDict(strict=True, frozen=True)


class _Block(_Lenient):
    """A block of the answer; only `text` is the model's answer, `thinking` and the rest are not."""

    type: str
    text: Any = None


class _Message(_Lenient):
    content: list[_Block]
    stop_reason: str | None = None
    model: Any = None
    usage: Any = None


class _MessageStart(_Lenient):
    type: Literal["message_start"]
    message: _Message


class _BlockStart(_Lenient):
    type: Literal["content_block_start"]
    content_block: _Block


class _BlockDelta(_Lenient):
    type: Literal["content_block_delta"]
    delta: _Block


class _Stop(_Lenient):
    stop_reason: str | None = None


class _MessageDelta(_Lenient):
    type: Literal["message_delta"]
    delta: _Stop
    usage: Any = None


class _Other(_Lenient):
    type: Literal["message_stop", "content_block_stop", "ping", "error"]


_EVENT: TypeAdapter[_MessageStart | _BlockStart | _BlockDelta | _MessageDelta | _Other] = (
    TypeAdapter(
        Annotated[
            _MessageStart | _BlockStart | _BlockDelta | _MessageDelta | _Other,
            Field(discriminator="type"),
        ]
    )
)


class Anthropic:
    """Anthropic, or a server that speaks as it does, and one of its models."""

    name = "anthropic"

    def __init__(self, pool: HttpPool, account: ProviderAccount, *, clock: Clock) -> None:
        self.model = account.model
        self._pool = pool
        self._clock = clock
        self._url = f"{versioned(account.base_url or OFFICIAL_BASE_URL, 'v1')}/messages"
        self._headers = {"anthropic-version": VERSION}
        if account.key is not None:
            self._headers["x-api-key"] = account.key
        self._dialect = AnthropicDialect(account.model)

    async def ask(self, call: Call) -> ProviderAnswer:
        """See `Provider.ask`."""
        question = Question(self._url, self._headers, self._body(call))
        return await exchange(self._pool, self._clock, self._dialect, question, call)

    def _body(self, call: Call) -> JsonBody:
        prompt = call.prompt()
        return JsonBody(
            {
                "model": self.model,
                "system": prompt.system,
                "messages": [{"role": "user", "content": prompt.user}],
                "max_tokens": call.max_output_tokens,
                "output_config": {"format": {"type": "json_schema", "schema": prompt.schema}},
                **({} if call.written is None else {"stream": True}),
            }
        )


class AnthropicDialect:
    """How Messages are read."""

    def __init__(self, model: str) -> None:
        self._model = model

    def whole(self, body: bytes) -> Completion:
        """See `Dialect`."""
        try:
            message = _Message.model_validate_json(body)
        except ValidationError:
            raise Formless from None
        return Completion(
            "".join(_text(block, "text") for block in message.content),
            _ENDINGS.get(message.stop_reason or "", Ending.COMPLETE),
            model_id(message.model, self._model),
            _usage(message.usage),
        )

    def growing(self) -> AnthropicGrowing:
        """See `Dialect`."""
        return AnthropicGrowing(self._model)

    def complaint(self, body: object) -> Complaint | None:
        """See `Dialect`."""
        error = field(body, "error")
        if not error:
            return None
        kind, code = word(error, "type"), word(error, "details", "error_code")
        sentence = word(error, "message").lower()
        said = [meaning for part, meaning in _SENTENCES.items() if part in sentence]
        meaning = _MEANINGS.get(code) or _MEANINGS.get(kind) or next(iter(said), None)
        return Complaint(meaning, _STATUSES.get(kind, 500))


class AnthropicGrowing:
    """A stream of events, which `message_stop` ends; usage stands at its start and near its end."""

    def __init__(self, model: str) -> None:
        self.text = ""
        self.ended = False
        self._model = model
        self._stop_reason: str | None = None
        self._usage: dict[str, object] = {}

    @property
    def usage(self) -> Usage:
        """See `Growing`."""
        return _usage(self._usage)

    @property
    def may_end(self) -> bool:
        """See `Growing`."""
        return self.ended

    def take(self, event: Event) -> None:
        """See `Growing`."""
        try:
            told = _EVENT.validate_json(event.data)
        except ValidationError as error:
            # "New event types may be added, and your code should handle unknown event types."
            if error.errors(include_url=False)[0]["type"] == "union_tag_invalid":
                return
            raise Formless from None
        match told:
            case _MessageStart(message=message):
                self._model = model_id(message.model, self._model)
                self._count(message.usage)
            case _BlockStart(content_block=block):
                self.text += _text(block, "text")
            case _BlockDelta(delta=block):
                self.text += _text(block, "text_delta")
            case _MessageDelta(delta=delta, usage=usage):
                self._stop_reason = delta.stop_reason or self._stop_reason
                self._count(usage)
            case _Other(type="error"):
                raise Formless
            case _Other(type="message_stop"):
                self.ended = True

    def _count(self, said: object) -> None:
        """Later counts are of the whole call, and replace those before; null says nothing."""
        if isinstance(said, dict):
            self._usage |= {name: n for name, n in said.items() if n is not None}

    def completion(self) -> Completion:
        """See `Growing`."""
        ending = _ENDINGS.get(self._stop_reason or "", Ending.COMPLETE)
        return Completion(self.text, ending, self._model, self.usage)


def _text(block: _Block, kind: str) -> str:
    return block.text if block.type == kind and isinstance(block.text, str) else ""


def _usage(said: object) -> Usage:
    return Usage(count(said, *_INPUT), count(said, _OUTPUT))
