"""Which texts in the store are messages, told before kombu makes one of them.

kombu takes what it pops, or hears on a channel, for what kombu has written. Anything else raises in the
midst of its reader, with whatever class of error comes first: that ended the worker, or made it connect anew.
"""

from __future__ import annotations

import base64
import logging
from typing import Any

import orjson
from kombu.utils.json import loads

from shared.errors import ServiceError

MALFORMED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a reader raises that meets another shape than it expects: a number of 6,000 digits, a text in a
mapping's place, a thousand brackets in one another, a date that is none."""

_ENCODINGS = (None, "utf-8", "base64")
_MOST_NESTED = 50
"""Ours have six brackets. Where there are very many, kombu meets Python's limit, in reading as in writing."""


logger = logging.getLogger(__name__)


class MalformedMessage(ServiceError):
    """A text is none; its words are no more than the class of the error that it would have raised."""


def log_refusal(why: object) -> None:
    """Says why a message was refused, and nothing of it: it is a stranger's text, perhaps a caller's."""
    logger.warning("refused a malformed message: %s", why)


def read(text: bytes) -> dict[str, Any]:
    """The message, of which kombu can make its own, note it, and put it back.

    Raises:
        MalformedMessage: it could not.

    """
    try:
        message: dict[str, Any] = _parsed(text)
        _check(message)
    except MALFORMED as error:
        raise MalformedMessage(type(error).__name__) from None
    return message


def check_note(text: bytes) -> None:
    """Whether kombu can put back what it reads in a note of a message that was taken.

    Raises:
        MalformedMessage: it could not.

    """
    try:
        message, exchange, routing_key = loads(text)
        _check(message)
        _check_texts(exchange, routing_key)
    except MALFORMED as error:
        raise MalformedMessage(type(error).__name__) from None


def _parsed(text: bytes) -> Any:
    """As kombu reads it, but plain texts with orjson, which has each member's name once for all of them.

    A worker holds four hundred messages, and kombu's reader makes the thirty names of each anew.
    """
    nested = text.count(b"[") + text.count(b"{")
    of_kombu = b"\\" in text or b"__type__" in text  # what it makes another value of
    return loads(text) if of_kombu or nested > _MOST_NESTED else orjson.loads(text)


def _check(message: Any) -> None:
    properties, headers = message["properties"], message["headers"]
    route = properties["delivery_info"]
    _check_texts(properties["delivery_tag"], route["exchange"], route["routing_key"])
    kinds = message.get("content-type", ""), message.get("content-encoding", "")
    _check_texts(*(kind for kind in kinds if kind is not None))
    if not isinstance(headers, dict) or not isinstance(properties.get("priority", 0), int):
        raise TypeError
    encoding, body = properties.get("body_encoding"), message.get("body", "")
    if not isinstance(body, str) or encoding not in _ENCODINGS:
        raise TypeError
    if encoding == "base64":
        base64.b64decode(body)


def _check_texts(*texts: object) -> None:
    # Half a surrogate pair is a text to JSON, and none to the store.
    if not all(isinstance(text, str) and text.isascii() for text in texts):
        raise TypeError
