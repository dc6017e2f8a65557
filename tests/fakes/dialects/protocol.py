"""What every dialect of a fake provider can do, and what all of them refuse."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from tests.fakes import schema
from tests.fakes.behaviours import Took

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.fakes.behaviours import Status, Why
    from tests.fakes.wire import Request

Finish: TypeAlias = Literal["complete", "length", "filtered"]

LEAST_CAP = 256
THOUGHTS = "First the day stem, then its season."
_SAMPLING = ("temperature", "top_p", "top_k", "topP", "topK")

DEFAULT_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "sections": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("id", "title", "text")},
            },
        }
    },
}


class UnprocessableError(ValueError):
    """The request is not one that the real provider would serve."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for, whatever its dialect."""

    model: str
    prompt: str
    json_schema: Mapping[str, Any]
    streamed: bool = False

    def took(self, text: str) -> Took:
        """What a call with this prompt and answer costs here."""
        return Took(len(self.prompt) // 2 + 1, len(text) // 2 + 1)


@dataclass(frozen=True, slots=True)
class Wrote:
    """What the fake model wrote, in the pieces it comes in, why it stopped, and what it took."""

    pieces: Sequence[str]
    finish: Finish
    took: Took

    @property
    def text(self) -> str:
        return "".join(self.pieces)


class Dialect(Protocol):
    """One provider's wire format."""

    @property
    def name(self) -> str:
        """The provider's name in settings."""

    def serves(self, request: Request) -> bool:
        """Whether the path is this dialect's."""

    def asked(self, request: Request) -> Asked:
        """The question in a request.

        Raises:
            UnprocessableError: the real provider would answer 400.

        """

    def completion(self, asked: Asked, wrote: Wrote) -> dict[str, Any]:
        """The body of a 200."""

    def events(self, asked: Asked, wrote: Wrote) -> list[bytes]:
        """The events of a streamed 200; the last one is the end marker."""

    def error(self, status: Status) -> dict[str, Any]:
        """The body of a refusal."""

    def error_event(self, status: Status) -> bytes:
        """A refusal in the middle of a stream."""

    def refusal(self, why: Why, hint_s: float | None) -> Status:
        """How this provider says that it will not, for a reason."""


def decoded(request: Request) -> dict[str, Any]:
    """The JSON object of a POST, without what current models refuse."""
    if request.method != "POST":
        raise UnprocessableError(f"Not allowed to {request.method} on this route.")
    try:
        body = json.loads(request.body)
    except ValueError as error:
        raise UnprocessableError("We could not parse the JSON body of your request.") from error
    if not isinstance(body, dict):
        raise UnprocessableError("The body of your request is no object.")
    for member in (body, body.get("generationConfig", {})):
        for name in _SAMPLING:
            if name in member:
                raise UnprocessableError(f"Unsupported parameter: {name!r}.")
    return body


def capped(cap: Any) -> None:
    """Refuses a cap that leaves no room for an answer."""
    if not (isinstance(cap, int) and cap >= LEAST_CAP):
        raise UnprocessableError(f"The cap of tokens must be at least {LEAST_CAP}.")


def closed(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema that structured output takes."""
    for fault in schema.faults(found):
        raise UnprocessableError(f"Invalid schema: {fault}")
    return found


def data(event: Mapping[str, Any] | str, name: str | None = None) -> bytes:
    """One server-sent event."""
    text = event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)
    head = "" if name is None else f"event: {name}\n"
    return f"{head}data: {text}\n\n".encode()
