"""What no honest client sends is refused with a problem, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.contract import assert_problem
from tests.acceptance.hostile import GOOD, HOST, POST, SHAPES, Shape, posted
from tests.acceptance.wire import exchange, until_closed

if TYPE_CHECKING:
    from tests.acceptance.stack import Stack

WARM_UP = 30
MARGIN_BYTES = 4 * 1024 * 1024
"""What the gateway may grow by all repetitions together: pages of the allocator, no request."""
PAGE_BYTES = 4096


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_hostile_request_is_refused_with_a_problem(stack: Stack, shape: Shape) -> None:
    reply = exchange(stack.caller.port, shape.sent)
    assert_problem(reply, shape.status, shape.code)
    assert reply.headers["x-request-id"]


def test_a_repeated_key_is_named(stack: Stack) -> None:
    reply = exchange(stack.caller.port, SHAPES["repeated key"].sent)
    (row,) = assert_problem(reply, 422, "invalid_birth_info")
    assert (row["field"], row["code"]) == ("birth_info.day", "duplicate_key")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(posted(GOOD, b"Content-Type: image/png\r\n"), id="other type"),
        pytest.param(posted(GOOD, b"Expect: 100-continue\r\n"), id="asks whether it may go on"),
        pytest.param(posted(GOOD).replace(b"HTTP/1.1", b"HTTP/1.0"), id="HTTP/1.0"),
    ],
)
def test_what_is_only_unusual_is_served(stack: Stack, sent: bytes) -> None:
    said = until_closed(stack.caller.port, sent + b"\0", within_s=5)  # nonsense behind it closes
    assert b"HTTP/1.1 200 OK\r\n" in said.raw
    assert said.closed


def test_an_http_1_0_connection_is_closed_behind_its_answer(stack: Stack) -> None:
    said = until_closed(stack.caller.port, b"GET /health/live HTTP/1.0\r\n" + HOST + b"\r\n", 5)
    assert said.closed
    assert said.raw.startswith(b"HTTP/1.1 200 OK\r\n")


def test_requests_in_a_row_are_each_answered_in_order(stack: Stack) -> None:
    bad = SHAPES["empty body"].sent
    last = posted(GOOD, b"Connection: close\r\n")
    said = until_closed(stack.caller.port, posted(GOOD) + bad + posted(GOOD) + last, within_s=10)
    assert said.closed
    statuses = [part[:3] for part in said.raw.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200", b"400", b"200", b"200"]


def test_what_is_smuggled_behind_a_length_is_not_answered(stack: Stack) -> None:
    hidden = b"GET /openapi.json HTTP/1.1\r\n" + HOST + b"\r\n"
    for lines in (
        b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % (5 + len(hidden)),
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(hidden),
    ):
        said = until_closed(stack.caller.port, POST + lines + hidden, within_s=5)
        assert said.closed
        assert said.raw.count(b"HTTP/1.1 ") == 1
        assert said.raw.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    "repetitions", [pytest.param(100), pytest.param(1000, marks=pytest.mark.slow)]
)
@pytest.mark.timeout(400)
def test_the_gateway_does_not_grow(stack: Stack, repetitions: int) -> None:
    repeated(stack, WARM_UP)
    before_bytes = gateway_bytes(stack)
    repeated(stack, repetitions)
    grown_bytes = gateway_bytes(stack) - before_bytes
    assert grown_bytes < MARGIN_BYTES, f"{grown_bytes / 1024:.0f} KiB"


def repeated(stack: Stack, repetitions: int) -> None:
    for name, shape in SHAPES.items():
        for _ in range(repetitions):
            assert exchange(stack.caller.port, shape.sent).status == shape.status, name


def gateway_bytes(stack: Stack) -> int:
    (gateway,) = stack.processes("uvicorn", "api_gateway.asgi")
    resident = Path(f"/proc/{gateway.pid}/statm").read_text(encoding="ascii").split()[1]
    return int(resident) * PAGE_BYTES
