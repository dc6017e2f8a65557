"""When a provider that is overloaded wants to be asked again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.errors import ProviderOverloaded
from tests.fakes.behaviours import Refused, Status
from tests.fakes.clock import FakeClock
from tests.fakes.provider import FakeProvider
from tests.workers.providers.calls import NAMES, Make, call

each = pytest.mark.parametrize("name", NAMES)


async def hint_s(make: Make, name: str) -> float | None:
    with pytest.raises(ProviderOverloaded) as caught:
        await make(name).ask(call())
    return caught.value.retry_after_s


IN_A_MINUTE = "Thu, 01 Jan 2026 00:01:00 GMT"


@each
@pytest.mark.parametrize(
    ("headers", "expected_s"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0"}, 0.0),
        ({"Retry-After": "0.25"}, 0.25),
        ({"retry-after-ms": "250"}, 0.25),
        ({"Retry-After": "1", "retry-after-ms": "250"}, 0.25),
        ({"Retry-After": IN_A_MINUTE}, 60.0),
        ({"Retry-After": "Thursday, 01-Jan-26 00:01:00 GMT"}, 60.0),
        ({"Retry-After": "Thu Jan  1 00:01:00 2026"}, 60.0),
        ({"Retry-After": "Mon, 01 Jan 2001 00:00:00 GMT"}, 0.0),
        ({}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": "Thu, 01 Jan 99999999999999999999 00:01:00 GMT"}, None),
    ],
    ids=str,
)
async def test_the_hint_of_the_overloaded_is_read_from_its_headers(
    make: Make,
    provider: FakeProvider,
    name: str,
    headers: dict[str, str],
    expected_s: float | None,
) -> None:
    assert FakeClock().now() == datetime(2026, 1, 1, tzinfo=UTC)
    provider.answer_with(Status(429, headers=tuple(headers.items())))

    assert await hint_s(make, name) == expected_s


@each
async def test_each_provider_gives_its_hint_in_its_own_way(
    make: Make, provider: FakeProvider, name: str
) -> None:
    provider.answer_with(Refused("busy", hint_s=17.5))

    assert await hint_s(make, name) == 17.5


@pytest.mark.parametrize(
    "delay", ["", "17", "s", "-1s", "nans", "infs", 17, None, {"seconds": 1}], ids=repr
)
async def test_a_delay_of_gemini_that_is_none_is_no_hint(
    make: Make, provider: FakeProvider, delay: Any
) -> None:
    details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}]
    error = {"code": 429, "message": "…", "status": "RESOURCE_EXHAUSTED", "details": details}
    provider.answer_with(Status(429, body={"error": error}))

    assert await hint_s(make, "gemini") is None
