"""The wire formats a fake provider speaks; OpenAI Chat Completions is the first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from tests.fakes import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.fakes.behaviours import Status
    from tests.fakes.wire import Request

Finish: TypeAlias = Literal["complete", "length", "filtered"]

DEFAULT_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "sections": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("id", "title", "text")},
            },
        }
    },
}


class UnprocessableError(ValueError):
    """The request is not one that the real provider would serve."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for, whatever its dialect."""

    model: str
    prompt: str
    json_schema: Mapping[str, Any]


class Dialect(Protocol):
    """One provider's wire format."""

    def serves(self, request: Request) -> bool:
        """Whether the path is this dialect's."""

    def asked(self, request: Request) -> Asked:
        """The question in a request.

        Raises:
            UnprocessableError: the real provider would answer 400.

        """

    def completion(self, asked: Asked, content: str, finish: Finish) -> dict[str, Any]:
        """The body of a 200."""

    def error(self, status: Status) -> dict[str, Any]:
        """The body of a refusal."""


class OpenAIChat:
    """`POST {prefix}/v1/chat/completions`."""

    def serves(self, request: Request) -> bool:
        return request.path.split("?")[0].endswith("/v1/chat/completions")

    def asked(self, request: Request) -> Asked:
        if request.method != "POST":
            raise UnprocessableError(f"Not allowed to {request.method} on this route.")
        try:
            body = json.loads(request.body)
        except ValueError as error:
            raise UnprocessableError("We could not parse the JSON body of your request.") from error
        if not (isinstance(body, dict) and body.get("model") and body.get("messages")):
            raise UnprocessableError("Missing required parameter: 'model' or 'messages'.")
        if body.get("stream"):
            raise UnprocessableError("This fake does not stream yet.")
        return Asked(
            model=body["model"],
            prompt="\n".join(_text_of(message) for message in body["messages"]),
            json_schema=_schema_of(body.get("response_format") or {}),
        )

    def completion(self, asked: Asked, content: str, finish: Finish) -> dict[str, Any]:
        reason = {"complete": "stop", "length": "length", "filtered": "content_filter"}[finish]
        prompt_tokens, completion_tokens = len(asked.prompt) // 2 + 1, len(content) // 2 + 1
        return {
            "id": "chatcmpl-fake",
            "object": "chat.completion",
            "created": 1_767_225_600,
            "model": asked.model,
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": content, "refusal": None},
                    "logprobs": None,
                    "finish_reason": reason,
                }
            ],
            "usage": {
                "prompt_tokens": prompt_tokens,
                "completion_tokens": completion_tokens,
                "total_tokens": prompt_tokens + completion_tokens,
            },
        }

    def error(self, status: Status) -> dict[str, Any]:
        return {
            "error": {
                "message": status.message,
                "type": status.error_type,
                "param": None,
                "code": status.error_code,
            }
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
    if wanted.get("strict"):
        for fault in schema.faults(found):
            raise UnprocessableError(f"Invalid schema for response_format: {fault}")
    return found
