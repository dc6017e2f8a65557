"""What servers do that are not quite what the documentation says."""

from __future__ import annotations

import json

import pytest

from shared.errors import AnswerUnusable, ProviderUnavailable
from shared.prompts import Prompt
from tests.workers.providers.canned import Canned
from workers.providers.protocol import Call

READING = json.dumps({"sections": [{"id": "a", "title": "A", "text": "차분합니다."}]})
EVENTS: dict[str, list[object]] = {
    "openai": [
        {"choices": [{"index": 0, "delta": {"content": READING}, "finish_reason": None}]},
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        "[DONE]",
    ],
    "gemini": [
        {"candidates": [{"content": {"parts": [{"text": READING}]}, "finishReason": "STOP"}]},
    ],
    "anthropic": [
        {
            "type": "message_start",
            "message": {
                "id": "msg",
                "type": "message",
                "role": "assistant",
                "model": "m",
                "content": [],
                "stop_reason": None,
                "usage": {"input_tokens": 1, "output_tokens": 1},
            },
        },
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "text_delta", "text": READING},
        },
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn"},
            "usage": {"output_tokens": 9},
        },
        {"type": "message_stop"},
    ],
}
EACH = pytest.mark.parametrize("name", EVENTS)


def stream(name: str) -> bytes:
    """The events joined by empty lines, as many servers do: none is after the last."""
    return "\n\n".join(
        f"data: {event if isinstance(event, str) else json.dumps(event)}" for event in EVENTS[name]
    ).encode()


def streamed_call() -> Call:
    return Call(lambda: Prompt("system", "user"), 5, written=lambda _text: None)


@EACH
@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n"])
async def test_the_end_of_the_body_ends_the_last_event(name: str, end: bytes) -> None:
    answer = await Canned([stream(name) + end]).asked_by(name).ask(streamed_call())

    assert answer.reading.sections[0].text == "차분합니다."


@EACH
@pytest.mark.parametrize("cut", [3, 12])
async def test_a_last_event_that_is_cut_is_a_connection_that_broke(name: str, cut: int) -> None:
    with pytest.raises(ProviderUnavailable):
        await Canned([stream(name)[:-cut]]).asked_by(name).ask(streamed_call())


@EACH
@pytest.mark.parametrize("body", [b"null", b"Hello", b'"abc"', b"upstream ok", b"\xff\xfe"])
async def test_a_body_that_is_neither_events_nor_json_can_be_mended(name: str, body: bytes) -> None:
    with pytest.raises(AnswerUnusable) as caught:
        await Canned([body]).asked_by(name).ask(streamed_call())

    assert caught.value.content is not None
