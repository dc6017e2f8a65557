"""API keys as an operator makes them: with the command."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.acceptance.stack import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def palja(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    own = os.environ  # noqa: TID251 – PATH and the like; conftest has cleared our settings
    return subprocess.run(
        (sys.executable, "-m", "scripts", *words),
        cwd=ROOT,
        env={**own, **settings},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


class Keys:
    """A file of keys and the command that changes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.made: list[str] = []

    def add(self, name: str, *scopes: str) -> dict[str, str]:
        """The header of a new key."""
        words = [word for scope in scopes for word in ("--scope", scope)]
        done = palja("keys", "add", name, *words, PALJA_API_KEYS_FILE=str(self.path))
        assert done.returncode == 0, done
        (key,) = done.stdout.splitlines()
        self.made.append(key)
        return bearer(key)

    def revoke(self, name: str) -> None:
        assert palja("keys", "revoke", name, "--file", str(self.path)).returncode == 0


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}
