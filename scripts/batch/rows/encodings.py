"""Which encoding a text has, found from its bytes: UTF-8, UTF-16, or CP949, which Korean files still have.

CP949 is EUC-KR and the syllables that it lacks; whatever is EUC-KR is read rightly as CP949.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

UTF_8, CP949 = "utf-8", "cp949"
REPLACEMENT = "�"
"""Stands where bytes of a wide encoding spelled nothing."""
_BOMS = (  # that of UTF-32-LE begins like UTF-16-LE's
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OFTEN = 0.3


class UnknownEncoding(Exception):
    """No codec has this name, or it is none for texts."""


def by_its_first_bytes(start: bytes) -> tuple[str | None, int]:
    """The encoding that a byte-order mark or the zero bytes tell, and how long the mark is.

    None: nothing tells yet, so it is UTF-8 or CP949.
    """
    for mark, name in _BOMS:
        if start.startswith(mark):
            return name, len(mark)
    pairs = len(start) // 2
    if pairs and start[1 : 2 * pairs : 2].count(0) > _OFTEN * pairs > start[0::2].count(0):
        return "utf-16-le", 0
    if pairs and start[0 : 2 * pairs : 2].count(0) > _OFTEN * pairs > start[1::2].count(0):
        return "utf-16-be", 0
    return None, 0


def named(name: str) -> str:
    """Our name for the encoding that somebody names; raises UnknownEncoding."""
    try:
        found = codecs.lookup(name).name
        "".encode(found)
    except LookupError:
        raise UnknownEncoding(name) from None
    plain = {"euc_kr": CP949, "utf-8-sig": UTF_8, "ascii": UTF_8}
    wide = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}  # a mark, where there is one, comes first
    return plain.get(found) or wide.get(found) or found


def is_wide(name: str) -> bool:
    """Whether a line's end is more than one byte, so that lines are found only after decoding."""
    return name.startswith(("utf-16", "utf-32"))


def narrowed(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The same text in UTF-8, piece by piece."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


class LineDecoder:
    """Decodes line by line; what is neither ASCII nor told beforehand decides at its first line."""

    def __init__(self, encoding: str | None = None, *, narrowed: bool = False) -> None:
        self.encoding = encoding
        """None: all lines so far were ASCII."""
        self._narrowed = narrowed

    def text(self, line: bytes) -> str | None:
        """The line's text; None: it is not in this encoding, or in none of ours."""
        if self.encoding is None:
            if line.isascii():
                return line.decode("ascii")
            self.encoding = next((name for name in (UTF_8, CP949) if _is(line, name)), None)
            if self.encoding is None:
                return None
        try:
            text = line.decode(self.encoding)
        except UnicodeDecodeError:
            return None
        return None if self._narrowed and REPLACEMENT in text else text


def _is(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
