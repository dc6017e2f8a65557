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
    found: dict[str, Provider] = {}
    if settings.gemini_api_key is not None or settings.gemini_base_url is not None:
        found["gemini"] = Gemini(
            pool,
            base_url=settings.gemini_base_url,
            api_key=settings.gemini_api_key,
            api_version=settings.gemini_api_version,
            model=settings.gemini_model,
            clock=clock,
        )
    if settings.openai_api_key is not None or settings.openai_base_url is not None:
        found["openai"] = OpenAI(
            pool,
            base_url=settings.openai_base_url,
            api_key=settings.openai_api_key,
            model=settings.openai_model,
            clock=clock,
        )
    if settings.anthropic_api_key is not None or settings.anthropic_base_url is not None:
        found["anthropic"] = Anthropic(
            pool,
            base_url=settings.anthropic_base_url,
            api_key=settings.anthropic_api_key,
            model=settings.anthropic_model,
            clock=clock,
        )
    return found
