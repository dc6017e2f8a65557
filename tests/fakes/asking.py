"""A caller of the fake: questions as the clients of the three providers send them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import http.client

PATH = "/v1/chat/completions"
SECTION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "title", "text"],
    "properties": {
        "id": {"type": "string", "enum": ["personality", "career"]},
        "title": {"type": "string"},
        "text": {"type": "string"},
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["sections"],
    "properties": {"sections": {"type": "array", "items": SECTION}},
}


def question(
    prompt: str = "사주는\n庚午 己卯 己卯 辛未\n입니다.", schema: dict[str, Any] = SCHEMA
) -> bytes:
    return json.dumps(
        {
            "model": "some-model",
            "messages": [
                {"role": "system", "content": "Write as JSON."},
                {"role": "user", "content": prompt},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "reading", "strict": True, "schema": schema},
            },
        }
    ).encode()


PATHS = {
    "openai": PATH,
    "gemini": "/v1beta/models/some-model:generateContent",
    "anthropic": "/v1/messages",
}
STREAM_PATHS = PATHS | {"gemini": "/v1beta/models/some-model:streamGenerateContent?alt=sse"}
HEADERS = {"anthropic-version": "2023-06-01"}
PROMPT = "사주는\n庚午 己卯 己卯 辛未\n입니다."


def questions(*, streamed: bool = False) -> dict[str, dict[str, Any]]:
    """One question in each dialect."""
    stream = {"stream": True} if streamed else {}
    generation = {"responseMimeType": "application/json", "responseJsonSchema": SCHEMA}
    return {
        "openai": json.loads(question()) | stream,
        "gemini": {
            "contents": [{"role": "user", "parts": [{"text": PROMPT}]}],
            "generationConfig": generation | {"maxOutputTokens": 1024},
        },
        "anthropic": {
            "model": "some-model",
            "max_tokens": 1024,
            "messages": [{"role": "user", "content": PROMPT}],
            "output_config": {"format": {"type": "json_schema", "schema": SCHEMA}},
        }
        | stream,
    }


def ask_in(
    caller: http.client.HTTPConnection, dialect: str, *, streamed: bool = False, **more: Any
) -> http.client.HTTPResponse:
    """Asks in a dialect; the body of the answer is still to be read."""
    path = (STREAM_PATHS if streamed else PATHS)[dialect]
    body = json.dumps(questions(streamed=streamed)[dialect] | more).encode()
    caller.request("POST", path, body, HEADERS)
    return caller.getresponse()


def ask(
    caller: http.client.HTTPConnection, body: bytes | None = None, path: str = PATH
) -> tuple[http.client.HTTPResponse, bytes]:
    caller.request("POST", path, question() if body is None else body)
    response = caller.getresponse()
    return response, response.read()


def content(raw: bytes) -> str:
    text: str = json.loads(raw)["choices"][0]["message"]["content"]
    return text
