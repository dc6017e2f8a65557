"""What a fake provider does with one call: each behaviour is a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Framing: TypeAlias = Literal["length", "chunked", "close"]
Where: TypeAlias = Literal["body", "content"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer built from the request; `content` replaces what would be written."""

    delay_s: float = 0.0
    content: str | None = None
    framing: Framing = "length"


@dataclass(frozen=True, slots=True)
class Status:
    """An error in the dialect's own form; `retry_after` is the header's text."""

    code: int
    retry_after: str | None = None
    error_type: str = "server_error"
    error_code: str | None = None
    message: str = "the fake was told to fail"
    headers: tuple[tuple[str, str], ...] = ()
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Silence:
    """The request is read and nothing is ever sent."""


@dataclass(frozen=True, slots=True)
class Reset:
    """A TCP reset before the first header."""

    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class CutBody:
    """Headers and half of the promised body, then the connection ends."""


@dataclass(frozen=True, slots=True)
class Stall:
    """Headers and half of the promised body, then nothing more, the connection open."""


@dataclass(frozen=True, slots=True)
class Html:
    """A proxy's page with status 200 in place of the answer."""


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing at all: no byte of a body, or a proper envelope around an empty text."""

    where: Where = "content"


@dataclass(frozen=True, slots=True)
class Malformed:
    """JSON that breaks off: the envelope itself, or the text inside a proper envelope."""

    where: Where = "body"


@dataclass(frozen=True, slots=True)
class SchemaBreak:
    """Well-formed JSON that is not what the request's schema describes."""


@dataclass(frozen=True, slots=True)
class Truncated:
    """A text that ran into the token cap."""


@dataclass(frozen=True, slots=True)
class ContentFilter:
    """An answer that the provider's filter withheld."""


Unheld: TypeAlias = (
    Answer
    | Status
    | Silence
    | Reset
    | CutBody
    | Stall
    | Html
    | Empty
    | Malformed
    | SchemaBreak
    | Truncated
    | ContentFilter
)


@dataclass(frozen=True, slots=True)
class Held:
    """Waits until the test releases it, then does what `then` says."""

    then: Unheld = field(default_factory=Answer)


Behaviour: TypeAlias = Unheld | Held
