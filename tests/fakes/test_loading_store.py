"""The fake store that loads."""

from __future__ import annotations

import gc
import socket
import warnings
from contextlib import ExitStack

from tests.acceptance.stack import free_ports
from tests.fakes.loading_store import LoadingStore

ROUNDS, CLIENTS = 20, 10


def test_who_comes_while_it_ends_is_dropped_too() -> None:
    (port,) = free_ports(1)
    with warnings.catch_warnings(record=True) as told, ExitStack() as clients:
        warnings.simplefilter("always")
        for _ in range(ROUNDS):
            with LoadingStore(port):
                for _ in range(CLIENTS):
                    clients.enter_context(socket.create_connection(("127.0.0.1", port)))
            gc.collect()
    assert [str(each.message) for each in told] == []
