"""The pool against a provider over real sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass

import orjson
import pytest

from shared.errors import AnswerUnusable, ProviderTimeout, ProviderUnavailable
from shared.metrics.report import PoolUse
from shared.settings import load_settings
from shared.tracing import Trace, traced
from tests.fakes.asking import PATH, question
from tests.fakes.behaviours import Answer, CutBody, Reset, Silence, Stall, Status
from tests.fakes.provider import FakeProvider
from workers.http_pool import MAX_ANSWER_BYTES, Connected, HttpPool, JsonBody


@asynccontextmanager
async def opened(**environ: str) -> AsyncIterator[HttpPool]:
    pool = HttpPool.open(load_settings(environ, env_files=()))
    try:
        yield pool
    finally:
        await pool.close()


@dataclass(frozen=True)
class Whole:
    status: int
    headers: Mapping[str, str]
    body: bytes


async def post(pool: HttpPool, base_url: str, timeout_s: float = 5) -> Whole:
    async with pool.posting(
        base_url + PATH,
        headers={"X-Ours": "1"},
        body=JsonBody(orjson.loads(question())),
        timeout_s=timeout_s,
    ) as response:
        return Whole(response.status, response.headers, await response.read())


async def test_an_answer_comes_whole_and_the_request_was_json(provider: FakeProvider) -> None:
    async with opened() as pool:
        answer = await post(pool, provider.base_url)

    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.body.endswith(b"}")
    headers = provider.calls[0].request.headers
    assert (headers["content-type"], headers["x-ours"]) == ("application/json", "1")
    assert headers["user-agent"] == "palja"


async def test_a_body_is_let_go_of_once_it_is_sent(provider: FakeProvider) -> None:
    body = JsonBody(orjson.loads(question()))
    async with (
        opened() as pool,
        pool.posting(provider.base_url + PATH, headers={}, body=body, timeout_s=5),
    ):
        assert await body.as_bytes() == b""

    assert orjson.loads(provider.calls[0].request.body) == orjson.loads(question())


async def test_each_call_is_a_part_of_its_own_in_the_trace_of_its_work(
    provider: FakeProvider,
) -> None:
    async with opened() as pool:
        with traced(Trace("1" * 32, "1" * 16, 1, "rojo=1")):
            await post(pool, provider.base_url)
            await post(pool, provider.base_url)
        await post(pool, provider.base_url)

    first, second, outside = (call.request.headers for call in provider.calls)
    _, trace_ids, parent_ids, _ = zip(
        *(headers["traceparent"].split("-") for headers in (first, second)), strict=True
    )
    assert set(trace_ids) == {"1" * 32}
    assert len({"1" * 16, *parent_ids}) == 3
    assert first["tracestate"] == "rojo=1"
    assert "traceparent" not in outside


@pytest.mark.parametrize("framing", ["length", "chunked"])
async def test_a_connection_is_used_again(provider: FakeProvider, framing: str) -> None:
    provider.answer_with(Answer(framing="chunked" if framing == "chunked" else "length"))
    async with opened() as pool:
        for _ in range(3):
            await post(pool, provider.base_url)

    assert (len(provider.calls), provider.connections_opened) == (3, 1)


async def test_no_more_connections_than_allowed_are_open(provider: FakeProvider) -> None:
    provider.hold()
    async with opened(PALJA_POOL_PER_HOST="2") as pool:
        calls = asyncio.gather(*(post(pool, provider.base_url) for _ in range(10)))
        await asyncio.to_thread(provider.wait_for_in_flight, 2)
        provider.release()
        answers = await calls

    assert [answer.status for answer in answers] == [200] * 10
    assert (provider.max_in_flight, provider.connections_opened) == (2, 2)


async def test_an_error_status_is_an_answer(provider: FakeProvider) -> None:
    provider.answer_with(Status(503, retry_after="7"))
    async with opened() as pool:
        answer = await post(pool, provider.base_url)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "7")


async def test_a_redirect_is_not_followed(provider: FakeProvider) -> None:
    provider.answer_with(Status(307, headers=(("Location", provider.base_url + PATH),)))
    async with opened() as pool:
        answer = await post(pool, provider.base_url)

    assert (answer.status, len(provider.calls)) == (307, 1)


async def test_silence_is_a_timeout_and_the_connection_is_closed(provider: FakeProvider) -> None:
    provider.answer_with(Silence())
    async with opened() as pool:
        with pytest.raises(ProviderTimeout) as caught:
            await post(pool, provider.base_url, timeout_s=0.1)
        assert caught.value.phase == "answer"
        await asyncio.to_thread(provider.wait_for_in_flight, 0)

    assert provider.calls[0].outcome == "client_left"


async def test_a_body_that_stops_coming_is_a_timeout(provider: FakeProvider) -> None:
    provider.answer_with(Stall())
    async with opened(PALJA_STALL_TIMEOUT="0.1") as pool:
        with pytest.raises(ProviderTimeout) as caught:
            await post(pool, provider.base_url, timeout_s=30)

    assert caught.value.phase == "stall"


@pytest.mark.parametrize("environ", [{"PALJA_CONNECT_TIMEOUT": "0.1"}, {}])
async def test_no_connection_in_time_is_told_from_no_answer(environ: dict[str, str]) -> None:
    with socket.socket() as full:  # its backlog is full: a further connection is never completed
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        with ExitStack() as waiting:
            for _ in range(3):
                one = waiting.enter_context(socket.socket())
                one.settimeout(0)
                one.connect_ex(address)
            async with opened(**environ) as pool:
                with pytest.raises(ProviderTimeout) as caught:
                    await post(pool, f"http://127.0.0.1:{address[1]}", timeout_s=0.5)

    assert caught.value.phase == "connect"


async def test_a_wait_for_a_place_is_no_wait_for_an_answer(provider: FakeProvider) -> None:
    provider.hold()
    async with opened(PALJA_POOL_PER_HOST="1") as pool:
        first = asyncio.create_task(post(pool, provider.base_url))
        await asyncio.to_thread(provider.wait_for_in_flight, 1)
        with pytest.raises(ProviderTimeout) as caught:
            await post(pool, provider.base_url, timeout_s=0.1)
        provider.release()
        await first

    assert caught.value.phase == "connect"


async def test_an_answer_that_goes_on_for_ever_ends_with_the_time(provider: FakeProvider) -> None:
    provider.answer_with(Answer(pieces=500, pace_s=0.02))
    body = JsonBody(orjson.loads(question()) | {"stream": True})
    async with opened() as pool:
        with pytest.raises(ProviderTimeout) as caught:
            async with pool.posting(
                provider.base_url + PATH, headers={}, body=body, timeout_s=0.3
            ) as response:
                await response.read()

    assert caught.value.phase == "answer"


@pytest.mark.parametrize("behaviour", [Reset(), CutBody()])
async def test_a_connection_that_breaks_is_a_provider_that_is_away(
    provider: FakeProvider, behaviour: Reset | CutBody
) -> None:
    provider.answer_with(behaviour)
    async with opened() as pool:
        with pytest.raises(ProviderUnavailable) as caught:
            await post(pool, provider.base_url)

    assert (caught.value.outcome, caught.value.code) == ("connection", None)


async def test_nobody_there_is_a_provider_that_is_away() -> None:
    with socket.socket() as bound:  # bound and not listening: refuses
        bound.bind(("127.0.0.1", 0))
        async with opened() as pool:
            with pytest.raises(ProviderUnavailable):
                await post(pool, f"http://127.0.0.1:{bound.getsockname()[1]}")


async def test_an_answer_without_end_is_not_read_to_it(provider: FakeProvider) -> None:
    provider.answer_with(Answer(content="x" * (MAX_ANSWER_BYTES + 1)))
    async with opened() as pool:
        with pytest.raises(AnswerUnusable):
            await post(pool, provider.base_url)


async def test_a_cancelled_call_closes_its_connection(provider: FakeProvider) -> None:
    provider.hold()
    async with opened() as pool:
        call = asyncio.create_task(post(pool, provider.base_url))
        await asyncio.to_thread(provider.wait_for_in_flight, 1)
        call.cancel()
        await asyncio.to_thread(provider.wait_for_in_flight, 0)

    assert call.cancelled()
    assert provider.calls[0].outcome == "client_left"


async def test_off_each_call_has_a_connection_of_its_own(provider: FakeProvider) -> None:
    modes = [True, True, False, False, False, True]
    left = iter(modes)
    seen: list[Connected] = []
    settings = load_settings({}, env_files=())
    pool = HttpPool.open(settings, optimized=lambda: next(left), connected=seen.append)
    for _ in modes:
        assert (await post(pool, provider.base_url)).status == 200
    await pool.close()

    assert provider.connections_opened == 4
    assert [call.connection for call in provider.calls] == [1, 1, 2, 3, 4, 1]
    assert seen == ["opened", "reused", "opened", "opened", "opened", "reused"]


async def test_calls_that_wait_for_a_place_are_told_from_those_that_have_one(
    provider: FakeProvider,
) -> None:
    provider.hold()
    async with opened(PALJA_POOL_PER_HOST="2") as pool:
        before = pool.use
        calls = [asyncio.create_task(post(pool, provider.base_url)) for _ in range(5)]
        await asyncio.to_thread(provider.wait_for_in_flight, 2)
        full = pool.use
        calls.pop().cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        fewer = pool.use
        provider.release()
        await asyncio.gather(*calls)
        after = pool.use

    idle = PoolUse(0, 0, 20)
    assert (before, full, fewer, after) == (idle, PoolUse(2, 3, 20), PoolUse(2, 2, 20), idle)
