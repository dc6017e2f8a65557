"""A caller of the fake: questions as an OpenAI client sends them."""

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


def ask(
    caller: http.client.HTTPConnection, body: bytes | None = None, path: str = PATH
) -> tuple[http.client.HTTPResponse, bytes]:
    caller.request("POST", path, question() if body is None else body)
    response = caller.getresponse()
    return response, response.read()


def content(raw: bytes) -> str:
    text: str = json.loads(raw)["choices"][0]["message"]["content"]
    return text
