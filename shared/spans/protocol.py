"""What gateway and workers know of spans."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Literal, Protocol, TypeAlias

from shared.tracing import Trace

Kind = Literal["server", "producer", "consumer", "client"]
Attributes: TypeAlias = Mapping[str, str | int | float | bool]
"""By their names in OpenTelemetry's semantic conventions, ours under `palja.`.

Never a birth, a question, a prompt, a reading, a key or an address with a query in it.
"""
Described: TypeAlias = Callable[[BaseException], Attributes]
"""What is told of an error, beside that it was one."""


def class_of(error: BaseException) -> Attributes:
    """The error's class alone: its message may quote anything."""
    return {"error.type": type(error).__qualname__}


class Spans(Protocol):
    """Records spans."""

    def span(
        self,
        name: str,
        kind: Kind,
        parent: Trace | None,
        attributes: Attributes,
        *,
        described: Described = class_of,
    ) -> AbstractContextManager[Trace]:
        """Records what is done inside as a part of `parent`'s trace, or of a new one.

        Gives the trace as whoever is called from inside belongs to it. An error that comes out ends
        the span as failed, a cancellation does not.
        """
        ...

    def note(self, attributes: Attributes, *, failed: bool = False) -> None:
        """Adds to the span of the work that is being done here."""
        ...

    def happened(self, name: str, attributes: Attributes) -> None:
        """Adds a moment to it."""
        ...

    def close(self) -> None:
        """Sends what is left, for a short while."""
        ...
