"""The settings, read and checked as far as that can be done before anything starts."""

from __future__ import annotations

from shared.api_keys import read_keys
from shared.settings import Settings, load_settings
from shared.spans.opening import check_spans


def load_checked_settings() -> Settings:
    """The settings of the environment and the `.env` files as they are now.

    Raises:
        SettingsError: a setting, or the file of keys, is wrong, or what a setting needs is not
            installed; one line says why.
    """
    settings = load_settings()
    if settings.api_keys_file is not None:
        read_keys(settings.api_keys_file)
    check_spans(settings)
    return settings
