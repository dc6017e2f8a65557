"""What tells one provider's key apart from another, and does not tell the key."""

from __future__ import annotations

import hmac

from shared.settings import PROVIDERS, Settings

_SIGNS = 16


def accounts(settings: Settings, secret: bytes) -> dict[str, str]:
    """For each provider an HMAC of its key and base URL."""
    found = {}
    for provider in PROVIDERS:
        key = getattr(settings, f"{provider}_api_key")
        url = getattr(settings, f"{provider}_base_url")
        text = f"{provider}\n{key.get_secret_value() if key else ''}\n{url or ''}"
        found[provider] = hmac.new(secret, text.encode(), "sha256").hexdigest()[:_SIGNS]
    return found
