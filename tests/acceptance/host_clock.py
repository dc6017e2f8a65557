"""The time that a host's processes see, moved by libfaketime (Debian: faketime)."""

from __future__ import annotations

from pathlib import Path

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
ABSENT = "there is no libfaketime here (Debian: faketime)"


class HostClock:
    """What the processes with its environment add to the time, and not to their stopwatch.

    Set it to +0 before they are stopped: libfaketime errs in sleeps while a clock is set back.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "offset"
        self.set("+0")

    def set(self, offset: str) -> None:
        """All at once: who reads it meanwhile finds the old one or the new."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(offset)
        fresh.replace(self._file)

    @property
    def environ(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1",
            # With it a thread that waits for Python's lock for a while waits for none, and asks again and
            # again: two threads that compute took 500 times as long.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }
