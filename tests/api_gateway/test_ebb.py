from __future__ import annotations

from api_gateway.ebb import LEFT, MANY, Ebb, trim_memory


class Released:
    """How often memory was released, when so many connections were seen one after the other."""

    def __init__(self) -> None:
        self.times = 0
        self.ebb = Ebb(self.release)

    def release(self) -> None:
        self.times += 1

    def by(self, *connections: int) -> int:
        before = self.times
        for number in connections:
            self.ebb.see(number)
        return self.times - before


def test_memory_is_released_once_most_of_many_connections_have_gone() -> None:
    released = Released()
    assert released.by(*range(1, MANY + 1)) == 0
    assert released.by(*range(MANY, MANY // LEFT, -1)) == 0
    assert released.by(MANY // LEFT) == 1
    assert released.by(*range(MANY // LEFT, -1, -1)) == 0


def test_few_connections_release_nothing() -> None:
    assert Released().by(*range(MANY), *range(MANY, -1, -1)[2:]) == 0


def test_the_next_flood_counts_again() -> None:
    released = Released()
    assert released.by(MANY, 0, MANY, 0) == 2


def test_releasing_is_harmless() -> None:
    trim_memory()
