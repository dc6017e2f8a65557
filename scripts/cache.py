"""`palja cache clear`: no process has a cached reading a second later."""

from __future__ import annotations

from pathlib import Path

from client import AsyncPalja
from scripts.gateway import exit_status


def clear(url: str | None, key_file: Path | None) -> int:
    """Empties both levels of the cache and says how much that was; returns the exit status."""

    async def run(palja: AsyncPalja) -> int:
        cleared = await palja.clear_cache()
        readings = "1 reading" if cleared.entries == 1 else f"{cleared.entries:,} readings"
        print(f"The store has forgotten {readings}; every gateway's memory is empty in a second.")
        return 0

    return exit_status(run, url, key_file)
