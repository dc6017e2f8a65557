"""Writing the file of API keys: whole or not at all, by one command at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.whole_file import keep
from shared.api_keys import ApiKey, read_keys


@contextmanager
def changing(path: Path) -> Iterator[list[ApiKey]]:
    """The keys of the file, to be changed in place; they are written when the block ends well.

    The file is made if there is none. A gateway that reads meanwhile sees the old one or the new.

    Raises:
        SettingsError: the file as it stands is no file of keys.
        OSError: it cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(path.with_name(f".{path.name}.lock")):
        keys = list(read_keys(path)) if path.exists() else []
        yield keys
        keep(path, "".join(key.line() for key in keys))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    # A file of its own: the one with the keys is replaced, and a lock on it would go with the old.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
