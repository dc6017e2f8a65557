"""The running gateway, for commands: where it is, with which key it is asked, what they say of errors."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from client import (
    AsyncPalja,
    BadAddress,
    Forbidden,
    GatewayUnreachable,
    InvalidRequest,
    PaljaError,
    Unauthenticated,
)
from scripts.address import address
from shared.errors import SettingsError
from shared.settings import load_settings

FAILED_STATUS, WRONG_ARGUMENT_STATUS, INTERRUPTED_STATUS = 1, 2, 130
PATIENCE_S = 3.0
"""A gateway that died is back by then; one that is not there should be told soon."""
_LARGEST_KEY_FILE_BYTES = 4096

Run = Callable[[AsyncPalja], Awaitable[int]]


class WrongArgument(Exception):
    """The command's words make no sense; one line says which."""


def exit_status(
    run: Run, url: str | None, key_file: Path | None, *, patience_s: float = PATIENCE_S
) -> int:
    """Runs a command with a client of the gateway; its exit status, and one line for what went wrong.

    Args:
        run: the command.
        url: of the gateway; None: where the settings have it listen.
        key_file: a file with the API key; None: PALJA_API_KEY, or no key.
        patience_s: for so long a call is tried again.

    """
    try:
        return asyncio.run(_run(run, url, key_file, patience_s))
    except (SettingsError, WrongArgument, BadAddress) as error:
        tell(str(error))
        return WRONG_ARGUMENT_STATUS
    except PaljaError as error:
        tell(line_of(error))
        return FAILED_STATUS
    except KeyboardInterrupt:
        tell("stopped")
        return INTERRUPTED_STATUS


async def _run(run: Run, url: str | None, key_file: Path | None, patience_s: float) -> int:
    async with opened(url, key_file, patience_s=patience_s) as palja:
        return await run(palja)


def opened(
    url: str | None, key_file: Path | None, *, patience_s: float, language: str | None = None
) -> AsyncPalja:
    """A client of the gateway that these words, or else the settings, name.

    Raises:
        BadAddress: there can be no such gateway, or no such key.
        WrongArgument: the file holds no key.
        SettingsError: a setting is wrong.
    """
    settings = load_settings()
    key = settings.api_key.get_secret_value() if settings.api_key else None
    if key_file is not None:
        key = _key_in(key_file)
    return AsyncPalja(
        url or address(settings.host, settings.port),
        key=key,
        patience_s=patience_s,
        language=language,
    )


def line_of(error: PaljaError) -> str:
    """What went wrong, and what to do about it where that is known."""
    match error:
        case GatewayUnreachable():
            return f"{error}; is the gateway running (`make run`), and --url or PALJA_PORT right?"
        case Unauthenticated():
            return f"{error.detail} Set PALJA_API_KEY, or name a file with --key-file."
        case Forbidden():
            return f"{error.detail} `palja keys list` shows what each key may do."
        case InvalidRequest(errors=()):
            return error.detail
        case _:
            return str(error)


def tell(line: str) -> None:
    """Says something to whoever runs the command, beside its output."""
    print(f"palja: {line}", file=sys.stderr)


def _key_in(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_KEY_FILE_BYTES)
    except OSError as error:
        raise WrongArgument(f"--key-file: {path}: {error.strerror}") from None
    try:
        lines = data.decode("ascii").split()
    except UnicodeDecodeError:
        lines = []
    if len(lines) != 1:
        raise WrongArgument(
            f"--key-file: {path} must hold one key and nothing else, as `palja keys add` prints it"
        )
    return lines[0]
