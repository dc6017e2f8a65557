"""Another broker than the store, for the queue alone: how it is addressed, and how messages get there."""

from __future__ import annotations

from shared.broker.kombu_address import KombuAddress
from shared.broker.redis_sender import RedisSender
from shared.broker.sender import Sender


def sender_to(url: str) -> Sender:
    """What brings messages to the broker at `url`, which is legal in the settings."""
    address = KombuAddress.of(url)
    if address.is_redis:
        return RedisSender(url)
    from shared.broker.amqp_sender import AmqpSender  # noqa: PLC0415 - kombu is for it alone

    return AmqpSender(address)


__all__ = ["KombuAddress", "Sender", "sender_to"]
