"""A command under the path of a script, by whatever Python; one without the packages is told of.

Imports nothing but the standard library before that.
"""

from __future__ import annotations

import sys

_OWN = frozenset({"api_gateway", "client", "saju", "scripts", "shared", "workers"})
WRONG_PYTHON_STATUS = 2


def run(command: str) -> None:
    """Runs `palja COMMAND` with this process's words, and ends the process."""
    script = sys.argv[0]
    sys.argv.insert(1, command)
    try:
        from scripts.cli import main  # noqa: PLC0415 - it needs the packages

        main()
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] in _OWN:
            raise
        print(
            f"palja: this Python has no {error.name}; `make run` installs it, and then it is"
            f" .venv/bin/python {script}",
            file=sys.stderr,
        )
        sys.exit(WRONG_PYTHON_STATUS)
