"""Provider calls counted by question, and nothing of them kept: a long load has very many."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING

from tests.fakes.journal import Call, Journal, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable


class Tally(Journal):
    """A journal for load: how many calls each prompt brought, and how they ended."""

    def __init__(self) -> None:
        super().__init__()
        self._begun: Counter[bytes] = Counter()
        self._answered: Counter[bytes] = Counter()
        self._number = 0

    def begin(self, make: Callable[[int], Call]) -> Call:
        with self._changed:
            call = make(self._number)
            self._number += 1
            self._begun[_prompt(call)] += 1
            self._in_flight += 1
            self._changed.notify_all()
            return call

    def end(self, call: Call, outcome: Outcome) -> None:
        with self._changed:
            if outcome == "answered":
                self._answered[_prompt(call)] += 1
            self._in_flight -= 1
            self._changed.notify_all()

    @property
    def total(self) -> int:
        """All calls."""
        with self._changed:
            return self._number

    @property
    def repeated(self) -> int:
        """Calls beyond the first of each prompt."""
        with self._changed:
            return _beyond_the_first(self._begun)

    @property
    def paid_twice(self) -> int:
        """Whole answers beyond the first of each prompt."""
        with self._changed:
            return _beyond_the_first(self._answered)


def _prompt(call: Call) -> bytes:
    return blake2b(call.request.body, digest_size=12).digest()


def _beyond_the_first(counts: Counter[bytes]) -> int:
    return sum(counts.values()) - len(counts)
