from __future__ import annotations

from pathlib import Path

from scripts.up.flower_login import FlowerLogin, flower_login
from shared.settings import Settings, load_settings


def kept_in(state_dir: Path, **variables: str) -> Settings:
    return load_settings({"PALJA_STATE_DIR": str(state_dir), **variables}, env_files=())


def test_the_password_is_made_once_and_kept(tmp_path: Path) -> None:
    passwords = iter(["first", "second"])
    made = flower_login(kept_in(tmp_path), lambda: next(passwords))
    kept = flower_login(kept_in(tmp_path), lambda: next(passwords))
    assert made == kept == FlowerLogin("palja", "first")


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    flower_login(kept_in(tmp_path), lambda: "hush")
    [file] = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_left_empty_is_written_again(tmp_path: Path) -> None:
    flower_login(kept_in(tmp_path), lambda: "")
    assert flower_login(kept_in(tmp_path), lambda: "second").password == "second"


def test_a_password_of_the_settings_is_taken_and_none_is_made(tmp_path: Path) -> None:
    given = kept_in(tmp_path, PALJA_FLOWER_PASSWORD=" given, and long ")
    assert flower_login(given) == FlowerLogin("palja", "given, and long")
    assert list(tmp_path.iterdir()) == []


def test_whoever_starts_first_makes_the_folder_too(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    assert len(flower_login(kept_in(folder)).password) >= 20
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_login_shows_no_password_when_printed_by_mistake() -> None:
    assert "hush" not in repr(FlowerLogin("palja", "hush"))
