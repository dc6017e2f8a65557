"""What a fake provider does with one call: each behaviour is a value.

All of them hold for every dialect, and for an answer asked for as a whole as well as for a streamed
one; where they differ, each says how.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Framing: TypeAlias = Literal["length", "chunked", "close"]
Where: TypeAlias = Literal["body", "content"]
Why: TypeAlias = Literal["busy", "no_money", "bad_key", "too_long", "policy"]


@dataclass(frozen=True, slots=True)
class Took:
    """Tokens as a provider counts them: cached ones are input, those of thinking are output."""

    input: int
    output: int
    cached: int = 0
    thinking: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer built from the request; `content` replaces what would be written.

    A streamed one brings its text in `pieces`; its first event comes `first_s` after the headers,
    each later one `pace_s` after the one before. A whole one takes as long before its headers.
    `streams` off: one body also to who asked for a stream.
    """

    delay_s: float = 0.0
    content: str | None = None
    framing: Framing = "length"
    pieces: int = 8
    first_s: float = 0.0
    pace_s: float = 0.0
    took: Took | None = None
    streams: bool = True

    @property
    def writing_s(self) -> float:
        """Seconds that a whole one takes to be written."""
        return self.first_s + self.pace_s * self.pieces


@dataclass(frozen=True, slots=True)
class Status:
    """An error in the dialect's own form; `retry_after` is the header's text.

    `error_type` is OpenAI's, `details` are Gemini's; `body` replaces what would be said.
    """

    code: int
    retry_after: str | None = None
    error_type: str = "server_error"
    error_code: str | None = None
    message: str = "the fake was told to fail"
    headers: tuple[tuple[str, str], ...] = ()
    delay_s: float = 0.0
    details: tuple[Mapping[str, Any], ...] = ()
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal for this reason, as each provider says it; `hint_s`: when to come back."""

    why: Why
    hint_s: float | None = None


@dataclass(frozen=True, slots=True)
class FailsMidway:
    """An error after half of a stream; at once, with its status, where none was asked for."""

    then: Status | Refused


@dataclass(frozen=True, slots=True)
class Silence:
    """The request is read and nothing is ever sent."""


@dataclass(frozen=True, slots=True)
class Reset:
    """A TCP reset before the first header."""

    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class CutBody:
    """Headers and half of the promised body, then the connection ends.

    With the framing `close` only what is missing shows that it is cut.
    """

    framing: Framing = "length"


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
    """JSON that breaks off: the envelope itself, or the text inside a proper envelope.

    The envelope of a stream is that of one event in its middle; the others are good.
    """

    where: Where = "body"


@dataclass(frozen=True, slots=True)
class Unended:
    """A whole stream but for its end marker, properly closed; a good answer as a whole."""


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
    | Refused
    | FailsMidway
    | Unended
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
