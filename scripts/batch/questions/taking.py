"""Takes rows from the input, some at a time, beside the event loop, and keeps their fingerprint."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

import orjson

from scripts.batch.rows.row import MOST_SHOWN, Fault, Row

LARGEST_BYTES = 64 * 1024
"""A single question may have so many."""
MOST_BYTES = 512 * 1024
"""Of all questions that are taken together: half of what a batch call may have."""
T = TypeVar("T")


class Taking:
    """Rows in order.

    `taken` counts them, `digest` is the fingerprint of all that were taken, and `ended` says that there
    are no more.

    It is made of what is asked, so it stays the same when a file is only written in another
    encoding, and changes when a column or an option does.
    """

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._kept: Row | None = None
        self._sha256 = hashlib.sha256()
        self.taken, self.digest, self.ended = 0, "", False

    async def some(self, most: int) -> list[Row]:
        """At most so many rows; none at the end of the input. Raises what the rows raise."""
        rows, digest = await _beside(lambda: self._some(most))
        # Together, and here: somebody may note both while the thread is at the next rows.
        self.taken, self.digest, self.ended = self.taken + len(rows), digest, not rows
        return rows

    def _some(self, most: int) -> tuple[list[Row], str]:
        rows: list[Row] = []
        total_bytes = 0
        while len(rows) < most:
            row = self._next()
            if row is None:
                break
            if rows and total_bytes + row.size_bytes > MOST_BYTES:
                self._kept = row
                break
            total_bytes += row.size_bytes
            self._sha256.update(_fingerprinted(row))
            rows.append(row)
        return rows, self._sha256.hexdigest()

    def _next(self) -> Row | None:
        if self._kept is not None:
            row, self._kept = self._kept, None
            return row
        found = next(self._rows, None)
        if found is None or found.question is None:
            return found
        size_bytes = len(orjson.dumps(found.question))
        if size_bytes <= LARGEST_BYTES:
            return replace(found, size_bytes=size_bytes)
        text = str(found.question)[:MOST_SHOWN]
        fault = Fault("", "question_too_long", {"most": f"{LARGEST_BYTES // 1024} KiB"})
        return replace(found, question=None, faults=(fault,), text=text)


def _fingerprinted(row: Row) -> bytes:
    if row.question is None:
        return orjson.dumps([row.index, [fault.kind for fault in row.faults]])
    return orjson.dumps([row.index, row.id, row.question], option=orjson.OPT_SORT_KEYS)


async def _beside(work: Callable[[], T]) -> T:
    """What `work` returns, in a thread that nobody waits for: standard input may never come."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(set_it: Callable[[], None]) -> None:
        if not done.done():
            set_it()

    def run() -> None:
        try:
            found = work()
        except BaseException as error:  # noqa: BLE001 - raised where it is awaited
            outcome = _raising(done, error)
        else:
            outcome = _giving(done, found)
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, outcome)

    threading.Thread(target=run, name="rows", daemon=True).start()
    return await done


def _raising(done: asyncio.Future[T], error: BaseException) -> Callable[[], None]:
    return lambda: done.set_exception(error)


def _giving(done: asyncio.Future[T], found: T) -> Callable[[], None]:
    return lambda: done.set_result(found)
