"""Where a provider's calls go."""

from __future__ import annotations

import re

_VERSIONED = re.compile(r"/v\d+(?:(?:alpha|beta)\d*)?$")


def versioned(base_url: str, version: str) -> str:
    """A base URL that ends with the version of its interface: its own if it has one, else `version`."""
    base = base_url.rstrip("/")
    return base if _VERSIONED.search(base) else f"{base}/{version}"
