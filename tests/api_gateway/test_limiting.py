"""The limit of each caller, called as ASGI."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from api_gateway.checks import Checks
from api_gateway.limiting import RateLimit
from shared import redis_keys
from shared.rate_limit.buckets import OwnBuckets, SharedBuckets
from shared.rate_limit.limiter import Limiter
from shared.rate_limit.rate import Rate
from tests.fakes.asgi import Application, call
from tests.fakes.clock import FakeClock

RATE = Rate(2, "minute")
HERE, THERE = ("127.0.0.1", 4000), ("127.0.0.2", 4000)


@pytest.fixture
def app(redis: Redis) -> Checks:
    clock = FakeClock()
    limiter = Limiter(RATE, SharedBuckets(redis, RATE), OwnBuckets(RATE, clock), clock)
    return Checks(Application(), [], RateLimit(limiter, b"secret"))


async def test_who_calls_too_often_is_told_when_to_come_back(app: Checks) -> None:
    assert [(await call(app, client=HERE)).status for _ in range(2)] == [200, 200]

    answer = await call(app, client=HERE)

    assert answer.problem == (429, "rate_limited")
    assert 1 <= int(answer.headers["retry-after"]) <= 30


async def test_each_address_has_its_own_limit_and_ports_do_not_count(app: Checks) -> None:
    for _ in range(2):
        await call(app, client=HERE)

    assert (await call(app, client=("127.0.0.1", 5000))).status == 429
    assert (await call(app, client=THERE)).status == 200


async def test_a_key_has_one_limit_wherever_it_comes_from(app: Checks) -> None:
    asked = [await call(app, client=client, caller="a") for client in (HERE, THERE, HERE)]

    assert [answer.status for answer in asked] == [200, 200, 429]
    assert (await call(app, client=HERE, caller="b")).status == 200


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
async def test_health_is_never_limited(app: Checks, path: str) -> None:
    statuses = {(await call(app, path=path, client=HERE)).status for _ in range(5)}
    assert statuses == {200}
    assert (await call(app, path=path + "/", client=HERE)).status == 200
    assert (await call(app, path=path + "/", client=HERE)).status == 200
    assert (await call(app, path=path + "/", client=HERE)).status == 429


async def test_the_store_sees_neither_address_nor_key(app: Checks, redis: Redis) -> None:
    await call(app, client=HERE)
    await call(app, client=HERE, caller="somebody")

    names = [name.decode() async for name in redis.scan_iter()]
    assert len(names) == 2
    for name in names:
        assert name.startswith(redis_keys.RATE)
        assert "somebody" not in name
        assert "127.0.0.1" not in name
