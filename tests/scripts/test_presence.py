from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.up.presence import RESTART_SIGNAL, NotRunning, Presence, ask_restart

PORT = 8001


@pytest.fixture
def heard() -> Iterator[threading.Event]:
    """Set when this process is asked to restart."""
    event = threading.Event()
    before = signal.signal(RESTART_SIGNAL, lambda *_: event.set())
    yield event
    signal.signal(RESTART_SIGNAL, before)


@pytest.mark.parametrize("succeeded", [True, False])
def test_who_asks_is_told_how_it_went(
    tmp_path: Path, heard: threading.Event, *, succeeded: bool
) -> None:
    with Presence.shown(tmp_path, PORT) as presence:

        def restart() -> None:
            assert heard.wait(10)
            presence.tell("so it went, with blanks", succeeded=succeeded)

        thread = threading.Thread(target=restart)
        thread.start()
        told = ask_restart(tmp_path, PORT)
        thread.join()
    assert (told.pid, told.succeeded) == (os.getpid(), succeeded)
    assert told.outcome == "so it went, with blanks"


def test_a_file_that_was_left_behind_is_nobody(tmp_path: Path, heard: threading.Event) -> None:
    with Presence.shown(tmp_path, PORT):
        [left] = tmp_path.iterdir()
    assert left.stat().st_mode & 0o777 == 0o600
    with pytest.raises(NotRunning, match="nothing runs here with .*PALJA_PORT=8001"):
        ask_restart(tmp_path, PORT)
    assert not heard.is_set()


def test_another_port_is_somebody_else(tmp_path: Path, heard: threading.Event) -> None:
    with Presence.shown(tmp_path, PORT), pytest.raises(NotRunning):
        ask_restart(tmp_path, PORT + 1)
    assert not heard.is_set()
