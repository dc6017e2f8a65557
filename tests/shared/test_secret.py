from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from shared.secret import kept_secret, load_secret
from shared.settings import load_settings


def test_the_setting_is_the_secret_and_nothing_is_written(tmp_path: Path) -> None:
    state = tmp_path / "state"
    settings = load_settings(
        {"PALJA_SECRET": "given by a setting", "PALJA_STATE_DIR": str(state)}, env_files=()
    )

    assert load_secret(settings) == b"given by a setting"
    assert not state.exists()


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    settings = load_settings({"PALJA_STATE_DIR": str(tmp_path / "state")}, env_files=())

    first = load_secret(settings)

    assert len(first) >= 32
    assert load_secret(settings) == first
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["secret"]


def test_two_state_directories_have_two_secrets(tmp_path: Path) -> None:
    assert kept_secret(tmp_path / "a") != kept_secret(tmp_path / "b")


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "state" / "secret"
    kept_secret(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    with ThreadPoolExecutor(16) as threads:
        secrets = list(threads.map(lambda _: kept_secret(path), range(64)))

    assert len(set(secrets)) == 1
    assert [found.name for found in tmp_path.iterdir()] == ["secret"]
