"""What a fake provider saw: calls, connections, how many at once; safe to read from any thread."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.behaviours import Behaviour
    from tests.fakes.wire import Request

# in_flight: not ended yet; answered: whole, handed to the socket; failed: broken off as told or
# refused; client_left: the caller hung up first; stopped: the provider was stopped meanwhile.
Outcome: TypeAlias = Literal["in_flight", "answered", "failed", "client_left", "stopped"]


@dataclass(frozen=True, slots=True)
class Call:
    """One request: when it came (seconds since the provider's start), how, what became of it.

    `dialect` is the provider's name in settings, empty where the path is none's.
    """

    number: int
    at_s: float
    connection: int
    request: Request
    behaviour: Behaviour
    dialect: str = ""
    outcome: Outcome = "in_flight"

    @property
    def json(self) -> Any:
        """The request's body, decoded."""
        return json.loads(self.request.body)


class Journal:
    """Counts and calls, with waiting for them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._calls: list[Call] = []
        self._in_flight = 0
        self._max_in_flight = 0
        self._opened = 0
        self._open = 0

    def connected(self) -> int:
        """The number of the connection that has just been opened."""
        with self._changed:
            self._opened += 1
            self._open += 1
            return self._opened

    def disconnected(self) -> None:
        with self._changed:
            self._open -= 1
            self._changed.notify_all()

    def begin(self, make: Callable[[int], Call]) -> Call:
        """The call that `make` builds from its number, written down as in flight."""
        with self._changed:
            call = make(len(self._calls))
            self._calls.append(call)
            self._in_flight += 1
            self._max_in_flight = max(self._max_in_flight, self._in_flight)
            self._changed.notify_all()
            return call

    def end(self, call: Call, outcome: Outcome) -> None:
        with self._changed:
            if self._calls[call.number : call.number + 1] == [call]:  # not forgotten meanwhile
                self._calls[call.number] = replace(call, outcome=outcome)
            self._in_flight -= 1
            self._changed.notify_all()

    def forget(self) -> None:
        """Drops what was seen; the calls in flight stay counted, connections as well."""
        with self._changed:
            self._calls.clear()
            self._max_in_flight = self._in_flight

    def wait_for(self, condition: Callable[[Journal], bool], timeout_s: float) -> bool:
        """Whether the condition became true in time."""
        with self._changed:
            return self._changed.wait_for(lambda: condition(self), timeout_s)

    @property
    def calls(self) -> tuple[Call, ...]:
        with self._changed:
            return tuple(self._calls)

    @property
    def in_flight(self) -> int:
        with self._changed:
            return self._in_flight

    @property
    def max_in_flight(self) -> int:
        with self._changed:
            return self._max_in_flight

    @property
    def connections_opened(self) -> int:
        with self._changed:
            return self._opened

    @property
    def connections_open(self) -> int:
        with self._changed:
            return self._open
