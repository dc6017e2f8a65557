from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from saju import Birth, chart_of
from saju.drawing.sheet import sheet_of
from saju.drawing.svg import ELEMENT_COLOURS, Sheet, svg_of, text_width, wrapped

SVG = "{http://www.w3.org/2000/svg}"
KNOWN = Birth(1990, 3, 15, 14, 30, gender="male")
SHEETS = {
    "known": sheet_of(chart_of(KNOWN), date(2026, 12, 7)),
    "unknown hour": sheet_of(chart_of(Birth(1990, 3, 15))),
    "no gender": sheet_of(chart_of(Birth(2100, 12, 31, 23, 59))),
    "many stars": sheet_of(chart_of(Birth(2011, 4, 8, 1, 30, gender="female")), date(2100, 1, 1)),
    "late luck": sheet_of(chart_of(Birth(1901, 1, 6, 5, gender="female"))),
    "a placeless zone": sheet_of(
        chart_of(Birth(1955, 7, 1, 23, 59, 30, timezone="UTC", longitude=-73.94))
    ),
}
every_sheet = pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())


@dataclass(frozen=True)
class Box:
    """What a tile or a line of text takes up."""

    what: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


def drawn(sheet: Sheet) -> ET.Element:
    return ET.fromstring(svg_of(sheet))  # noqa: S314 - we drew it


def tiles(root: ET.Element) -> Iterator[Box]:
    """Rectangles that signs stand on: neither the page nor rules and bars."""
    for rect in list(root.iter(f"{SVG}rect"))[1:]:
        x, y, width, height = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
        if height > 20:
            yield Box("tile", x, y, x + width, y + height)


def texts(root: ET.Element) -> Iterator[Box]:
    """Lines of text, from the top of a hanja to the bottom of a g."""
    for text in root.iter(f"{SVG}text"):
        words, size = text.text or "", float(text.get("font-size", ""))
        width = text_width(words, size)
        before = {"start": 0.0, "middle": width / 2, "end": width}[text.get("text-anchor", "start")]
        x, y = float(text.get("x", "")) - before, float(text.get("y", ""))
        yield Box(words, x, y - 0.88 * size, x + width, y + 0.2 * size)


@every_sheet
def test_it_is_a_picture_that_says_what_it_is(sheet: Sheet) -> None:
    root = drawn(sheet)
    assert (root.tag, root.get("role"), root.get("lang")) == (f"{SVG}svg", "img", "ko")
    title, description = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", sheet.title)
    assert description.tag == f"{SVG}desc"
    assert sheet.facts[0] in (description.text or "")


@every_sheet
def test_it_stands_alone(sheet: Sheet) -> None:
    picture = svg_of(sheet)
    assert picture.count("http") == 1  # its namespace
    assert {element.tag.removeprefix(SVG) for element in drawn(sheet).iter()} == {
        "svg",
        "title",
        "desc",
        "rect",
        "text",
    }


def test_the_eight_signs_stand_from_hour_to_year() -> None:
    large = [
        (float(text.get("y", "")), float(text.get("x", "")), text.text)
        for text in drawn(SHEETS["known"]).iter(f"{SVG}text")
        if float(text.get("font-size", "")) > 40
    ]
    assert "".join(sign or "" for _, _, sign in sorted(large)) == "辛己己庚未卯卯午"


def test_an_unknown_hour_is_said_where_its_signs_would_be() -> None:
    root = drawn(SHEETS["unknown hour"])
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert words.count("모름") == 2
    assert sum(float(text.get("font-size", "")) > 40 for text in root.iter(f"{SVG}text")) == 6


def test_luck_goes_from_right_to_left() -> None:
    at = {text.text: float(text.get("x", "")) for text in drawn(SHEETS["known"]).iter(f"{SVG}text")}
    ages = [at[f"{age}세"] for age in range(7, 107, 10)]
    assert ages == sorted(ages, reverse=True)


@every_sheet
def test_no_tile_lies_on_another(sheet: Sheet) -> None:
    for one, other in combinations(tiles(drawn(sheet)), 2):
        assert not one.meets(other)


@every_sheet
def test_no_words_lie_on_others(sheet: Sheet) -> None:
    for one, other in combinations(texts(drawn(sheet)), 2):
        assert not one.meets(other), (one, other)


@every_sheet
def test_words_are_on_a_tile_or_off_it(sheet: Sheet) -> None:
    root = drawn(sheet)
    for words in texts(root):
        for tile in tiles(root):
            assert tile.holds(words) or not tile.meets(words), (words, tile)


@every_sheet
def test_nothing_leaves_the_page(sheet: Sheet) -> None:
    root = drawn(sheet)
    page = Box("page", 0, 0, float(root.get("width", "")), float(root.get("height", "")))
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    for box in (*tiles(root), *texts(root)):
        assert page.holds(box), box


def test_signs_of_markup_are_words() -> None:
    title = "<script>&\"'"
    root = drawn(replace(SHEETS["known"], title=title))
    assert title in [text.text for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("colours", ELEMENT_COLOURS)
def test_a_tile_s_ink_stands_out(colours: tuple[str, str]) -> None:
    dark, light = sorted(map(luminance, colours))
    assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_breaks_at_spaces_where_the_line_is_full() -> None:
    text = "가나다 라마 바사아자 차카"
    assert wrapped(text, text_width("가나다 라마", 10), 10) == ["가나다 라마", "바사아자", "차카"]
    assert wrapped(text, 10_000, 10) == [text]
    assert wrapped("가나다라", 10, 10) == ["가나다라"]
