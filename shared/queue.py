"""The queue's names, and the message that asks a worker for a reading.

The gateway enqueues inside its submit script, without Celery: `message` is what Celery's own
`send_task` would push, but for what only says that nothing more is asked for (a test holds the two
equal), which is a fifth of the CPU and leaves no moment in which a job exists without its message.
"""

from __future__ import annotations

import base64
import re
import secrets
from enum import IntEnum
from functools import cache
from typing import Any

import orjson

QUEUE = "readings"
READ_TASK = "palja.read"
ORIGIN = "palja"
_PLAIN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_STEP = "\x06\x16"
"""What kombu's Redis transport puts between a queue's name and a priority step other than 0."""


class Priority(IntEnum):
    """How soon a job has its turn: the steps of kombu's Redis transport, most urgent first."""

    HIGH = 0
    NORMAL = 1
    LOW = 2


def list_of(priority: Priority) -> str:
    """The store's list that holds the messages of this priority."""
    return f"{QUEUE}{_STEP}{priority:d}" if priority else QUEUE


LISTS = tuple(list_of(priority) for priority in Priority)
"""Every list of the queue, the one that is emptied first in front."""


def is_plain_id(value: object) -> bool:
    """Whether this can be a job's or a message's id of ours: short, and safe in a log."""
    return isinstance(value, str) and _PLAIN_ID.fullmatch(value) is not None


AMQP_QUEUES = tuple(f"{QUEUE}.{priority.name.lower()}" for priority in Priority)
"""The queues of a RabbitMQ, one for each priority: its quorum queues know of no priorities of ours."""
AMQP_ARGUMENTS = {"x-queue-type": "quorum"}
"""What these are declared with, by whoever comes first."""


def message(job_id: str, priority: Priority = Priority.NORMAL) -> bytes:
    """The message (Celery protocol 2, kombu's Redis transport) that names one job, nothing else."""
    return (
        _form(priority)
        .replace(b"<body>", base64.b64encode(body(job_id)))
        .replace(b"<tag>", secrets.token_hex(16).encode())
        .replace(b"<job>", orjson.dumps(job_id)[1:-1])
    )


@cache
def _form(priority: Priority) -> bytes:
    """A message to be filled in; to spell one anew takes three times as long."""
    return orjson.dumps(
        {
            "body": "<body>",
            "content-encoding": "utf-8",
            "content-type": "application/json",
            "headers": headers("<job>"),
            "properties": {
                **properties("<job>"),
                "delivery_info": {"exchange": "", "routing_key": QUEUE},
                "priority": int(priority),
                "body_encoding": "base64",
                "delivery_tag": "<tag>",
            },
        }
    )


def body(job_id: str) -> bytes:
    """What a message holds, JSON in UTF-8: the task's arguments, and nothing to be done after it."""
    return orjson.dumps([[job_id], {}, {}])


def headers(job_id: str) -> dict[str, Any]:
    """A message's headers, without those that would only say that nothing more is asked for.

    A worker keeps them twice for each job in flight, and with twice as many in twice as large a table.
    """
    return {
        "lang": "py",
        "task": READ_TASK,
        "id": job_id,
        "root_id": job_id,
        "argsrepr": "-",
        "kwargsrepr": "-",
        "origin": ORIGIN,
        "ignore_result": True,
    }


def properties(job_id: str) -> dict[str, Any]:
    """A message's properties that are the same with every broker, beside its priority."""
    return {"correlation_id": job_id, "reply_to": "", "delivery_mode": 2}


def job_of(message: bytes) -> str | None:
    """The id of the job that a message names; None where somebody else has written it."""
    try:
        job_id = orjson.loads(message)["headers"]["id"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    return job_id if isinstance(job_id, str) else None
