"""Debian's promtool, which reads what Prometheus would."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROMETHEUS = ROOT / "deploy" / "prometheus"
TIMEOUT_S = 60.0
NAME = re.compile(r"\b(?:palja|flower)_[a-z0-9_]+")
_SERIES = re.compile(r"_(?:bucket|sum|count)$")


def promtool(*words: str, given: bytes = b"", cwd: Path = PROMETHEUS) -> str:
    """What it says; AssertionError when it finds something wrong, a skip where it is not."""
    found = binary("promtool")
    done = subprocess.run(
        (found, *words), input=given, capture_output=True, cwd=cwd, timeout=TIMEOUT_S, check=False
    )
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == 0, said
    return said


@cache
def binary(name: str) -> str:
    """The path of one of Prometheus' programs; the test is skipped where it is not installed."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed; apt-get install prometheus")
    return found


def names_in(expression: str) -> set[str]:
    """The families that an expression asks for, of ours and of Flower."""
    without_labels = re.sub(r"\{[^}]*\}|by \([^)]*\)", "", expression)
    return {_SERIES.sub("", name) for name in NAME.findall(without_labels)}
