"""`python -m tests.docker.provider PORT DELAY`: the fake provider as a container of the check."""

from __future__ import annotations

import signal
import sys

from tests.chaos.tally import Tally
from tests.fakes.behaviours import Answer
from tests.fakes.provider import FakeProvider


def main(port: int, delay_s: float) -> None:
    """Answers well, and as slowly as it is told, until it is ended."""
    ending = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    with FakeProvider(journal=Tally(), host="0.0.0.0", port=port) as provider:  # noqa: S104 - in a container
        provider.answer_with(Answer(delay_s=delay_s))
        signal.sigwait(ending)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
