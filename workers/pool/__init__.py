"""The asyncio pool: a Celery worker whose tasks are coroutines on one event loop."""

from __future__ import annotations

from workers.pool.asyncio_pool import AsyncioPool

__all__ = ["AsyncioPool"]
