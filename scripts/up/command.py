"""`palja up` from its options to its exit status; every refusal is one line."""

from __future__ import annotations

import sys

from scripts.up.checked import load_checked_settings
from scripts.up.parent import end_with_parent
from scripts.up.run import up
from shared.errors import SettingsError, StoreUnavailable
from shared.settings import exposed_files, process_environ, unknown_settings

WRONG_SETTING_STATUS = 2


def command(*, with_parent: bool) -> int:
    """Runs everything until it is asked to stop, and returns the exit status."""
    if with_parent:
        end_with_parent()
    try:
        settings = load_checked_settings()
        for line in (*unknown_settings(), *exposed_files()):
            print(f"palja: {line}", file=sys.stderr)
        return up(settings, process_environ(), sys.stdout, with_parent=with_parent)
    except SettingsError as error:
        print(f"palja: {error}", file=sys.stderr)
        return WRONG_SETTING_STATUS
    except StoreUnavailable as error:
        print(f"palja: {error}", file=sys.stderr)
        return 1
