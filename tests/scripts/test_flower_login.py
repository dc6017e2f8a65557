from __future__ import annotations

from pathlib import Path

from scripts.up.flower_login import FlowerLogin, flower_login


def test_the_password_is_made_once_and_kept(tmp_path: Path) -> None:
    passwords = iter(["first", "second"])
    made = flower_login(tmp_path, lambda: next(passwords))
    kept = flower_login(tmp_path, lambda: next(passwords))
    assert made == kept == FlowerLogin("palja", "first")


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    flower_login(tmp_path, lambda: "hush")
    [file] = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_left_empty_is_written_again(tmp_path: Path) -> None:
    flower_login(tmp_path, lambda: "")
    assert flower_login(tmp_path, lambda: "second").password == "second"


def test_a_login_shows_no_password_when_printed_by_mistake() -> None:
    assert "hush" not in repr(FlowerLogin("palja", "hush"))
