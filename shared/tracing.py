"""The trace that a request belongs to, from caller to provider (W3C Trace Context, level 2).

Nothing here records spans (`shared.spans` does, where it is switched on): the ids stand in the log
lines and in what we send on, so that whoever traces finds our part. In a process the trace travels
beside the work, as the log's fields do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass, replace

import structlog

NewId = Callable[[int], str]
"""Random bytes, so many of them, in hex: `secrets.token_hex`."""
MAX_STATE_CHARS = 512
LARGE_MEMBER_CHARS = 128
"""Where a state must be cut, members over this go first, as the standard says."""
MAX_MEMBERS = 32
_SAMPLED = 0x01
_KNOWN_FLAGS = 0x03
"""sampled and random; others must be sent on as 0."""
_PARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_MEMBER = re.compile(r"[a-z0-9][a-z0-9_*/@-]{0,255}=[ -+\--<>-~]{0,255}[!-+\--<>-~]")


@dataclass(frozen=True, slots=True)
class Trace:
    """One trace as it reached us: its id, who sent it on, and what tracing systems noted."""

    trace_id: str
    parent_id: str
    flags: int
    state: str = ""

    @property
    def header(self) -> str:
        """The value of `traceparent`."""
        return f"00-{self.trace_id}-{self.parent_id}-{self.flags:02x}"

    def to_text(self) -> str:
        """As a job record keeps it: the header, and the state behind a space."""
        return f"{self.header} {self.state}".rstrip()

    def headers(self, new_id: NewId) -> dict[str, str]:
        """For one call of somebody else, under a parent id of its own."""
        return replace(self, parent_id=new_id(8)).own_headers()

    def own_headers(self) -> dict[str, str]:
        """For who belongs to this very parent."""
        told = {"traceparent": self.header}
        return {**told, "tracestate": self.state} if self.state else told


def trace_of(parents: Sequence[str], states: Sequence[str], new_id: NewId) -> Trace:
    """The trace of a request with these `traceparent` and `tracestate` headers.

    One without a valid header, or with several, begins a new trace; a state that is wrong is dropped.
    """
    return given_trace(parents, states) or new_trace(new_id)


def given_trace(parents: Sequence[str], states: Sequence[str]) -> Trace | None:
    """The trace that these headers tell; None where they tell none."""
    given = _parsed(parents[0]) if len(parents) == 1 else None
    return None if given is None else replace(given, state=_state(",".join(states)))


def new_trace(new_id: NewId) -> Trace:
    """A trace that begins with us. Our log tells of it, hence it counts as sampled."""
    return Trace(new_id(16), new_id(8), _SAMPLED)


def from_text(text: str) -> Trace | None:
    """The trace that `Trace.to_text` wrote; None where none can be read."""
    parent, _, state = text.partition(" ")
    found = _parsed(parent)
    return None if found is None else replace(found, state=state)


def kept_trace(text: str, new_id: NewId) -> Trace:
    """The trace that a record has kept, or a new one where it has kept none."""
    return from_text(text) or new_trace(new_id)


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current_trace() -> Trace | None:
    """The trace of the work that is being done here, if it has one."""
    return _current.get()


def current_text() -> str:
    """The same as a record keeps it (`Trace.to_text`); empty without one."""
    trace = current_trace()
    return "" if trace is None else trace.to_text()


def traced(trace: Trace, **told: str) -> AbstractContextManager[None]:
    """What is done inside belongs to the trace; its log lines say so as `trace_id`, and what is `told`."""
    return _Traced(trace, told)


class _Traced:
    """Every request and job is in one; made of a generator it would take half a kilobyte more."""

    __slots__ = ("_bound", "_token", "_told", "_trace")

    def __init__(self, trace: Trace, told: dict[str, str]) -> None:
        self._trace = trace
        self._told = told

    def __enter__(self) -> None:
        self._token = _current.set(self._trace)
        self._bound = structlog.contextvars.bind_contextvars(
            trace_id=self._trace.trace_id, **self._told
        )

    def __exit__(self, *_: object) -> None:
        structlog.contextvars.reset_contextvars(**self._bound)
        _current.reset(self._token)


def _parsed(parent: str) -> Trace | None:
    found = _PARENT.fullmatch(parent)
    if found is None:
        return None
    version, trace_id, parent_id, flags, more = found.groups()
    # A later version may have more behind the flags; the first one ends there.
    if version == "ff" or (version == "00" and more is not None):
        return None
    if not trace_id.strip("0") or not parent_id.strip("0"):
        return None
    return Trace(trace_id, parent_id, int(flags, 16) & _KNOWN_FLAGS)


def _state(text: str) -> str:
    """The list of members without blanks, cut to what we send on; empty when it is wrong."""
    members = [member for part in text.split(",") if (member := part.strip(" \t"))]
    keys = {member.partition("=")[0] for member in members}
    if len(members) > MAX_MEMBERS or len(keys) < len(members):
        return ""
    if not all(map(_MEMBER.fullmatch, members)):
        return ""
    if len(",".join(members)) > MAX_STATE_CHARS:
        members = [member for member in members if len(member) <= LARGE_MEMBER_CHARS]
    while len(state := ",".join(members)) > MAX_STATE_CHARS:
        members.pop()
    return state
