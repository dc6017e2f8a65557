"""Seals, and places in a real store."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from shared import redis_keys
from shared.idempotency.places import KEPT_S, LEASE_S, Places
from shared.idempotency.seal import Attempt, KeptAnswer, SealBroken, seal, unseal

ANSWER = KeptAnswer(
    202, (("content-type", "application/json"),), '{"solar_date": "1990-03-15 사주"}'.encode() * 50
)
NONCE = bytes(range(16))


def attempt(
    secret: bytes = b"secret", caller: str = "caller", key: str = "key", body: bytes = b"body"
) -> Attempt:
    return Attempt.of(secret, caller, key, body)


def test_an_answer_comes_out_as_it_went_in() -> None:
    key = attempt().seal_key
    assert unseal(key, seal(key, ANSWER, NONCE)) == ANSWER
    empty = KeptAnswer(204, (), b"")
    assert unseal(key, seal(key, empty, NONCE)) == empty


def test_a_seal_shows_nothing_of_what_is_in_it() -> None:
    sealed = seal(attempt().seal_key, ANSWER, NONCE)
    plain = seal(attempt(body=b"other").seal_key, ANSWER, NONCE)

    assert b"1990" not in sealed
    # Unlike compressed text, random bytes have hardly a byte in common with others, place by place.
    same = sum(a == b for a, b in zip(sealed[16:], plain[16:], strict=True))
    assert same < len(sealed) // 8
    assert seal(attempt().seal_key, ANSWER, bytes(16))[16:] != sealed[16:]


@pytest.mark.parametrize(
    "other",
    [
        attempt(secret=b"other"),
        attempt(caller="other"),
        attempt(key="other"),
        attempt(body=b"other"),
        attempt(caller="caller key", key=""),
    ],
)
def test_whoever_lacks_a_part_of_the_request_cannot_open_it(other: Attempt) -> None:
    with pytest.raises(SealBroken):
        unseal(other.seal_key, seal(attempt().seal_key, ANSWER, NONCE))


@pytest.mark.parametrize("place", [0, 20, -1])
def test_changed_bytes_are_noticed(place: int) -> None:
    changed = bytearray(seal(attempt().seal_key, ANSWER, NONCE))
    changed[place] ^= 1
    with pytest.raises(SealBroken):
        unseal(attempt().seal_key, bytes(changed))
    with pytest.raises(SealBroken):
        unseal(attempt().seal_key, b"")


def test_the_place_is_the_callers_and_the_keys_and_the_fingerprint_the_bodys_too() -> None:
    assert attempt() == attempt()
    assert attempt(body=b"other").place == attempt().place
    assert attempt(body=b"other").fingerprint != attempt().fingerprint
    for other in (attempt(caller="other"), attempt(key="other"), attempt(secret=b"other")):
        assert other.place != attempt().place
        assert other.fingerprint != attempt().fingerprint


async def test_a_place_is_taken_answered_and_kept_for_a_day(redis: Redis) -> None:
    places = Places(redis)

    assert await places.begin("place", "body", "one") == "first"
    assert 0 < await redis.pttl(redis_keys.IDEMPOTENCY + "place") <= LEASE_S * 1000
    assert await places.begin("place", "body", "two") == "pending"
    assert await places.begin("place", "other body", "two") == "conflict"
    await places.keep("place", "one", b"answer")

    assert await places.begin("place", "body", "two") == b"answer"
    assert await places.begin("place", "other body", "two") == "conflict"
    kept_ms = await redis.pttl(redis_keys.IDEMPOTENCY + "place")
    assert KEPT_S * 1000 - 60_000 < kept_ms <= KEPT_S * 1000


async def test_a_place_given_back_is_free_for_any_body(redis: Redis) -> None:
    places = Places(redis)
    await places.begin("place", "body", "one")

    await places.give_back("place", "one")

    assert await places.begin("place", "other body", "two") == "first"


async def test_a_sign_of_life_renews_the_lease(redis: Redis) -> None:
    places = Places(redis)
    await places.begin("place", "body", "one")
    await redis.pexpire(redis_keys.IDEMPOTENCY + "place", 100)

    await places.renew("place", "one")

    assert await redis.pttl(redis_keys.IDEMPOTENCY + "place") > 1000


async def test_who_has_lost_the_place_changes_nothing_there(redis: Redis) -> None:
    places = Places(redis)
    await places.begin("place", "body", "one")
    await redis.delete(redis_keys.IDEMPOTENCY + "place")  # its lease lapsed
    await places.begin("place", "body", "two")

    await places.renew("place", "one")
    await places.keep("place", "one", b"late")
    await places.give_back("place", "one")

    assert await places.begin("place", "body", "three") == "pending"
    await places.keep("place", "two", b"answer")
    await places.give_back("place", "two")
    assert await places.begin("place", "body", "three") == b"answer"
