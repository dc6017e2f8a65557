"""The image gets all that runs, and nothing that it should not hold."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COPIED = {
    source
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    for source in line.split()[:-1]
}
LET_IN = {
    line.removeprefix("!")
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    if line.startswith("!")
}


def test_every_package_is_copied() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = {name.partition(".")[0] for name in told["tool"]["setuptools"]["packages"]}
    assert packages <= COPIED


def test_what_is_copied_is_let_in_and_nothing_else_is() -> None:
    assert {name for name in LET_IN if not name.startswith("requirements")} == COPIED - {
        "requirements*.txt"
    }
    assert {"requirements.txt", "requirements-otel.txt"} <= LET_IN


def test_it_runs_as_nobody_who_may_do_more() -> None:
    [user] = re.findall(r"^USER (\d+):\d+$", DOCKERFILE, re.MULTILINE)
    assert int(user) > 0
