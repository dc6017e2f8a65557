"""The children's output as lines of one log, each behind the name of its child."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

LONGEST_BYTES = 64 * 1024  # a longer line is cut in two: a child without line ends fills no memory

_COLOURS = {"store": "35", "worker": "33", "gateway": "36", "flower": "32", "palja": "1"}


class LineSplitter:
    """Cuts a stream of bytes into lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> list[str]:
        """The lines that `chunk` completes, without their ends."""
        *whole, self._rest = (self._rest + chunk).split(b"\n")
        while len(self._rest) > LONGEST_BYTES:
            whole.append(self._rest[:LONGEST_BYTES])
            self._rest = self._rest[LONGEST_BYTES:]
        return [_text(line) for line in whole]

    def close(self) -> list[str]:
        """The last line, if the stream ended inside one."""
        rest, self._rest = self._rest, b""
        return [_text(rest)] if rest else []


class Log:
    """Lines on one stream, aligned behind their source's name, coloured on a terminal.

    When nobody reads the stream any more, `when_unread` is called once and the rest is dropped.
    """

    def __init__(
        self, stream: TextIO, *, width: int, colour: bool, when_unread: Callable[[], None]
    ) -> None:
        self._stream = stream
        self._width = width
        self._colour = colour
        self._when_unread = when_unread
        self._unread = False

    def line(self, source: str, text: str) -> None:
        """Writes one line behind the name of its source."""
        self.plain(f"{self._prefix(source)} {text}")

    def plain(self, text: str) -> None:
        """Writes `text` as it is."""
        if self._unread:
            return
        try:
            self._stream.write(f"{text}\n")
            self._stream.flush()
        except BrokenPipeError:
            self._unread = True
            self._when_unread()

    def _prefix(self, source: str) -> str:
        prefix = f"{source:<{self._width}} |"
        if not self._colour:
            return prefix
        return f"\x1b[{_COLOURS.get(source.partition('-')[0], '0')}m{prefix}\x1b[0m"


def _text(line: bytes) -> str:
    return line.removesuffix(b"\r").decode(errors="replace")
