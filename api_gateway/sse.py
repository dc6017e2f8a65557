"""Server-sent events as bytes (WHATWG HTML, 9.2), and the response that sends them.

By hand: sse-starlette patches the server's stop and keeps a task group and a ping for each stream,
where one process has one of each already; the form itself is these few lines.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from shared.background import end

_LINE_END = re.compile(rb"\r\n|\r|\n")
_NO_LINE = re.compile(r"[\r\n\0]")


def event(name: str, data: bytes, event_id: str | None = None) -> bytes:
    """One event; its data may have any number of lines, whose ends become line feeds.

    Raises:
        ValueError: a name or an id that would not stay on its line.
    """
    if _NO_LINE.search(name) or _NO_LINE.search(event_id or ""):
        raise ValueError("an event's name and id are one line each")
    lines = [b"event: " + name.encode()]
    if event_id is not None:
        lines.append(b"id: " + event_id.encode())
    one_line = b"\n" not in data and b"\r" not in data  # as all our JSON; the split takes 0.1 ms
    lines += [b"data: " + line for line in ([data] if one_line else _LINE_END.split(data))]
    return b"\n".join(lines) + b"\n\n"


def comment(text: str) -> bytes:
    """A line that receivers ignore; it keeps what lies between from closing a silent connection."""
    return b"".join(b": " + line + b"\n" for line in _LINE_END.split(text.encode())) + b"\n"


class EventStream(Response):
    """200 with the events of a generator, until that ends or the client goes away.

    Either way the generator is closed before the call returns, wherever it was: Starlette's own
    streaming response leaves that to the garbage collector.
    """

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes, None]) -> None:
        self._events = events
        self.status_code = 200
        self.background = None
        self.init_headers({"Cache-Control": "no-store", "X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        sending = asyncio.create_task(self._send(send, only_head=scope["method"] == "HEAD"))
        leaving = asyncio.create_task(left(receive))
        leaving.add_done_callback(lambda _: sending.cancel())
        try:
            await sending
        except asyncio.CancelledError:
            ours = asyncio.current_task()
            if not leaving.done() or (ours is not None and ours.cancelling()):
                raise  # it is we who are cancelled, and not the sending alone
        finally:
            leaving.cancel()
            await end(sending)

    async def _send(self, send: Send, *, only_head: bool) -> None:
        async with aclosing(self._events) as events:
            start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
            await send(start)
            if not only_head:
                async for piece in events:
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def left(receive: Receive) -> None:
    """Returns when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
