"""The tests' provider in a process of its own, so that it takes no turns from who asks and measures.

`python -m bench.provider 0.3` answers after 0.3 s, prints its address and ends with its standard input.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.fakes.behaviours import Answer
from tests.fakes.provider import FakeProvider


@dataclass(frozen=True, slots=True)
class Provider:
    """Where it is, and the settings of a system that asks it."""

    url: str

    @property
    def settings(self) -> dict[str, str]:
        """`PALJA_…`."""
        return {"PALJA_OPENAI_BASE_URL": self.url}

    @property
    def port(self) -> int:
        """Of the loopback."""
        return int(self.url.rpartition(":")[2])


@contextmanager
def own_provider(delay_s: float) -> Iterator[Provider]:
    """A provider that takes so long, until the end."""
    with subprocess.Popen(
        (sys.executable, "-m", "bench.provider", str(delay_s)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        if process.stdout is None:
            raise RuntimeError("no standard output")
        yield Provider(process.stdout.readline().strip())
        process.communicate()


def main() -> None:
    """Answers, and forgets what it was asked, until there is no more input."""
    with FakeProvider() as provider:
        provider.answer_with(Answer(delay_s=float(sys.argv[1])))
        print(provider.base_url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
