"""A Celery worker pool that runs `async def` tasks on one event loop.

Two threads and nothing between them but two queues. The hub's thread (Celery's event loop) owns the
broker connection, the slots and all of Celery's callbacks; the loop's thread owns the coroutines.
Jobs go over with `call_soon_threadsafe`, completions come back through `_reports` with one wake-up
of the hub for as many as have gathered. See docs/adr/0002-asyncio-pool.md.
"""

from __future__ import annotations

import itertools
import logging
import os
from collections import deque
from functools import partial
from queue import Empty, SimpleQueue
from threading import RLock
from typing import TYPE_CHECKING, Any

from celery.concurrency.base import BasePool
from celery.worker import state
from kombu.serialization import prepare_accept_content

from workers.pool.job import Job, Outcome, now, request_ident
from workers.pool.loop_thread import LoopThread

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

CLEANUP_S = 5.0  # for cancelled coroutines to put away what they hold, then for the lifespan
SLICE_S = 0.2  # how late a wait may notice that it was cut short


class AsyncioPool(BasePool):
    """Runs up to `limit` coroutines at once in one thread, between `app.lifespan`'s two ends."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._thread = LoopThread(getattr(self.app, "lifespan", None))
        self._accept = prepare_accept_content(self.app.conf.accept_content)
        self._numbers = itertools.count(1)
        self._hub: Any = None
        self._reports: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._drain_due = False
        # Re-entrant: accepting a job may terminate it, and Celery's own signal handlers stop pools.
        self._lock = RLock()
        self._running: dict[int, Job] = {}
        self._waiting: deque[Job] = deque()
        self.stopping = self._hurried = False

    # Celery's side: start and stop.

    def on_start(self) -> None:
        """Start the loop and enter the lifespan; what it raises ends the worker."""
        self._does_debug = False  # Celery would log each message with its whole body
        for task in self.app.tasks.values():
            # `task.request` goes by coroutine instead of by thread.
            task.request_stack.__ident_func__ = request_ident
        self._thread.start()

    def did_start_ok(self) -> bool:
        """Whether the loop's thread is alive."""
        return self._thread.alive

    def register_with_event_loop(self, loop: Any) -> None:
        """Take the hub; Celery calls this again after each reconnection to the broker."""
        self._hub = loop
        # A callback that raises in the hub (an ack on a dead connection) takes the rest of its
        # batch along, perhaps our drain: completions of the outage are fetched here.
        self._drain_due = True
        loop.call_soon(self._drain)

    def on_stop(self) -> None:
        """Let the running jobs finish, cancel what outlasts the soft shutdown, close the lifespan.

        The soft shutdown's time bounds every stop (0: no bound), `hurry` ends it. Messages of
        cancelled jobs stay unacknowledged: the broker has them back when the channel closes.
        """
        if self.stopping:
            return
        self._refuse_more()
        soft_s = self.app.conf.worker_soft_shutdown_timeout or None
        logger.info("stopping; %d jobs may finish within %s s", len(self._running), soft_s)
        if not state.should_terminate:
            self._attend(soft_s)
            for request in tuple(state.active_requests):
                if not request.acknowledged:
                    request.cancel(self, emit_retry=False)
        self._close()

    def hurry(self) -> None:
        """End the soft shutdown; may be called in a signal handler."""
        self._hurried = True
        self.wake()

    def wake(self) -> None:
        """Have the hub look around now, not at the end of its second; likewise.

        By way of the other thread: the handler may have interrupted the hub where it holds the lock
        that waking it takes.
        """
        if self._hub is not None:
            self._thread.call(self._hub.call_soon, _nothing)

    def on_terminate(self) -> None:
        """Cancel what runs and close the lifespan."""
        self._close()

    def finish(self, timeout_s: float) -> bool:
        """Whether every running job ended within `timeout_s`.

        The hub stands still meanwhile: acknowledgements leave when it closes.
        """
        end_s = now() + timeout_s
        while self._running and (left_s := end_s - now()) > 0:
            try:
                self._perform(self._reports.get(timeout=min(left_s, SLICE_S)))
            except Empty:
                continue
        return not self._running

    def flush(self) -> None:
        """Drop jobs not yet begun: their connection is lost, the broker delivers them again."""
        self._waiting.clear()

    # Celery's side: jobs.

    def on_apply(  # noqa: D417 - the rest is named as Celery names it
        self,
        target: object,  # noqa: ARG002 - Celery's tracer, which awaits nothing
        args: tuple[Any, ...],
        kwargs: object = None,  # noqa: ARG002 - always empty
        *,
        accept_callback: Callable[[int, float], object],
        timeout_callback: Callable[[bool, float], object],
        callback: Callable[[Outcome], object],
        soft_timeout: float | None = None,
        timeout: float | None = None,
        **_: object,
    ) -> Any:
        """Begin a job, or keep it until one of `limit` slots is free.

        That happens after a reconnection, when the new channel does not count the old one's
        messages, and after `pool_shrink`.

        Args:
            args: task name, task id, request, body, content type, content encoding.

        """
        name, _id, request, body, content_type, content_encoding = args
        job = Job(
            number=next(self._numbers),
            task=self.app.tasks[name],
            request=request,
            body=body,
            content_type=content_type,
            content_encoding=content_encoding,
            accept=self._accept,
            soft_s=soft_timeout or self.options.get("soft_timeout"),
            hard_s=timeout or self.options.get("timeout"),
            on_accepted=accept_callback,
            on_timeout=timeout_callback,
            on_done=callback,
            report=self._report_end,
            report_timeout=self._report_timeout,
            call=self._thread.call,
        )
        if not self.stopping:  # else it stays unacknowledged and goes back to the queue
            self._waiting.append(job)
            self._fill()
        return job

    def terminate_job(self, pid: int, signal: object = None) -> None:
        """Cancel the running job of that number (Celery thinks it a process id)."""
        if job := self._running.get(pid):
            job.terminate(signal)

    def grow(self, n: int = 1) -> None:
        """Add slots."""
        self.limit += n
        self._fill()

    def shrink(self, n: int = 1) -> None:
        """Take slots away, all but one; what runs goes on."""
        self.limit = max(self.limit - n, 1)

    def _get_info(self) -> dict[str, Any]:
        return {
            "implementation": f"{type(self).__module__}:{type(self).__name__}",
            "max-concurrency": self.limit,
            "running": len(self._running),
            "waiting": len(self._waiting),
            "processes": [os.getpid()],
            "max-tasks-per-child": "N/A",
            "timeouts": [self.options.get("soft_timeout") or 0, self.options.get("timeout") or 0],
        }

    # The hub's thread.

    def _fill(self) -> None:
        with self._lock:
            while self._waiting and len(self._running) < self.limit:
                job = min(self._waiting, key=_urgency)  # of the most urgent the first
                self._waiting.remove(job)
                self._running[job.number] = job
                job.on_accepted(job.number, now())
                self._thread.call(job.start)

    def _free(self, job: Job, outcome: Outcome | None) -> None:
        with self._lock:
            self._running.pop(job.number, None)
        self._fill()
        if outcome is not None:
            job.on_done(outcome)

    def _drain(self) -> None:
        self._drain_due = False  # before emptying: whoever reports from now on wakes the hub again
        while True:
            try:
                report = self._reports.get_nowait()
            except Empty:
                return
            self._perform(report)

    def _perform(self, report: Callable[[], object]) -> None:
        try:
            report()
        except Exception:  # a root: one job's bookkeeping must not take the worker down
            logger.exception("a job's completion could not be reported to Celery")

    def _attend(self, timeout_s: float | None) -> None:
        """Run the hub until no job runs: acks, events and heartbeats leave as ever."""
        end_s = None if timeout_s is None else now() + timeout_s
        while self._running and not self._hurried and (end_s is None or now() < end_s):
            if self._hub is None:
                self.finish(SLICE_S)
                continue
            try:
                self._hub.run_once()
            except Exception:  # a root: the broker may be gone, the jobs may finish
                logger.warning("the broker's event loop failed while stopping", exc_info=True)
                self._hub = None

    def _refuse_more(self) -> None:
        self.stopping = True
        self._waiting.clear()

    def _close(self) -> None:
        self._refuse_more()
        for job in tuple(self._running.values()):
            job.terminate()
        if not self.finish(CLEANUP_S):
            logger.error("%d jobs did not end when cancelled", len(self._running))
        self._thread.stop(CLEANUP_S)

    # The loop's thread.

    def _report_end(self, job: Job, outcome: Outcome | None) -> None:
        self._report(partial(self._free, job, outcome))

    def _report_timeout(self, job: Job, soft: bool, limit_s: float) -> None:  # noqa: FBT001 - Celery's
        self._report(partial(job.on_timeout, soft, limit_s))

    def _report(self, report: Callable[[], object]) -> None:
        self._reports.put(report)
        if self._hub is None:  # a transport without an event loop: as Celery's own thread pool does
            self._drain()
        elif not self._drain_due:
            self._drain_due = True
            self._hub.call_soon(self._drain)


def _nothing() -> None:
    """What the hub is woken with."""


def _urgency(job: Job) -> int:
    """The step of the message's priority; 0 is the most urgent."""
    return int(job.request.get("delivery_info", {}).get("priority") or 0)
