"""The units of deploy/systemd, as systemd reads them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shared.settings import load_settings, secret_variables

UNITS = Path(__file__).parents[2] / "deploy" / "systemd"
SERVICES = ("palja-gateway@.service", "palja-worker@.service", "palja-flower.service")
ANALYZE = shutil.which("systemd-analyze")
PROGRAM = "/opt/palja/.venv/bin/palja"
MOST_EXPOSED = 2.0
"""Of ten, as `systemd-analyze security` counts; under 2 it says OK."""

needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not here")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with the units where they are installed; what they start is a program that is here."""
    units = tmp_path / "etc" / "systemd" / "system"
    shutil.copytree(UNITS, units)
    for path in units.glob("*.service"):
        path.write_text(path.read_text("utf-8").replace(PROGRAM, sys.executable), "utf-8")
    return tmp_path


def analyzed(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environ = os.environ  # noqa: TID251 – PATH
    return subprocess.run(
        [str(ANALYZE), *words],
        env={**environ, "SYSTEMD_UNIT_PATH": f"{root / 'etc' / 'systemd' / 'system'}:"},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def instance(name: str) -> str:
    return name.replace("@", "@1")


@needs_systemd
def test_systemd_understands_every_line(root: Path) -> None:
    names = [*map(instance, SERVICES), "palja-gateway.socket", "palja.target"]
    told = analyzed(root, "verify", "--man=no", *names)
    assert (told.returncode, told.stderr) == (0, "")


@needs_systemd
def test_what_is_misspelled_would_be_told(root: Path) -> None:
    unit = root / "etc" / "systemd" / "system" / "palja-worker@.service"
    unit.write_text(unit.read_text("utf-8").replace("TimeoutStopSec", "TimeoutStoppSec"), "utf-8")
    told = analyzed(root, "verify", "--man=no", "palja-worker@1.service")
    assert "TimeoutStoppSec" in told.stderr


def contained() -> str:
    return (UNITS / "palja-.service.d" / "contained.conf").read_text("utf-8")


@needs_systemd
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_leaves_little_open(root: Path, name: str) -> None:
    told = analyzed(
        root,
        "security", "--offline=yes", f"--root={root}", f"--threshold={MOST_EXPOSED * 10:.0f}",
        "--no-pager", instance(name),
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr


def test_a_stop_leaves_more_time_than_the_work_in_hand_may_take() -> None:
    default_s = load_settings({}, env_files=()).stop_timeout_s
    assert f"PALJA_STOP_TIMEOUT={default_s:.0f}" in (UNITS / "palja.env").read_text("utf-8")
    for name in SERVICES[:2]:
        [stop_s] = re.findall(
            r"^TimeoutStopSec=(\d+)$", (UNITS / name).read_text("utf-8"), re.MULTILINE
        )
        assert int(stop_s) >= default_s + 10


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_come_as_credentials_that_are_settings(name: str) -> None:
    credentials = re.findall(
        r"^LoadCredential=(\w+)$", (UNITS / name).read_text("utf-8"), re.MULTILINE
    )
    assert {*credentials} <= {*secret_variables()}
    assert "PALJA_REDIS_URL" in credentials
    assert ("OPENAI_API_KEY" in credentials) == ("worker" in name)
    assert "PALJA_SECRETS_DIRS=%d" in contained()


def test_each_service_is_started_again_and_by_no_one_but_its_own_user() -> None:
    lines = contained().splitlines()
    assert {"Restart=always", "User=palja", "NoNewPrivileges=yes", "ProtectSystem=strict"} <= {
        *lines
    }
