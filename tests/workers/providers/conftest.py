"""The three dialects over one pool, against a provider over real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from shared.clock import Clock
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
        told: dict[str, Any] = {
            "base_url": url,
            "api_key": secret,
            "model": model,
            "clock": clock or FakeClock(),
        }
        match name:
            case "openai":
                return OpenAI(through, **told)
            case "anthropic":
                return Anthropic(through, **told)
        return Gemini(through, api_version="v1beta", **told)

    return made
