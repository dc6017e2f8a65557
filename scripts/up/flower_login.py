"""The login of Flower: given by the settings, or made once and kept in the state directory."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from shared.settings import Settings

USER = "palja"
_PASSWORD_BYTES = 15


@dataclass(frozen=True, slots=True)
class FlowerLogin:
    """What Flower asks for."""

    user: str
    password: str = field(repr=False)


def flower_login(
    settings: Settings,
    new_password: Callable[[], str] = lambda: secrets.token_urlsafe(_PASSWORD_BYTES),
) -> FlowerLogin:
    """The login of the settings, or the state directory's; the first time, one with a `new_password`."""
    if settings.flower_password is not None:
        return FlowerLogin(USER, settings.flower_password.get_secret_value())
    settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FlowerLogin(USER, _kept(settings.state_dir / "flower-password", new_password))


def _kept(path: Path, new_password: Callable[[], str]) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text(encoding="utf-8").strip()
        if kept:
            return kept
        descriptor = os.open(path, os.O_WRONLY)  # left empty by a full disk or a crash
    password = new_password()
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor, not a path
        file.write(f"{password}\n")
    return password
