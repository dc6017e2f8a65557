"""`palja up` from its options to its exit status; every refusal is one line."""

from __future__ import annotations

import sys

from scripts.up.parent import end_with_parent
from scripts.up.run import up
from shared.api_keys import read_keys
from shared.errors import SettingsError, StoreUnavailable
from shared.settings import load_settings, process_environ, unknown_settings

WRONG_SETTING_STATUS = 2


def command(*, with_parent: bool) -> int:
    """Runs everything until it is asked to stop, and returns the exit status."""
    if with_parent:
        end_with_parent()
    try:
        settings = load_settings()
        for line in unknown_settings():
            print(f"palja: {line}", file=sys.stderr)
        if settings.api_keys_file is not None:
            read_keys(settings.api_keys_file)  # refused here in one line, before anything starts
        return up(settings, process_environ(), sys.stdout, with_parent=with_parent)
    except SettingsError as error:
        print(f"palja: {error}", file=sys.stderr)
        return WRONG_SETTING_STATUS
    except StoreUnavailable as error:
        print(f"palja: {error}", file=sys.stderr)
        return 1
