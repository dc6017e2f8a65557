"""A fake gateway for the commands that ask one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.gateway import FakeGateway


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    with FakeGateway() as started:
        yield started
