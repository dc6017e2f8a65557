"""What hostile clients send, as bytes on a connection, and what each is answered."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.acceptance.caller import GENERATE
from tests.acceptance.questions import FIRST_BIRTH, calculation

HOST = b"Host: 127.0.0.1\r\n"
GOOD = json.dumps(calculation(FIRST_BIRTH)).encode()
POST = b"POST %b HTTP/1.1\r\n" % GENERATE.encode() + HOST
CHUNKED = b"Transfer-Encoding: chunked\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(GOOD)
CHUNKS = b"%x\r\n%b\r\n0\r\n\r\n" % (len(GOOD), GOOD)


@dataclass(frozen=True, slots=True)
class Shape:
    """One request, and the status and code of its answer."""

    sent: bytes
    status: int
    code: str


def head(first: bytes, *lines: bytes) -> bytes:
    return b"".join((first, b" HTTP/1.1\r\n", HOST, *lines, b"\r\n"))


def posted(body: bytes, *lines: bytes) -> bytes:
    return b"".join((POST, *lines, b"Content-Length: %d\r\n\r\n" % len(body), body))


def birth(more: bytes) -> bytes:
    return posted(b'{"birth_info": {"year": 1990, "month": 3, "day": 15, %b}}' % more)


HUGE = b"1" + b"0" * 400

# The parser gives up before there is a request: the protocol answers.
UNREADABLE = {
    name: Shape(sent, 400, "malformed_request")
    for name, sent in {
        "length beside chunks": POST + LENGTH + CHUNKED + b"\r\n" + CHUNKS,
        "chunks beside length": POST + CHUNKED + LENGTH + b"\r\n" + CHUNKS,
        "two equal lengths": POST + LENGTH * 2 + b"\r\n" + GOOD,
        "two lengths": POST + b"Content-Length: 1\r\n" + LENGTH + b"\r\n" + GOOD,
        "list of lengths": POST + b"Content-Length: 5, 5\r\n\r\n" + GOOD,
        "signed length": POST + b"Content-Length: +5\r\n\r\n" + GOOD,
        "negative length": POST + b"Content-Length: -1\r\n\r\n" + GOOD,
        "hexadecimal length": POST + b"Content-Length: 0x5\r\n\r\n" + GOOD,
        "huge length": POST + b"Content-Length: %b\r\n\r\n" % HUGE,
        "other coding": POST + b"Transfer-Encoding: identity\r\n\r\n" + CHUNKS,
        "almost chunked": POST + b"Transfer-Encoding: xchunked\r\n\r\n" + CHUNKS,
        "coded chunks": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKS,
        "chunked twice": POST + CHUNKED * 2 + b"\r\n" + CHUNKS,
        "blank before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n" + CHUNKS,
        "folded header": POST + LENGTH + b"Transfer-Encoding:\r\n chunked\r\n\r\n" + CHUNKS,
        "chunks in HTTP/1.0": POST.replace(b"/1.1", b"/1.0") + CHUNKED + b"\r\n" + CHUNKS,
        "bare line feeds": (POST + LENGTH + b"\r\n").replace(b"\r\n", b"\n") + GOOD,
        "bare carriage return": POST + b"a: b\rContent-Length: 0\r\n" + LENGTH + b"\r\n" + GOOD,
        "NUL in a header": POST + b"a: b\0c\r\n" + LENGTH + b"\r\n" + GOOD,
        "no chunk size": POST + CHUNKED + b"\r\nzz\r\n",
        "huge chunk size": POST + CHUNKED + b"\r\n" + b"f" * 20 + b"\r\n",
        "chunk longer than it says": POST + CHUNKED + b"\r\n2\r\n{}}\r\n0\r\n\r\n",
        "two hosts": head(b"GET /health/live", b"Host: elsewhere.example\r\n"),
        "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(32),
        "unknown method": head(b"FROB /health/live"),
        "bytes in the target": head(b"GET /\xff\xfe"),
        "nonsense": b"\0" * 100 + b"\r\n\r\n",
    }.items()
}
TOO_LARGE = {
    "1 MiB of headers": Shape(
        head(b"GET /health/live", b"a: bcdefgh\r\n" * 90_000), 431, "headers_too_large"
    ),
    "1 MiB in one header": Shape(
        head(b"GET /health/live", b"a: " + b"b" * 1_048_576 + b"\r\n"), 431, "headers_too_large"
    ),
    "address of 100 KB": Shape(head(b"GET /" + b"a" * 100_000), 414, "uri_too_long"),
    "100,000 brackets": Shape(posted(b"[" * 50_000 + b"]" * 50_000), 413, "body_too_large"),
}
MALFORMED = {
    name: Shape(sent, 400, "malformed_json")
    for name, sent in {
        "empty body": posted(b""),
        "no body": POST + b"\r\n",
        "BOM": posted(b"\xef\xbb\xbf" + GOOD),
        "60,000 brackets": posted(b"[" * 60_000),
        "60,000 braces": posted(b'{"a":' * 12_000),
        "invalid UTF-8": birth(b'"timezone": "\xff"'),
        "encoded surrogate": birth(b'"timezone": "\xed\xa0\x80"'),
        "lone surrogate": birth(b'"timezone": "\\ud800"'),
        "surrogate as key": birth(b'"\\udfff": 1'),
        "NaN": birth(b'"longitude": NaN'),
        "Infinity": birth(b'"longitude": -Infinity'),
        "1e400": birth(b'"longitude": 1e400'),
        "10^400": birth(b'"hour": %b' % HUGE),
        "compressed": posted(b"\x1f\x8b\x08\0\0\0\0\0", b"Content-Encoding: gzip\r\n"),
        "other type": posted(b"<year>1990</year>", b"Content-Type: application/xml\r\n"),
    }.items()
}
REFUSED = {
    "repeated key": Shape(birth(b'"day": 16'), 422, "invalid_birth_info"),
    "escaped repeated key": Shape(birth(b'"d\\u0061y": 16'), 422, "invalid_birth_info"),
    "large number": Shape(birth(b'"hour": 99999999999999999999'), 422, "invalid_birth_info"),
    "no host": Shape(b"GET /health/live HTTP/1.1\r\n\r\n", 403, "forbidden"),
    "odd bytes in headers": Shape(
        head(b"GET /health/live", b"Accept: \xff\r\nX-Request-ID: \xfe\r\n"), 406, "not_acceptable"
    ),
    "odd escapes": Shape(head(b"GET /%ff%00%0d%0a/%ed%a0%80"), 404, "not_found"),
    "odd escapes for a job": Shape(
        head(b"GET /admin-api/saju/jobs/%00%0a%ed%a0%80"), 404, "job_not_found"
    ),
    "odd query": Shape(head(b"GET /admin-api/saju/jobs/x?wait=%ff%00"), 422, "invalid_request"),
}
SHAPES = UNREADABLE | TOO_LARGE | MALFORMED | REFUSED
