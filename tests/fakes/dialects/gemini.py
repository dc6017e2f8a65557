"""`POST {prefix}/v1beta/models/{model}:generateContent`, and `:streamGenerateContent?alt=sse`."""

from __future__ import annotations

import re
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

_PATH = re.compile(
    r"/v1(?:beta|alpha)?/(?P<model>(?:models|tunedModels)/[^/?]+)"
    r":(?P<method>generateContent|streamGenerateContent)(?P<query>\?.*)?$"
)
_REASONS: Mapping[Finish, str] = {
    "complete": "STOP",
    "length": "MAX_TOKENS",
    "filtered": "SAFETY",
}
_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_RPC = "type.googleapis.com/google.rpc"


class GeminiContent:
    """Google's Gemini API."""

    name = "gemini"

    def serves(self, request: Request) -> bool:
        return _PATH.search(request.path) is not None

    def asked(self, request: Request) -> Asked:
        found = _PATH.search(request.path)
        assert found is not None, "asked only for what it serves"
        if "key=" in (found["query"] or ""):
            raise UnprocessableError("A key in an address ends up in logs.")
        streamed = found["method"] == "streamGenerateContent"
        if streamed and found["query"] != "?alt=sse":
            raise UnprocessableError("This fake streams server-sent events alone.")
        body = decoded(request)
        if not body.get("contents"):
            raise UnprocessableError("* GenerateContentRequest.contents: contents is not specified")
        config = body.get("generationConfig", {})
        if "maxOutputTokens" in config:
            capped(config["maxOutputTokens"])
        return Asked(
            model=found["model"].partition("/")[2],
            prompt="\n".join(
                part.get("text", "")
                for content in (body.get("systemInstruction", {}), *body["contents"])
                for part in content.get("parts", ())
            ),
            json_schema=_schema_of(config),
            streamed=streamed,
        )

    def completion(self, asked: Asked, wrote: Wrote) -> dict[str, Any]:
        parts = [{"text": wrote.text}] if wrote.text else []
        if wrote.took.thinking:
            parts.insert(0, _thought())
        return _response(asked, parts, wrote, _REASONS[wrote.finish])

    def events(self, asked: Asked, wrote: Wrote) -> list[bytes]:
        steps = [[{"text": piece}] for piece in wrote.pieces]
        if wrote.took.thinking:
            steps.insert(0, [_thought()])
        told = [data(_response(asked, parts, wrote)) for parts in steps]
        last = _response(asked, [{"text": ""}], wrote, _REASONS[wrote.finish])
        return [*told, data(last)]

    def error(self, status: Status) -> dict[str, Any]:
        name = _NAMES.get(status.code, "UNKNOWN")
        error = {"code": status.code, "message": status.message, "status": name}
        return {"error": error | ({"details": list(status.details)} if status.details else {})}

    def error_event(self, status: Status) -> bytes:
        return data(self.error(status))

    def refusal(self, why: Why, hint_s: float | None) -> Status:
        match why:
            case "busy":
                quota = _quota("GenerateRequestsPerMinutePerProjectPerModel")
                delay = {"@type": f"{_RPC}.RetryInfo", "retryDelay": f"{hint_s}s"}
                details = (quota,) if hint_s is None else (quota, delay)
                return Status(429, message="You exceeded your current quota.", details=details)
            case "no_money":
                quota = _quota("GenerateRequestsPerDayPerProjectPerModel")
                return Status(429, message="You exceeded your current quota.", details=(quota,))
            case "bad_key":
                info = {
                    "@type": f"{_RPC}.ErrorInfo",
                    "reason": "API_KEY_INVALID",
                    "domain": "googleapis.com",
                }
                return Status(400, message="API key not valid.", details=(info,))
            case "too_long":
                return Status(400, message="The input token count exceeds the maximum.")
            case "policy":
                blocked = {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}
                return Status(200, body=blocked | {"usageMetadata": {"promptTokenCount": 9}})


def _response(
    asked: Asked, parts: list[dict[str, Any]], wrote: Wrote, reason: str | None = None
) -> dict[str, Any]:
    took = wrote.took
    candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}, "index": 0}
    if reason is not None:
        candidate["finishReason"] = reason
    usage = {
        "promptTokenCount": took.input + took.cached,
        "candidatesTokenCount": took.output,
        "totalTokenCount": took.input + took.cached + took.output + took.thinking,
    }
    if took.cached:
        usage["cachedContentTokenCount"] = took.cached
    if took.thinking:
        usage["thoughtsTokenCount"] = took.thinking
    return {
        "candidates": [candidate],
        "usageMetadata": usage,
        "modelVersion": asked.model,
        "responseId": "fake",
    }


def _thought() -> dict[str, Any]:
    return {"text": THOUGHTS, "thought": True}


def _quota(quota_id: str) -> dict[str, Any]:
    metric = "generativelanguage.googleapis.com/generate_content_requests"
    violation = {"quotaMetric": metric, "quotaId": quota_id, "quotaValue": "10"}
    return {"@type": f"{_RPC}.QuotaFailure", "violations": [violation]}


def _schema_of(config: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] | None = config.get("responseJsonSchema")
    if found is None:
        return DEFAULT_SCHEMA
    if config.get("responseMimeType") != "application/json":
        raise UnprocessableError("A schema needs the MIME type application/json.")
    return closed(found)
