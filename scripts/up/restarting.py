"""`palja restart`: asks the running `palja up` to replace its processes."""

from __future__ import annotations

import sys

from scripts.up.command import WRONG_SETTING_STATUS
from scripts.up.presence import NotRunning, ask_restart
from shared.errors import SettingsError
from shared.settings import load_settings


def command() -> int:
    """Returns the exit status: 0 once everything is replaced."""
    try:
        settings = load_settings()
        told = ask_restart(settings.state_dir, settings.port)
    except SettingsError as error:
        print(f"palja: {error}", file=sys.stderr)
        return WRONG_SETTING_STATUS
    except NotRunning as error:
        print(f"palja: {error}", file=sys.stderr)
        return 1
    print(f"palja: {told.outcome}", file=sys.stdout if told.succeeded else sys.stderr)
    return 0 if told.succeeded else 1
