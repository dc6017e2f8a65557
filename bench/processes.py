"""What a process does when it is one of two, to what it does alone.

Two systems as `make run` starts them, with one and with two processes of each kind, take turns. All share
the cores, so what a process can do is measured by its CPU time while none is short of it: each gets so many
requests a second, well below what it could answer. How much more two do when they are given all they can
take is told beside it; on two cores, where callers, store and provider run as well, that cannot be twice.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from statistics import median

from bench.http_load import load, paced, request
from bench.jobs import done
from bench.plot import Line, Plot
from bench.provider import own_provider
from bench.report import Finding, Row, ratios
from tests.acceptance import questions
from tests.acceptance.caller import GENERATE
from tests.acceptance.questions import FIRST_QUESTION
from tests.acceptance.stack import Stack, running

PROCESSES = (1, 2)
ROUNDS = 4
HITS_PER_S, JOBS_PER_S, PACED_S = 500, 30, 5
HITS, JOBS, CALLERS = 8_000, 300, 16
AT_LEAST = 0.9
PROVIDER_S = 0.3
_SLOTS = dict.fromkeys(
    ("PALJA_MAX_CONCURRENT_REQUESTS", "PALJA_POOL_SIZE", "PALJA_POOL_PER_HOST"), "200"
)
_HIT = request(GENERATE, json.dumps(FIRST_QUESTION).encode())


@dataclass(slots=True)
class _Work:
    """What was done in each round: for a second of CPU time, and in a second."""

    per_cpu_s: list[float] = field(default_factory=list)
    per_s: list[float] = field(default_factory=list)


class _System:
    """A started one, with so many processes of each kind."""

    def __init__(self, stack: Stack) -> None:
        self.hits, self.jobs = _Work(), _Work()
        self._stack = stack
        self._asked = questions.distinct()
        self._gateways = [gateway.pid for gateway in stack.gateways()]
        self._workers = [worker.pid for worker in stack.workers()]
        stack.caller.ask(FIRST_QUESTION, Prefer="wait=20")

    def work(self, part: int) -> None:
        """One round, with so much for each process; a part of it in the short form."""
        number, port = len(self._gateways), self._stack.caller.port
        hits = [_HIT] * (number * HITS_PER_S * PACED_S // part)
        found = paced(
            self._gateways, port, hits, per_s=number * HITS_PER_S, callers=number * CALLERS
        )
        self.hits.per_cpu_s.append(found.per_cpu_s)
        misses = [
            request(GENERATE, json.dumps(one).encode(), Prefer="wait=20")
            for one in islice(self._asked, number * JOBS_PER_S * PACED_S // part)
        ]
        per_s = number * JOBS_PER_S
        found = paced(self._workers, port, misses, per_s=per_s, callers=per_s)
        self.jobs.per_cpu_s.append(found.per_cpu_s)
        found = load(
            self._gateways,
            port,
            [_HIT],
            requests=number * HITS // part,
            callers=number * CALLERS,
        )
        self.hits.per_s.append(found.per_s)
        began_s = time.perf_counter()
        done(self._stack, self._asked, number * JOBS // part)
        self.jobs.per_s.append(number * JOBS // part / (time.perf_counter() - began_s))


def measure(*, short: bool) -> Iterator[Finding]:
    """Ratios of rounds in which both have their turn, with a plot."""
    part = 3 if short else 1
    with own_provider(PROVIDER_S) as provider, ExitStack() as held:
        one, two = systems = [
            _System(
                held.enter_context(
                    running(
                        None,
                        **provider.settings,
                        **_SLOTS,
                        PALJA_GATEWAY_PROCESSES=str(number),
                        PALJA_WORKER_PROCESSES=str(number),
                    )
                )
            )
            for number in PROCESSES
        ]
        for _ in range(ROUNDS):
            for system in systems:
                system.work(part)
    lines: list[Line] = []
    for what, kind, alone, both in (
        ("hits", "gateway", one.hits, two.hits),
        ("jobs", "worker", one.jobs, two.jobs),
    ):
        to_alone = ratios(both.per_cpu_s, alone.per_cpu_s)[1:]  # the first round warms up
        yield Row.of(
            f"{what} for a CPU second of two {kind} processes",
            to_alone,
            "×",
            at_least=AT_LEAST,
            beside=f"one process: {median(alone.per_cpu_s[1:]):,.0f}/CPU s",
            cpu_us=1e6 / median(both.per_cpu_s[1:]),
        )
        yield Row.of(
            f"{what} a second in all, of two {kind} processes",
            ratios(both.per_s, alone.per_s)[1:],
            "×",
            beside=f"one process: {median(alone.per_s[1:]):,.0f}/s",
        )
        points = [(1.0, 1.0), (2.0, median(to_alone))]
        lines.append(Line(f"{what}, {kind}", points, len(lines)))
    yield Plot(
        "processes",
        "what a process does for a CPU second, by the number of processes",
        "processes",
        "done for a CPU second, to one process alone",
        tuple(lines),
        level=AT_LEAST,
    )
