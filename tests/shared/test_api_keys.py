from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.api_keys import find_key, new_api_key, others_bits, parse_keys, read_keys
from shared.errors import SettingsError

KEY = "palja_" + "k" * 43
WHEN = datetime(2026, 11, 27, tzinfo=UTC)
ENTRY = new_api_key(KEY, "dashboard", ["submit", "read"], WHEN)
FIELDS: dict[str, Any] = {
    "name": "dashboard",
    "sha256": hashlib.sha256(KEY.encode()).hexdigest(),
    "scopes": ["read", "submit"],
    "created": "2026-11-27T00:00:00Z",
}


def file_of(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "keys.jsonl"
    path.write_text(text)
    path.chmod(mode)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        read_keys(path)
    return str(caught.value)


def test_a_line_holds_the_hash_and_not_the_key() -> None:
    assert json.loads(ENTRY.line()) == FIELDS
    assert ENTRY.line().endswith("}\n")


def test_a_written_file_is_read_again(tmp_path: Path) -> None:
    other = new_api_key("palja_other", "admin", ["admin"], WHEN)

    assert read_keys(file_of(tmp_path, ENTRY.line() + "\n" + other.line())) == (ENTRY, other)
    assert read_keys(file_of(tmp_path, "")) == ()


def test_a_key_is_found_by_its_text_alone() -> None:
    other = new_api_key("palja_other", "other", ["read"], WHEN)

    assert find_key([ENTRY, other], KEY) == ENTRY
    assert find_key([ENTRY, other], "palja_other") == other
    for wrong in ("", KEY[:-1], KEY + "k", KEY.upper(), ENTRY.sha256, "열쇠", "k" * 10_000):
        assert find_key([ENTRY, other], wrong) is None
    assert find_key([], KEY) is None


def test_roots_file_may_be_read_by_the_group_of_who_is_not_root() -> None:
    assert not 0o440 & others_bits(owner=0, us=10001)
    for mode in (0o460, 0o444, 0o620):
        assert mode & others_bits(owner=0, us=10001)
    assert 0o440 & others_bits(owner=0, us=0)
    assert 0o440 & others_bits(owner=10001, us=10001)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o666])
def test_a_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    line = refusal(file_of(tmp_path, ENTRY.line(), mode))

    assert line.startswith("PALJA_API_KEYS_FILE: ")
    assert f"mode {mode:04o}" in line
    assert "chmod 600" in line


def test_a_missing_file_is_told_with_the_command_that_makes_it(tmp_path: Path) -> None:
    line = refusal(tmp_path / "none")

    assert "there is no file" in line
    assert "palja keys add" in line


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"name": "two words"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "line\n"}, "name"),
        ({"sha256": "abc"}, "sha256"),
        ({"sha256": KEY}, "sha256"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["write"]}, "scopes"),
        ({"created": "yesterday"}, "created"),
        ({"created": "2026-11-27T00:00:00"}, "created"),
        ({"key": KEY}, "key"),
    ],
)
def test_a_broken_line_is_told_by_its_number_and_not_repeated(
    tmp_path: Path, change: dict[str, Any], what: str
) -> None:
    line = refusal(file_of(tmp_path, ENTRY.line() + json.dumps({**FIELDS, **change}) + "\n"))

    assert "line 2 of" in line
    assert f"its {what} is wrong" in line
    assert "\n" not in line
    assert KEY not in line


@pytest.mark.parametrize("text", ["{", "[]", "key", '"x"', "\0", "{}\xff"])
def test_what_is_no_object_is_a_broken_line(text: str) -> None:
    with pytest.raises(SettingsError, match="line 1 of"):
        parse_keys(text.encode("latin-1"), Path("keys"))


@pytest.mark.parametrize(
    "again",
    [
        new_api_key("palja_other", "dashboard", ["read"], WHEN),
        new_api_key(KEY, "other", ["admin"], WHEN),
    ],
)
def test_a_name_or_a_key_stands_there_once(tmp_path: Path, again: Any) -> None:
    assert "line 2 of" in refusal(file_of(tmp_path, ENTRY.line() + again.line()))
