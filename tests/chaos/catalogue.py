"""Every fault by name: how often it is done, in the long form and in the short one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.faults import (
    clock,
    fail_over,
    gateway_kill,
    provider,
    rolling_restart,
    store_kill,
    store_silence,
    worker_kill,
)
from tests.chaos.table import Row
from tests.chaos.trial import Plan


def _always_there() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry; `absent` says what this machine lacks for it, nothing if it lacks nothing."""

    name: str
    run: Callable[[Plan], Row]
    times: int
    short_times: int
    absent: Callable[[], str] = _always_there


FAULTS = (
    Fault("worker_kill", worker_kill.run, times=100, short_times=2),
    Fault("store_kill", store_kill.run, times=30, short_times=2),
    Fault("store_silence", store_silence.run, times=10, short_times=1),
    Fault("gateway_kill", gateway_kill.run, times=30, short_times=3),
    Fault("provider_hang", provider.hanging, times=1, short_times=0),
    Fault("provider_flap", provider.flapping_, times=1, short_times=0),
    Fault("provider_garbage", provider.garbage, times=1, short_times=0),
    Fault("provider_all", provider.everything, times=1, short_times=1),
    Fault("clock", clock.run, times=20, short_times=0, absent=clock.absent),  # `make test` has it
    Fault("rolling_restart", rolling_restart.run, times=10, short_times=1),
    Fault("sentinel", fail_over.run_sentinels, times=10, short_times=0),  # likewise
    Fault(
        "rabbitmq", fail_over.run_rabbitmq, times=10, short_times=0, absent=fail_over.no_rabbitmq
    ),
)
