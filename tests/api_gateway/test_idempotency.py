"""Requests with an idempotency key, called as ASGI over a real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import orjson
import pytest
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp

from api_gateway.idempotency import WAIT_S, Idempotency
from shared import redis_keys
from shared.idempotency.places import Places
from tests.fakes.asgi import Answer, Application, call
from tests.fakes.clock import FakeClock

GENERATE = "/admin-api/saju/ai-generate"
KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
BIRTH = b'{"birth_info": {"year": 1990}}'

Wrap = Callable[[ASGIApp], Idempotency]


class Numbered:
    """An application whose answers are numbered, so that no two are the same."""

    def __init__(self, status: int = 202) -> None:
        self.status = status
        self.count = 0

    async def __call__(self, request: Request) -> Response:
        self.count += 1
        body = orjson.dumps({"number": self.count, "asked": (await request.body()).decode()})
        headers = {"Location": f"/jobs/{self.count}", "Retry-After": "1", "X-Other": "own"}
        return Response(body, self.status, headers, media_type="application/json")


def wrapping(redis: Redis, clock: FakeClock) -> Wrap:
    numbers = iter(range(1000))
    return lambda app: Idempotency(
        app,
        places=Places(redis),
        secret=b"secret",
        clock=clock,
        new_token=lambda: str(next(numbers)),
        new_nonce=lambda: next(numbers).to_bytes(16),
    )


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def wrap(redis: Redis, clock: FakeClock) -> Wrap:
    return wrapping(redis, clock)


def post(app: ASGIApp, body: bytes = BIRTH, caller: str | None = None) -> Awaitable[Answer]:
    return call(app, "POST", GENERATE, KEY, body, caller)


async def test_a_repeat_is_answered_like_the_first(wrap: Wrap) -> None:
    numbered = Numbered()
    app = wrap(Application(numbered))

    first, again = await post(app), await post(app)

    assert (again.status, again.body) == (first.status, first.body)
    assert first.json == {"number": 1, "asked": BIRTH.decode()}
    for name in ("content-type", "location", "retry-after"):
        assert again.headers[name] == first.headers[name]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert numbered.count == 1


async def test_without_the_header_every_request_is_new(wrap: Wrap) -> None:
    numbered = Numbered()
    app = wrap(Application(numbered))
    for _ in range(2):
        await call(app, "POST", GENERATE, body=BIRTH)
    for method, path in (("GET", GENERATE), ("POST", "/admin-api/saju/ai-inspect")):
        for _ in range(2):
            await call(app, method, path, KEY, BIRTH)
    assert numbered.count == 6


async def test_another_body_is_a_conflict(wrap: Wrap) -> None:
    app = wrap(Application(Numbered()))
    await post(app)

    answer = await post(app, BIRTH + b" ")

    assert answer.problem == (409, "idempotency_conflict")


async def test_keys_of_different_callers_are_different_keys(wrap: Wrap) -> None:
    numbered = Numbered()
    app = wrap(Application(numbered))
    for caller in ("a", "b"):
        await post(app, BIRTH, caller=caller)
    await post(app, BIRTH + b" ", caller="c")
    await post(app)
    assert numbered.count == 4


async def test_the_other_path_of_the_same_call_is_the_same_call(wrap: Wrap) -> None:
    numbered = Numbered()
    app = wrap(Application(numbered))
    first = await post(app)
    again = await call(app, "POST", "/admin-api/saju/ai", KEY, BIRTH)
    assert (again.body, numbered.count) == (first.body, 1)


@pytest.mark.parametrize("status", [400, 422, 503])
async def test_what_came_to_nothing_is_not_repeated_and_its_key_is_free(
    wrap: Wrap, status: int
) -> None:
    numbered = Numbered(status)
    app = wrap(Application(numbered))
    assert (await post(app, b"wrong")).status == status

    numbered.status = 202
    answer = await post(app, b"mended")

    assert (answer.status, answer.json["asked"]) == (202, "mended")


async def test_a_crash_frees_the_key(wrap: Wrap) -> None:
    async def crash(_request: Request) -> Response:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await post(wrap(Application(crash)))
    assert (await post(wrap(Application(Numbered())))).status == 202


async def test_of_requests_at_once_one_is_done_and_all_get_its_answer(wrap: Wrap) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()
    numbered = Numbered()

    async def slow(request: Request) -> Response:
        started.set()
        await go_on.wait()
        return await numbered(request)

    app = wrap(Application(slow))
    asked = [asyncio.ensure_future(post(app)) for _ in range(5)]
    await started.wait()
    assert (await post(app, b"another body")).problem == (409, "idempotency_conflict")
    assert not any(one.done() for one in asked)
    go_on.set()

    answers = await asyncio.gather(*asked)

    assert {answer.body for answer in answers} == {answers[0].body}
    assert numbered.count == 1


async def test_a_first_that_takes_too_long_is_told_to_its_repeats(
    wrap: Wrap, clock: FakeClock
) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_request: Request) -> Response:
        started.set()
        await go_on.wait()
        return Response(b"{}")

    app = wrap(Application(slow))
    first = asyncio.ensure_future(post(app))
    await started.wait()
    repeat = asyncio.ensure_future(post(app))
    while not repeat.done():
        clock.pass_s(WAIT_S + 1)
        await asyncio.sleep(0)

    answer = repeat.result()
    assert answer.problem == (409, "idempotency_conflict")
    assert answer.headers["retry-after"] == "1"
    go_on.set()
    assert (await first).status == 200


async def test_when_the_process_of_the_first_has_died_a_repeat_takes_its_place(
    wrap: Wrap, redis: Redis
) -> None:
    started = asyncio.Event()

    async def forever(_request: Request) -> Response:
        started.set()
        await asyncio.Event().wait()
        raise AssertionError

    first = asyncio.ensure_future(post(wrap(Application(forever))))
    await started.wait()
    places = [name async for name in redis.scan_iter(f"{redis_keys.IDEMPOTENCY}*")]
    repeat = asyncio.ensure_future(post(wrap(Application(Numbered()))))
    await redis.delete(*places)  # as if its lease had lapsed

    assert (await repeat).json["number"] == 1
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    again = await post(wrap(Application(Numbered())))
    assert again.headers["idempotency-replayed"] == "true"  # what is kept is not given back


async def test_the_store_sees_neither_key_nor_body_nor_answer(wrap: Wrap, redis: Redis) -> None:
    await post(wrap(Application(Numbered())))

    (place,) = [name async for name in redis.scan_iter()]
    kept = place + repr(await redis.hgetall(place)).encode()
    for secret in (b"8e03978e", b"1990", b"birth", b"asked", b"/jobs/1"):
        assert secret not in kept
    assert set(await redis.hkeys(place)) == {b"body", b"answer"}


async def test_a_kept_answer_that_somebody_changed_is_not_repeated(
    wrap: Wrap, redis: Redis
) -> None:
    app = wrap(Application(Numbered()))
    await post(app)
    (place,) = [name async for name in redis.scan_iter()]
    await redis.hset(place, "answer", b"another")

    answer = await post(app)

    assert (answer.status, answer.json["number"]) == (202, 2)
    assert "idempotency-replayed" not in answer.headers


async def test_without_the_store_a_request_goes_on_as_if_it_had_no_key(
    clock: FakeClock, away: Redis
) -> None:
    numbered = Numbered()
    app = wrapping(away, clock)(Application(numbered))

    answers = [await post(app) for _ in range(2)]

    assert [answer.status for answer in answers] == [202, 202]
    assert numbered.count == 2


async def test_a_store_that_goes_away_meanwhile_costs_nobody_the_answer(
    clock: FakeClock, away: Redis
) -> None:
    class Going(Places):
        async def begin(self, *_: str) -> str:  # type: ignore[override]
            return "first"

    app = wrapping(away, clock)(Application(Numbered()))
    app._places = Going(away)

    assert (await post(app)).status == 202


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "wrong_length"),
        ("   ", "wrong_length"),
        ("k" * 256, "wrong_length"),
        ("a\tb", "not_printable"),
        ("a\x7f", "not_printable"),
        ("\xe9", "not_printable"),
    ],
)
async def test_a_malformed_key_is_told(wrap: Wrap, key: str, code: str) -> None:
    inner = Application(Numbered())

    answer = await call(wrap(inner), "POST", GENERATE, {"Idempotency-Key": key}, BIRTH)

    assert answer.problem == (422, "invalid_request")
    (row,) = answer.json["errors"]
    assert (row["field"], row["code"]) == ("Idempotency-Key", code)
    assert "for example" in row["message"]
    assert inner.calls == 0


async def test_two_keys_are_one_too_many(wrap: Wrap) -> None:
    twice = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    answer = await call(wrap(Application(Numbered())), "POST", GENERATE, twice, BIRTH)
    assert answer.problem == (422, "invalid_request")


@pytest.mark.parametrize("key", ["k", "k" * 255, '"quoted"', "with a blank", "~!@#$%^&*()"])
async def test_any_printable_key_is_good(wrap: Wrap, key: str) -> None:
    app = wrap(Application(Numbered()))
    answers = [await call(app, "POST", GENERATE, {"Idempotency-Key": key}, BIRTH) for _ in range(2)]
    assert answers[0].body == answers[1].body


async def test_a_body_beyond_the_calls_own_limit_is_too_large(wrap: Wrap) -> None:
    app = wrap(Application(Numbered()))
    large = b" " * (64 * 1024 + 1)
    batch = "/admin-api/saju/ai-generate/batch"

    assert (await post(app, large)).problem == (413, "body_too_large")
    assert (await call(app, "POST", batch, KEY, large)).status == 202
    too_large = await call(app, "POST", batch, {"Idempotency-Key": "b"}, b" " * (1024 * 1024 + 1))
    assert too_large.problem == (413, "body_too_large")


async def test_a_streamed_answer_is_kept_whole_though_its_caller_goes_meanwhile(wrap: Wrap) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for number in range(5):
            await asyncio.sleep(0)  # in which a caller who has gone is noticed
            yield b"%d" % number

    async def stream(_request: Request) -> Response:
        return StreamingResponse(pieces())

    app = wrap(Application(stream))
    assert [(await post(app)).body for _ in range(2)] == [b"01234", b"01234"]
