from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from shared.store.syncing import sync

OPEN_FILES = Path("/proc/self/fd")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "appendonlydir"
    folder.mkdir()
    for name in (
        *("appendonly.aof.1.base.aof", "appendonly.aof.manifest"),
        *("appendonly.aof.1.incr.aof", "appendonly.aof.2.incr.aof"),
    ):
        (folder / name).write_text("*1")
    return tmp_path


def test_every_file_that_is_written_to_is_synced_and_let_go(data: Path) -> None:
    synced: dict[int, str] = {}
    opened_before = len(list(OPEN_FILES.iterdir()))

    def to_disk(descriptor: int) -> None:
        inode = os.fstat(descriptor).st_ino
        synced[inode] = "once" if inode not in synced else "twice"

    sync(data, to_disk)

    incremental = (data / "appendonlydir").glob("*.incr.aof")
    assert synced == {path.stat().st_ino: "once" for path in incremental}
    assert len(list(OPEN_FILES.iterdir())) == opened_before


def test_a_store_that_has_written_nothing_yet_is_no_trouble(tmp_path: Path) -> None:
    sync(tmp_path)


def test_a_disk_that_fails_is_told_of_and_the_other_file_synced(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = []

    def to_disk(descriptor: int) -> None:
        tried.append(descriptor)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    sync(data, to_disk)

    lines = capsys.readouterr().err.splitlines()
    assert len(tried) == len(lines) == 2
    assert "appendonly.aof.2.incr.aof could not be synced: Input/output error" in lines
