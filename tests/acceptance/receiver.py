"""A receiver of callbacks: an HTTP server on loopback that answers as it is told."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self

_POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Received:
    """One request; header names are in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Receiver:
    """Takes what is posted, by path; 204 unless a path's answers say otherwise."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._received: list[Received] = []
        self._answers: defaultdict[str, list[int]] = defaultdict(list)
        self._held: dict[str, threading.Event] = {}
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = receiver._take(Received(self.path, headers, body))
                self.send_response(status)
                self.send_header("Location", receiver.url("/elsewhere"))
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST  # noqa: N815 – likewise; who follows a redirect comes with a GET

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=lambda: self._server.serve_forever(_POLL_S), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for held in self._held.values():
            held.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def answer(self, path: str, *statuses: int) -> None:
        """The next answers at this path."""
        self._answers[path] += statuses

    def hold(self, path: str) -> None:
        """Leaves who comes to this path without an answer, until `release`."""
        self._held[path] = threading.Event()

    def release(self, path: str) -> None:
        self._held.pop(path).set()

    def at(self, path: str) -> list[Received]:
        with self._changed:
            return [one for one in self._received if one.path == path]

    def wait_for(self, path: str, count: int = 1, within_s: float = 10.0) -> list[Received]:
        """What came to this path, as soon as it is so much."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self.at(path)) >= count, within_s)
        assert came, f"{len(self.at(path))} of {count} at {path} within {within_s} s"
        return self.at(path)

    def _take(self, received: Received) -> int:
        with self._changed:
            self._received.append(received)
            self._changed.notify_all()
        held = self._held.get(received.path)
        if held is not None:
            held.wait()
        answers = self._answers[received.path]
        return answers.pop(0) if answers else 204
