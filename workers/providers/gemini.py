"""The Gemini dialect: `generateContent`.

Source: the Gemini API reference, "Generating content", "Structured outputs", "Troubleshooting"; the
details of errors are those of google.rpc (`error_details.proto`).
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.clock import Clock
from shared.contracts.answers import Usage
from shared.provider_account import ProviderAccount
from workers.http_pool import HttpPool, JsonBody
from workers.providers.address import versioned
from workers.providers.answer import Completion, Ending
from workers.providers.exchange import Formless, Question, exchange
from workers.providers.loose import count, field, model_id, rows, word
from workers.providers.protocol import Call, ProviderAnswer
from workers.providers.sse import Event
from workers.providers.status import Complaint, Meaning, error_status, seconds

OFFICIAL_BASE_URL = "https://generativelanguage.googleapis.com"
_COLLECTIONS = ("models/", "tunedModels/")
_ENDINGS = {
    "MAX_TOKENS": Ending.TRUNCATED,
    "CONTINUATION": Ending.TRUNCATED,
    "SAFETY": Ending.WITHHELD,
    "RECITATION": Ending.WITHHELD,
    "LANGUAGE": Ending.WITHHELD,
    "BLOCKLIST": Ending.WITHHELD,
    "PROHIBITED_CONTENT": Ending.WITHHELD,
    "SPII": Ending.WITHHELD,
    "ESCALATION": Ending.WITHHELD,
    "MODEL_ARMOR": Ending.WITHHELD,
    "IMAGE_SAFETY": Ending.WITHHELD,
    "IMAGE_PROHIBITED_CONTENT": Ending.WITHHELD,
    "IMAGE_RECITATION": Ending.WITHHELD,
    "PUP_LIMITED_DISABLED": Ending.WITHHELD,
}
_DENIED = {"API_KEY_INVALID", "API_KEY_EXPIRED", "FAILED_PRECONDITION"}
_NO_MONEY = {"BILLING_DISABLED", "BILLING_NOT_ACTIVE"}
_SENTENCES = ("credits are depleted", "spending cap", "spend cap")
_PER_DAY = ("perday", "per_day")


class _Lenient(BaseModel):
    """Only what we read is checked."""

    model_config = ConfigDict(strict=True, frozen=True)


class _Part(_Lenient):
    text: str | None = None
    thought: bool | None = None


class _Content(_Lenient):
    parts: list[_Part] | None = None


class _Candidate(_Lenient):
    content: _Content | None = None
    finishReason: str | None = None  # noqa: N815 - the wire's own names


class _PromptFeedback(_Lenient):
    blockReason: str | None = None  # noqa: N815


class _Response(_Lenient):
    candidates: list[_Candidate] | None = None
    promptFeedback: _PromptFeedback | None = None  # noqa: N815
    modelVersion: Any = None  # noqa: N815
    usageMetadata: Any = None  # noqa: N815
    error: Any = None


class Gemini:
    """Gemini, or a server that speaks as it does, and one of its models."""

    name = "gemini"

    def __init__(
        self, pool: HttpPool, account: ProviderAccount, *, api_version: str, clock: Clock
    ) -> None:
        self.model = model = account.model
        self._pool = pool
        self._clock = clock
        path = model if model.startswith(_COLLECTIONS) else f"models/{model}"
        self._url = f"{versioned(account.base_url or OFFICIAL_BASE_URL, api_version)}/{path}"
        self._headers = {} if account.key is None else {"x-goog-api-key": account.key}
        self._dialect = GeminiDialect(model)

    async def ask(self, call: Call) -> ProviderAnswer:
        """See `Provider.ask`."""
        method = "generateContent" if call.written is None else "streamGenerateContent?alt=sse"
        question = Question(f"{self._url}:{method}", self._headers, _body(call))
        return await exchange(self._pool, self._clock, self._dialect, question, call)


def _body(call: Call) -> JsonBody:
    prompt = call.prompt()
    return JsonBody(
        {
            "systemInstruction": {"parts": [{"text": prompt.system}]},
            "contents": [{"role": "user", "parts": [{"text": prompt.user}]}],
            "generationConfig": {
                "responseMimeType": "application/json",
                "responseJsonSchema": prompt.schema,
                "maxOutputTokens": call.max_output_tokens,
            },
        }
    )


class GeminiDialect:
    """How the answers of `generateContent` are read."""

    def __init__(self, model: str) -> None:
        self._model = model

    def whole(self, body: bytes) -> Completion:
        """See `Dialect`."""
        growing = self.growing()
        growing.add(body)
        return growing.completion()

    def growing(self) -> GeminiGrowing:
        """See `Dialect`."""
        return GeminiGrowing(self._model)

    def complaint(self, body: object) -> Complaint | None:
        """See `Dialect`."""
        if isinstance(body, list) and body:  # as errors come where a stream was asked for
            body = body[0]
        error = field(body, "error")
        if not error:
            return None
        return Complaint(_meaning(error), error_status(field(error, "code")), _hint_s(error))


class GeminiGrowing:
    """A stream of responses, each with more of the text; the last one says why it is the last."""

    ended = False  # only the end of the stream ends it

    def __init__(self, model: str) -> None:
        self.text = ""
        self.usage = Usage()
        self._model = model
        self._finish_reason = ""
        self._blocked = False

    @property
    def may_end(self) -> bool:
        """See `Growing`."""
        return bool(self._finish_reason) or self._blocked

    def take(self, event: Event) -> None:
        """See `Growing`."""
        self.add(event.data)

    def add(self, body: bytes | str) -> None:
        """Takes one response; Formless if it is none."""
        try:
            response = _Response.model_validate_json(body)
        except ValidationError:
            raise Formless from None
        if response.error:
            raise Formless
        self._model = model_id(response.modelVersion, self._model)
        self.usage = _usage(response.usageMetadata) if response.usageMetadata else self.usage
        feedback = response.promptFeedback
        self._blocked |= feedback is not None and bool(feedback.blockReason)
        for candidate in (response.candidates or [])[:1]:
            # Some models say why they stopped in each response: only the last one has stopped.
            self._finish_reason = candidate.finishReason or ""
            parts = (candidate.content and candidate.content.parts) or []
            self.text += "".join(part.text or "" for part in parts if not part.thought)

    def completion(self) -> Completion:
        """See `Growing`."""
        ending = _ENDINGS.get(self._finish_reason, Ending.COMPLETE)
        ending = Ending.WITHHELD if self._blocked else ending
        return Completion(self.text, ending, self._model, self.usage)


def _meaning(error: object) -> Meaning | None:
    details = rows(error, "details")
    words = {word(detail, "reason") for detail in details} | {word(error, "status")}
    sentence = word(error, "message").lower()
    if words & _NO_MONEY or any(part in sentence for part in _SENTENCES):
        return Meaning.EXHAUSTED
    violations = [violation for detail in details for violation in rows(detail, "violations")]
    if any(_is_for_long(violation) for violation in violations):
        return Meaning.EXHAUSTED
    return Meaning.DENIED if words & _DENIED else None


def _is_for_long(violation: object) -> bool:
    """Whether a quota is one of a day, or one of nothing at all; one of a minute passes."""
    names = f"{word(violation, 'quotaId')} {word(violation, 'quotaMetric')}".lower()
    return word(violation, "quotaValue") == "0" or any(part in names for part in _PER_DAY)


def _hint_s(error: object) -> float | None:
    """`RetryInfo.retryDelay`: a google.protobuf.Duration in JSON, as "17.5s"."""
    delays = (word(detail, "retryDelay") for detail in rows(error, "details"))
    hints = (seconds(delay.removesuffix("s")) for delay in delays if delay.endswith("s"))
    return next((hint for hint in hints if hint is not None), None)


def _usage(said: object) -> Usage:
    # Cached tokens are in the prompt's; those of thoughts are counted apart, and paid as output.
    return Usage(
        count(said, "promptTokenCount", "toolUsePromptTokenCount"),
        count(said, "candidatesTokenCount", "thoughtsTokenCount"),
    )
