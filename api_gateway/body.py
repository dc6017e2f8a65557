"""A request's body, read up to a limit."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.types import Message, Receive

from shared.errors import InvalidRequest

MAX_BODY_BYTES = 64 * 1024
MAX_BATCH_BYTES = 1024 * 1024


async def read_body(request: Request, limit_bytes: int = MAX_BODY_BYTES) -> bytes:
    """The whole body, whatever its content type says.

    Raises:
        InvalidRequest: it is longer than the limit (413); the rest is not read.
    """
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit_bytes:
            raise InvalidRequest("body_too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(body)


def read_again(message: Message, receive: Receive) -> Receive:
    """A `receive` that gives this message, which has been received, once more."""
    again = [message]

    async def receive_again() -> Message:
        return again.pop() if again else await receive()

    return receive_again
