"""A keyring follows its file."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from api_gateway import keyring
from api_gateway.keyring import Keyring
from shared.api_keys import new_api_key
from shared.errors import SettingsError


def line(key: str) -> str:
    return new_api_key(key, f"of-{key}", ["read"], datetime(2026, 1, 1, tzinfo=UTC)).line()


def replace(path: Path, text: str) -> None:
    """Writes as `palja keys` does: another file in its place."""
    fresh = path.with_name("fresh")
    fresh.write_text(text)
    fresh.chmod(0o600)
    fresh.replace(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    replace(path, line("a"))
    return path


def names(ring: Keyring) -> list[str]:
    return [key for key in ("a", "b", "c") if ring.find(key) is not None]


def test_a_file_that_cannot_be_used_is_refused_at_the_start(path: Path) -> None:
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="may be used by others"):
        Keyring(path)


def test_a_change_is_seen_at_the_next_look_and_logged_by_names(path: Path) -> None:
    ring = Keyring(path)
    replace(path, line("b") + line("c"))
    assert names(ring) == ["a"]

    with structlog.testing.capture_logs() as logs:
        ring.look()

    assert names(ring) == ["b", "c"]
    assert [log["names"] for log in logs] == [["of-b", "of-c"]]


def test_a_change_in_place_is_seen_too(path: Path) -> None:
    ring = Keyring(path)
    with path.open("a") as file:
        file.write(line("b"))
    ring.look()
    assert names(ring) == ["a", "b"]


@pytest.mark.parametrize("text", ["{", line("b") + "x\n"])
def test_a_broken_line_changes_nothing_and_is_told_once(path: Path, text: str) -> None:
    ring = Keyring(path)
    replace(path, text)

    with structlog.testing.capture_logs() as logs:
        ring.look()
        ring.look()

    assert names(ring) == ["a"]
    (log,) = logs
    assert (log["event"], log["log_level"]) == ("api_keys_not_read", "error")
    replace(path, line("b"))
    ring.look()
    assert names(ring) == ["b"]


def test_a_file_that_others_may_write_changes_nothing(path: Path) -> None:
    ring = Keyring(path)
    replace(path, line("b"))
    path.chmod(0o666)
    ring.look()
    assert names(ring) == ["a"]


def test_without_its_file_nobody_is_let_in_until_it_is_back(path: Path) -> None:
    ring = Keyring(path)
    path.unlink()
    ring.look()
    assert names(ring) == []
    replace(path, line("a"))
    ring.look()
    assert names(ring) == ["a"]


def test_an_untouched_file_is_not_read_again(path: Path) -> None:
    ring = Keyring(path)
    first = ring._keys
    ring.look()
    assert ring._keys is first


async def test_it_looks_by_itself(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "LOOK_EVERY_S", 0)
    ring = Keyring(path)
    replace(path, line("b"))
    async with ring.following(), asyncio.timeout(10):
        while names(ring) != ["b"]:  # noqa: ASYNC110 - a thread reads, it sets no event
            await asyncio.sleep(0)
