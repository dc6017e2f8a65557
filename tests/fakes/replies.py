"""Behaviours turned into answers of a dialect."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.fakes import prose, schema
from tests.fakes.behaviours import (
    Answer,
    ContentFilter,
    Empty,
    Framing,
    Html,
    Malformed,
    SchemaBreak,
    Status,
    Truncated,
    Unheld,
)
from tests.fakes.wire import Reply

if TYPE_CHECKING:
    from tests.fakes.dialects import Asked, Dialect, Finish

_PAGE = b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>"


def good_content(asked: Asked) -> str:
    """The JSON text that fits the request's schema and speaks of the prompt's chart."""

    def write(name: str, section_id: str) -> str:
        if name == "title":
            return prose.title(asked.prompt, section_id)
        return prose.text(asked.prompt, section_id or name)

    made = schema.instance(asked.json_schema, write, prose.SECTION_IDS)
    return json.dumps(made, ensure_ascii=False)


def reply_to(asked: Asked, behaviour: Unheld, dialect: Dialect) -> Reply:
    """The whole answer of one behaviour; how much of it is sent is the connection's affair."""
    content, finish = _text(behaviour, good_content(asked))
    framing = behaviour.framing if isinstance(behaviour, Answer) else "length"
    completed = _json(200, dialect.completion(asked, content, finish), framing=framing)
    match behaviour:
        case Status():
            return error_reply(behaviour, dialect)
        case Html():
            return Reply(200, _PAGE, content_type="text/html")
        case Empty(where="body"):
            return Reply(200, b"")
        case Malformed(where="body"):
            return Reply(200, completed.body[: len(completed.body) // 2])
        case _:
            return completed


def _text(behaviour: Unheld, good: str) -> tuple[str, Finish]:
    """What the model wrote, and why it stopped."""
    half = good[: len(good) // 2]
    match behaviour:
        case Answer(content=str(content)):
            return content, "complete"
        case Empty(where="content"):
            return "", "complete"
        case Malformed(where="content"):
            return half, "complete"
        case SchemaBreak():
            return json.dumps({"chapters": "none"}), "complete"
        case Truncated():
            return half, "length"
        case _:
            return ("", "filtered") if isinstance(behaviour, ContentFilter) else (good, "complete")


def error_reply(status: Status, dialect: Dialect) -> Reply:
    """A refusal in the dialect's form."""
    retry = () if status.retry_after is None else (("Retry-After", status.retry_after),)
    return _json(status.code, dialect.error(status), headers=(*retry, *status.headers))


def _json(
    status: int,
    body: dict[str, Any],
    *,
    headers: tuple[tuple[str, str], ...] = (),
    framing: Framing = "length",
) -> Reply:
    encoded = json.dumps(body, ensure_ascii=False).encode()
    return Reply(status, encoded, headers=headers, framing=framing)
