"""CSV records, whole and broken."""

from __future__ import annotations

from scripts.batch.rows.lines import Line
from scripts.batch.rows.records import MOST_LINES, Records


def read(text: str, width: int | None = None) -> list[tuple[int, tuple[str, ...] | str]]:
    records = Records(Line(number, line) for number, line in enumerate(text.split("\n"), 1))
    records.width = width
    return [
        (record.line, record.cells if record.fault is None else record.fault.kind)
        for record in records
    ]


def test_cells_may_be_quoted_and_hold_delimiters_quotes_and_newlines() -> None:
    text = 'a,"b,c","d ""e"""\n"two\nlines",x,y\nlast,"",z'
    assert read(text, 3) == [
        (1, ("a", "b,c", 'd "e"')),
        (2, ("two\nlines", "x", "y")),
        (4, ("last", "", "z")),
    ]


def test_a_quote_within_a_bare_cell_is_only_a_sign() -> None:
    assert read('5" disk,a\n7" disk,b', 2) == [(1, ('5" disk', "a")), (2, ('7" disk', "b"))]


def test_a_quote_that_is_never_closed_costs_its_own_line() -> None:
    assert read('a,"b\nc,d\ne,f', 2) == [(1, "quote_open"), (2, ("c", "d")), (3, ("e", "f"))]


def test_two_open_quotes_do_not_swallow_what_lies_between_them() -> None:
    text = 'a,"b\nc,d\ne,f\n"g,h\ni,j'
    assert read(text, 2) == [
        (1, "quote_open"),
        (2, ("c", "d")),
        (3, ("e", "f")),
        (4, "quote_open"),
        (5, ("i", "j")),
    ]


def test_an_open_quote_is_looked_for_in_so_many_lines_alone() -> None:
    text = "\n".join(['"a', *["b,c"] * (2 * MOST_LINES), 'd"'])
    found = read(text, 2)
    assert found[0] == (1, "quote_open")
    assert len(found) == 2 * MOST_LINES + 2


def test_what_stands_behind_a_closing_quote_is_told() -> None:
    assert read('"a"b,c\nd,e', 2) == [(1, "quote_stray"), (2, ("d", "e"))]


def test_a_record_of_nothing_but_delimiters_is_empty() -> None:
    records = list(Records(iter([Line(1, ",, ,"), Line(2, "a,")])))
    assert [record.empty for record in records] == [True, False]
