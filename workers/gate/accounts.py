"""What tells one provider's key apart from another, and does not tell the key."""

from __future__ import annotations

import hmac

from shared.settings import Settings

_SIGNS = 16


def accounts(settings: Settings, secret: bytes) -> dict[str, str]:
    """For each provider an HMAC of its key and base URL."""
    found = {}
    for provider, account in settings.provider_accounts.items():
        text = f"{provider}\n{account.key or ''}\n{account.base_url or ''}"
        found[provider] = hmac.new(secret, text.encode(), "sha256").hexdigest()[:_SIGNS]
    return found
