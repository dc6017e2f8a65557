"""`POST {prefix}/v1/chat/completions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.behaviours import Status
from tests.fakes.dialects.protocol import (
    DEFAULT_SCHEMA,
    Asked,
    UnprocessableError,
    Wrote,
    capped,
    closed,
    data,
    decoded,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.fakes.behaviours import Why
    from tests.fakes.dialects.protocol import Finish
    from tests.fakes.wire import Request

_REASONS: Mapping[Finish, str] = {
    "complete": "stop",
    "length": "length",
    "filtered": "content_filter",
}


class OpenAIChat:
    """OpenAI's Chat Completions."""

    name = "openai"

    def serves(self, request: Request) -> bool:
        return request.path.split("?")[0].endswith("/v1/chat/completions")

    def asked(self, request: Request) -> Asked:
        body = decoded(request)
        if not (body.get("model") and body.get("messages")):
            raise UnprocessableError("Missing required parameter: 'model' or 'messages'.")
        if "max_tokens" in body:
            raise UnprocessableError("Use 'max_completion_tokens' instead of 'max_tokens'.")
        if "max_completion_tokens" in body:
            capped(body["max_completion_tokens"])
        return Asked(
            model=body["model"],
            prompt="\n".join(_text_of(message) for message in body["messages"]),
            json_schema=_schema_of(body.get("response_format") or {}),
            streamed=bool(body.get("stream")),
        )

    def completion(self, asked: Asked, wrote: Wrote) -> dict[str, Any]:
        message = {"role": "assistant", "content": wrote.text, "refusal": None}
        choice = {
            "index": 0,
            "message": message,
            "logprobs": None,
            "finish_reason": _REASONS[wrote.finish],
        }
        return _envelope(asked, "chat.completion", [choice]) | {"usage": _usage(wrote)}

    def events(self, asked: Asked, wrote: Wrote) -> list[bytes]:
        deltas = [{"role": "assistant", "content": "", "refusal": None}]
        deltas += [{"content": piece} for piece in wrote.pieces]
        told = [_chunk(asked, delta) for delta in deltas]
        told.append(_chunk(asked, {}, _REASONS[wrote.finish]))
        told.append(_envelope(asked, "chat.completion.chunk", []) | {"usage": _usage(wrote)})
        return [*(data(event) for event in told), data("[DONE]")]

    def error(self, status: Status) -> dict[str, Any]:
        return {
            "error": {
                "message": status.message,
                "type": status.error_type,
                "param": None,
                "code": status.error_code,
            }
        }

    def error_event(self, status: Status) -> bytes:
        return data(self.error(status))

    def refusal(self, why: Why, hint_s: float | None) -> Status:
        retry_after = None if hint_s is None else f"{hint_s:g}"
        match why:
            case "busy":
                return Status(429, retry_after, "requests", "rate_limit_exceeded", "Rate limit.")
            case "no_money":
                return Status(429, None, "insufficient_quota", "insufficient_quota", "Your quota.")
            case "bad_key":
                return Status(401, None, "invalid_request_error", "invalid_api_key", "Your key.")
            case "too_long":
                code = "context_length_exceeded"
                return Status(400, None, "invalid_request_error", code, "Too long.")
            case "policy":
                code = "content_policy_violation"
                return Status(400, None, "invalid_request_error", code, "Not allowed.")


def _envelope(asked: Asked, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": "chatcmpl-fake",
        "object": kind,
        "created": 1_767_225_600,
        "model": asked.model,
        "choices": choices,
    }


def _chunk(asked: Asked, delta: Mapping[str, Any], reason: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
    return _envelope(asked, "chat.completion.chunk", [choice]) | {"usage": None}


def _usage(wrote: Wrote) -> dict[str, Any]:
    took = wrote.took
    prompt, completion = took.input + took.cached, took.output + took.thinking
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": took.cached, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": took.thinking, "audio_tokens": 0},
    }


def _text_of(message: Mapping[str, Any]) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n".join(part.get("text", "") for part in content)


def _schema_of(response_format: Mapping[str, Any]) -> Mapping[str, Any]:
    if response_format.get("type") != "json_schema":
        return DEFAULT_SCHEMA
    wanted = response_format.get("json_schema") or {}
    if not (wanted.get("name") and isinstance(wanted.get("schema"), dict)):
        raise UnprocessableError("Missing required parameter: 'response_format.json_schema.name'.")
    found: dict[str, Any] = wanted["schema"]
    return closed(found) if wanted.get("strict") else found
