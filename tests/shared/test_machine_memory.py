from __future__ import annotations

from pathlib import Path

from shared.store.machine import memory_bytes


def test_a_container_with_less_than_the_machine_counts(tmp_path: Path) -> None:
    machine = memory_bytes(())
    limit = tmp_path / "memory.max"
    limit.write_text("67108864\n")

    assert machine > 67_108_864
    assert memory_bytes([limit]) == 67_108_864


def test_without_a_limit_of_its_own_a_container_has_the_machines(tmp_path: Path) -> None:
    unlimited = tmp_path / "memory.max"
    unlimited.write_text("max\n")
    unbounded = tmp_path / "memory.limit_in_bytes"
    unbounded.write_text("9223372036854771712\n")

    assert memory_bytes([tmp_path / "none", unlimited, unbounded]) == memory_bytes(())
