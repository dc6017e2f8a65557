"""A reader of server-sent events, by the standard's rules and nothing of the application's code."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tests.acceptance.caller import JOBS, Caller

if TYPE_CHECKING:
    import http.client
    from collections.abc import Iterator, Mapping

TYPE = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Event:
    """One event as a browser would dispatch it; `id` is the last one that was given."""

    name: str
    data: Any
    id: str


@contextmanager
def following(
    caller: Caller,
    job_id: str,
    last_id: str | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[http.client.HTTPResponse]:
    """The open answer of a job's events; the connection is cut at the end."""
    headers = {**headers, "Accept": TYPE} | ({} if last_id is None else {"Last-Event-ID": last_id})
    with closing(caller.connection()) as connection:
        connection.request("GET", f"{JOBS}{job_id}/events", headers=headers)
        response = connection.getresponse()
        try:
            yield response
        finally:
            response.close()


def events_in(response: http.client.HTTPResponse) -> Iterator[Event]:
    """The events until the stream ends, each as soon as it is there."""
    last_id, name = "", ""
    data: list[str] = []
    for raw in response:
        line = raw.decode().removesuffix("\n").removesuffix("\r")
        if not line:
            if data:
                yield Event(name or "message", json.loads("\n".join(data)), last_id)
            name, data = "", []
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)
        elif field == "id":
            last_id = value
