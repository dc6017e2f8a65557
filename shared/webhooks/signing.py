"""Signatures of webhooks: who has the API key's webhook secret can tell that we sent it, and when.

`Palja-Signature: t=SECONDS,v1=HEX` where HEX is HMAC-SHA-256 over `SECONDS.BODY`.

The secret is made of ours and the API key's hash, so it is kept nowhere, and a new key has a new one.
"""

from __future__ import annotations

import base64
import hmac

HEADER = "Palja-Signature"
DELIVERY_HEADER = "Palja-Delivery"
"""The same at each attempt to tell a caller of one job."""
PREFIX = "whsec_"
"""Every secret begins like this, so that a scanner can find one that leaked."""


def caller_of(secret: bytes, key_sha256: str) -> str:
    """Who left a callback, as the store knows it: not the key's hash, and as good for the secret."""
    return hmac.digest(secret, f"webhook caller {key_sha256}".encode(), "sha256").hex()[:32]


def webhook_secret(secret: bytes, caller: str) -> str:
    """What a caller's webhooks are signed with; its text's bytes are the key of the HMAC."""
    made = hmac.digest(secret, f"webhook secret {caller}".encode(), "sha256")
    return PREFIX + base64.urlsafe_b64encode(made).decode().rstrip("=")


def signature(own_secret: str, at_s: int, body: bytes) -> str:
    """The header's value for a body that is sent at this moment, seconds since 1970."""
    signed = hmac.digest(own_secret.encode(), f"{at_s}.".encode() + body, "sha256")
    return f"t={at_s},v1={signed.hex()}"
