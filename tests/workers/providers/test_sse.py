"""The reader of server-sent events, against the standard's examples and another reader."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai._streaming import SSEBytesDecoder, SSEDecoder

from workers.providers.sse import Event, EventReader


def read(*pieces: bytes) -> list[Event]:
    reader = EventReader()
    return [event for piece in pieces for event in reader.feed(piece)]


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        # The examples of WHATWG HTML, 9.2.6, where an `id` is of no interest here.
        (
            b"data: YHOO\ndata: +2\ndata: 10\n\n",
            [Event("message", "YHOO\n+2\n10")],
        ),
        (
            b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
            [
                Event("message", "first event"),
                Event("message", "second event"),
                Event("message", " third event"),
            ],
        ),
        (b"data\n\ndata\ndata\n\ndata:", [Event("message", ""), Event("message", "\n")]),
        (b"data:test\n\ndata: test\n\n", [Event("message", "test"), Event("message", "test")]),
        (b"event: add\ndata: 73857293\n\n", [Event("add", "73857293")]),
        # And the rest of what it says.
        (b"\xef\xbb\xbfdata: a\n\n", [Event("message", "a")]),
        (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", [Event("message", "a")]),
        (b"data: a\r\n\r\ndata: b\r\r", [Event("message", "a"), Event("message", "b")]),
        (b"event: add\n\ndata: a\n\n", [Event("message", "a")]),
        (b"retry: 10\nother: x\ndata: a: b\n\n", [Event("message", "a: b")]),
        (b": \xf0\x9f\x98\x80\ndata: \xea\xb0\x91\n\n", [Event("message", "갑")]),
        (b"data: a\n", []),
        (b"", []),
    ],
)
def test_a_stream_is_read_as_the_standard_says_however_it_is_cut(
    stream: bytes, events: list[Event]
) -> None:
    assert read(stream) == events
    assert read(*(bytes([byte]) for byte in stream)) == events
    for at in range(1, len(stream)):
        assert read(stream[:at], stream[at:]) == events


@pytest.mark.parametrize("stream", [b"data: \xff\n\n", b"\xff\xfed\x00\n\x00"])
def test_what_is_no_utf_8_is_no_stream(stream: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        read(stream)


_LINES = st.lists(
    st.sampled_from(["data: a", "data:", "data: 갑 ", "event: x", ": c", "id: 1", "other", "", ""]),
    max_size=20,
)
_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@given(lines=_LINES, end=_ENDS, cuts=st.lists(st.integers(1, 200), max_size=6))
def test_another_reader_reads_the_same(lines: list[str], end: str, cuts: list[int]) -> None:
    stream = "".join(line + end for line in lines).encode()
    pieces = list(_cut(stream, cuts))
    oracle: SSEBytesDecoder = SSEDecoder()
    theirs = [
        Event(event.event or "message", event.data)
        for event in oracle.iter_bytes(iter(pieces))
        if event.data
    ]

    assert [event for event in read(*pieces) if event.data] == theirs


def _cut(stream: bytes, at: list[int]) -> Iterator[bytes]:
    places = sorted({0, len(stream), *(place for place in at if place < len(stream))})
    for start, end in pairwise(places):
        yield stream[start:end]
