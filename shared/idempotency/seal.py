"""Answers closed so that only their own caller can open them again.

The answer to a birth tells the birth, which the store must not see. So it is sealed under a key
that is made of our secret, the caller, his idempotency key and his body: the store has none of
these, and this service has them all only while the caller repeats his request.
"""

from __future__ import annotations

import hashlib
import hmac
import zlib
from dataclasses import dataclass

import orjson

_NONCE_BYTES = 16
_TAG_BYTES = 32
_LEVEL = 3


class SealBroken(Exception):
    """These bytes were not sealed under this key, or have changed."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What is repeated: status, headers of the answer's own, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request with an idempotency key, as the store may see it, and the key of its seal."""

    place: str
    """an HMAC of the caller and his key"""
    fingerprint: str
    """an HMAC of the body"""
    seal_key: bytes

    @classmethod
    def of(cls, secret: bytes, caller: str, key: str, body: bytes) -> Attempt:
        """The attempt of `caller` (what identifies him) with this key and body."""
        who = f"{len(caller)} {caller} {key}".encode()  # the length: no two pairs spell the same
        content = hashlib.sha256(body).digest()
        return cls(
            place=_hmac(secret, b"place" + who).hex(),
            fingerprint=_hmac(secret, b"body" + hashlib.sha256(who).digest() + content).hex(),
            seal_key=_hmac(secret, b"seal" + hashlib.sha256(who).digest() + content),
        )


def seal(key: bytes, answer: KeptAnswer, nonce: bytes) -> bytes:
    """The answer, closed; `nonce` is 16 random bytes, never used twice."""
    head = orjson.dumps([answer.status, answer.headers])
    closed = _mask(key, nonce, zlib.compress(head + b"\n" + answer.body, _LEVEL))
    return nonce + closed + _hmac(key, nonce + closed)


def unseal(key: bytes, data: bytes) -> KeptAnswer:
    """The answer that `seal` closed.

    Raises:
        SealBroken: it was another key, or the bytes have changed.
    """
    content, tag = data[:-_TAG_BYTES], data[-_TAG_BYTES:]
    if not hmac.compare_digest(_hmac(key, content), tag):
        raise SealBroken
    opened = zlib.decompress(_mask(key, content[:_NONCE_BYTES], content[_NONCE_BYTES:]))
    head, _, body = opened.partition(b"\n")
    status, headers = orjson.loads(head)
    return KeptAnswer(status, tuple((name, value) for name, value in headers), body)


def _mask(key: bytes, nonce: bytes, data: bytes) -> bytes:
    # An XOF under a secret key is a stream cipher: the same call closes and opens.
    stream = hashlib.shake_256(_hmac(key, b"stream" + nonce)).digest(len(data))
    return (int.from_bytes(data) ^ int.from_bytes(stream)).to_bytes(len(data))


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()
