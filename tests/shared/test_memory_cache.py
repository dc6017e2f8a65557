from __future__ import annotations

from shared.cache.entry import CachedReading
from shared.cache.memory import LOOK_S, MemoryCache
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


def test_what_may_not_be_served_stale_is_not_kept_when_it_is() -> None:
    memory = cache(FakeClock())
    memory.write("k", CachedReading(b"core", 0))

    assert (memory.read("k"), memory.read_stale("k"), len(memory)) == (None, None, 0)


def test_what_is_no_more_fresh_is_kept_as_stale_for_its_time() -> None:
    clock = FakeClock()
    memory = cache(clock)
    memory.write("k", CachedReading(b"core", 60, 30))

    clock.pass_s(60)
    assert (memory.read("k"), memory.read_stale("k")) == (None, b"core")
    clock.pass_s(29.9)
    assert (memory.read("k"), memory.read_stale("k")) == (None, b"core")
    clock.pass_s(0.1)
    assert (memory.read("k"), memory.read_stale("k")) == (None, None)
    assert (len(memory), memory.size_bytes) == (0, 0)


def test_a_fresher_reading_takes_the_stale_ones_place() -> None:
    memory = cache(FakeClock())
    memory.write("k", CachedReading(b"stale", -1, 30))
    memory.write("k", CachedReading(b"fresher", 60, 30))

    assert memory.read("k") == b"fresher"
    assert (len(memory), memory.size_bytes) == (1, 7)


def test_a_stale_reading_does_not_take_a_fresher_ones_place() -> None:
    memory = cache(FakeClock())
    memory.write("k", CachedReading(b"fresher", 60, 30))
    memory.write("k", CachedReading(b"stale", -1, 30))

    assert memory.read("k") == b"fresher"


def test_of_all_who_find_a_stale_reading_one_looks_for_a_fresher_now_and_then() -> None:
    clock = FakeClock()
    memory = cache(clock)
    memory.write("k", CachedReading(b"core", -1, 30))

    assert [memory.may_look("k") for _ in range(3)] == [True, False, False]
    memory.write(
        "k", CachedReading(b"core", -1, 30)
    )  # who read it at the same moment brings it too
    assert memory.may_look("k") is False
    clock.pass_s(LOOK_S)
    assert [memory.may_look("k") for _ in range(2)] == [True, False]


def test_of_what_is_not_kept_everybody_may_look_for_a_fresher() -> None:
    assert [cache(FakeClock()).may_look("k") for _ in range(2)] == [True, True]


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


def test_an_emptied_cache_has_nothing_and_counts_how_often() -> None:
    memory = cache(FakeClock())
    memory.write("k", CachedReading(b"core", 60, 30))
    memory.empty()

    assert (memory.read("k"), memory.read_stale("k")) == (None, None)
    assert (len(memory), memory.size_bytes, memory.times_emptied) == (0, 0, 1)
