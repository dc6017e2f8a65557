"""The API keys of a running gateway, which follow their file without a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from shared.api_keys import ApiKey, find_key, read_keys
from shared.background import running
from shared.errors import SettingsError

LOOK_EVERY_S = 1.0

_Looks = tuple[int, int, int] | None


class Keyring:
    """The keys of the file at `path`, as they were when it was last looked at.

    Raises:
        SettingsError: at the start the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = _looks(path)
        self._keys = read_keys(path)
        self._log = structlog.get_logger("keyring")

    def find(self, presented: str) -> ApiKey | None:
        """The entry of the key that a caller presents, or None."""
        return find_key(self._keys, presented)

    def look(self) -> None:
        """Reads the file again if it has changed.

        A file that is gone lets nobody in. One that cannot be used (a broken line, open to others)
        changes nothing: the last good keys stay, and the log says so once.
        """
        # First how it looks, then what is in it: a change in between is seen the next time.
        looks = _looks(self._path)
        if looks == self._seen:
            return
        self._seen = looks
        try:
            self._keys = () if looks is None else read_keys(self._path)
        except SettingsError as error:
            self._log.error("api_keys_not_read", problem=str(error), kept=self._names())
        else:
            self._log.warning("api_keys_changed", names=self._names())

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Looks at the file once a second, beside the loop, while the context is open."""
        async with running(self._follow(), "keyring"):
            yield

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await asyncio.to_thread(self.look)

    def _names(self) -> list[str]:
        return [key.name for key in self._keys]


def _looks(path: Path) -> _Looks:
    """What tells one content of the file from the next; None without a file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_ctime_ns
