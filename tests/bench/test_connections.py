"""The benchmark of idle connections, with a thousand of them."""

from __future__ import annotations

import pytest

from bench.connections import measure


@pytest.mark.slow
def test_a_thousand_connections_are_opened_and_cost_little() -> None:
    rows = {row.what: row for row in measure(short=True)}
    assert rows["connections open at once"].met
    assert rows["memory of a connection"].met
