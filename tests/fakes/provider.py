"""A model provider of the project's own over real sockets, told by tests what to do.

It runs in a thread with a loop of its own; everything here may be called from any thread.

    with FakeProvider() as provider:
        provider.script([Status(500), Status(500)])  # then the default again: a good answer
        ...  # PALJA_OPENAI_BASE_URL=provider.base_url, and so for Gemini and Anthropic
        assert [call.behaviour for call in provider.calls] == [Status(500), Status(500), Answer()]
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.fakes.behaviours import Answer
from tests.fakes.dialects import ALL
from tests.fakes.journal import Journal
from tests.fakes.loop_thread import LoopThread
from tests.fakes.script import Script
from tests.fakes.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.fakes.behaviours import Behaviour, Unheld
    from tests.fakes.dialects import Dialect
    from tests.fakes.journal import Call
    from tests.fakes.script import Rule

_WAIT_S = 10.0


class FakeProvider(LoopThread):
    """A scripted provider on a free loopback port, which speaks all dialects unless told which."""

    def __init__(
        self,
        dialects: Iterable[Dialect] = ALL,
        journal: Journal | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        super().__init__("fake provider")
        self.journal = journal or Journal()
        self._script = Script()
        self._dialects = tuple(dialects)
        self._server: Server
        self._host, self._port = host, port

    async def _serve(self, started: Callable[[], None], stopping: asyncio.Event) -> None:
        self._server = Server(self._dialects, self._script, self.journal, stopping)

        def listens(port: int) -> None:
            self._port = port
            started()

        await self._server.run(listens, self._host, self._port)

    @property
    def base_url(self) -> str:
        """Scheme, host and port: what `PALJA_OPENAI_BASE_URL` and the two others take."""
        return f"http://127.0.0.1:{self._port}"

    def answer_with(self, default: Behaviour | Rule) -> None:
        """From now on: this behaviour, or what the rule says for each request."""
        self._script.default(default)

    def script(self, steps: Iterable[Behaviour]) -> None:
        """The next calls, one step each, before the default is used again."""
        self._script.steps(steps)

    def hold(self, then: Unheld | None = None) -> None:
        """From now on calls wait for `release` and then do `then`: a good answer if not given."""
        self._script.hold(then or Answer())

    def release(self, count: int | None = None) -> None:
        """Lets `count` of the held calls go, oldest first; None: all, and holds no more."""
        asyncio.run_coroutine_threadsafe(self._server.release(count), self._loop).result(_WAIT_S)

    def reset(self) -> None:
        """As after the start: good answers, no script, nothing held, no calls on record."""
        self.script([])
        self.answer_with(Answer())
        self.release()
        self.journal.forget()

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call since the start or the last `reset`, in the order of their coming."""
        return self.journal.calls

    @property
    def in_flight(self) -> int:
        """Calls read and not yet answered."""
        return self.journal.in_flight

    @property
    def max_in_flight(self) -> int:
        """The most calls that were unanswered at once since the start or the last `reset`."""
        return self.journal.max_in_flight

    @property
    def connections_opened(self) -> int:
        """TCP connections accepted since the start."""
        return self.journal.connections_opened

    def wait_for_calls(self, count: int, timeout_s: float = _WAIT_S) -> tuple[Call, ...]:
        """The calls, as soon as there are `count` of them; TimeoutError otherwise."""
        self._wait(lambda journal: len(journal.calls) >= count, timeout_s, f"{count} calls")
        return self.calls

    def wait_for_in_flight(self, count: int, timeout_s: float = _WAIT_S) -> None:
        """Returns as soon as exactly `count` calls are unanswered; TimeoutError otherwise."""
        self._wait(lambda journal: journal.in_flight == count, timeout_s, f"{count} in flight")

    def _wait(self, condition: Callable[[Journal], bool], timeout_s: float, what: str) -> None:
        if not self.journal.wait_for(condition, timeout_s):
            seen = f"{len(self.calls)} calls, {self.in_flight} in flight"
            raise TimeoutError(f"no {what} at the fake provider within {timeout_s} s: {seen}")
