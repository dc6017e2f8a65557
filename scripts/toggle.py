"""`palja toggle`: optimisation on or off, in every process."""

from __future__ import annotations

from pathlib import Path

from client import AsyncPalja
from scripts.gateway import WrongArgument, exit_status

_WORDS = {"on": True, "off": False}


def command(word: str, url: str | None, key_file: Path | None) -> int:
    """Switches and says what holds now; returns the exit status."""

    async def run(palja: AsyncPalja) -> int:
        if word not in _WORDS:
            raise WrongArgument(f"{word!r} is neither on nor off; for example palja toggle off")
        switch = await palja.toggle(enabled=_WORDS[word])
        since = "" if switch.since is None else f" since {switch.since:%Y-%m-%d %H:%M:%S} UTC"
        print(f"Optimisation is {'on' if switch.enabled else 'off'}{since}.")
        return 0

    return exit_status(run, url, key_file)
