"""An answer's head and body in one write, and nothing held for longer than a turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from api_gateway.corked import CorkedTransport


@dataclass
class Wire:
    """What was written, a list for each system call, and what waits for the loop's next turn."""

    sent: list[bytes] = field(default_factory=list)
    soon: list[Callable[[], None]] = field(default_factory=list)
    closed: bool = False

    def write(self, data: bytes) -> None:
        assert not self.closed
        self.sent.append(data)

    def writelines(self, pieces: list[bytes]) -> None:
        self.write(b"".join(pieces))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def turn(self) -> None:
        due, self.soon = self.soon, []
        for each in due:
            each()


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def corked(wire: Wire) -> CorkedTransport:
    return CorkedTransport(wire, wire.soon.append)


def test_head_and_body_of_one_turn_go_together(wire: Wire, corked: CorkedTransport) -> None:
    for answer in (b"1", b"2"):
        corked.expect_head()
        corked.write(b"head" + answer)
        corked.write(b"body" + answer)
        wire.turn()

    assert wire.sent == [b"head1body1", b"head2body2"]


def test_a_head_whose_body_comes_later_goes_alone(wire: Wire, corked: CorkedTransport) -> None:
    corked.expect_head()
    corked.write(b"head")
    assert wire.sent == []
    wire.turn()
    assert wire.sent == [b"head"]

    corked.write(b"event")

    assert wire.sent == [b"head", b"event"]


def test_what_follows_a_body_is_not_held(wire: Wire, corked: CorkedTransport) -> None:
    corked.expect_head()
    for piece in (b"head", b"body", b"more"):
        corked.write(piece)

    assert wire.sent == [b"headbody", b"more"]


def test_what_is_held_is_sent_before_the_connection_closes(
    wire: Wire, corked: CorkedTransport
) -> None:
    corked.expect_head()
    corked.write(b"head")
    corked.close()
    wire.turn()

    assert wire.sent == [b"head"]
    assert corked.is_closing()
