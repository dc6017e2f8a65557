"""One system call and one packet for an answer, where the server would take two."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol


class Writes(Protocol):
    """What an answer needs of a transport."""

    def write(self, data: bytes) -> None:
        """Sends bytes."""
        ...

    def writelines(self, pieces: list[bytes]) -> None:
        """Sends pieces, together if it can."""
        ...

    def close(self) -> None:
        """Closes, when all that was written is sent."""
        ...

    def is_closing(self) -> bool:
        """Whether nothing can be sent any more."""
        ...


class CorkedTransport(asyncio.Transport):
    """Holds the head of an answer until the body's first bytes, or the loop's next turn, whichever is first.

    uvicorn writes head and body one after the other in the same turn: a quarter of what a hit costs,
    and two packets that wake the client. An answer whose body comes later, such as a stream of
    events, has its head sent without it.
    """

    __slots__ = ("_call_soon", "_held", "_holds_next", "_transport")

    def __init__(
        self, transport: Writes, call_soon: Callable[[Callable[[], None]], object]
    ) -> None:
        self._transport = transport
        self._call_soon = call_soon
        self._holds_next = False
        self._held = b""

    def expect_head(self) -> None:
        """What is written next is the head of an answer."""
        self._holds_next = True

    def write(self, data: bytes) -> None:  # type: ignore[override] # uvicorn writes bytes alone
        """Sends these bytes, a head a little later."""
        if self._held:
            held, self._held = self._held, b""
            self._transport.writelines([held, data])
        elif self._holds_next:
            self._holds_next, self._held = False, data
            self._call_soon(self.flush)
        else:
            self._transport.write(data)

    def flush(self) -> None:
        """Sends what is held."""
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held)

    def close(self) -> None:
        """Closes, when all that was written is sent."""
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._transport.is_closing()
