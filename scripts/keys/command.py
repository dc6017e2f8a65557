"""`palja keys` from its words to its exit status; every refusal is one line."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from scripts.keys.file import changing
from shared.api_keys import (
    NAME,
    SCOPES,
    SETTING,
    Scope,
    new_api_key,
    random_key,
    read_keys,
)
from shared.clock import Clock, SystemClock
from shared.errors import SettingsError
from shared.secret import load_secret
from shared.settings import load_settings
from shared.webhooks.signing import caller_of, webhook_secret

WRONG_ARGUMENT_STATUS = 2
_EXAMPLE = ".palja/api-keys.jsonl"


class Refused(Exception):
    """The command cannot do what it is told; one line says why."""


def add(name: str, scopes: list[str], file: Path | None, clock: Clock | None = None) -> int:
    """Makes a key and prints it, once; returns the exit status."""

    def run(path: Path) -> None:
        if not re.fullmatch(NAME, name):
            raise Refused(
                f"NAME: {name!r} is no name; letters, digits and . _ - (64 at most), for example"
                " dashboard"
            )
        with changing(path) as keys:
            if any(key.name == name for key in keys):
                raise Refused(
                    f"NAME: there is a key named {name}; revoke it first, or choose another name,"
                    f" for example {name}-2"
                )
            key = random_key()
            keys.append(new_api_key(key, name, _scopes(scopes), (clock or SystemClock()).now()))
        print(key)
        print(f"This is the key of {name}; it is not kept and not shown again.", file=sys.stderr)

    return _status(run, file)


def show(file: Path | None) -> int:
    """Prints name, scopes and date of every key; returns the exit status."""

    def run(path: Path) -> None:
        if file is not None and not path.exists():  # who names one means one that is there
            raise Refused(f"--file: {path}: there is no such file; `palja keys add` makes one")
        keys = read_keys(path) if path.exists() else ()
        width = max((len(key.name) for key in keys), default=0)
        for key in keys:
            print(f"{key.name:{width}}  {key.created:%Y-%m-%d}  {','.join(key.scopes)}")
        if not keys:
            print("There are no keys.", file=sys.stderr)

    return _status(run, file)


def revoke(name: str, file: Path | None) -> int:
    """Removes a key, which running gateways refuse within a second or two; returns the status."""

    def run(path: Path) -> None:
        with changing(path) as keys:
            kept = [key for key in keys if key.name != name]
            if len(kept) == len(keys):
                raise Refused(f"NAME: there is no key named {name}; `palja keys list` shows all")
            keys[:] = kept

    return _status(run, file)


def show_webhook_secret(name: str, file: Path | None) -> int:
    """Prints what the callbacks of a key are signed with; returns the exit status."""

    def run(path: Path) -> None:
        found = [key for key in read_keys(path) if key.name == name]
        if not found:
            raise Refused(f"NAME: there is no key named {name}; `palja keys list` shows all")
        secret = load_secret(load_settings())
        print(webhook_secret(secret, caller_of(secret, found[0].sha256)))

    return _status(run, file)


def _scopes(texts: list[str]) -> list[Scope]:
    known: dict[str, Scope] = {scope: scope for scope in SCOPES}
    for text in texts:
        if text not in known:
            raise Refused(
                f"--scope: {text!r} is no scope; there are {', '.join(SCOPES)}, for example"
                " --scope read"
            )
    if not texts:
        raise Refused("--scope: a key without a scope may do nothing; for example --scope read")
    return [known[text] for text in texts]


def _status(run: Callable[[Path], None], file: Path | None) -> int:
    try:
        run(_path(file))
    except (Refused, SettingsError) as error:
        print(f"palja: {error}", file=sys.stderr)
        return WRONG_ARGUMENT_STATUS
    except OSError as error:
        print(f"palja: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _path(file: Path | None) -> Path:
    path = file or load_settings().api_keys_file
    if path is None:
        raise Refused(
            f"{SETTING}: is not set, so the gateway is open and asks for no key; for example"
            f" {SETTING}={_EXAMPLE}, or --file {_EXAMPLE}"
        )
    return path
