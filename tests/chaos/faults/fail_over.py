"""kill -9 of a master that sentinels watch, or of a broker, which comes back later."""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Protocol

from tests.acceptance import rabbitmq
from tests.acceptance.processes import wait_until
from tests.acceptance.sentinels import sentinels
from tests.chaos.health import degraded
from tests.chaos.table import Row
from tests.chaos.trial import trial

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from tests.chaos.trial import Plan

BAR = "0 lost, the longest gap under 15 s"
PER_S, SLOTS = 20.0, 50
GAP_S = 15.0
_GIVEN_UP_S = 60.0


class Deployment(Protocol):
    """A store or broker of the trial's own, which can be killed and brought back."""

    @property
    def settings(self) -> Mapping[str, str]: ...

    def kill(self) -> None: ...

    def come_back(self) -> None: ...


def run(plan: Plan, fault: str, deployed: Callable[[], AbstractContextManager[Deployment]]) -> Row:
    """The gap is from the kill to the end of the last question that was open then."""
    row = Row(fault, BAR, times=plan.times)
    with deployed() as deployment, trial(plan, PER_S, deployment.settings, slots=SLOTS) as on:
        for _ in range(plan.times):
            open_then = on.ledger.suspects()
            killed_s = time.perf_counter()
            deployment.kill()
            deployment.come_back()
            gap_s = on.gap_s(open_then, killed_s, _GIVEN_UP_S)
            row.longest_gap_s = max(row.longest_gap_s, gap_s)
            wait_until(lambda: not degraded(on.stack.caller), _GIVEN_UP_S, "nothing is away")
        on.settle()
        on.row(row)
    row.late_if(row.longest_gap_s > GAP_S, f"back after {row.longest_gap_s:.1f} s")
    return row


def run_sentinels(plan: Plan) -> Row:
    """As `run`; fail-overs that nobody caused are told.

    Sentinels that get no processor for a second take a living master for dead. What it accepts until
    it hears of its successor is lost, however many replicas still follow it.
    """
    with sentinels() as deployment:
        row = run(plan, "fail-over by Sentinel", lambda: nullcontext(deployment))
        more = deployment.fail_overs() - plan.times
    row.remarks.append(f"{more} fail-overs that no kill had caused")
    return row


def run_rabbitmq(plan: Plan) -> Row:
    """As `run`: the broker holds the queue alone, and comes back at once."""
    return run(plan, "kill -9 of a RabbitMQ", rabbitmq.rabbitmq)


def no_rabbitmq() -> str:
    return "" if rabbitmq.server_of_this_machine() else rabbitmq.ABSENT
