"""A fake gateway, and both clients of it, driven alike."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from inspect import isasyncgen, iscoroutine, isgenerator
from typing import Any

import pytest

from client import AsyncPalja, Palja
from tests.fakes.gateway import FakeGateway


class Driven:
    """Either client; what it would have awaited is waited for, and what it would yield is a list."""

    def __init__(self, palja: Palja | AsyncPalja, runner: asyncio.Runner) -> None:
        self._palja = palja
        self._runner = runner

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any, **named: Any) -> Any:
            found = getattr(self._palja, name)(*args, **named)
            if isgenerator(found):
                return list(found)
            if isasyncgen(found):
                return self._runner.run(_all(found))
            return self._runner.run(found) if iscoroutine(found) else found

        return call

    def close(self) -> None:
        if isinstance(self._palja, Palja):
            self._palja.close()
        else:
            self._runner.run(self._palja.aclose())


async def _all(found: Any) -> list[Any]:
    return [each async for each in found]


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    with FakeGateway() as started:
        yield started


@pytest.fixture(params=[Palja, AsyncPalja], ids=["sync", "async"])
def open_palja(
    request: pytest.FixtureRequest, gateway: FakeGateway
) -> Iterator[Callable[..., Driven]]:
    """Opens a client of the gateway with these arguments; it is closed after the test."""
    opened: list[Driven] = []
    with asyncio.Runner() as runner:

        def open_one(url: str | None = None, **named: Any) -> Driven:
            driven = Driven(request.param(url or gateway.url, **named), runner)
            opened.append(driven)
            return driven

        yield open_one
        for driven in opened:
            driven.close()


@pytest.fixture
def palja(open_palja: Callable[..., Driven]) -> Driven:
    """A client with the defaults."""
    return open_palja()
