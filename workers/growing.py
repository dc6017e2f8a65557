"""A reading told while it is being written, to whoever follows the job.

A model writes a JSON object; what a person is to see of it is the text of its sections so far. Each
call of a job writes anew, so every piece says which call it belongs to and where in that call's text
it stands: a follower replaces what an earlier call had shown and never mixes the two.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Self

from pydantic_core import from_json

from shared.background import end, start
from shared.jobs.events import TextPiece
from workers.providers.protocol import Written

_NO_CALL = -1
PERIOD_S = 0.2
"""At most so often a job's text is told; each time is a write to the store and a read by every
gateway."""


class GrowingText:
    """What one job's calls have written so far, and how much of it has been told.

    What grows is told while the context is open.
    """

    __slots__ = ("_attempt", "_content", "_grown", "_period_s", "_tell", "_telling", "_told")

    def __init__(self, tell: Callable[[TextPiece], Awaitable[None]], *, period_s: float) -> None:
        self._tell = tell
        self._period_s = period_s
        self._attempt = _NO_CALL
        self._content = ""
        self._told = ""
        # None before there is anything to tell: until then a model takes its time, and memory none.
        self._grown: asyncio.Event | None = None
        self._telling: asyncio.Task[None] | None = None

    def begin(self, attempt: int) -> Written:
        """For the call whose place among the job's attempts is this (from 0)."""

        def written(content: str) -> None:
            if attempt == self._attempt:  # a call that was given up may still have had a piece
                self._content = content
                if self._grown is None:
                    self._grown = asyncio.Event()
                    self._telling = start(self._tell_for_ever(self._grown), "growing text")
                self._grown.set()

        self._attempt, self._content, self._told = attempt, "", ""
        return written

    def end(self) -> None:
        """The call is over: what it has written and was not told will not be told."""
        self._attempt, self._content = _NO_CALL, ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.end()
        if self._telling is not None:
            await end(self._telling)

    async def _tell_for_ever(self, grown: asyncio.Event) -> None:
        while True:
            await grown.wait()
            grown.clear()
            attempt, text = self._attempt, text_so_far(self._content)
            # Another call may have begun while this was told; then it starts at 0 again.
            if attempt != _NO_CALL and text.startswith(self._told) and len(text) > len(self._told):
                piece = TextPiece(attempt, len(self._told), text[len(self._told) :])
                self._told = text
                await self._tell(piece)
                await asyncio.sleep(self._period_s)


def text_so_far(content: str) -> str:
    """The titles and texts of the sections in a JSON object that may break off anywhere.

    It only grows while `content` does; what is not of the form asked for is left out.
    """
    parsed: Any = None
    with suppress(ValueError):  # not JSON so far: nothing to show
        parsed = from_json(content, allow_partial="trailing-strings")
    sections = parsed.get("sections") if isinstance(parsed, dict) else None
    shown = []
    for section in sections if isinstance(sections, list) else ():
        if isinstance(section, dict) and isinstance(section.get("text"), str):
            title = section.get("title")
            head = f"{title}\n" if isinstance(title, str) else ""
            shown.append(head + section["text"])
    return "\n\n".join(shown)
