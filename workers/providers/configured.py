"""The providers that the settings make it possible to ask."""

from __future__ import annotations

from shared.settings import Settings
from workers.http_pool import HttpPool
from workers.providers.openai import OpenAI
from workers.providers.protocol import Provider


def configured(settings: Settings, pool: HttpPool) -> dict[str, Provider]:
    """The providers by name; one with neither key nor base URL is left out."""
    found: dict[str, Provider] = {}
    if settings.openai_api_key is not None or settings.openai_base_url is not None:
        found["openai"] = OpenAI(
            pool,
            base_url=settings.openai_base_url,
            api_key=settings.openai_api_key,
            model=settings.openai_model,
        )
    return found
