"""An installation whose store is the test's own and goes away in many ways, and what is then expected."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.acceptance.contract import assert_completed, assert_problem
from tests.acceptance.own_store import OwnStore, own_store
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider
from tests.fakes.slow_proxy import SlowProxy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from tests.acceptance.caller import Caller, Reply

OUTAGES = ("dead", "silent", "read-only", "full", "without disk", "crowded", "loading", "slow")
READABLE = {"read-only", "full", "without disk"}
"""In these what needs no write goes on."""
BACK_S = 5.0
_TOO_SLOW_S = 0.15  # each way, so it answers after three of the gateway's patiences


@dataclass
class System:
    """An installation whose store and provider are the test's own."""

    stack: Stack
    provider: FakeProvider
    store: OwnStore
    proxy: SlowProxy

    def outage(self, kind: str) -> AbstractContextManager[None]:
        return {
            "dead": self.store.dead,
            "silent": self.store.silent,
            "read-only": self.store.read_only,
            "full": self.store.full,
            "without disk": self.store.without_disk,
            "crowded": self.store.crowded,
            "loading": self.store.loading,
            "slow": self._slow,
        }[kind]()

    @contextmanager
    def _slow(self) -> Iterator[None]:
        self.proxy.delay_s = _TOO_SLOW_S
        try:
            yield
        finally:
            self.proxy.delay_s = 0.0

    def open_files(self) -> int:
        """Of the gateway: connections and all."""
        (gateway,) = self.stack.processes("uvicorn")
        return len(os.listdir(f"/proc/{gateway.pid}/fd"))  # noqa: PTH208 - a number is enough


@contextmanager
def system_with_own_store(**settings: str) -> Iterator[System]:
    """Such an installation, started."""
    with (
        own_store() as store,
        SlowProxy(store.port) as proxy,
        FakeProvider() as provider,
        running(provider, PALJA_REDIS_URL=f"redis://127.0.0.1:{proxy.port}/0", **settings) as stack,
    ):
        yield System(stack, provider, store, proxy)


def degraded(stack: Stack) -> bool:
    reply = stack.caller.get("/health/ready")
    assert reply.status == 200
    found: bool = reply.json["degraded"]
    return found


def assert_written_at_once(reply: Reply) -> None:
    """The local engine's answer in the same request."""
    assert reply.status == 200, reply
    assert_completed(reply.json)
    assert (reply.json["degraded"], reply.json["model_used"]) == (True, "saju_engine")
    assert reply.json["job_id"] is None


def assert_away(reply: Reply) -> None:
    assert_problem(reply, 503, "store_unavailable")
    assert int(reply.headers["retry-after"]) >= 1
    assert reply.json["retry_after"] == int(reply.headers["retry-after"])


def ended(caller: Caller, job_id: str, within_s: float = BACK_S) -> dict[str, Any]:
    """The job's end, in the time in which all is back."""
    return caller.ended(job_id, within_s)
