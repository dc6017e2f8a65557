from __future__ import annotations

import socket

import pytest

from scripts.up.listening import listen
from shared.errors import SettingsError


def test_a_free_port_listens_at_once() -> None:
    with listen("127.0.0.1", 0, "PALJA_PORT") as listener:
        socket.create_connection(listener.getsockname(), timeout=5).close()


def test_connections_send_small_answers_at_once() -> None:
    with (
        listen("127.0.0.1", 0, "PALJA_PORT") as listener,
        socket.create_connection(listener.getsockname(), timeout=5),
    ):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_a_taken_port_is_refused_in_one_line_with_the_setting_and_an_example() -> None:
    with listen("127.0.0.1", 0, "PALJA_PORT") as first:
        port = first.getsockname()[1]
        with pytest.raises(SettingsError) as refused:
            listen("127.0.0.1", port, "PALJA_FLOWER_PORT")
    text = str(refused.value)
    assert text.startswith(f"PALJA_FLOWER_PORT: port {port} on 127.0.0.1 is already in use")
    assert "for example PALJA_FLOWER_PORT=" in text
    assert "\n" not in text


def test_a_host_that_does_not_exist_is_refused_in_one_line() -> None:
    with pytest.raises(SettingsError, match="for example PALJA_HOST="):
        listen("no host\0here".replace("\0", " "), 0, "PALJA_PORT")
