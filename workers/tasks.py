"""The tasks that the queue may name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from celery import Celery

from shared import queue


def register_tasks(app: Celery, answer: Callable[[str], Awaitable[None]]) -> None:
    """Lets `app` answer the messages that name a job."""

    @app.task(name=queue.READ_TASK)
    async def read(job_id: str) -> None:
        await answer(job_id)
