"""Our worker beside those of arq, saq and taskiq, and beside a client that needs no queue.

All do the same job (`bench/peers/job.py`): post a request that takes 300 ms and keep the result; or nothing
at all, which leaves the queue's own work. All messages are there before a worker starts, and each is
acknowledged after its job. The libraries have environments of their own, which `make bench` makes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.report import Row
from shared.settings import process_environ
from tests.acceptance.own_store import own_store
from tests.fakes.behaviours import Answer
from tests.fakes.provider import FakeProvider

ROUNDS = 3
JOBS = 3_000
IDLE_JOBS = 10_000
IN_FLIGHT = 400
PROVIDER_S = 0.3
OURS, BARE = "ours", "bare"
PEERS = ("arq", "saq", "taskiq")
_ENVIRONMENTS = Path(sys.prefix) / "peers"
_BODY = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "?"}]}
_LONGEST_S = 300.0


@dataclass(frozen=True, slots=True)
class Run:
    """What one worker needed for all jobs."""

    jobs: int
    wall_s: float
    cpu_s: float

    @property
    def per_s(self) -> float:
        """Jobs a second."""
        return self.jobs / self.wall_s

    @property
    def per_cpu_s(self) -> float:
        """Jobs for a second of CPU time."""
        return self.jobs / self.cpu_s


def measure(*, short: bool) -> Iterator[Row]:
    """Jobs a second and for a CPU second, medians of rounds in which all take their turn."""
    peers = there()
    if peers != PEERS:
        print("`make bench` makes the environments of the other libraries; some are not there\n")
    with FakeProvider() as provider:
        provider.answer_with(Answer(delay_s=PROVIDER_S))
        called = rounds((BARE, OURS, *peers), JOBS // 10 if short else JOBS, provider.base_url)
    for name, runs in called.items():
        cpu_us = 1e6 / median(run.per_cpu_s for run in runs)
        what = f"{name}: calls of 300 ms, {IN_FLIGHT} in flight"
        yield Row.of(what, [run.per_s for run in runs], "/s", cpu_us=cpu_us)
    to_bare = ratios(called, (BARE,), "per_s")
    what = "calls of 300 ms by our worker"
    yield Row.of(what, to_bare, "×", at_least=0.6, wish=0.85, beside="a bare aiohttp client")
    if peers:
        fastest = ratios(called, peers, "per_s")
        yield Row.of(what, fastest, "×", at_least=1.0, beside=f"the fastest of {', '.join(peers)}")
    idle = rounds((OURS, *peers), IDLE_JOBS // 10 if short else IDLE_JOBS)
    for name, runs in idle.items():
        cpu_us = 1e6 / median(run.per_cpu_s for run in runs)
        what = f"{name}: jobs that do nothing"
        yield Row.of(what, [run.per_cpu_s for run in runs], "/CPU s", cpu_us=cpu_us)
    if peers:
        yield Row.of(
            "jobs that do nothing, for a CPU second",
            ratios(idle, peers, "per_cpu_s"),
            "×",
            at_least=0.5,
            beside=f"the fastest of {', '.join(peers)}",
        )


def ratios(found: dict[str, list[Run]], others: tuple[str, ...], what: str) -> list[float]:
    """Of each round: ours to the best of the others."""
    turns = zip(found[OURS], *(found[name] for name in others), strict=True)
    return [getattr(our, what) / max(getattr(run, what) for run in rest) for our, *rest in turns]


def rounds(
    names: tuple[str, ...], jobs: int, base_url: str = "", number: int = ROUNDS
) -> dict[str, list[Run]]:
    """The runs of each in so many rounds; without an address jobs do nothing."""
    found: dict[str, list[Run]] = {name: [] for name in names}
    for _ in range(number):
        for name in names:
            with own_store() as store:
                environ = {
                    **process_environ(),
                    "BENCH_STORE": store.url,
                    "BENCH_JOBS": str(jobs),
                    "BENCH_IN_FLIGHT": str(IN_FLIGHT),
                    "BENCH_URL": f"{base_url}/v1/chat/completions" if base_url else "",
                    "BENCH_BODY": json.dumps(_BODY),
                }
                if name != BARE:
                    _told(name, "send", environ)
                found[name].append(Run(jobs, **json.loads(_told(name, "work", environ))))
    return found


def there() -> tuple[str, ...]:
    """The libraries whose environments have been made."""
    return tuple(name for name in PEERS if _python(name).exists())


def _python(name: str) -> Path:
    """Each library has an environment of its own: they want different versions of redis-py."""
    return _ENVIRONMENTS / name / "bin" / "python" if name in PEERS else Path(sys.executable)


def _told(name: str, what: str, environ: dict[str, str]) -> str:
    """What that side prints, doing this."""
    done = subprocess.run(
        (_python(name), "-m", f"bench.peers.on_{name}", what),
        env=environ,
        capture_output=True,
        text=True,
        timeout=_LONGEST_S,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{name} {what}: {done.stderr[:2000]}")
    return done.stdout
