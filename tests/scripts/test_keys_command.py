from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from scripts.cli import app
from scripts.keys.command import add
from shared.api_keys import find_key, read_keys
from tests.fakes.clock import FakeClock


def ended(*words: str) -> Result:
    return CliRunner().invoke(app, ("keys", *words))


def add_key(path: Path, name: str, *scopes: str) -> str:
    options = [word for scope in scopes for word in ("--scope", scope)]
    result = ended("add", name, *options, "--file", str(path))
    assert result.exit_code == 0, result.stderr
    return result.stdout.strip()


def test_a_key_is_printed_once_and_its_hash_is_kept_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "keys.jsonl"
    key = add_key(path, "dashboard", "submit", "read", "read")

    assert len(key) == len("palja_") + 43  # 256 bits, 6 in a character
    assert path.stat().st_mode & 0o777 == 0o600
    assert key not in path.read_text()
    found = find_key(read_keys(path), key)
    assert found is not None
    assert (found.name, found.scopes) == ("dashboard", ("read", "submit"))
    assert sorted(file.name for file in path.parent.iterdir()) == [
        ".keys.jsonl.lock", "keys.jsonl",
    ]  # fmt: skip


def test_no_two_keys_are_the_same(tmp_path: Path) -> None:
    keys = [add_key(tmp_path / "keys", name, "read") for name in ("a", "b")]
    assert keys[0] != keys[1]


def test_the_list_shows_names_dates_and_scopes_and_no_hash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "keys"
    add("dashboard", ["read", "submit"], path, FakeClock())
    add("ops", ["admin"], path, FakeClock())
    capsys.readouterr()

    assert ended("list", "--file", str(path)).stdout == (
        "dashboard  2026-01-01  read,submit\nops        2026-01-01  admin\n"
    )


def test_a_list_of_none_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALJA_API_KEYS_FILE", str(tmp_path / "keys"))
    result = ended("list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no keys" in result.stderr


def test_a_file_that_is_named_and_not_there_is_no_empty_one(tmp_path: Path) -> None:
    result = ended("list", "--file", str(tmp_path / "kyes"))
    assert (result.exit_code, result.stdout) == (2, "")
    [line] = result.stderr.splitlines()
    assert line.startswith(f"palja: --file: {tmp_path / 'kyes'}: there is no such file")


def test_a_revoked_key_is_gone_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    gone, stays = add_key(path, "gone", "read"), add_key(path, "stays", "read")

    assert ended("revoke", "gone", "--file", str(path)).exit_code == 0
    assert find_key(read_keys(path), gone) is None
    assert find_key(read_keys(path), stays) is not None
    assert path.stat().st_mode & 0o777 == 0o600


def test_each_key_has_a_webhook_secret_and_a_new_key_of_the_same_name_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALJA_STATE_DIR", str(tmp_path / "state"))
    path = tmp_path / "keys"
    for name in ("shop", "app"):
        add_key(path, name, "submit")

    def secret(name: str) -> str:
        result = ended("webhook-secret", name, "--file", str(path))
        assert result.exit_code == 0, result.stderr
        return result.stdout.strip()

    shop, app = secret("shop"), secret("app")
    assert shop.startswith("whsec_")
    assert shop == secret("shop") != app
    ended("revoke", "shop", "--file", str(path))
    add_key(path, "shop", "submit")
    assert secret("shop") != shop
    assert secret("app") == app


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("add", "two words", "--scope", "read"), "NAME: 'two words' is no name"),
        (("add", "kept", "--scope", "read"), "NAME: there is a key named kept"),
        (("add", "new", "--scope", "write"), "--scope: 'write' is no scope; there are read,"),
        (("add", "new"), "--scope: a key without a scope"),
        (("revoke", "nobody"), "NAME: there is no key named nobody"),
        (("webhook-secret", "nobody"), "NAME: there is no key named nobody"),
    ],
)
def test_a_wrong_word_is_refused_in_one_line_and_changes_nothing(
    tmp_path: Path, words: tuple[str, ...], complaint: str
) -> None:
    path = tmp_path / "keys"
    add_key(path, "kept", "read")
    before = path.read_bytes()

    result = ended(*words, "--file", str(path))

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"palja: {complaint}")
    assert len(result.stderr.splitlines()) == 1
    assert path.read_bytes() == before


def test_without_a_file_it_says_how_to_name_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # no .env here
    result = ended("add", "a", "--scope", "read")
    assert result.exit_code == 2
    assert "PALJA_API_KEYS_FILE: is not set" in result.stderr


def test_the_setting_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALJA_API_KEYS_FILE", str(tmp_path / "keys"))
    assert ended("add", "a", "--scope", "read").exit_code == 0
    assert [key.name for key in read_keys(tmp_path / "keys")] == ["a"]


def test_a_file_in_a_bad_state_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(json.dumps({"name": "mine"}))
    path.chmod(0o600)

    result = ended("add", "a", "--scope", "read", "--file", str(path))

    assert result.exit_code == 2
    assert "line 1 of" in result.stderr
    assert json.loads(path.read_text()) == {"name": "mine"}


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = ended("add", "a", "--scope", "read", "--file", str(tmp_path / "file" / "keys"))
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


def test_commands_at_the_same_time_lose_no_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "keys"
    names = [f"key-{number}" for number in range(12)]
    with ThreadPoolExecutor(6) as people:
        statuses = list(people.map(lambda name: add(name, ["read"], path), names))

    capsys.readouterr()
    assert statuses == [0] * 12
    assert sorted(key.name for key in read_keys(path)) == sorted(names)
