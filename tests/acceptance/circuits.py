"""Circuits that remember nothing of the test before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.contract import outcomes
from tests.acceptance.processes import wait_until
from workers.gate.steps import RECENT

if TYPE_CHECKING:
    from tests.acceptance.caller import Caller
    from tests.acceptance.conftest import Question

CLOSED_WITHIN_S = 10.0


def forget_failures(caller: Caller, new_question: Question, provider: str) -> None:
    """Asks the chain's first provider, which answers well now, until its circuit knows of no failure."""

    def good() -> bool:
        reply = caller.ask(new_question(), Prefer="wait=20")
        return outcomes(reply.json) == [(provider, "ok")]

    wait_until(good, CLOSED_WITHIN_S, f"the circuit of {provider} closes")
    replies, _ = caller.ask_at_once([new_question() for _ in range(RECENT - 1)], "wait=20")
    for reply in replies:
        assert outcomes(reply.json) == [(provider, "ok")], reply
