"""The tables are the ones that were made, and the calendar is KASI's."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

import saju

TABLES = Path(saju.__file__).parent / "tables"
SUMS = [line.split() for line in (TABLES / "SHA256SUMS").read_text("utf-8").splitlines()]

PURE = """
import socket, sys
class Refused(socket.socket):
    def __init__(self, *args, **options):
        raise AssertionError("the engine opened a socket")
socket.socket = Refused
from saju import Birth, chart_of
from saju.reading import local_reading
from saju.render import chart_body
chart = chart_of(Birth(1990, 3, 15, 14, 30, gender="male"))
print(chart_body(chart)["day_pillar"], len(local_reading(chart.signs, "saju_interpretation", "ko").text))
ours = {"api_gateway", "shared", "workers", "scripts", "asyncio", "pydantic", "redis", "aiohttp"}
print(sorted(ours & set(sys.modules)))
"""


@pytest.mark.parametrize(("checksum", "name"), SUMS, ids=[name for _, name in SUMS])
def test_a_table_is_the_one_that_was_made(checksum: str, name: str) -> None:
    assert hashlib.sha256((TABLES / name).read_bytes()).hexdigest() == checksum


def test_every_table_has_a_checksum_and_a_source() -> None:
    files = {path.name for path in TABLES.iterdir() if path.suffix in {".txt", ".bin"}}
    assert files == {name for _, name in SUMS}
    for name in files:
        assert b"SOURCE" in (TABLES / name).read_bytes()[:200]


def test_the_engine_needs_no_network_and_nothing_of_the_service() -> None:
    done = subprocess.run([sys.executable, "-c", PURE], capture_output=True, text=True, check=True)
    pillar, length, modules = done.stdout.split(maxsplit=2)
    assert pillar == "기묘"
    assert int(length) > 600
    assert modules.strip() == "[]"
