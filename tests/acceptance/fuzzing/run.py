"""schemathesis over the gateway's own description: `make fuzz`, and the short form for the tests.

Two systems are driven: one that is open, and one that asks for a key, with a limit that is reached. That
key lacks the scope `admin`.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.acceptance.stack import ROOT, Stack, running

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
LIMIT = "3000/minute"
# Where not every call can succeed: for lack of a scope, or of time.
NOT_ALL = ("--exclude-checks", "EveryCallSucceedsSometimes")
_CASES = re.compile(r"^\s*(\d+) generated", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What schemathesis says at the end."""

    good: bool
    cases: int
    said: str


def fuzz(stack: Stack, *words: str, headers: tuple[str, ...] = (), show: bool = False) -> Outcome:
    """The outcome of `schemathesis run` with these words, of all checks."""
    own = os.environ  # noqa: TID251 - PATH and the like; conftest has cleared our settings
    given = (word for header in headers for word in ("--header", header))
    with (
        tempfile.TemporaryDirectory(prefix="palja-fuzz-") as folder,
        subprocess.Popen(
            (
                *(str(Path(sys.executable).with_name("schemathesis")), "--no-color"),
                *("--config-file", str(HERE / "schemathesis.toml")),
                *("run", f"http://127.0.0.1:{stack.caller.port}/openapi.json"),
                *(*given, *words),
            ),
            cwd=folder,  # where it keeps what it has found
            env={**own, "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
    ):
        lines = []
        for line in process.stdout or ():
            lines.append(line)
            if show:
                print(line, end="", flush=True)  # noqa: T201 - a command
    said = "".join(lines)
    found = _CASES.search(said)
    return Outcome(process.returncode == 0, int(found[1]) if found else 0, said)


@contextmanager
def guarded() -> Iterator[tuple[Stack, str]]:
    """A system that asks for a key, and the header of one with the scopes `submit` and `read`."""
    folder = Path(tempfile.mkdtemp(prefix="palja-keys-"))
    own = os.environ  # noqa: TID251 - as above
    try:
        path = str(folder / "keys.jsonl")
        done = subprocess.run(
            (
                *(sys.executable, "-m", "scripts", "keys", "add", "fuzz"),
                *("--scope", "submit", "--scope", "read"),
            ),
            cwd=ROOT,
            env={**own, "PALJA_API_KEYS_FILE": path},
            capture_output=True,
            text=True,
            check=True,
        )
        with running(PALJA_API_KEYS_FILE=path, PALJA_RATE_LIMIT=LIMIT) as stack:
            yield stack, f"Authorization: Bearer {done.stdout.strip()}"
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Ends with 1 when a check has failed."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument(
        "--minutes", type=float, default=10.0, help="for both (default: %(default)s)"
    )
    arguments = parser.parse_args()
    words = ("--max-time", str(round(arguments.minutes * 30)), "--continue-on-failure")
    with running() as stack:
        outcomes = [fuzz(stack, *words, show=True)]
    with guarded() as (stack, header):
        outcomes.append(fuzz(stack, *words, *NOT_ALL, headers=(header,), show=True))
    print(f"{sum(outcome.cases for outcome in outcomes)} cases")  # noqa: T201 - a command
    sys.exit(not all(outcome.good for outcome in outcomes))


if __name__ == "__main__":
    main()
