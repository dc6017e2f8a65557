"""How often a call is made again, and when: as the gateway says, or else more and more seldom."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from client.errors import GatewayUnreachable, PaljaError, Problem

LEAST_PAUSE_S, FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 0.2, 5.0
_NOT_DONE = frozenset({429, 503})
_PASSES = _NOT_DONE | {502, 504}
_CONFLICT = 409


class Tries:
    """The tries of one call. Time counts from the first failure, whose pause may be that of a Retry-After.

    A pause is drawn from its upper half, so that those who were refused together do not come back
    together.
    """

    def __init__(
        self,
        patience_s: float,
        *,
        now_s: Callable[[], float] = time.monotonic,  # noqa: TID251 - here is no `Clock`
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._patience_s = patience_s
        self._now_s = now_s
        self._draw = draw
        self._failed = 0
        self._until_s = 0.0

    def begin_again(self) -> None:
        """The last try brought something: patience is whole again."""
        self._failed = 0

    def pause_s(self, error: PaljaError, *, once: bool = False) -> float:
        """For how long to wait before the next try; `once`: the call must not be done twice.

        Raises:
            PaljaError: `error` itself, if another try would be in vain or come too late.
        """
        if not passes(error) or (once and may_be_done(error)):
            raise error
        if not self._failed:
            self._until_s = self._now_s() + self._patience_s
        self._failed += 1
        told_s = error.retry_after_s if isinstance(error, Problem) else None
        pause_s = self._own_pause_s() if told_s is None else max(told_s, LEAST_PAUSE_S)
        if self._now_s() + pause_s >= self._until_s:
            raise error
        return pause_s

    def _own_pause_s(self) -> float:
        longest_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(self._failed - 1, 10))
        return longest_s * (1 + self._draw()) / 2


def passes(error: PaljaError) -> bool:
    """Whether the same call may well be answered a little later."""
    if isinstance(error, Problem):
        # A conflict that says when to come back is the same call, still under way.
        conflict = error.status == _CONFLICT and error.retry_after_s is not None
        return error.status in _PASSES or conflict
    return isinstance(error, GatewayUnreachable)


def may_be_done(error: PaljaError) -> bool:
    """Whether the gateway may have done what was asked, though it did not say so."""
    if isinstance(error, Problem):
        return error.status not in _NOT_DONE
    return not isinstance(error, GatewayUnreachable) or error.sent
