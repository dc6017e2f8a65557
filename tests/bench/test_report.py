from __future__ import annotations

import pytest

from bench.report import Row, number, ratios, table


def cells(row: Row) -> list[str]:
    *_, line = table([row])
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_row_of_rounds_is_their_median_with_the_lowest_and_the_highest() -> None:
    row = Row.of("a hit", [0.5, 0.9, 0.8], "×", at_least=0.75, beside="a bare route", cpu_us=35.2)

    assert cells(row) == ["a hit", "a bare route", "0.8 ×", "0.5 – 0.9", "35.2 µs", "≥ 0.75", "yes"]


def test_a_single_round_has_no_spread() -> None:
    assert Row.of("a hit", [0.5], "×").spread is None


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (Row("a", 3, "", at_least=3), (True, "≥ 3")),
        (Row("a", 2.9, "", at_least=3), (False, "≥ 3")),
        (Row("a", 3, "MB", at_most=3), (True, "≤ 3")),
        (Row("a", 3.1, "MB", at_most=3, wish=1), (False, "≤ 3 (wish 1)")),
        (Row("a", 3, ""), (None, "")),
        (Row("a", 3, "", wish=2), (None, "(wish 2)")),
    ],
)
def test_a_bar_is_met_from_either_side(row: Row, told: tuple[bool | None, str]) -> None:
    assert (row.met, row.bar) == told


def test_a_missed_bar_stands_out() -> None:
    assert cells(Row("a", 2, "", at_least=3))[-1] == "**no**"


def test_a_table_is_told_row_by_row() -> None:
    def rows() -> object:
        yield Row("first", 1, "")
        raise RuntimeError("the second cannot be measured")

    lines = table(rows())  # type: ignore[arg-type] # a generator
    assert [next(lines) for _ in range(3)][-1].startswith("| first |")


def test_ratios_are_of_rounds_that_belong_together() -> None:
    assert ratios([2.0, 9.0], [1.0, 3.0]) == [2.0, 3.0]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.12345, "0.123"), (12.345, "12.3"), (100.4, "100"), (1234567, "1,234,567")],
)
def test_a_number_has_as_many_digits_as_say_something(value: float, shown: str) -> None:
    assert number(value) == shown
