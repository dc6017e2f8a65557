"""Who calls: an API key with the scope that the call needs."""

from __future__ import annotations

import re

from api_gateway.access import need_of
from api_gateway.head import Head
from api_gateway.keyring import Keyring
from api_gateway.problems import Problem

_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE)


class Authentication:
    """Lets in who has a valid key with the scope that the call needs, and notes whose it is."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def refusal(self, head: Head) -> Problem | None:
        """401 without a valid key, 403 without the scope."""
        need = need_of(head.method, head.path)
        if need == "nothing":
            return None
        found = _BEARER.fullmatch(head.only(b"authorization") or "")
        key = None if found is None else self._keyring.find(found[1])
        if key is None:
            return Problem(401, "unauthenticated", headers={"WWW-Authenticate": "Bearer"})
        head.caller, head.caller_name = key.sha256, key.name
        if need == "any_key" or need in key.scopes:
            return None
        challenge = f'Bearer error="insufficient_scope", scope="{need}"'
        return Problem(
            403,
            "forbidden",
            headers={"WWW-Authenticate": challenge},
            kind="scope_missing",
            facts={"scope": need},
        )
