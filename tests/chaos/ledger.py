"""What was asked, what was accepted, how it ended, and whether it ever ended otherwise.

Written by the load's thread and read by others. Times are seconds of `time.perf_counter`.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any


@dataclass(slots=True)
class Entry:
    """One question of the load and what became of it.

    `job_id` is that of the job that took it, None while none has and when it was answered without
    one. `results` are the different results that its callers were shown: more than one is a fault.
    """

    number: int
    question: dict[str, Any]
    asked_s: float
    job_id: str | None = None
    other_job_ids: set[str] = field(default_factory=set)
    accepted_s: float | None = None
    ended_s: float | None = None
    status: str = ""
    by: str = ""
    gone: bool = False
    results: set[bytes] = field(default_factory=set)
    suspect: bool = False

    @property
    def accepted(self) -> bool:
        return self.job_id is not None

    @property
    def lost(self) -> bool:
        """Whether it was accepted and has not ended."""
        return self.accepted and self.ended_s is None


class Ledger:
    """The entries of one load, and what its callers saw beside answers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[Entry] = []
        self._open: dict[int, Entry] = {}
        self.refusals: Counter[str] = Counter()
        """Status and code → how often a caller was told so: 503 and the like."""
        self.broken = 0
        """Calls whose connection ended without an answer."""

    def asked(self, question: dict[str, Any]) -> Entry:
        with self._lock:
            entry = Entry(len(self._entries), question, time.perf_counter())
            self._entries.append(entry)
            self._open[entry.number] = entry
            return entry

    def accepted(self, entry: Entry, job_id: str) -> None:
        """A caller was told this job; another one than before is noted as well."""
        with self._lock:
            if entry.job_id is None:
                entry.job_id, entry.accepted_s = job_id, time.perf_counter()
            elif entry.job_id != job_id:
                entry.other_job_ids.add(job_id)

    def ended(self, entry: Entry, answer: dict[str, Any]) -> None:
        """A caller was shown this end of it."""
        with self._lock:
            if entry.ended_s is None:
                entry.ended_s = time.perf_counter()
                entry.status, entry.by = answer["status"], str(answer.get("model_used", ""))
            if answer.get("job_id") or not answer.get("degraded"):  # else the engine's, at once
                entry.results.add(identity(answer))
            self._open.pop(entry.number, None)

    def gone(self, entry: Entry) -> None:
        """A caller was told that the job he was given does not exist."""
        with self._lock:
            entry.gone = True
            self._open.pop(entry.number, None)

    def refused(self, status: int, code: str) -> None:
        with self._lock:
            self.refusals[f"{status} {code}"] += 1

    def cut_off(self) -> None:
        with self._lock:
            self.broken += 1

    @property
    def open(self) -> tuple[Entry, ...]:
        """Asked, and neither ended nor gone."""
        with self._lock:
            return tuple(self._open.values())

    @property
    def entries(self) -> tuple[Entry, ...]:
        with self._lock:
            return tuple(self._entries)

    def suspects(self) -> tuple[Entry, ...]:
        """What is open now, marked to be looked at again at the end: a fault is about to come."""
        found = self.open
        for entry in found:
            entry.suspect = True
        return found


def identity(answer: dict[str, Any]) -> bytes:
    """The same for each view of one result, another for each other: its words and its moment."""
    told = "\0".join(str(answer.get(name)) for name in ("status", "created_at", "response"))
    return blake2b(told.encode(), digest_size=12).digest()
