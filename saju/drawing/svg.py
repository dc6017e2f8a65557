"""A chart as a picture (SVG): hour, day, month and year from left to right, as charts are written.

The picture stands alone: its own background, no script, nothing fetched, text kept as text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import east_asian_width
from xml.etree.ElementTree import Element, SubElement, tostring

from saju.sexagenary import ELEMENTS, ELEMENTS_HANJA

# Wood, fire, earth, metal, water: a tile's fill and its ink (오방색 with ochre for yellow).
ELEMENT_COLOURS = (
    ("#2e7d4f", "#ffffff"),
    ("#c0392f", "#ffffff"),
    ("#e3b341", "#2b2412"),
    ("#cbd0d8", "#22262d"),
    ("#2a4674", "#ffffff"),
)
_PAPER, _INK, _SOFT, _LINE = "#fbf9f4", "#23211d", "#6b665c", "#e9e4d8"
_SANS = "'Noto Sans KR','Noto Sans CJK KR','Apple SD Gothic Neo','Malgun Gothic',sans-serif"
_SERIF = "'Noto Serif KR','Noto Serif CJK KR','AppleMyungjo','Batang',serif"
_WIDTH, _MARGIN, _LABELS, _GAP = 820, 40, 84, 12
_INNER = _WIDTH - 2 * _MARGIN
_NARROW_EM, _THIN_EM, _THIN = 0.62, 0.4, " .,:;·()"
_MIDDLE, _END = {"text-anchor": "middle"}, {"text-anchor": "end"}
_BOLD, _FAINT = {"font-weight": "700"}, {"fill": _SOFT}
_HANJA = {"font-family": _SERIF} | _MIDDLE


Paragraph = tuple[str, tuple[str, ...]]  # a title in the left margin, and lines


@dataclass(frozen=True, slots=True)
class Sign:
    """A stem or branch with its 십성; `element` indexes ELEMENTS."""

    hanja: str
    hangul: str
    element: int
    is_yang: bool
    ten_god: str


@dataclass(frozen=True, slots=True)
class Column:
    """One pillar with what stands below it; stem and branch are None when the hour is unknown."""

    title: str
    stem: Sign | None
    branch: Sign | None
    hidden: tuple[Sign, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a picture of a chart shows, in words.

    `columns` go from hour to year and have a row for each of `row_names`. `elements` has for each
    element its count and its share of the weight in percent. `luck` begins with the first decade,
    its age as the title; it is empty without gender. `fortune` is told after it.
    """

    title: str
    facts: tuple[str, ...]
    row_names: tuple[str, ...]
    columns: tuple[Column, ...]
    elements: tuple[tuple[int, int], ...]
    paragraphs: tuple[Paragraph, ...]
    luck_title: str
    luck: tuple[Column, ...]
    fortune: tuple[Paragraph, ...]
    notes: tuple[str, ...]


def svg_of(sheet: Sheet) -> str:
    """The picture of a chart: one SVG element, 820 user units wide and as high as it needs."""
    page = _Page()
    SubElement(page.root, "title").text = sheet.title
    SubElement(page.root, "desc").text = " / ".join(sheet.facts)
    paper = SubElement(page.root, "rect", {"fill": _PAPER, "rx": "18"})
    page.text(_MARGIN, page.y + 24, sheet.title, 26, **_BOLD)
    page.y += 44
    page.lines(_MARGIN, sheet.facts, 14, **_FAINT)
    _pillars(page, sheet)
    _elements(page, sheet)
    _paragraphs(page, sheet.paragraphs)
    _luck(page, sheet)
    _paragraphs(page, sheet.fortune)
    page.rule(page.y + 14)
    page.y += 28
    page.lines(_MARGIN, sheet.notes, 12, **_FAINT)
    size = {"width": f"{_WIDTH}", "height": f"{page.y + _MARGIN:g}"}
    paper.attrib |= size
    page.root.attrib |= size | {"viewBox": f"0 0 {size['width']} {size['height']}"}
    return tostring(page.root, encoding="unicode") + "\n"


def text_width(text: str, size: float) -> float:
    """About how wide a line is in user units, in whatever font, and rather more than less."""
    ems = sum(
        1.0 if east_asian_width(sign) in "WF" else _THIN_EM if sign in _THIN else _NARROW_EM
        for sign in text
    )
    return ems * size


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines of at most that width, broken at spaces."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


class _Page:
    """A page that is filled from top to bottom; `y` is where it is still empty."""

    def __init__(self) -> None:
        self.y = float(_MARGIN)
        self.root = Element("svg", xmlns="http://www.w3.org/2000/svg", role="img", lang="ko")
        self.root.set("font-family", _SANS)

    def text(self, x: float, y: float, words: str, size: float, **style: str) -> None:
        """One line of text, its baseline at `y`."""
        place = {"x": f"{x:g}", "y": f"{y:g}", "font-size": f"{size:g}", "fill": _INK}
        SubElement(self.root, "text", place | style).text = words

    def lines(self, x: float, texts: Iterable[str], size: float, **style: str) -> None:
        """Texts from `x` to the right margin, each in as many lines as it needs."""
        for text in texts:
            for line in wrapped(text, _WIDTH - _MARGIN - x, size):
                self.text(x, self.y + size, line, size, **style)
                self.y += size * 1.6

    def box(self, x: float, y: float, width: float, height: float, fill: str, **style: str) -> None:
        """A rectangle with its upper left corner at x, y."""
        place = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height:g}"}
        SubElement(self.root, "rect", place | {"fill": fill} | style)

    def rule(self, y: float) -> None:
        """A thin line across the page."""
        self.box(_MARGIN, y, _INNER, 1, _LINE)

    def heading(self, words: str) -> None:
        """The beginning of a part."""
        self.y += 28
        self.text(_MARGIN, self.y + 16, words, 16, **_BOLD)
        self.y += 32


