"""What stands below a chart's pillars, in words: relations, stars, strength, structure, luck."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from saju import Chart
from saju.analysis import Analysis
from saju.drawing.svg import Paragraph
from saju.hour_outlook import HourOutlook, Outlook
from saju.particles import Word
from saju.relations import Relation
from saju.sexagenary import ELEMENTS
from saju.stars import Spirit
from saju.transits import FortunePillar, fortune_of, transit_on
from saju.useful_element import UsefulElement
from saju.void import Void

PLACES = {"hour": "시", "day": "일", "month": "월", "year": "연"}
_LUCKS = {"decade": "대운", "year": "세운", "month": "월운", "day": "일운"}
_METHODS = {"support": "억부", "climate": "조후"}
_SEPARATOR = ", "


def paragraphs_of(analysis: Analysis) -> tuple[Paragraph, ...]:
    """Titles and lines; a line's pieces have no spaces of their own, so that it breaks between."""
    strength, structure = analysis.strength, analysis.structure
    outlook = analysis.hour_outlook
    return (
        ("합충형파해", _relations(analysis.relations)),
        ("신살", _stars(analysis)),
        ("공망", (_SEPARATOR.join(_void(void) for void in analysis.voids),)),
        ("신강·신약", (f"{strength.name}: {strength.reason.ko}",)),
        ("격국", (f"{structure.name}({structure.hanja}): {structure.reason.ko}",)),
        ("용신", tuple(_useful(useful) for useful in analysis.useful_elements)),
        *(() if outlook is None else (("시를 알면", _outlook(outlook)),)),
    )


def spirit_name(spirit: Spirit) -> str:
    """12신살 with the name it is better known by."""
    return f"{spirit.name}({spirit.alias})" if spirit.alias else spirit.name


def fortune_paragraph(chart: Chart, day: date) -> Paragraph:
    """What a day's year, month and day bring, and the decade of luck that it lies in.

    Raises:
        YearOutOfRange: the day lies outside 1900–2100.
    """
    transit = transit_on(day, chart.birth.timezone)
    fortune = fortune_of(chart.signs, transit, chart.moment)
    term = "" if transit.term is None else f", {Word(transit.term.name):이/가} 드는 날"
    pillars = (fortune.decade, fortune.year, fortune.month, fortune.day)
    lines = (_fortune(pillar) for pillar in pillars if pillar is not None)
    return "이날의 운", (f"{day.year}년 {day.month}월 {day.day}일{term}", *lines)


def _relations(relations: Iterable[Relation]) -> tuple[str, ...]:
    """One line for the stems and one for the branches; a relation met twice is told once."""
    lines: dict[str, dict[str, list[str]]] = {"천간": {}, "지지": {}}
    for relation in relations:
        line = lines["천간" if relation.kind.startswith("stem") else "지지"]
        where = "".join(PLACES[place] for place in relation.places)
        line.setdefault(_name(relation), []).append(where)
    return tuple(
        f"{title}: "
        + _SEPARATOR.join(f"{name}({','.join(places)})" for name, places in found.items())
        for title, found in lines.items()
        if found
    ) or ("없음",)


def _name(relation: Relation) -> str:
    name = relation.name.replace(" ", "")
    if relation.transforms and relation.element is not None:
        return f"{name}→{ELEMENTS[relation.element]}"
    return name


def _stars(analysis: Analysis) -> tuple[str, ...]:
    """One line for each pillar that has stars, in the order of the grid; none is told twice."""
    lines = []
    for place, title in PLACES.items():
        names = dict.fromkeys(star.name for star in analysis.stars if place in star.places)
        if names:
            lines.append(f"{title}주: {_SEPARATOR.join(names)}")
    return tuple(lines) or ("없음",)


def _void(void: Void) -> str:
    first, second = void.branches
    pair = f"{first.hangul}{second.hangul}({first.hanja}{second.hanja})"
    return f"{PLACES[void.by]}주 기준 {pair}"


def _useful(useful: UsefulElement) -> str:
    named = (
        (_METHODS[useful.method], useful.element),
        ("희신", useful.helper),
        ("기신", useful.harmful),
    )
    pieces = (f"{name} {ELEMENTS[element]}" for name, element in named if element is not None)
    return f"{', '.join(pieces)}: {useful.reason.ko}"


def _outlook(outlook: HourOutlook) -> tuple[str, ...]:
    """What the hour could make of strength and structure."""
    rows = (("신강·신약", outlook.strength), ("격국", outlook.structure))
    return tuple(f"{title}: {_SEPARATOR.join(_possible(row))}" for title, row in rows)


def _possible(row: Outlook[str]) -> tuple[str, ...]:
    return (*row.unchanged, *(possible.value for possible in row.could_change))


def _fortune(fortune: FortunePillar) -> str:
    pieces = (
        f"{fortune.ten_god_stem}·{fortune.ten_god_branch}",
        f"12운성 {fortune.stage}",
        f"12신살 {spirit_name(fortune.spirit)}",
        *(("공망",) if fortune.void else ()),
        *dict.fromkeys(_name(relation) for relation in fortune.relations),
    )
    stars = f"; 신살 {_SEPARATOR.join(fortune.stars)}" if fortune.stars else ""
    pillar = fortune.pillar
    name = f"{_LUCKS[fortune.kind]} {pillar.hangul}({pillar.hanja})"
    return f"{name}: {_SEPARATOR.join(pieces)}{stars}"
