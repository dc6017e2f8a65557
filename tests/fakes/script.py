"""What a fake provider is to do next; told by the test's thread, asked by the loop's."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from tests.fakes.behaviours import Answer, Behaviour, Held, Unheld
from tests.fakes.wire import Request

if TYPE_CHECKING:
    from collections.abc import Iterable

Rule: TypeAlias = Callable[[Request], Behaviour]


class Script:
    """A queue of steps, then a default: one behaviour, or a rule that picks one per request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._default: Behaviour | Rule = Answer()
        self._steps: deque[Behaviour] = deque()

    def default(self, default: Behaviour | Rule) -> None:
        with self._lock:
            self._default = default

    def steps(self, steps: Iterable[Behaviour]) -> None:
        with self._lock:
            self._steps = deque(steps)

    def hold(self, then: Unheld) -> None:
        self.default(Held(then))

    def unhold(self) -> None:
        """A held default becomes what it was held from."""
        with self._lock:
            if isinstance(self._default, Held):
                self._default = self._default.then

    def next(self, request: Request) -> Behaviour:
        with self._lock:
            if self._steps:
                return self._steps.popleft()
            return self._default(request) if callable(self._default) else self._default
