"""`palja init` and `palja secret` from their words to their exit status; every refusal is one line."""

from __future__ import annotations

import difflib
import re
import sys
from functools import partial
from getpass import getpass
from pathlib import Path

from scripts.init.layout import FIRST, FIRST_SCOPES, make
from scripts.up.command import WRONG_SETTING_STATUS
from scripts.whole_file import keep
from shared.clock import Clock, SystemClock
from shared.errors import SettingsError
from shared.settings import SECRETS_DIRS, load_settings, secret_variables

_STORE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*:[0-9]{1,5}")
USER = "palja"


class Refused(Exception):
    """The command cannot do what it is told; one line says why."""


def init(root: Path, store: str, url: str, clock: Clock | None = None) -> int:
    """Makes what an installation in containers begins with; returns the exit status."""
    if not _STORE.fullmatch(store):
        return _refuse(f"--store: {store!r} is no host and port; for example --store redis:6379")
    try:
        if not make(root, store, clock or SystemClock(), partial(_show, url)):
            print("palja: keys and passwords are those of the first start; nothing is shown again")
    except SettingsError as error:
        return _refuse(str(error))
    except OSError as error:
        print(f"palja: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def secret(name: str, directory: Path | None) -> int:
    """Keeps a setting's value, from the terminal or standard input, in a file; returns the status."""
    try:
        folder = _folder(name, directory)
        keep(folder / name, _value(name))
    except (Refused, SettingsError) as error:
        return _refuse(str(error))
    except OSError as error:
        print(f"palja: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"{name} is kept in {folder}; processes that are started from now on read it there")
    return 0


def _folder(name: str, directory: Path | None) -> Path:
    known = secret_variables()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1) or ["OPENAI_API_KEY"]
        raise Refused(
            f"NAME: {name!r} is no setting that holds a secret; there are {', '.join(known)};"
            f" for example {near[0]}"
        )
    folder = directory or next(iter(load_settings().secrets_dirs), None)
    if not isinstance(folder, Path):
        raise Refused(f"--dir: is missing, and {SECRETS_DIRS} is not set; for example --dir keys")
    return folder


def _value(name: str) -> str:
    """What was typed, unseen, or piped; as it is if the setting may be so."""
    value = (getpass(f"{name}: ") if sys.stdin.isatty() else sys.stdin.read()).strip()
    if not value:
        raise Refused(f"{name}: is empty; give it on standard input, for example from a file")
    load_settings({name: value}, env_files=())
    return value


def _show(url: str, key: str, flower_password: str) -> None:
    print(
        "\n  This is the first start. Keep what follows: it is shown this once.\n\n"
        f"    API key   {key}\n"
        f"              (named {FIRST}; it may {' and '.join(FIRST_SCOPES)})\n"
        f"    Flower    {USER} : {flower_password}\n\n"
        "  Ask the first question:\n\n"
        f"    PALJA_KEY={key}\n"
        f"    curl -s {url}/admin-api/saju/ai-generate \\\n"
        "      -H \"Authorization: Bearer $PALJA_KEY\" -H 'Prefer: wait=30' \\\n"
        '      -d \'{"birth_info": {"year": 1990, "month": 3, "day": 15, "hour": 14}}\'\n',
        flush=True,
    )


def _refuse(problem: str) -> int:
    print(f"palja: {problem}", file=sys.stderr)
    return WRONG_SETTING_STATUS
