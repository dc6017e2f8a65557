"""Whatever a provider sends, nothing but a reading or one of our errors comes of it, and soon."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.errors import AnswerUnusable, ProviderError
from tests.fakes.behaviours import Took
from tests.fakes.dialects import ALL, Asked, Wrote
from tests.workers.providers.calls import NAMES, READING, call, unheard
from tests.workers.providers.canned import Canned
from workers.http_pool import MAX_ANSWER_BYTES
from workers.providers.protocol import ProviderAnswer

each = pytest.mark.parametrize("name", NAMES)
each_way = pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
soon = settings(deadline=2000, max_examples=60)
SPOKEN = {dialect.name: dialect for dialect in ALL}
ASKED = Asked("m", "prompt", {})
WROTE = Wrote([READING[:20], READING[20:]], "complete", Took(3, 4, cached=1, thinking=5))
WORDS = (  # noqa: SIM905 - one word a line would say no more
    "error code type message status details choices delta content finish_reason usage candidates parts"
    " text thought finishReason usageMetadata promptFeedback blockReason stop_reason content_block"
    " message_start content_block_delta message_delta text_delta sections id title RetryInfo retryDelay"
    " violations quotaId insufficient_quota prompt_tokens promptTokenCount input_tokens model"
).split()
_KEYS = st.sampled_from(WORDS) | st.text(max_size=3)
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**30)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([*WORDS, READING, "17s", "\x00", "\ud800"])
)
VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=20,
)
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "latin-1", "cp949", "utf-32"])


async def outcome(
    name: str, *pieces: bytes, streamed: bool, **more: Any
) -> ProviderAnswer | ProviderError:
    """What comes of an answer; any other error fails the test."""
    try:
        return await Canned(pieces, **more).asked_by(name).ask(call(unheard if streamed else None))
    except ProviderError as error:
        return error


def encoded(value: Any, encoding: str = "utf-8") -> bytes:
    return json.dumps(value, ensure_ascii="utf" not in encoding).encode(encoding, "surrogatepass")


def changed(value: Any, at: int, new: Any) -> Any:
    """A JSON value with its `at`-th inner value replaced by a new one."""
    count = -1

    def walk(inner: Any) -> Any:
        nonlocal count
        count += 1
        if count == at:
            return new
        if isinstance(inner, dict):
            return {key: walk(one) for key, one in inner.items()}
        return [walk(one) for one in inner] if isinstance(inner, list) else inner

    return walk(value)


def cut(body: bytes, places: list[int]) -> Iterator[bytes]:
    edges = sorted({0, len(body), *(place % (len(body) + 1) for place in places)})
    for start, end in zip(edges, edges[1:] or [0], strict=False):
        yield body[start:end]


@each
@each_way
@soon
@given(body=st.binary(max_size=300), places=st.lists(st.integers(0, 300), max_size=4))
async def test_any_bytes(name: str, body: bytes, places: list[int], *, streamed: bool) -> None:
    await outcome(name, *cut(body, places), streamed=streamed)


@each
@each_way
@soon
@given(value=VALUES, encoding=ENCODINGS)
async def test_any_json_in_any_encoding(
    name: str, value: Any, encoding: str, *, streamed: bool
) -> None:
    await outcome(name, encoded(value, encoding), streamed=streamed)


@each
@each_way
@soon
@given(
    status=st.integers(201, 599),
    value=VALUES | st.builds(lambda error: {"error": error}, VALUES),
    hint=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=40)
    | st.floats().map(str)
    | st.sampled_from(["Thu, 01 Jan 2026 00:01:00", "1 Jan 0001 00:00:00 GMT", "9" * 400]),
    header=st.sampled_from(["Retry-After", "retry-after-ms"]),
)
async def test_any_status_with_any_hint(
    name: str, status: int, value: Any, hint: str, header: str, *, streamed: bool
) -> None:
    body = encoded(value)

    error = await outcome(name, body, streamed=streamed, status=status, headers={header: hint})

    assert isinstance(error, ProviderError)
    assert error.code == status


@each
@soon
@given(at=st.integers(0, 40), new=VALUES)
async def test_a_good_answer_with_one_value_changed(name: str, at: int, new: Any) -> None:
    body = encoded(changed(SPOKEN[name].completion(ASKED, WROTE), at, new))

    await outcome(name, body, streamed=False)


@each
@soon
@given(number=st.integers(0, 20), at=st.integers(0, 25), new=VALUES)
async def test_a_good_stream_with_one_value_changed(
    name: str, number: int, at: int, new: Any
) -> None:
    events = SPOKEN[name].events(ASKED, WROTE)
    head, mark, data = events[number % len(events)].partition(b"data: ")
    value = {} if data.startswith(b"[DONE]") else json.loads(data)
    events[number % len(events)] = head + mark + encoded(changed(value, at, new)) + b"\n\n"

    await outcome(name, *events, streamed=True)


@each
@each_way
@soon
@given(
    at=st.integers(0, 2000),
    junk=st.binary(max_size=6),
    size=st.integers(0, 40),
    places=st.lists(st.integers(0, 2000), max_size=4),
)
@example(at=0, junk=b"", size=0, places=[])
async def test_a_good_answer_with_some_bytes_changed(
    name: str, at: int, junk: bytes, size: int, places: list[int], *, streamed: bool
) -> None:
    good = encoded(SPOKEN[name].completion(ASKED, WROTE))
    if streamed:
        good = b"".join(SPOKEN[name].events(ASKED, WROTE))
    at %= len(good)
    body = good[:at] + junk + good[at + size :]

    brought = await outcome(name, *cut(body, places), streamed=streamed)

    assert isinstance(brought, ProviderAnswer) or body != good


@each
@soon
@given(content=st.text(max_size=200) | VALUES.map(json.dumps), at=st.integers(0, 200))
async def test_any_text_of_a_model(name: str, content: str, at: int) -> None:
    content = content.encode("utf-8", "replace").decode()
    for text in (content, READING[:at] + content, content + READING[at:]):
        wrote = Wrote([text], "complete", Took(1, 1))
        await outcome(name, encoded(SPOKEN[name].completion(ASKED, wrote)), streamed=False)


MIB = 1024 * 1024
PIECE = 64 * 1024


def pieces_of(unit: bytes, size: int) -> Iterator[bytes]:
    piece = unit * (PIECE // len(unit) or 1)
    for _ in range(size // len(piece)):
        yield piece


@each
@each_way
@pytest.mark.parametrize(
    "unit",
    [
        b"x",
        b" ",
        b"[",
        b'{"a":',
        b"data: x\n",
        b"data: {}\n\n",
        b": a\n",
        b"\n",
        b"\r",
        b"data:" + b"x" * PIECE,
        b'data: {"choices": [], "error": null}\n\n',
        b'data: {"type": "ping"}\n\n',
    ],
    ids=lambda unit: repr(unit[:20]),
)
async def test_ten_megabytes_are_read_to_the_limit_and_soon(
    name: str, unit: bytes, *, streamed: bool
) -> None:
    canned = Canned(pieces_of(unit, 10 * MIB))
    began_s = time.perf_counter()

    with pytest.raises(ProviderError) as caught:
        await canned.asked_by(name).ask(call(unheard if streamed else None))

    assert time.perf_counter() - began_s < 5
    assert canned.read_bytes <= MAX_ANSWER_BYTES + 2 * PIECE
    if isinstance(caught.value, AnswerUnusable) and canned.read_bytes > MAX_ANSWER_BYTES:
        assert caught.value.content is None


@each
@pytest.mark.parametrize(
    "unit", ["{", "[", '"', "\\", '{"a":', "```", "/*", "'", '{"sections": [{"text": "'], ids=repr
)
async def test_a_long_text_of_a_model_is_judged_soon(name: str, unit: str) -> None:
    for size in (1_000, 40_000, MIB):
        wrote = Wrote([unit * (size // len(unit)) + "}"], "complete", Took(1, 1))
        body = encoded(SPOKEN[name].completion(ASKED, wrote))
        began_s = time.perf_counter()

        error = await outcome(name, body, streamed=False)

        assert isinstance(error, AnswerUnusable)
        assert time.perf_counter() - began_s < 2


@each
async def test_a_stream_of_many_small_pieces_is_read_soon(name: str) -> None:
    wrote = Wrote(["가"] * 15_000, "complete", Took(1, 1))
    stream = b"".join(SPOKEN[name].events(ASKED, wrote))[: MAX_ANSWER_BYTES - 1]
    began_s = time.perf_counter()

    await outcome(
        name, *(stream[at : at + 1000] for at in range(0, len(stream), 1000)), streamed=True
    )

    assert time.perf_counter() - began_s < 5
