"""Logins as a browser or a scraper sends them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.acceptance.stack import Stack


def flowers_login(stack: Stack) -> dict[str, str]:
    """The header that opens the Flower of an installation that has made its own login."""
    password = (stack.state_dir / "flower-password").read_text().strip()
    return basic(f"palja:{password}")


def basic(login: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(login.encode()).decode()}
