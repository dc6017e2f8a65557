"""Callbacks at the gateway: what of a request is refused, and what is left for the workers."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from api_gateway.parsing import parse_reading_request
from api_gateway.problems import problem_of
from shared import redis_keys
from shared.errors import InvalidRequest, TooManyCallbacks
from shared.jobs.store import JobStore
from shared.tracing import Trace, traced
from shared.webhooks import store
from shared.webhooks.signing import caller_of
from tests.fakes.callbacks import SECRET, callbacks_of

KEY = "a" * 64
URL = "https://hooks.example/palja?token=secret"
BIRTH = {"year": 1990, "month": 3, "day": 15}


def body(url: object, **birth: int) -> bytes:
    return orjson.dumps({"birth_info": BIRTH | birth, "callback_url": url})


def test_a_caller_with_a_key_may_name_an_address(redis: Redis) -> None:
    rules = callbacks_of(redis).rules(KEY)
    assert parse_reading_request(body(URL), rules).request.callback_url == URL
    assert parse_reading_request(body(None), rules).request.callback_url is None


def test_an_allowed_host_may_be_ours(redis: Redis) -> None:
    rules = callbacks_of(redis, "127.0.0.1").rules(KEY)
    assert parse_reading_request(body("http://127.0.0.1:81/"), rules)
    with pytest.raises(InvalidRequest):
        parse_reading_request(body("http://127.0.0.1:81/"), callbacks_of(redis).rules(KEY))


def test_without_a_key_it_is_refused(redis: Redis) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_reading_request(body(URL), callbacks_of(redis).rules(None))
    [problem] = refused.value.problems
    assert (problem.field, problem.code) == ("callback_url", "needs_api_key")


def test_its_problem_is_told_with_the_others_and_does_not_quote_it(redis: Redis) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_reading_request(
            body("http://10.0.0.1/secret", month=13), callbacks_of(redis).rules(KEY)
        )
    told = {problem.field: problem for problem in refused.value.problems}
    assert told.keys() == {"birth_info.month", "callback_url"}
    assert told["callback_url"].code == "not_public"
    assert "secret" not in repr(told)


def test_an_address_with_colons_does_not_look_like_a_repeated_key(redis: Redis) -> None:
    url = "https://hooks.example:8443/a:b?c=d:e"
    rules = callbacks_of(redis).rules(KEY)
    assert parse_reading_request(body(url), rules).request.callback_url == url


async def test_what_is_left_names_the_caller_by_no_hash_of_the_key(redis: Redis) -> None:
    jobs = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=10, cache_bytes=1000)
    await jobs.beat("a worker")
    await jobs.submit("job", "k", b"{}")
    trace = Trace("1" * 32, "1" * 16, 1)
    with traced(trace):
        await callbacks_of(redis).leave("job", URL, KEY)

    found: Any = await redis.hgetall(redis_keys.CALLBACKS + "job")
    [(member, left)] = found.items()
    assert member.decode() == f"job delivery0 {caller_of(SECRET, KEY)}"
    assert orjson.loads(left) == {"url": URL, "trace": trace.to_text()}


async def test_more_than_there_may_be_are_refused_with_a_time_to_come_back(
    monkeypatch: pytest.MonkeyPatch, redis: Redis
) -> None:
    monkeypatch.setattr(store, "MAX_OF_JOB", 1)
    jobs = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=10, cache_bytes=1000)
    await jobs.beat("a worker")
    await jobs.submit("job", "k", b"{}")
    callbacks = callbacks_of(redis)
    await callbacks.leave("job", URL, KEY)
    with pytest.raises(TooManyCallbacks) as refused:
        await callbacks.leave("job", URL, "b" * 64)

    answer = problem_of(refused.value).response("en")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    assert orjson.loads(bytes(answer.body))["code"] == "too_many_callbacks"
