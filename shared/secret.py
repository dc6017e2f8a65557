"""The secret that keys and job ids are made with: given by the settings, or made once and kept."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from shared.settings import Settings

_NAME = "secret"


def load_secret(settings: Settings) -> bytes:
    """The setting, or the state directory's own secret (0600), made by whoever comes first."""
    if settings.secret is not None:
        return settings.secret.get_secret_value().encode()
    return kept_secret(settings.state_dir / _NAME).encode()


def kept_secret(path: Path) -> str:
    """The text kept at `path`; a random one is put there if there is none, readable by us alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_urlsafe(32).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        # A link is made whole or not at all: of two processes that start together one wins, and the
        # other reads the winner's.
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text("utf-8")
