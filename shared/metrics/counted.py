"""The things that are counted, each with its name in the store.

`questions|OUTCOME`          known, queued, joined, degraded, refused (the queue is full), chart
`cache|memory`, `redis`, `miss`, and of the first two `stale|memory`, `stale|redis`
`refreshes|OUTCOME`          queued, refused (the queue is full), away (the store, or every worker)
`calls|PROVIDER|OUTCOME|MODEL`, `retries`
`input_tokens|…`, `output_tokens|…`, `cost_nusd|…`, `priced|PROVIDER|MODEL`    of answering calls
`answers|MODEL_USED`, `fallbacks|PATH`, `primary|tried`, `primary|ok`
`jobs|STATUS`, `connections|opened`, `connections|reused`
`unreplicated`               what a caller or worker was told that no replica of the store has confirmed
`errors|STATUS`              answers of the gateway with a status of 400 or more
`webhooks|OUTCOME`           delivered, gone (410), failed (an attempt), given_up
`time|SERIES|BUCKET`, `time|SERIES|us`    hit, no_hit, job, call.PROVIDER; the sum in µs
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from shared.contracts.answers import Usage
from shared.metrics.tally import Tally

QuestionOutcome = Literal["known", "queued", "joined", "degraded", "refused", "chart"]
CacheOutcome = Literal["memory", "redis", "miss"]
WebhookOutcome = Literal["delivered", "failed", "given_up", "gone"]
RefreshOutcome = Literal["queued", "refused", "away"]
NANO = 10**9
PATH_ARROW = " > "
ANSWERS = ("hit", "no_hit")
"""The series of all answers; each is in one of them."""


class Counted:
    """Counts by subject, in one process."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def question(
        self, outcome: QuestionOutcome, cache: CacheOutcome | None = None, *, stale: bool = False
    ) -> None:
        """A question came to an end; None: no cache was asked for it."""
        self._tally.add(f"questions|{outcome}")
        if cache is not None:
            self._tally.add(f"cache|{cache}")
        if stale:
            self._tally.add(f"stale|{cache}")

    def refresh(self, outcome: RefreshOutcome) -> None:
        """A stale reading was to be replaced."""
        self._tally.add(f"refreshes|{outcome}")

    def answer_time(self, seconds: float, *, hit: bool) -> None:
        """What the gateway needed for an answer or to queue, whatever the caller waits besides."""
        self._tally.time("hit" if hit else "no_hit", seconds)

    def call(self, provider: str, model: str, outcome: str, seconds: float) -> None:
        """A provider call ended; `cancelled` ones, which no `attempts` tell, are calls too."""
        self._tally.add(f"calls|{provider}|{outcome}|{model}")
        self._tally.add_daily(f"calls|{provider}|{model}")
        self._tally.time(f"call.{provider}", seconds)

    def usage(self, provider: str, model: str, usage: Usage) -> None:
        """What a call took by the provider's word. A cost of 0 is no known price."""
        amounts = {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens}
        if usage.cost_usd:
            amounts |= {"cost_nusd": round(usage.cost_usd * NANO), "priced": 1}
        for name, amount in amounts.items():
            self._tally.add(f"{name}|{provider}|{model}", amount)
            self._tally.add_daily(f"{name}|{provider}|{model}", amount)

    def retry(self) -> None:
        """A provider was asked again for the same job."""
        self._tally.add("retries")

    def written(self, asked: Sequence[str], by: str, *, first: str | None) -> None:
        """An answer was found without a fresh cached one.

        Args:
            asked: the providers that were called, in order; one called again counts once.
            by: who answered, `stale_cache` and `saju_engine` included.
            first: the first configured provider.

        """
        self._tally.add(f"answers|{by}")
        if first is not None and first in asked:
            self._tally.add("primary|tried")
            if by == first:
                self._tally.add("primary|ok")
        if by != first:
            path = PATH_ARROW.join(dict.fromkeys((*asked, by)))
            self._tally.add(f"fallbacks|{path}")

    def job(self, status: str, seconds: float | None) -> None:
        """A job ended, so many seconds after its submit; None: nobody waited for it."""
        self._tally.add(f"jobs|{status}")
        if seconds is not None:
            self._tally.time("job", seconds)

    def unreplicated(self) -> None:
        """A job was accepted or ended, and no replica has confirmed that it knows."""
        self._tally.add("unreplicated")

    def error(self, status: int) -> None:
        """A request was answered with this status, 400 or more."""
        self._tally.add(f"errors|{status}")

    def webhook(self, outcome: WebhookOutcome) -> None:
        """An attempt to deliver ended, or a delivery was found to be past its life."""
        self._tally.add(f"webhooks|{outcome}")

    def connection(self, how: Literal["opened", "reused"]) -> None:
        """A provider call got a connection."""
        self._tally.add(f"connections|{how}")
