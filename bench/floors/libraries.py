"""The libraries that a process of ours has loaded, without anything of our own."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from contextlib import suppress

OURS = ("api_gateway", "saju", "scripts", "shared", "workers", "bench", "tests")
_TELL = "import importlib, json, sys; importlib.import_module(sys.argv[1]); print(json.dumps([*sys.modules]))"


def loaded_with(module: str) -> list[str]:
    """The names of all modules that are there once ours is imported, but for our own."""
    told = subprocess.run(
        (sys.executable, "-c", _TELL, module), capture_output=True, text=True, check=True
    )
    names: list[str] = json.loads(told.stdout)
    return [name for name in names if name.partition(".")[0] not in OURS and name != "__main__"]


def load(names: list[str]) -> None:
    """Imports them in their order; what only another can import comes with that."""
    for name in names:
        with suppress(ImportError):
            importlib.import_module(name)
