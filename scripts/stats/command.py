"""`palja stats` from its words to its exit status."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import orjson
from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from client import AsyncPalja, Figures, PaljaError
from scripts.gateway import WrongArgument, exit_status, line_of
from scripts.stats.shown import shown

LEAST_EVERY_S = 0.5
_WIDEST = 100


def command(
    url: str | None, key_file: Path | None, *, as_json: bool, watch: bool, every_s: float
) -> int:
    """Prints the figures, once or again and again until Ctrl-C; returns the exit status."""

    async def run(palja: AsyncPalja) -> int:
        if every_s < LEAST_EVERY_S:
            raise WrongArgument(f"--every: at least {LEAST_EVERY_S} s; for example --every 2")
        if watch:
            return await _watch(palja, every_s, as_json=as_json)
        figures = await palja.stats()
        if as_json:
            print(_json(figures, indent=True))
        else:
            _console().print(shown(figures))
        return 0

    return exit_status(run, url, key_file)


async def _watch(palja: AsyncPalja, every_s: float, *, as_json: bool) -> int:
    """Shows the figures until Ctrl-C, which is how this ends well; a gateway may go and come."""
    console = _console()
    live = (
        Live(console=console, auto_refresh=False) if console.is_terminal and not as_json else None
    )
    known: Figures | None = None
    try:
        if live is not None:
            live.start()
        while True:
            trouble = ""
            try:
                known = await palja.stats(patience_s=0)
            except PaljaError as error:
                if known is None:
                    raise
                trouble = line_of(error)
            _tell(known, trouble, console, live, as_json=as_json)
            await asyncio.sleep(every_s)
    except asyncio.CancelledError:
        return 0
    finally:
        if live is not None:
            live.stop()


def _tell(
    figures: Figures, trouble: str, console: Console, live: Live | None, *, as_json: bool
) -> None:
    if as_json and not trouble:
        print(_json(figures, indent=False), flush=True)
    elif live is not None:
        note = (
            Text(f"These are old: {trouble}", style="red") if trouble else Text("Ctrl-C ends this.")
        )
        live.update(Group(shown(figures), note), refresh=True)
    elif trouble:
        print(f"palja: {trouble}", file=sys.stderr)
    else:
        console.print(shown(figures))


def _console() -> Console:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = _WIDEST
    return console


def _json(figures: Figures, *, indent: bool) -> str:
    return orjson.dumps(figures.raw, option=orjson.OPT_INDENT_2 if indent else None).decode()
