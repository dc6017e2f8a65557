"""How soon a system is ready, the first time and when it is started again.

`palja up`, which `make run` runs once the environment is there; from the command to the first 200 of
`/health/ready`. The first start makes the state directory and its secrets; a later one finds them, and a
store that holds what was left.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.report import Row
from tests.acceptance.stack import Stack

STARTS = 5
READY_S = 5


def measure(*, short: bool) -> Iterator[Row]:
    """Seconds of the first start, and of the later ones."""
    with tempfile.TemporaryDirectory(prefix="palja-") as folder:
        stack = Stack(Path(folder), {})
        try:
            first_s, *later_s = (_start(stack) for _ in range(3 if short else STARTS))
        finally:
            stack.end()
    yield Row("the first start, until it is ready", first_s, "s")
    yield Row.of("a later start, until it is ready", later_s, "s", at_most=READY_S)


def _start(stack: Stack) -> float:
    took_s = stack.start()
    stack.stop()
    return took_s
