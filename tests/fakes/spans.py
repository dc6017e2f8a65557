"""Spans that are kept where a test can look at them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from shared.spans.protocol import Attributes, Described, Kind, class_of
from shared.tracing import Trace


@dataclass(slots=True)
class FakeSpan:
    """One span as it was recorded."""

    name: str
    kind: Kind
    parent: Trace | None
    own: Trace
    told: dict[str, Any] = field(default_factory=dict)
    happened: list[tuple[str, Attributes]] = field(default_factory=list)
    failed: bool = False
    ended: bool = False


_current: ContextVar[FakeSpan | None] = ContextVar("fake span", default=None)


class FakeSpans:
    """Records like the real ones (`shared.spans.protocol.Spans`), with ids that count."""

    def __init__(self) -> None:
        self.spans: list[FakeSpan] = []
        self.closed = False
        self._numbers = count(1)

    @contextmanager
    def span(
        self,
        name: str,
        kind: Kind,
        parent: Trace | None,
        attributes: Attributes,
        *,
        described: Described = class_of,
    ) -> Iterator[Trace]:
        trace_id = f"{0xAB:032x}" if parent is None else parent.trace_id
        own = Trace(trace_id, f"{next(self._numbers):016x}", 1)
        span = FakeSpan(name, kind, parent, own, dict(attributes))
        self.spans.append(span)
        token = _current.set(span)
        try:
            yield own
        except Exception as error:
            self.note(described(error), failed=True)
            raise
        finally:
            _current.reset(token)
            span.ended = True

    def note(self, attributes: Attributes, *, failed: bool = False) -> None:
        span = _current.get()
        if span is not None:
            span.told.update(attributes)
            span.failed = span.failed or failed

    def happened(self, name: str, attributes: Attributes) -> None:
        span = _current.get()
        if span is not None:
            span.happened.append((name, attributes))

    def close(self) -> None:
        self.closed = True
