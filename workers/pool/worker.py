"""Celery's worker with signal handlers that only take note, and a garbage collector with less to do."""

from __future__ import annotations

import gc
import signal
from typing import Any

from celery.apps.worker import Worker
from celery.platforms import EX_OK, signals
from celery.signals import worker_shutting_down
from celery.worker import state

STOP_SIGNALS = ("SIGTERM", "SIGINT", "SIGQUIT")
GC_THRESHOLDS = (2000, 10, 5)
"""700 new objects, after which Python looks for garbage by itself, are a job or two. What an outage of
the store leaves is old garbage: with 5000, 20 and 10 a worker grew by 19 MB over sixty of them, with these by
1 MB after the first twenty-five."""


class SoftStoppingWorker(Worker):
    """A worker that every signal stops the same way: softly, and at once when it comes again.

    Celery does the work of a cold stop inside its signal handler, where a lock it needs (the event
    dispatcher's, for one) may be held by the very code that was interrupted: under load one SIGQUIT
    in ten never ended. Here the handler leaves a note and wakes Celery's loop, which looks once a
    second anyway. `REMAP_SIGTERM` has nothing left to say.
    """

    _was_ready = False

    def install_platform_tweaks(self, worker: Any) -> None:
        """Celery's own, then the stop signals.

        SIGHUP is one, unless whoever has started the worker had it ignored (nohup): Celery would start it
        anew by a command line that is not ours. SIGUSR2 is meant for the supervisor (`palja restart`); who
        sends it to every process of ours has ended no worker by it.
        """
        survives_terminal = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        super().install_platform_tweaks(worker)
        for name in STOP_SIGNALS:
            signals[name] = self.on_stop_signal
        signal.signal(signal.SIGHUP, signal.SIG_IGN if survives_terminal else self.on_stop_signal)
        signal.signal(signal.SIGUSR2, signal.SIG_IGN)

    def on_consumer_ready(self, consumer: Any) -> None:
        """Celery's own; the first time, what is there by now is left out when garbage is looked for.

        It stays, and to look through all of it again and again was a tenth of what jobs cost.
        """
        if not self._was_ready:
            self._was_ready = True
            gc.collect()
            gc.freeze()
            gc.set_threshold(*GC_THRESHOLDS)
        super().on_consumer_ready(consumer)

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
