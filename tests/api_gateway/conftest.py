from __future__ import annotations

from tests.stores import redis, store_address  # noqa: F401 - fixtures
