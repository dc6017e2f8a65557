from __future__ import annotations

from tests.stores import mortal_store, redis, store_address  # noqa: F401 - fixtures
