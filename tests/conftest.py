"""What every test may ask for; nothing of the caller's environment reaches them."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.fakes.provider import FakeProvider
from tests.stores import away, mortal_store, redis, store_address  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import Iterator

PROVIDER_KEYS = ("GOOGLE_API_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY")


def pytest_configure() -> None:
    """Settings and provider keys of the person who runs the tests are taken away first.

    A shell that runs the tests in the background has them ignore Ctrl-C, and `nohup` a terminal's end, and
    what they start would inherit that: a handler of our own is not inherited.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: None)
    environment = os.environ  # noqa: TID251 – to clear it, so that no test reads it
    for name in tuple(environment):
        if name.startswith("PALJA_") or name in PROVIDER_KEYS:
            del environment[name]


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    """A model provider that answers well until it is told otherwise."""
    with FakeProvider() as started:
        yield started
