"""Calls of the providers under test."""

from __future__ import annotations

from collections.abc import Callable

from shared.clock import Clock
from shared.prompts import Prompt
from shared.provider_account import ProviderAccount
from tests.fakes.clock import FakeClock
from workers.http_pool import HttpPool
from workers.providers.anthropic import Anthropic
from workers.providers.gemini import Gemini
from workers.providers.openai import OpenAI
from workers.providers.protocol import Call, Provider, Written

NAMES = ("openai", "gemini", "anthropic")
PROMPT = Prompt(
    system="Write as JSON.",
    user="사주는\n庚午 己卯 己卯 辛未\n입니다.",
    sections=("personality", "career"),
    mending="",
)
READING = '{"sections": [{"id": "a", "title": "성격", "text": "차분합니다."}]}'

Make = Callable[..., Provider]
"""Makes the provider of a name."""


def provider_of(
    name: str, pool: HttpPool, account: ProviderAccount, clock: Clock | None = None
) -> Provider:
    """The provider of this name over this pool."""
    clock = clock or FakeClock()
    match name:
        case "openai":
            return OpenAI(pool, account, clock=clock)
        case "anthropic":
            return Anthropic(pool, account, clock=clock)
    return Gemini(pool, account, api_version="v1beta", clock=clock)


def call(written: Written | None = None, timeout_s: float = 5) -> Call:
    return Call(lambda: PROMPT, timeout_s, written=written)


def unheard(_text: str) -> None:
    """Asks for a stream and does not care for its growth."""
