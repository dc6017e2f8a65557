"""A store whose disk is slow, which a library between it and the system plays."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.own_store import OwnStore, own_store

if TYPE_CHECKING:
    from collections.abc import Iterator

SYNC_S = 2
SLOW_SYNC = f"""\
#include <unistd.h>
int fdatasync(int fd) {{ sleep({SYNC_S}); return 0; }}
int fsync(int fd) {{ sleep({SYNC_S}); return 0; }}
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnStore]:
    """Each sync of the store's files takes two seconds."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler to make the slow disk with")
    source, library = tmp_path / "slow.c", tmp_path / "slow.so"
    source.write_text(SLOW_SYNC)
    subprocess.run((compiler, "-shared", "-fPIC", "-o", library, source), check=True)
    monkeypatch.setenv("LD_PRELOAD", str(library))
    with own_store() as started:
        yield started


def test_a_killed_store_has_all_that_it_confirmed_however_slow_its_disk_is(store: OwnStore) -> None:
    began_s, confirmed = time.perf_counter(), 0
    # Long enough for a sync to begin, were the server told to make one each second.
    while time.perf_counter() - began_s < 1.5:
        store.client.rpush("confirmed", confirmed)
        confirmed += 1
    store.kill()
    store.start()
    assert store.client.llen("confirmed") == confirmed
