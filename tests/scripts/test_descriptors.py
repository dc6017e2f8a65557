from __future__ import annotations

import subprocess
import sys

import pytest

# Limits cannot be raised again by everybody, so each case has a process of its own.
SCRIPT = """
import resource, sys
soft, hard, wanted = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
from scripts.up.descriptors import raise_limit
print(raise_limit(wanted))
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def raised(soft: int, hard: int, wanted: int) -> tuple[str, str]:
    command = (sys.executable, "-c", SCRIPT, str(soft), str(hard), str(wanted))
    said, limits = subprocess.run(
        command, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    return said, limits


def test_a_low_limit_is_raised_to_what_is_wanted() -> None:
    assert raised(100, 400, wanted=300) == ("None", "300 400")


@pytest.mark.parametrize("soft", [300, 350])
def test_a_limit_that_is_high_enough_is_left_alone(soft: int) -> None:
    assert raised(soft, 400, wanted=300) == ("None", f"{soft} 400")


def test_a_hard_limit_that_is_too_low_is_said() -> None:
    said, limits = raised(100, 400, wanted=500)
    assert limits == "400 400"
    assert "400 files" in said
    assert "about 144 connections" in said
    assert "ulimit -Hn 500" in said
