"""Server-sent events out of bytes, however they are cut into pieces.

Source: WHATWG HTML, 9.2.6 "Interpreting an event stream". Stricter than that: the text must be
UTF-8. `id` and `retry` mean nothing to who will not reconnect, and are read over. An event that no
empty line has ended is not given by `feed`; `rest` gives it to who knows that the stream is over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `name` is `message` where the stream gives none."""

    name: str
    data: str


class EventReader:
    """Takes the pieces of one stream, whose size the caller bounds, and gives its events."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._began = False
        self._after_cr = False
        self._name = ""
        self._data: list[str] = []

    def feed(self, piece: bytes) -> Iterator[Event]:
        """The events that end in this piece.

        Raises:
            UnicodeDecodeError: it is not UTF-8.
        """
        for line in self._lines(piece):
            if event := self._line(line.decode()):
                yield event

    def rest(self) -> Event | None:
        """The event that no empty line has ended, at the end of the stream; None: there is none.

        It may be whole (some servers join their events by empty lines) or cut: its data tells.
        """
        unended = b"".join(self._pieces)
        try:
            if unended:
                self._line(unended.decode())
        except UnicodeDecodeError:
            return None
        return self._line("")

    def _lines(self, piece: bytes) -> list[bytes]:
        if self._after_cr:
            piece = piece.removeprefix(b"\n")  # the two were one line end
        self._after_cr = piece.endswith(b"\r")
        # A line that comes in many pieces is put together once, at its end.
        self._pieces.append(piece)
        if b"\n" not in piece and b"\r" not in piece:
            return []
        *lines, rest = _LINE_END.split(b"".join(self._pieces))
        self._pieces = [rest]
        if not self._began:
            lines[0] = lines[0].removeprefix(_BOM)
            self._began = True
        return lines

    def _line(self, line: str) -> Event | None:
        if not line:
            event = Event(self._name or "message", "\n".join(self._data)) if self._data else None
            self._name, self._data = "", []
            return event
        name, _, value = line.partition(":")  # a comment has an empty name
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._name = value
        return None
