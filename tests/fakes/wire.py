"""HTTP/1.1 as a provider sees it: requests read off a stream, answers as bytes.

Written by hand because a framework can neither reset a connection nor stall in a body.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.fakes.behaviours import Framing


@dataclass(frozen=True, slots=True)
class Request:
    """One request; header names are in lower case, a repeated header keeps its last value."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer before it is put on the wire."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    framing: Framing = "length"
    parts: tuple[tuple[float, bytes], ...] = ()
    """What a stream is sent in: seconds to wait before each part, and its bytes."""

    @property
    def head(self) -> bytes:
        """The status line and headers with the empty line that ends them."""
        phrase = HTTPStatus(self.status).phrase if self.status in set(HTTPStatus) else "Unknown"
        framing = {
            "length": [("Content-Length", str(len(self.body)))],
            "chunked": [("Transfer-Encoding", "chunked")],
            "close": [("Connection", "close")],
        }[self.framing]
        lines = [
            f"HTTP/1.1 {self.status} {phrase}",
            f"Content-Type: {self.content_type}",
            *(f"{name}: {value}" for name, value in (*framing, *self.headers)),
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    @property
    def framed_body(self) -> bytes:
        """The body as its framing writes it; chunked comes in its parts, or in two pieces."""
        half = len(self.body) // 2
        pieces = [piece for _, piece in self.parts] or [self.body[:half], self.body[half:]]
        return b"".join(map(self.framed, pieces)) + self.end

    def framed(self, piece: bytes) -> bytes:
        """One piece of the body as its framing writes it."""
        if self.framing != "chunked" or not piece:
            return piece
        return b"%x\r\n%b\r\n" % (len(piece), piece)

    @property
    def end(self) -> bytes:
        """What says that the body is whole."""
        return b"0\r\n\r\n" if self.framing == "chunked" else b""


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection, or None when the peer ended it between two."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial.strip():
            raise
        return None
    request_line, *header_lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, path, _version = request_line.split(" ", 2)
    headers: dict[str, str] = {}
    for line in header_lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = await _read_chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, path, headers, body)


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(len(b"\r\n"))
    while (await reader.readline()).strip():
        pass  # trailers
    return bytes(body)
