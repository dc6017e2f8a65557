"""Callbacks at the gateway: who may leave one, and leaving it. It calls nobody: workers do."""

from __future__ import annotations

from collections.abc import Callable, Collection

import structlog

from shared.tracing import current_text
from shared.webhooks.callback_url import CallbackRules
from shared.webhooks.signing import caller_of
from shared.webhooks.store import Callback, WebhookStore


class Callbacks:
    """Takes callbacks from callers with an API key, each for the job that they were given."""

    def __init__(
        self,
        webhooks: WebhookStore,
        *,
        secret: bytes,
        allowed_hosts: Collection[str],
        new_id: Callable[[], str],
    ) -> None:
        self._webhooks = webhooks
        self._secret = secret
        self._allowed_hosts = frozenset(allowed_hosts)
        self._new_id = new_id
        self._log = structlog.get_logger("callbacks")

    def rules(self, key_sha256: str | None) -> CallbackRules:
        """What holds for who calls with this key; None: without one."""
        return CallbackRules(self._allowed_hosts, keyed=key_sha256 is not None)

    async def leave(self, job_id: str, url: str, key_sha256: str) -> None:
        """The address will be called when the job ends.

        Raises:
            TooManyCallbacks: the job, or the caller, has as many as there may be.
            StoreUnavailable: the store is away.
        """
        callback = Callback(url, caller_of(self._secret, key_sha256), current_text())
        delivery_id = self._new_id()
        await self._webhooks.leave(job_id, delivery_id, callback)
        self._log.info("callback_left", job_id=job_id, delivery=delivery_id)
