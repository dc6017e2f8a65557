"""Celery's worker with signal handlers that only take note."""

from __future__ import annotations

from typing import Any

from celery.apps.worker import Worker
from celery.platforms import EX_OK, signals
from celery.signals import worker_shutting_down
from celery.worker import state

STOP_SIGNALS = ("SIGTERM", "SIGINT", "SIGQUIT")


class SoftStoppingWorker(Worker):
    """A worker that every signal stops the same way: softly, and at once when it comes again.

    Celery does the work of a cold stop inside its signal handler, where a lock it needs (the event
    dispatcher's, for one) may be held by the very code that was interrupted: under load one SIGQUIT
    in ten never ended. Here the handler leaves a note and wakes Celery's loop, which looks once a
    second anyway. `REMAP_SIGTERM` has nothing left to say.
    """

    def install_platform_tweaks(self, worker: Any) -> None:
        """Celery's own, then the stop signals."""
        super().install_platform_tweaks(worker)
        for name in STOP_SIGNALS:
            signals[name] = self.on_stop_signal

    def on_stop_signal(self, *_: object) -> None:
        """Ask for a soft stop, or for its end if it was asked for before."""
        flags: Any = state  # the stubs know them as None only
        pool: Any = self.pool
        if flags.should_stop is None:
            flags.should_stop = EX_OK
            pool.wake()
        else:
            pool.hurry()

    def stop(self, in_sighandler: bool = False, exitcode: int | None = None) -> None:  # noqa: FBT001, FBT002 - Celery's
        """Stop, and tell who listens before: Celery tells it in the handlers that are not ours."""
        worker_shutting_down.send(sender=self, sig="SIGTERM", how="Soft", exitcode=exitcode)
        super().stop(in_sighandler=in_sighandler, exitcode=exitcode)
