"""What JSON that is kept takes."""

from __future__ import annotations

import tracemalloc

import orjson
import pytest

from shared.encoding import json_bytes

TEXTS = ("", "the year of the dragon " * 100, "갑진년 병인월 무오일 " * 100)


@pytest.mark.parametrize("text", TEXTS)
def test_it_takes_no_more_memory_than_it_has_bytes(text: str) -> None:
    value = {"text": text}
    length = len(orjson.dumps(value))
    tracemalloc.start()
    kept = [json_bytes(value) for _ in range(100)]
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert used < 100 * (length + 100)
    assert {orjson.loads(one)["text"] for one in kept} == {text}
