"""Messages for a RabbitMQ: a thread publishes them, so that the loop never waits for a socket."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import structlog

from shared.broker.amqp_session import AmqpSession, Done
from shared.broker.kombu_address import KombuAddress
from shared.errors import QueueUnavailable
from shared.queue import Priority

PATIENCE_S = 0.5
"""For the broker's word. Then nobody else waits until it says something."""
MOST_UNANSWERED = 2000
"""More at once than two batches are refused."""
RETRY_S = 0.5
_CLOSING_S = 5.0

_Task = Callable[[AmqpSession, Done], None]


class AmqpSender:
    """Publishes and waits for the broker's confirmation; it has one thread and one connection."""

    def __init__(self, address: KombuAddress) -> None:
        self._address = address
        self._posted: deque[tuple[_Task, Done]] = deque()
        self._unanswered = 0
        self._answers = False
        self._ending = threading.Event()
        self._log = structlog.get_logger("broker")
        self._loop: asyncio.AbstractEventLoop
        self._bell: socket.socket

    @property
    def away(self) -> bool:
        """Whether it is known that nothing can be sent now."""
        return not self._answers

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Sends while the context is open."""
        self._loop = asyncio.get_running_loop()
        self._bell, heard = socket.socketpair()
        thread = threading.Thread(target=self._run, args=(heard,), name="broker", daemon=True)
        with self._bell, heard:
            self._bell.setblocking(False)  # noqa: FBT003 - as sockets have it
            thread.start()
            try:
                yield
            finally:
                self._ending.set()
                self._ring()
                await asyncio.to_thread(thread.join, _CLOSING_S)

    async def send(self, job_id: str, priority: Priority, *, first: bool = False) -> None:  # noqa: ARG002 - a quorum queue has no front to push to
        """Returns when the broker has the message."""
        await self._ask(lambda session, done: session.publish(job_id, priority, done))

    async def waiting(self) -> int:
        """How many messages no worker has taken."""
        found: int = await self._ask(lambda session, done: session.measure(done))
        return found

    async def reachable(self) -> bool:
        """Whether the broker answers."""
        with suppress(QueueUnavailable):
            await self.waiting()
        return self._answers

    async def _ask(self, task: _Task) -> Any:
        if not self._answers or self._unanswered >= MOST_UNANSWERED:
            raise QueueUnavailable("the broker is away" if self.away else "too much is unanswered")
        answer = self._loop.create_future()
        self._unanswered += 1
        try:
            self._posted.append((task, partial(self._tell, answer)))
            self._ring()
            async with asyncio.timeout(PATIENCE_S):
                return await answer
        except TimeoutError:
            self._answers = False
            raise QueueUnavailable("the broker is silent") from None
        except (*AmqpSession.errors,) as error:
            raise QueueUnavailable(type(error).__name__) from error
        finally:
            self._unanswered -= 1

    def _ring(self) -> None:
        with suppress(BlockingIOError):  # it has been rung often enough
            self._bell.send(b"\0")

    # The thread's side.

    def _run(self, heard: socket.socket) -> None:
        told = False
        while not self._ending.is_set():
            try:
                session = AmqpSession(self._address, self._loop.time, self._hear)
            except AmqpSession.errors as error:
                if not told:  # once is enough
                    self._log.warning("broker_away", error=type(error).__name__)
                told = True
                self._ending.wait(RETRY_S)
                continue
            told = False
            self._log.info("broker_there")
            self._hear()
            try:
                session.attend(heard, partial(self._take, session), until=self._ending.is_set)
                session.close()
            except AmqpSession.errors as error:
                self._answers = False  # before anybody is refused, who may look
                self._log.warning("broker_lost", error=type(error).__name__)
                session.abandon()
            finally:
                self._answers = False
                self._refuse()

    def _take(self, session: AmqpSession) -> None:
        while self._posted:
            task, done = self._posted.popleft()
            try:
                task(session, done)
            except AmqpSession.errors as error:
                self._answers = False  # likewise
                done(error)
                raise

    def _hear(self) -> None:
        self._answers = True

    def _tell(self, answer: asyncio.Future[Any], outcome: object) -> None:
        with suppress(RuntimeError):  # the loop is closed, and nobody waits any more
            self._loop.call_soon_threadsafe(_settle, answer, outcome)

    def _refuse(self) -> None:
        while self._posted:
            self._posted.popleft()[1](ConnectionError("the connection is lost"))


def _settle(answer: asyncio.Future[Any], outcome: object) -> None:
    if answer.done():  # nobody waits any more
        return
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
