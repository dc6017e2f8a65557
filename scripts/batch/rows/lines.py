"""The lines of an input, read piece by piece, so that neither a long file nor a long line is held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from scripts.batch.rows.encodings import (
    CP949,
    UTF_8,
    LineDecoder,
    by_its_first_bytes,
    is_wide,
    named,
    narrowed,
)
from scripts.batch.rows.row import Fault

LONGEST_BYTES = 1024 * 1024
"""A line that is longer is no question: a whole batch call may have so many bytes."""
Tell = Callable[..., None]
"""Takes the name of a sentence, and its words."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end, or what is wrong with it; `number` counts from 1."""

    number: int
    text: str
    fault: Fault | None = None


def lines_of(chunks: Iterable[bytes], tell: Tell, encoding: str | None = None) -> Iterator[Line]:
    """All lines, empty ones too. What is found about the encoding is told once.

    Raises:
        UnknownEncoding: no codec has the name that was given.
    """
    pieces = iter(chunks)
    start = next(pieces, b"")
    found, mark_bytes = by_its_first_bytes(start)
    if encoding is not None:
        given = named(encoding)
        found, mark_bytes = given, mark_bytes if found == given else 0
    elif found is not None:
        tell("encoding_marked" if mark_bytes else "encoding_guessed", encoding=found.upper())
    pieces = chain([start[mark_bytes:]], pieces)
    if found is not None and is_wide(found):
        yield from _decoded(
            _split(narrowed(pieces, found)), LineDecoder(UTF_8, narrowed=True), tell
        )
    else:
        yield from _decoded(_split(pieces), LineDecoder(found), tell)


def _decoded(
    raws: Iterator[tuple[int, bytes | None]], decoder: LineDecoder, tell: Tell
) -> Iterator[Line]:
    for number, raw in raws:
        if raw is None:
            most = f"{LONGEST_BYTES // 1024:,} KiB"
            yield Line(number, "", Fault("", "line_too_long", {"most": most}))
            continue
        undecided = decoder.encoding is None
        text = decoder.text(raw)
        if undecided and decoder.encoding == CP949:
            tell("encoding_cp949")
        if text is None:
            shown = raw.decode("utf-8", "replace")
            facts = {"encoding": (decoder.encoding or "utf-8").upper()}
            yield Line(number, shown, Fault("", "not_decodable", facts))
        elif "\0" in text:
            fault = Fault("", "nul_byte", {"at": text.index("\0") + 1})
            yield Line(number, text.replace("\0", "␀"), fault)
        else:
            yield Line(number, text)


def _split(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Each line's number and bytes; None: it is longer than a line may be, and was thrown away."""
    number, held, too_long = 1, bytearray(), False
    end = b""
    for piece in pieces:
        if not end and (found := _end_in(piece)):
            end = found
        held += piece
        *whole, rest = held.split(end) if end else [held]
        for line in whole:
            yield number, None if too_long or len(line) > LONGEST_BYTES else _bare(line)
            number, too_long = number + 1, False
        held = bytearray(rest)
        if len(held) > LONGEST_BYTES:
            too_long, held = True, bytearray()
    if held or too_long:
        yield number, None if too_long else _bare(held)


def _end_in(piece: bytes) -> bytes:
    """How lines end: a file with returns and no newline is an old Macintosh's."""
    if b"\n" in piece:
        return b"\n"
    at = piece.find(b"\r")
    return b"\r" if 0 <= at < len(piece) - 1 else b""  # at the very end a newline may follow


def _bare(line: bytearray | bytes) -> bytes:
    return bytes(line.removesuffix(b"\r"))
