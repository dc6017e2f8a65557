"""The providers that the settings make it possible to ask."""

from __future__ import annotations

from shared.clock import Clock
from shared.settings import Settings
from workers.http_pool import HttpPool
from workers.providers.anthropic import Anthropic
from workers.providers.gemini import Gemini
from workers.providers.openai import OpenAI
from workers.providers.protocol import Provider


def configured(settings: Settings, pool: HttpPool, clock: Clock) -> dict[str, Provider]:
    """The providers by name; one with neither key nor base URL is left out."""
    accounts = settings.provider_accounts
    version = settings.gemini_api_version
    every: tuple[Provider, ...] = (
        Gemini(pool, accounts["gemini"], api_version=version, clock=clock),
        OpenAI(pool, accounts["openai"], clock=clock),
        Anthropic(pool, accounts["anthropic"], clock=clock),
    )
    return {each.name: each for each in every if accounts[each.name].given}
