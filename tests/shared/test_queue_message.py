"""The message that the submit script pushes, next to the one that Celery itself would push."""

from __future__ import annotations

import base64
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from shared import queue
from tests.celery_messages import plain_body, plain_headers
from workers.app import make_celery

JOB_ID = "0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9"
OF_THE_SENDER = {
    ("headers", "origin"): "Celery names the sending process and host",
    ("properties", "delivery_tag"): "random for each message",
    ("properties", "reply_to"): "Celery's queue for results, random per thread; there are none",
}
OPTIONS_OF_THE_CALL = {
    (
        "properties",
        "argsrepr",
    ): "`send_task` hands its options on to the publisher; nobody reads it",
    ("properties", "kwargsrepr"): "likewise",
}


def sent_by_celery(store_address: str, priority: queue.Priority) -> None:
    app = make_celery(
        broker_url=store_address,
        queue=queue.QUEUE,
        concurrency=1,
        visibility_timeout_s=60,
    )
    with app.connection_for_write() as connection:
        app.send_task(
            queue.READ_TASK,
            args=[JOB_ID],
            task_id=JOB_ID,
            queue=queue.QUEUE,
            priority=int(priority),
            argsrepr="-",
            kwargsrepr="-",
            ignore_result=True,
            connection=connection,
        )


def opened(message: bytes) -> dict[str, Any]:
    """The message with its body decoded."""
    envelope: dict[str, Any] = orjson.loads(message)
    envelope["body"] = orjson.loads(base64.b64decode(envelope["body"]))
    return envelope


def fields(envelope: dict[str, Any]) -> dict[tuple[str, ...], Any]:
    """Every field by its path."""
    flat: dict[tuple[str, ...], Any] = {}
    for name, value in envelope.items():
        if isinstance(value, dict):
            flat |= {(name, inner): found for inner, found in value.items()}
        else:
            flat[name,] = value
    return flat


@pytest.mark.parametrize("priority", queue.Priority)
async def test_our_message_is_the_one_that_celery_would_push_and_where(
    redis: Redis, store_address: str, priority: queue.Priority
) -> None:
    sent_by_celery(store_address, priority)
    celerys = await redis.rpop(queue.list_of(priority))
    assert isinstance(celerys, bytes)
    plain = opened(celerys)
    plain |= {"headers": plain_headers(plain["headers"]), "body": plain_body(plain["body"])}
    theirs, ours = fields(plain), fields(opened(queue.message(JOB_ID, priority)))
    theirs = {path: value for path, value in theirs.items() if path not in OPTIONS_OF_THE_CALL}

    assert ours.keys() == theirs.keys()
    assert {path: value for path, value in ours.items() if path not in OF_THE_SENDER} == {
        path: value for path, value in theirs.items() if path not in OF_THE_SENDER
    }


def test_each_message_has_a_delivery_tag_of_its_own() -> None:
    tags = {orjson.loads(queue.message("id"))["properties"]["delivery_tag"] for _ in range(50)}

    assert len(tags) == 50


def test_a_message_names_the_job_and_no_host() -> None:
    found = fields(opened(queue.message("some-job")))

    assert found["body",] == [["some-job"], {}, {}]
    assert found["headers", "origin"] == "palja"
