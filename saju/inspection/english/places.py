"""What a pillar, a stem or a branch of the birth is called: every noun with every unit.

A place is named by a unit (month, monthly, birth month) and a noun (pillar, column, branch), in either
order: `month column`, `column of your birth month`, `month's earthly branch`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    Meaning = tuple[str, Any]

_UNITS = {
    "year": ("year", "birth year", "yearly"),
    "month": ("month", "birth month", "monthly"),
    "day": ("day", "daily"),
    "hour": ("hour", "birth hour", "hourly", "time"),
}
_OF = {
    "year": ("year", "birth year"),
    "month": ("month", "birth month"),
    "day": ("day", "birth day"),
    "hour": ("hour", "birth hour"),
}
_NOUNS = {
    "L": ("pillar", "column", "position", "slot", "spot", "corner", "line", "box", "cell", "post"),
    "T": ("stem", "heavenly stem", "sky stem", "pillar stem", "stem position"),
    "B": ("branch", "earthly branch", "earth branch", "pillar branch", "seat", "palace"),
}
_WHOSE = ("the ", "your ", "his ", "her ", "my ", "its ", "their ", "this ", "")
_HOUSES = {
    "spouse": ("B", "day"), "marriage": ("B", "day"), "partner": ("B", "day"),
    "relationship": ("B", "day"), "children": ("B", "hour"), "children's": ("B", "hour"),
    "child": ("B", "hour"), "parents": ("B", "month"), "parents'": ("B", "month"),
    "parent": ("B", "month"), "career": ("B", "month"), "ancestral": ("B", "year"),
    "ancestors": ("B", "year"), "ancestors'": ("B", "year"), "ancestor": ("B", "year"),
}  # fmt: skip
_OVER = ("above", "over", "on top of", "atop")
_BELOW = ("below", "under", "beneath", "underneath")


def places() -> Iterator[tuple[str, Meaning]]:  # noqa: C901, PLR0912 - one loop a way to name
    """Every phrase that names a place, and its letter and value."""
    for place, units in _UNITS.items():
        for part, nouns in _NOUNS.items():
            meaning = ("M", None) if (place, part) == ("day", "T") else (part, place)
            for noun in nouns:
                for unit in units:
                    yield f"{unit} {noun}", meaning
                    yield f"{unit} {noun}'s", meaning
                if place == "hour":
                    yield f"{place}'s {noun}", meaning
                yield f"{place} pillar's {noun}", meaning
                for unit in _OF[place]:
                    for whose in _WHOSE[1:-1] if (place, part) == ("day", "B") else _WHOSE:
                        yield f"{noun} of {whose}{unit}", meaning
                yield f"{noun} of the {place} pillar", meaning
        above = ("M", None) if place == "day" else ("T", place)
        for noun in ("stem", "character", "sign"):
            for word in _OVER:
                yield f"{noun} {word} the {place} branch", above
            for word in _BELOW:
                yield f"{noun} {word} the {place} stem", ("B", place)
        # `The branch of the day` is also what an almanac says of any day.
        yield f"branch beneath your {place}", ("B", place)
        yield f"branch under your {place}", ("B", place)
        for whose in _WHOSE[1:6]:
            yield f"{place} of {whose}birth", ("L", place)
    for who, (part, place) in _HOUSES.items():
        for noun in ("palace", "position", "house", "seat", "slot", "spot", "corner"):
            yield f"{who} {noun}", (part, place)
    for ordinal, place in (("first", "year"), ("second", "month"), ("third", "day"), ("fourth", "hour"),
                           ("last", "hour")):  # fmt: skip
        yield f"{ordinal} column", ("L", place)
