"""`POST {prefix}/v1/messages`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.behaviours import Status
from tests.fakes.dialects.protocol import (
    DEFAULT_SCHEMA,
    THOUGHTS,
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
    "complete": "end_turn",
    "length": "max_tokens",
    "filtered": "refusal",
}
_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}


class AnthropicMessages:
    """Anthropic's Messages."""

    name = "anthropic"

    def serves(self, request: Request) -> bool:
        return request.path.split("?")[0].endswith("/v1/messages")

    def asked(self, request: Request) -> Asked:
        if not request.headers.get("anthropic-version"):
            raise UnprocessableError("anthropic-version: header is required")
        body = decoded(request)
        if not (body.get("model") and body.get("messages")):
            raise UnprocessableError("model, messages: Field required")
        capped(body.get("max_tokens"))
        wanted = body.get("output_config", {}).get("format")
        return Asked(
            model=body["model"],
            prompt="\n".join(
                [body.get("system", ""), *(message["content"] for message in body["messages"])]
            ),
            json_schema=DEFAULT_SCHEMA if wanted is None else closed(wanted["schema"]),
            streamed=bool(body.get("stream")),
        )

    def completion(self, asked: Asked, wrote: Wrote) -> dict[str, Any]:
        blocks = [_thinking()] if wrote.took.thinking else []
        return _message(asked) | {
            "content": [*blocks, {"type": "text", "text": wrote.text}],
            "stop_reason": _REASONS[wrote.finish],
            "usage": _usage(wrote) | {"output_tokens": _output(wrote)},
        }

    def events(self, asked: Asked, wrote: Wrote) -> list[bytes]:
        start = _message(asked) | {"usage": _usage(wrote) | {"output_tokens": 1}}
        told: list[dict[str, Any]] = [{"type": "message_start", "message": start}, {"type": "ping"}]
        index = 0
        if wrote.took.thinking:
            delta = {"type": "thinking_delta", "thinking": THOUGHTS}
            told += _block(index, {**_thinking(), "thinking": ""}, [delta])
            index += 1
        deltas = [{"type": "text_delta", "text": piece} for piece in wrote.pieces]
        told += _block(index, {"type": "text", "text": ""}, deltas)
        told.append(
            {
                "type": "message_delta",
                "delta": {"stop_reason": _REASONS[wrote.finish], "stop_sequence": None},
                "usage": {"output_tokens": _output(wrote)},
            }
        )
        told.append({"type": "message_stop"})
        return [data(event, event["type"]) for event in told]

    def error(self, status: Status) -> dict[str, Any]:
        error: dict[str, Any] = {
            "type": _TYPES.get(status.code, "api_error"),
            "message": status.message,
        }
        if status.error_code is not None:
            error |= {"details": {"error_code": status.error_code}}
        return {"type": "error", "error": error, "request_id": "req_fake"}

    def error_event(self, status: Status) -> bytes:
        return data(self.error(status), "error")

    def refusal(self, why: Why, hint_s: float | None) -> Status:
        retry_after = None if hint_s is None else f"{hint_s:g}"
        sentence = {
            "busy": "This request would exceed your organization's rate limit.",
            "no_money": "Your credit balance is too low to access the Anthropic API.",
            "bad_key": "invalid x-api-key",
            "too_long": "prompt is too long: 205351 tokens > 200000 maximum",
            "policy": "Output blocked by content filtering policy",
        }[why]
        code = {"busy": 429, "bad_key": 401}.get(why, 400)
        return Status(code, retry_after, message=sentence)


def _message(asked: Asked) -> dict[str, Any]:
    return {
        "id": "msg_fake",
        "type": "message",
        "role": "assistant",
        "model": asked.model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def _block(
    index: int, block: Mapping[str, Any], deltas: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    return [
        {"type": "content_block_start", "index": index, "content_block": block},
        *({"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": index},
    ]


def _thinking() -> dict[str, Any]:
    return {"type": "thinking", "thinking": THOUGHTS, "signature": "fake"}


def _usage(wrote: Wrote) -> dict[str, Any]:
    return {
        "input_tokens": wrote.took.input,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": wrote.took.cached,
    }


def _output(wrote: Wrote) -> int:
    return wrote.took.output + wrote.took.thinking
