"""Behaviours turned into answers of a dialect."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.fakes import prose, schema
from tests.fakes.behaviours import (
    Answer,
    ContentFilter,
    CutBody,
    Empty,
    FailsMidway,
    Framing,
    Html,
    Malformed,
    Refused,
    SchemaBreak,
    Status,
    Truncated,
    Unended,
    Unheld,
)
from tests.fakes.dialects import Wrote
from tests.fakes.wire import Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.fakes.dialects import Asked, Dialect, Finish

_PAGE = b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>"
_JSON = "application/json"
_STREAM = "text/event-stream"


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
    if isinstance(behaviour, FailsMidway) and not asked.streamed:
        behaviour = behaviour.then
    if isinstance(behaviour, Refused):
        behaviour = dialect.refusal(behaviour.why, behaviour.hint_s)
    match behaviour:
        case Status():
            return error_reply(behaviour, dialect)
        case Html():
            return Reply(200, _PAGE, content_type="text/html")
        case Empty(where="body"):
            return Reply(200, b"", content_type=_STREAM if asked.streamed else _JSON)
    if asked.streamed and not (isinstance(behaviour, Answer) and not behaviour.streams):
        return _streamed(asked, behaviour, dialect)
    completion = dialect.completion(asked, _wrote(asked, behaviour))
    completed = _json(200, completion, framing=_framing(behaviour))
    if behaviour == Malformed("body"):
        return Reply(200, completed.body[: len(completed.body) // 2])
    return completed


def _streamed(asked: Asked, behaviour: Unheld, dialect: Dialect) -> Reply:
    events = dialect.events(asked, _wrote(asked, behaviour))
    middle = len(events) // 2
    match behaviour:
        case Malformed(where="body"):
            broken = events[middle].rstrip(b"\n")
            events[middle] = broken[: (broken.index(b"data: ") + len(broken)) // 2] + b"\n\n"
        case Unended():
            events.pop()
        case FailsMidway(then):
            status = dialect.refusal(then.why, then.hint_s) if isinstance(then, Refused) else then
            events[middle:] = [dialect.error_event(status)]
    waits_s = [0.0] * len(events)
    if isinstance(behaviour, Answer):
        waits_s = [behaviour.first_s, *[behaviour.pace_s] * (len(events) - 1)]
    return Reply(
        200,
        b"".join(events),
        content_type=_STREAM,
        framing="close" if _framing(behaviour) == "close" else "chunked",
        parts=tuple(zip(waits_s, events, strict=True)),
    )


def _framing(behaviour: Unheld) -> Framing:
    return behaviour.framing if isinstance(behaviour, Answer | CutBody) else "length"


def _wrote(asked: Asked, behaviour: Unheld) -> Wrote:
    """What the model wrote, in which pieces, and why it stopped."""
    text, finish = _text(behaviour, good_content(asked))
    count = behaviour.pieces if isinstance(behaviour, Answer) else Answer().pieces
    size = max(1, -(-len(text) // count))
    took = behaviour.took if isinstance(behaviour, Answer) else None
    return Wrote(
        [text[start : start + size] for start in range(0, len(text), size)],
        finish,
        took or asked.took(text),
    )


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
    body = dialect.error(status) if status.body is None else status.body
    return _json(status.code, body, headers=(*retry, *status.headers))


def _json(
    status: int,
    body: Mapping[str, Any],
    *,
    headers: tuple[tuple[str, str], ...] = (),
    framing: Framing = "length",
) -> Reply:
    encoded = json.dumps(body, ensure_ascii=False).encode()
    return Reply(status, encoded, headers=headers, framing=framing)
