"""The tasks that the queue may name."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from celery import Celery
from celery.exceptions import Reject

from shared import queue

logger = logging.getLogger(__name__)


def register_tasks(app: Celery, answer: Callable[[str], Awaitable[None]]) -> None:
    """Lets `app` answer the messages that name a job."""

    @app.task(name=queue.READ_TASK)
    async def read(*given: Any, **named: Any) -> None:
        # Any shape is taken, for Python's own complaint about a wrong one repeats what was given; and
        # what is no id of ours would stand in keys and in the log.
        if named or len(given) != 1 or not queue.is_plain_id(given[0]):
            logger.warning("refused a message that names no job")
            raise Reject("names no job")
        await answer(given[0])
