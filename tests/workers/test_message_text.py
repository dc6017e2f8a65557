"""Which texts are messages."""

from __future__ import annotations

import json
import re

import pytest

from shared import queue
from tests.malformed import MALFORMED, OURS, changed, with_properties
from workers.pool.message_text import MalformedMessage, check_note, read


@pytest.mark.parametrize("what", MALFORMED)
def test_a_text_that_is_no_message_is_told_by_the_class_of_its_error_alone(what: str) -> None:
    with pytest.raises(MalformedMessage) as raised:
        read(MALFORMED[what])

    assert re.fullmatch("[A-Za-z]+", str(raised.value))
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("priority", queue.Priority)
def test_ours_are_messages(priority: queue.Priority) -> None:
    message = queue.message("a-job", priority)

    assert read(message) == json.loads(message)


@pytest.mark.parametrize(
    "text",
    [
        with_properties(body_encoding="utf-8"),
        with_properties(body_encoding=None),
        changed(**{"content-type": None, "content-encoding": None}),
        changed(body=""),
        changed(headers={}),
    ],
)
def test_what_kombu_may_write_is_a_message(text: bytes) -> None:
    assert read(text) == json.loads(text)


def note(message: bytes, exchange: bytes = b'""', routing_key: bytes = b'"readings"') -> bytes:
    return b"[" + b",".join((message, exchange, routing_key)) + b"]"


def test_a_note_of_ours_can_be_put_back() -> None:
    check_note(note(OURS))


@pytest.mark.parametrize(
    "text",
    [
        b"hello",
        b"[]",
        b"[1,2,3]",
        b"null",
        note(OURS, routing_key=b"[1]"),
        note(OURS, exchange=b"null"),
        note(OURS, b'"",""'),
        *(note(text) for text in MALFORMED.values()),
    ],
)
def test_another_note_cannot(text: bytes) -> None:
    with pytest.raises(MalformedMessage):
        check_note(text)
