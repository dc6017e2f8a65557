"""A connection to the fake provider."""

from __future__ import annotations

import http.client
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.provider import FakeProvider


@pytest.fixture
def caller(provider: FakeProvider) -> Iterator[http.client.HTTPConnection]:
    address = provider.base_url.removeprefix("http://")
    with closing(http.client.HTTPConnection(address, timeout=5)) as connection:
        yield connection
