"""A chart for a terminal: tiles in the colours of the elements, aligned by what is shown.

Tiles bring their own background, and coloured words have a tone that is read on black and on white;
without colours the words alone say everything. In the grid stand only signs whose width terminals
agree on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from saju.drawing.svg import ELEMENT_COLOURS, Column, Paragraph, Sheet, Sign
from saju.sexagenary import ELEMENTS, ELEMENTS_HANJA

# The elements' colours as ink: each stands out 4.5 to 1 from black as well as from white.
ELEMENT_INKS = ("#24864f", "#d83b31", "#946f00", "#767676", "#3b77c8")
_LABEL, _COLUMN, _DECADE = 10, 16, 6
_NARROWEST, _WIDEST = 80, 100
_PERCENT_PER_BLOCK = 2


def print_sheet(sheet: Sheet, file: TextIO) -> None:
    """Writes the chart; colours only where `file` is a terminal that takes them."""
    console = Console(file=file, highlight=False)
    console.width = max(_NARROWEST, min(console.width, _WIDEST))
    console.print(rendered(sheet))


def rendered(sheet: Sheet) -> RenderableType:
    """The whole chart, part by part."""
    space = Text("")
    return Group(
        Text(sheet.title, "bold"),
        *(Text(fact) for fact in sheet.facts),
        space,
        _pillars(sheet),
        space,
        _elements(sheet),
        space,
        _paragraphs(sheet.paragraphs),
        space,
        Text(sheet.luck_title, "bold"),
        *((_luck(sheet.luck),) if sheet.luck else ()),
        space,
        *((_paragraphs(sheet.fortune), space) if sheet.fortune else ()),
        *(Text(note, "dim") for note in sheet.notes),
    )


def _pillars(sheet: Sheet) -> Table:
    """The grid: ten gods above the stems and below the branches, then a row for each name."""
    columns = sheet.columns
    table = _grid(_COLUMN, len(columns))
    _row(table, "", (Text(column.title, "bold") for column in columns))
    _row(table, "십성", (_god(column.stem) for column in columns))
    _row(table, "\n천간", (_tile(column.stem) for column in columns))
    _row(table, "", ())
    _row(table, "\n지지", (_tile(column.branch) for column in columns))
    _row(table, "십성", (_god(column.branch) for column in columns))
    _row(table, "", ())
    _row(table, "지장간", (_side_by_side(column, _hanja) for column in columns))
    _row(table, "", (_side_by_side(column, _god) for column in columns))
    for number, name in enumerate(sheet.row_names):
        _row(table, name, (Text(column.rows[number]) for column in columns))
    return table


def _elements(sheet: Sheet) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=_LABEL)
    for element, (count, percent) in enumerate(sheet.elements):
        table.add_row(
            "오행" if element == 0 else "",
            Text(f"{ELEMENTS[element]} {ELEMENTS_HANJA[element]}", ELEMENT_INKS[element]),
            f"{count}개",
            Text(f"{percent}%", justify="right"),
            Text("█" * (percent // _PERCENT_PER_BLOCK), ELEMENT_INKS[element]),
        )
    return table


def _luck(decades: tuple[Column, ...]) -> Table:
    """The decades from right to left, as the pillars are."""
    decades = decades[::-1]
    table = _grid(_DECADE, len(decades))
    _row(table, "나이", (Text(decade.title, "bold") for decade in decades))
    _row(table, "십성", (_god(decade.stem) for decade in decades))
    _row(table, "천간", (_small_tile(decade.stem) for decade in decades))
    _row(table, "지지", (_small_tile(decade.branch) for decade in decades))
    _row(table, "십성", (_god(decade.branch) for decade in decades))
    for number in range(len(decades[0].rows)):
        _row(table, "", (Text(decade.rows[number]) for decade in decades))
    return table


def _paragraphs(paragraphs: Iterable[Paragraph]) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=_LABEL)
    table.add_column(overflow="fold")
    for title, lines in paragraphs:
        table.add_row(Text(title, "bold"), Text("\n".join(lines)))
    return table


def _grid(width: int, count: int) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=_LABEL)
    for _ in range(count):
        table.add_column(width=width, justify="center")
    return table


def _row(table: Table, label: str, cells: Iterable[Text]) -> None:
    table.add_row(Text(label, "dim"), *cells)


def _tile(sign: Sign | None) -> Text:
    if sign is None:
        return Text("\n모름\n", "dim")
    words = f"{sign.hangul} ({'양' if sign.is_yang else '음'}{ELEMENTS[sign.element]})"
    return _coloured(f"\n{sign.hanja}\n{words}", sign)


def _small_tile(sign: Sign | None) -> Text:
    return Text("") if sign is None else _coloured(f"{sign.hanja} {sign.hangul}", sign)


def _coloured(words: str, sign: Sign) -> Text:
    fill, ink = ELEMENT_COLOURS[sign.element]
    return Text(words, f"bold {ink} on {fill}", justify="center")


def _hanja(sign: Sign | None) -> Text:
    return Text("") if sign is None else Text(f" {sign.hanja} ", ELEMENT_INKS[sign.element])


def _god(sign: Sign | None) -> Text:
    return Text("") if sign is None else Text(sign.ten_god)


def _side_by_side(column: Column, shown: Callable[[Sign], Text]) -> Text:
    """Words of four columns each; centred here, since rich would not count a blank at the end."""
    width = 5 * len(column.hidden) - 1
    margin = Text(" " * ((_COLUMN - width) // 2), justify="left")
    return margin + Text(" ").join(shown(sign) for sign in column.hidden)
