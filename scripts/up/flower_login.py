"""The login of Flower: made once, kept in the state directory for its owner's eyes."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

USER = "palja"


@dataclass(frozen=True, slots=True)
class FlowerLogin:
    """What Flower asks for."""

    user: str
    password: str = field(repr=False)


def flower_login(state_dir: Path, new_password: Callable[[], str]) -> FlowerLogin:
    """The login kept in `state_dir`; the first time, one with a `new_password`."""
    path = state_dir / "flower-password"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text(encoding="utf-8").strip()
        if kept:
            return FlowerLogin(USER, kept)
        descriptor = os.open(path, os.O_WRONLY)  # left empty by a full disk or a crash
    password = new_password()
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor, not a path
        file.write(f"{password}\n")
    return FlowerLogin(USER, password)