def _pillars(page: _Page, sheet: Sheet) -> None:
    """The grid: ten gods above the stems and below the branches, then a row for each name."""
    top = page.y + 24
    stem_god, stem, branch, branch_god = top + 42, top + 54, top + 168, top + 294
    hidden, rows = top + 312, top + 398
    pitch = (_INNER - _LABELS + _GAP) / len(sheet.columns)
    for number, column in enumerate(sheet.columns):
        left, width = _MARGIN + _LABELS + number * pitch, pitch - _GAP
        middle = left + width / 2
        page.text(middle, top + 14, column.title, 15, **_BOLD, **_MIDDLE)
        _tile(page, left, stem, width, column.stem)
        _tile(page, left, branch, width, column.branch)
        if column.stem and column.branch:
            page.text(middle, stem_god, column.stem.ten_god, 15, **_MIDDLE)
            page.text(middle, branch_god, column.branch.ten_god, 15, **_MIDDLE)
        for place, sign in enumerate(column.hidden):
            x = middle + 50 * (place - (len(column.hidden) - 1) / 2)
            _square(page, x, hidden + 12, 38, sign)
            page.text(x, hidden + 70, sign.ten_god, 13, **_MIDDLE)
        for row, words in enumerate(column.rows):
            page.text(middle, rows + 20 + 30 * row, words, 14, **_MIDDLE)
    labels = ((stem_god, "십성"), (stem + 58, "천간"), (branch + 58, "지지"), (branch_god, "십성"))
    for y, label in (*labels, (hidden + 40, "지장간")):
        page.text(_MARGIN, y, label, 13, **_FAINT)
    page.rule(hidden)
    for row, label in enumerate(sheet.row_names):
        page.rule(rows + 30 * row)
        page.text(_MARGIN, rows + 20 + 30 * row, label, 13, **_FAINT)
    page.y = rows + 30 * len(sheet.row_names)


def _tile(page: _Page, x: float, y: float, width: float, sign: Sign | None) -> None:
    middle = x + width / 2
    if sign is None:
        page.box(x, y, width, 102, _PAPER, rx="12", stroke=_SOFT, **{"stroke-dasharray": "5 5"})
        page.text(middle, y + 56, "모름", 16, **_FAINT, **_MIDDLE)
        return
    fill, ink = ELEMENT_COLOURS[sign.element]
    page.box(x, y, width, 102, fill, rx="12")
    page.text(middle, y + 58, sign.hanja, 52, fill=ink, **_HANJA)
    words = f"{sign.hangul} · {'양' if sign.is_yang else '음'}{ELEMENTS[sign.element]}"
    page.text(middle, y + 88, words, 14, fill=ink, **_MIDDLE)


def _square(page: _Page, middle: float, y: float, size: int, sign: Sign) -> None:
    fill, ink = ELEMENT_COLOURS[sign.element]
    page.box(middle - size / 2, y, size, size, fill, rx="9")
    page.text(middle, y + size * 0.7, sign.hanja, size * 0.55, fill=ink, **_HANJA)


def _elements(page: _Page, sheet: Sheet) -> None:
    """Five bars, each as long as its element's share of the heaviest one."""
    page.heading("오행 五行 · 글자 수와 무게")
    pitch = (_INNER + _GAP) / 5
    width = pitch - _GAP
    most = max(percent for _, percent in sheet.elements)
    for element, (count, percent) in enumerate(sheet.elements):
        left = _MARGIN + element * pitch
        page.text(left, page.y + 12, f"{ELEMENTS[element]} {ELEMENTS_HANJA[element]}", 15)
        page.text(left + width, page.y + 12, f"{count}개 · {percent}%", 13, **_END)
        page.box(left, page.y + 22, width, 10, _LINE, rx="5")
        if percent:
            length = width * percent / most
            page.box(left, page.y + 22, length, 10, ELEMENT_COLOURS[element][0], rx="5")
    page.y += 32


def _luck(page: _Page, sheet: Sheet) -> None:
    """The decades from right to left, as the pillars are."""
    page.heading(sheet.luck_title)
    pitch = _INNER / max(len(sheet.luck), 1)
    for place, decade in enumerate(reversed(sheet.luck)):
        middle = _MARGIN + pitch * (place + 0.5)
        page.text(middle, page.y + 12, decade.title, 14, **_BOLD, **_MIDDLE)
        for sign, y, god_y in ((decade.stem, 46, 36), (decade.branch, 104, 178)):
            if sign is not None:
                page.text(middle, page.y + god_y, sign.ten_god, 13, **_MIDDLE)
                _square(page, middle, page.y + y, 54, sign)
        for row, words in enumerate(decade.rows):
            page.text(middle, page.y + 200 + 18 * row, words, 12, **_FAINT, **_MIDDLE)
    page.y += 184 + 18 * len(sheet.luck[0].rows) if sheet.luck else -16


def _paragraphs(page: _Page, paragraphs: Iterable[Paragraph]) -> None:
    page.y += 14
    for title, lines in paragraphs:
        page.rule(page.y + 14)
        page.y += 24
        page.text(_MARGIN, page.y + 14, title, 14, **_BOLD)
        page.lines(_MARGIN + _LABELS, lines, 14)
        page.y -= 10
