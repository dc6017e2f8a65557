"""Messages to a real RabbitMQ, and from it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from shared import queue
from shared.broker import Sender, sender_to
from shared.broker.amqp_sender import AmqpSender
from shared.errors import QueueUnavailable
from shared.queue import Priority
from tests.acceptance.rabbitmq import RabbitMQ, rabbitmq
from tests.celery_messages import plain_body, plain_headers
from workers.app import make_celery

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

pytestmark = pytest.mark.timeout(180)

BACK_S = 30.0
JOB_ID = "0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9"
SENDERS = 50
OF_THE_SENDER = {"origin"}
"""Celery names the sending process and host."""


@pytest.fixture(scope="module")
def _server() -> Iterator[RabbitMQ]:
    with rabbitmq() as found:
        yield found


@pytest.fixture
async def sender(_server: RabbitMQ) -> AsyncIterator[AmqpSender]:
    async with opened(_server) as found:
        _server.lose_messages()
        yield found


@asynccontextmanager
async def opened(server: RabbitMQ) -> AsyncIterator[AmqpSender]:
    found = sender_to(server.url)
    assert isinstance(found, AmqpSender)
    async with found.opened():
        await there(found)
        yield found


async def there(sender: Sender) -> None:
    async with asyncio.timeout(BACK_S):
        while not await sender.reachable():  # noqa: ASYNC110 - another process decides
            await asyncio.sleep(0.02)


async def grown(sender: AmqpSender, count: int) -> int:
    """How many messages wait, once as many do: a quorum queue tells with some delay."""
    found = 0
    async with asyncio.timeout(BACK_S):
        while found < count:
            await asyncio.sleep(0.02)
            with suppress(QueueUnavailable):
                found = await sender.waiting()
    return found


def taken(server: RabbitMQ, name: str) -> Any:
    with server.channel() as channel:
        return channel.basic_get(name, no_ack=True)


@pytest.mark.parametrize("priority", Priority)
async def test_our_message_is_the_one_that_celery_would_publish(
    _server: RabbitMQ,  # noqa: PT019 - asked as well
    sender: AmqpSender,
    priority: Priority,
) -> None:
    name = queue.AMQP_QUEUES[priority]
    await sender.send(JOB_ID, priority)
    ours = await asyncio.to_thread(taken, _server, name)
    await asyncio.to_thread(sent_by_celery, _server, priority)
    theirs = await asyncio.to_thread(taken, _server, name)

    assert orjson.loads(ours.body) == plain_body(orjson.loads(theirs.body))
    for field in ("content_type", "content_encoding", "delivery_mode", "priority"):
        assert ours.properties[field] == theirs.properties[field]
    assert ours.properties["correlation_id"] == theirs.properties["correlation_id"]
    headers = ours.properties["application_headers"]
    celerys = plain_headers(theirs.properties["application_headers"])
    assert headers.keys() == celerys.keys()
    assert {key: value for key, value in headers.items() if key not in OF_THE_SENDER} == {
        key: value for key, value in celerys.items() if key not in OF_THE_SENDER
    }


def sent_by_celery(server: RabbitMQ, priority: Priority) -> None:
    app = make_celery(broker_url=server.url, queue="unused", concurrency=1, visibility_timeout_s=60)
    with app.connection_for_write() as connection:
        app.send_task(
            queue.READ_TASK,
            args=[JOB_ID],
            task_id=JOB_ID,
            queue=queue.AMQP_QUEUES[priority],
            priority=int(priority),
            argsrepr="-",
            kwargsrepr="-",
            ignore_result=True,
            connection=connection,
        )


async def test_a_thousand_at_once_are_all_there(sender: AmqpSender) -> None:
    await asyncio.gather(*(sender.send(f"job {n}", Priority.LOW) for n in range(1000)))

    assert await grown(sender, 1000) == 1000


async def test_over_tls_a_certificate_is_asked_for(
    _server: RabbitMQ,  # noqa: PT019 - asked as well
    sender: AmqpSender,
) -> None:
    stranger = sender_to(_server.tls_url.partition("?")[0])  # it knows no authority of ours
    async with stranger.opened():
        trusting = sender_to(_server.tls_url)
        async with trusting.opened():
            await there(trusting)
            await trusting.send(JOB_ID, Priority.NORMAL)

            assert await grown(sender, 1) == 1
            assert stranger.away


def test_a_worker_reads_over_tls(_server: RabbitMQ) -> None:  # noqa: PT019 - asked
    app = make_celery(
        broker_url=_server.tls_url, queue="unused", concurrency=1, visibility_timeout_s=60
    )
    with app.connection_for_read() as connection:
        connection.ensure_connection(max_retries=1)

        assert connection.connected


async def test_a_silent_broker_is_away_until_it_speaks_again(
    _server: RabbitMQ,  # noqa: PT019 - asked as well
    sender: AmqpSender,
) -> None:
    with _server.silent():
        with pytest.raises(QueueUnavailable):
            await sender.send(JOB_ID, Priority.NORMAL)
        assert sender.away
        with pytest.raises(QueueUnavailable):
            await sender.send(JOB_ID, Priority.NORMAL)
        assert not await sender.reachable()
    await there(sender)

    await sender.send(JOB_ID, Priority.NORMAL)


async def test_what_is_confirmed_outlives_a_crash(
    _server: RabbitMQ,  # noqa: PT019 - asked as well
    sender: AmqpSender,
) -> None:
    confirmed = 0

    async def send_until_it_fails() -> None:
        nonlocal confirmed
        with suppress(QueueUnavailable):
            while True:
                await sender.send(JOB_ID, Priority.HIGH)
                confirmed += 1

    async with asyncio.TaskGroup() as sending:
        for _ in range(SENDERS):
            sending.create_task(send_until_it_fails())
        await asyncio.to_thread(_server.kill)
    assert confirmed
    assert sender.away

    await asyncio.to_thread(_server.come_back)
    await there(sender)

    assert await grown(sender, confirmed) >= confirmed
