"""Texts that are none of our messages, as somebody who can write to the store may leave them there."""

from __future__ import annotations

import json
from typing import Any

from shared import queue

OURS = queue.message("somebodys-job")


def changed(**parts: object) -> bytes:
    return json.dumps({**json.loads(OURS), **parts}).encode()


def with_properties(**properties: object) -> bytes:
    return changed(properties={**json.loads(OURS)["properties"], **properties})


def without(name: str, *, of: str | None = None) -> bytes:
    message: dict[str, Any] = json.loads(OURS)
    del (message if of is None else message[of])[name]
    return json.dumps(message).encode()


def brackets(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def with_language(value: bytes, of: bytes = OURS) -> bytes:
    return of.replace(b'"lang":"py"', b'"lang":' + value)


def typed(kind: object, value: object) -> dict[str, object]:
    """What kombu makes a value of Python's of."""
    return {"__type__": kind, "__value__": value}


MALFORMED: dict[str, bytes] = {
    "a word": b"hello",
    "no text": bytes(range(256)) * 10,
    "nothing": b"",
    "a number": b"5",
    "null": b"null",
    "a list": b"[1,2,3]",
    "a text": b'"x"',
    "an empty object": b"{}",
    "brackets": brackets(200_000),
    "brackets in a header": with_language(brackets(100_000)),
    "a number of 6,000 digits": with_language(b"9" * 6000),
    "no properties": without("properties"),
    "no headers": without("headers"),
    "no tag": without("delivery_tag", of="properties"),
    "no route": without("delivery_info", of="properties"),
    "properties null": changed(properties=None),
    "properties a list": changed(properties=[1]),
    "headers a number": changed(headers=5),
    "headers null": changed(headers=None),
    "headers a list": changed(headers=[["id", "x"]]),
    "body a number": changed(body=7),
    "body no base64": changed(body="a"),
    "body null": changed(body=None),
    "content type a number": changed(**{"content-type": 5}),
    "content encoding a list": changed(**{"content-encoding": ["utf-8"]}),
    "tag a list": with_properties(delivery_tag=[1]),
    "tag null": with_properties(delivery_tag=None),
    "tag a number": with_properties(delivery_tag=5),
    "tag half a pair": with_properties(delivery_tag="\ud800"),
    "route a text": with_properties(delivery_info="x"),
    "route empty": with_properties(delivery_info={}),
    "routing key a list": with_properties(delivery_info={"exchange": "", "routing_key": ["a"]}),
    "exchange null": with_properties(delivery_info={"exchange": None, "routing_key": queue.QUEUE}),
    "priority a text": with_properties(priority="abc"),
    "priority a list": with_properties(priority=[1]),
    "priority null": with_properties(priority=None),
    "unknown body encoding": with_properties(body_encoding="rot13"),
    "body encoding a list": with_properties(body_encoding=["base64"]),
    "an id that is none": changed(extra=typed("uuid", {"hex": "zz"})),
    "a decimal that is none": changed(extra=typed("decimal", "zz")),
    "a time that is none": changed(extra=typed("datetime", 5)),
    "bytes that are none": changed(extra=typed("base64", "a")),
    "an unknown type": changed(extra=typed("x", 1)),
    "a type that is a list": changed(extra=typed([1], 1)),
    "a value in place of it all": json.dumps(typed("decimal", "1")).encode(),
}
