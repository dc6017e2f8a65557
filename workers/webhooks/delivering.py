"""Calls who left a callback: at least once, again and again for hours, from whichever worker lives.

take ─▶ sign, post ─┬ 2xx, 410 ───────────────▶ done
                    └ anything else, no answer ─▶ again, later each time ─ the last time ─▶ done
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog

from shared.background import end, running
from shared.charts import QuestionCharts
from shared.clock import Clock
from shared.errors import StoreUnavailable
from shared.jobs.answer import job_body
from shared.metrics.counted import Counted
from shared.tracing import kept_trace, traced
from shared.webhooks.signing import DELIVERY_HEADER, HEADER, signature, webhook_secret
from shared.webhooks.store import Delivery, WebhookStore
from workers.retry import Jitter, backoff_s
from workers.webhooks.posting import NotDelivered, Posting

PERIOD_S = 0.5
"""A worker with nothing to do looks so often for what is due."""
AT_ONCE = 16
OF_ONE_CALLER = 4
"""A caller whose receiver is slow keeps so many of a worker's places, and leaves the rest to others."""
LEASE_S = 15.0
"""Longer than a delivery can take; then another worker delivers what a dead one had in hand."""
ATTEMPTS = 12
FIRST_WAIT_S = 5.0
"""Doubled each time: the last attempt is 1.5 to 3 hours after the first."""


class Delivering:
    """Delivers what is due, a bounded number at once."""

    def __init__(
        self,
        webhooks: WebhookStore,
        posting: Posting,
        charts: QuestionCharts,
        *,
        secret: bytes,
        clock: Clock,
        jitter: Jitter,
        counted: Counted,
    ) -> None:
        self._webhooks = webhooks
        self._posting = posting
        self._charts = charts
        self._secret = secret
        self._clock = clock
        self._jitter = jitter
        self._counted = counted
        self._in_hand: dict[asyncio.Task[None], str] = {}
        self._ended = asyncio.Event()
        self._log = structlog.get_logger("webhooks")

    @asynccontextmanager
    async def delivering(self) -> AsyncIterator[None]:
        """Delivers while the context is open; what is in hand at its end is due again by its lease."""
        try:
            async with running(self._deliver_for_ever(), "webhooks"):
                yield
        finally:
            for task in list(self._in_hand):
                await end(task)

    async def round(self) -> None:
        """Begins to deliver what is due, as far as there are places.

        Raises:
            StoreUnavailable: the store is away.
        """
        places = AT_ONCE - len(self._in_hand)
        if not places:
            return
        taken = await self._webhooks.take(
            places,
            of_one_caller=OF_ONE_CALLER,
            busy=Counter(self._in_hand.values()),
            lease_s=LEASE_S,
        )
        for _ in range(taken.lost):
            self._counted.webhook("given_up")
        if taken.lost:
            self._log.warning("webhooks_expired", count=taken.lost)
        for delivery in taken.deliveries:
            task = asyncio.create_task(self.deliver(delivery), name="webhook")
            self._in_hand[task] = delivery.callback.caller
            task.add_done_callback(self._settled)

    async def deliver(self, delivery: Delivery) -> None:
        """One attempt, and what follows from it."""
        trace = kept_trace(delivery.callback.trace, secrets.token_hex)
        with (
            traced(trace),
            structlog.contextvars.bound_contextvars(
                job_id=delivery.job_id,
                delivery=delivery.delivery_id,
                # The rest of the address is the caller's secret.
                host=urlsplit(delivery.callback.url).hostname,
                attempt=delivery.attempt,
            ),
        ):
            result: int | str = "lost"  # a worker died over the last attempt
            if delivery.attempt <= ATTEMPTS:
                result = await self._post(delivery, trace.headers(secrets.token_hex))
            try:
                await self._follow(delivery, result)
            except StoreUnavailable as error:  # by its lease it is due again
                self._log.warning("webhook_not_settled", error=str(error))

    async def _post(self, delivery: Delivery, trace: dict[str, str]) -> int | str:
        """The receiver's status, or why there is none."""
        body = job_body(delivery.record, self._charts)
        own_secret = webhook_secret(self._secret, delivery.callback.caller)
        at_s = int(self._clock.now().timestamp())
        headers = {
            HEADER: signature(own_secret, at_s, body),
            DELIVERY_HEADER: delivery.delivery_id,
            **trace,
        }
        try:
            return await self._posting.post(delivery.callback.url, headers, body)
        except NotDelivered as error:
            return error.reason

    async def _follow(self, delivery: Delivery, result: int | str) -> None:
        if isinstance(result, int) and 200 <= result < 300:
            if await self._webhooks.done(delivery):
                self._counted.webhook("delivered")
            self._log.info("webhook_delivered", status=result)
        elif result == HTTPStatus.GONE:
            await self._webhooks.done(delivery)
            self._counted.webhook("gone")
            self._log.info("webhook_gone")
        elif delivery.attempt >= ATTEMPTS:
            await self._webhooks.done(delivery)
            self._counted.webhook("given_up")
            self._log.warning("webhook_given_up", result=result)
        else:
            wait_s = wait_after(delivery.attempt, self._jitter)
            await self._webhooks.again(delivery, wait_s)
            self._counted.webhook("failed")
            self._log.info("webhook_failed", result=result, again_in_s=round(wait_s, 1))

    def _settled(self, task: asyncio.Task[None]) -> None:
        del self._in_hand[task]
        self._ended.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("webhook_crashed", exc_info=error)

    async def _deliver_for_ever(self) -> None:
        while True:
            self._ended.clear()
            try:
                await self.round()
            except StoreUnavailable:
                await asyncio.sleep(PERIOD_S)
                continue
            try:
                # A place that is free again may be wanted at once.
                async with asyncio.timeout(PERIOD_S):
                    await self._ended.wait()
            except TimeoutError:
                pass


def wait_after(attempt: int, jitter: Jitter) -> float:
    """Seconds to the next attempt: 5, 10, 20 … × 0.5–1.0."""
    return backoff_s(FIRST_WAIT_S, attempt, jitter)
