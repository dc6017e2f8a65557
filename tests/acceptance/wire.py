"""A client that speaks bytes, for what no HTTP library would send."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from dataclasses import dataclass

from tests.acceptance.caller import Reply

_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Said:
    """What came back until the other side closed; `closed` is False when it did not in time."""

    raw: bytes
    closed: bool
    took_s: float


def exchange(port: int, sent: bytes, within_s: float = 10.0) -> Reply:
    """The one answer to `sent`, read by its length."""
    began_s = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=within_s) as connection:
        connection.sendall(sent)
        raw = b""
        while (found := _reply(raw, began_s)) is None:
            piece = connection.recv(_CHUNK)
            assert piece, f"closed before the end of an answer: {raw!r}"
            raw += piece
    return found


def until_closed(port: int, sent: bytes, within_s: float) -> Said:
    """All that comes back for `sent` until the other side closes."""
    began_s = time.perf_counter()
    raw = b""
    with socket.create_connection(("127.0.0.1", port), timeout=within_s) as connection:
        connection.sendall(sent)
        with suppress(TimeoutError):
            while piece := connection.recv(_CHUNK):
                raw += piece
            return Said(raw, closed=True, took_s=time.perf_counter() - began_s)
    return Said(raw, closed=False, took_s=time.perf_counter() - began_s)


def _reply(raw: bytes, began_s: float) -> Reply | None:
    head, end, body = raw.partition(b"\r\n\r\n")
    if not end:
        return None
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if len(body) < int(headers["content-length"]):
        return None
    return Reply(int(status.split()[1]), headers, body, time.perf_counter() - began_s)
