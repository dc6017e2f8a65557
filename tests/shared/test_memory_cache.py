from __future__ import annotations

from shared.cache.entry import CachedReading
from shared.cache.memory import MemoryCache
from tests.fakes.clock import FakeClock


def cache(clock: FakeClock, *, items: int = 3, size_bytes: int = 1000) -> MemoryCache:
    return MemoryCache(max_items=items, max_bytes=size_bytes, clock=clock)


def test_the_least_recently_used_goes_first() -> None:
    memory = cache(FakeClock())
    for key in "abc":
        memory.write(key, CachedReading(key.encode(), 60))
    memory.read("a")
    memory.write("d", CachedReading(b"d", 60))

    assert [memory.read(key) for key in "abcd"] == [b"a", None, b"c", b"d"]


def test_a_reading_is_served_while_it_is_fresh() -> None:
    clock = FakeClock()
    memory = cache(clock)
    memory.write("k", CachedReading(b"core", 60))

    clock.pass_s(59.9)
    assert memory.read("k") == b"core"
    clock.pass_s(0.1)
    assert memory.read("k") is None
    assert (len(memory), memory.size_bytes) == (0, 0)


def test_a_stale_reading_is_not_kept() -> None:
    memory = cache(FakeClock())
    memory.write("k", CachedReading(b"core", 0))

    assert memory.read("k") is None


def test_bytes_are_bounded_as_well_as_entries() -> None:
    memory = cache(FakeClock(), size_bytes=10)
    memory.write("a", CachedReading(b"123456", 60))
    memory.write("b", CachedReading(b"123456", 60))
    memory.write("huge", CachedReading(b"12345678901", 60))

    assert (memory.read("a"), memory.read("b"), memory.read("huge")) == (None, b"123456", None)
    assert memory.size_bytes == 6


def test_writing_again_replaces() -> None:
    memory = cache(FakeClock())
    memory.write("k", CachedReading(b"old", 60))
    memory.write("k", CachedReading(b"newer", 60))

    assert memory.read("k") == b"newer"
    assert (len(memory), memory.size_bytes) == (1, 5)


def test_a_cache_of_no_entries_keeps_nothing() -> None:
    memory = cache(FakeClock(), items=0)
    memory.write("k", CachedReading(b"core", 60))

    assert memory.read("k") is None
