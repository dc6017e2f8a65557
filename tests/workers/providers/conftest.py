"""The three dialects over one pool, against a provider over real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from shared.clock import Clock
from shared.provider_account import ProviderAccount
from shared.settings import load_settings
from tests.fakes.provider import FakeProvider
from tests.workers.providers.calls import Make, provider_of
from workers.http_pool import HttpPool
from workers.providers.protocol import Provider


@pytest.fixture
async def pool() -> AsyncIterator[HttpPool]:
    opened = HttpPool.open(load_settings({}, env_files=()))
    yield opened
    await opened.close()


@pytest.fixture
async def hasty_pool() -> AsyncIterator[HttpPool]:
    """Gives up on an answer that stops for a moment."""
    opened = HttpPool.open(load_settings({"PALJA_STALL_TIMEOUT": "0.1"}, env_files=()))
    yield opened
    await opened.close()


@pytest.fixture
def make(pool: HttpPool, hasty_pool: HttpPool, provider: FakeProvider) -> Make:
    """Makes the provider of this name, which asks the fake one."""

    def made(
        name: str,
        *,
        key: str | None = "sk-test",
        base_url: str | None = None,
        model: str = "some-model",
        clock: Clock | None = None,
        hasty: bool = False,
    ) -> Provider:
        through = hasty_pool if hasty else pool
        url = provider.base_url if base_url is None else base_url or None
        secret = None if key is None else SecretStr(key)
        return provider_of(name, through, ProviderAccount(url, secret, model), clock)

    return made
