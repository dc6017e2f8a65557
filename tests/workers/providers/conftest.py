"""The three dialects over one pool, against a provider over real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from shared.settings import load_settings
from tests.fakes.clock import FakeClock
from tests.fakes.provider import FakeProvider
from tests.workers.providers.calls import Make
from workers.http_pool import HttpPool
from workers.providers.anthropic import Anthropic
from workers.providers.gemini import Gemini
from workers.providers.openai import OpenAI
from workers.providers.protocol import Provider


@pytest.fixture
async def pool() -> AsyncIterator[HttpPool]:
    opened = HttpPool.open(load_settings({"PALJA_STALL_TIMEOUT": "0.3"}, env_files=()))
    yield opened
    await opened.close()


@pytest.fixture
def make(pool: HttpPool, provider: FakeProvider) -> Make:
    """Makes the provider of this name, which asks the fake one."""

    def made(name: str, *, key: str | None = "sk-test", base_url: str | None = None) -> Provider:
        url = base_url or provider.base_url
        secret = None if key is None else SecretStr(key)
        model, clock = "some-model", FakeClock()
        match name:
            case "openai":
                return OpenAI(pool, base_url=url, api_key=secret, model=model, clock=clock)
            case "anthropic":
                return Anthropic(pool, base_url=url, api_key=secret, model=model, clock=clock)
        return Gemini(
            pool, base_url=url, api_key=secret, model=model, api_version="v1beta", clock=clock
        )

    return made
