"""From a row's cells to the body of its question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from scripts.batch.rows.columns import OF_BIRTH, OPTIONS, PARTNER
from scripts.batch.rows.row import Fault
from scripts.batch.rows.values import (
    DATE,
    CellProblem,
    calendar_of,
    date_of,
    day_of,
    is_unknown,
    number_of,
    time_of,
    whole_of,
    word_of,
)

_BIRTH, _PARTNER, _OPTIONS, _BODY = "birth_info", "partner_birth_info", "options", ""
_Read = Callable[[str], Any]
_WHOLE = {"year": "1990", "month": "3", "day": "15", "minute": "30", "second": "0", "fold": "0"}
_ONE: dict[str, _Read] = {
    **{name: partial(whole_of, example=example) for name, example in _WHOLE.items()},
    **{
        name: word_of(name)
        for name in (
            *("is_lunar", "is_solar", "is_leap_month", "gender"),
            *("language", "service_type", "priority"),
        )
    },
    "longitude": number_of,
    "date": day_of,
}
_MEMBERS = {  # the members that a column fills, where they are not called as it is
    "birth_date": ("year", "month", "day"),
    "lunar_birth_date": ("year", "month", "day"),
    "time": ("hour", "minute", "second"),
    "calendar": ("is_lunar", "is_leap_month"),
    "is_solar": ("is_lunar",),
}
_SEVERAL: dict[str, Callable[[str], dict[str, Any]]] = {
    "birth_date": date_of,
    "lunar_birth_date": lambda cell: {**date_of(cell), "is_lunar": True},
    "time": time_of,
    "calendar": calendar_of,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is used: the field that it fills, its column's name, and what stands in it."""

    field: str
    name: str
    text: str


def members_of(field: str) -> Iterator[str]:
    """The dotted names of the members of the body that a column's field fills."""
    part, plain = _place(field)
    for name in _MEMBERS.get(plain, (plain,)):
        yield f"{part}.{name}" if part else name


def question_of(
    cells: Iterable[Cell], defaults: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """The question's body, and what is wrong with cells; empty ones say nothing.

    `defaults` are members of the body that a row need not name.
    """
    parts: dict[str, dict[str, Any]] = {_BIRTH: {}, _PARTNER: {}, _OPTIONS: {}, _BODY: {}}
    faults: list[Fault] = []
    filled = {cell.field: cell for cell in cells if cell.text.strip()}
    for solar in ("birth_date", f"{PARTNER}birth_date"):
        if solar in filled:  # who tells both means the same day
            filled.pop(solar.replace("birth", "lunar_birth"), None)
    for cell in filled.values():
        text = cell.text.strip()
        part, field = _place(cell.field)
        try:
            found = _value(field, text)
        except CellProblem as problem:
            faults.append(Fault(cell.name, problem.kind, {"value": text[:40]}, problem.example))
            continue
        if any(parts[part].get(name, value) != value for name, value in found.items()):
            faults.append(Fault(cell.name, "contradicts", {"value": text[:40]}))
        if field == "time" and not found:  # then minutes beside it, often 00, mean nothing
            found = {"hour": None}
        parts[part] |= found
    if not faults and "day" not in parts[_BIRTH]:
        faults.append(Fault("", "no_birth", {}, DATE))
    return _body(parts, defaults), tuple(faults)


def _body(parts: Mapping[str, Mapping[str, Any]], defaults: Mapping[str, Any]) -> dict[str, Any]:
    body = {**defaults, **parts[_BODY], _BIRTH: _birth(parts[_BIRTH])}
    if parts[_PARTNER]:
        body[_PARTNER] = _birth(parts[_PARTNER])
    if parts[_OPTIONS]:
        body[_OPTIONS] = dict(parts[_OPTIONS])
    return body


def _birth(fields: Mapping[str, Any]) -> dict[str, Any]:
    unknown = {"hour", "minute", "second"} if fields.get("hour", 0) is None else ()
    return {name: value for name, value in fields.items() if name not in unknown}


def _place(field: str) -> tuple[str, str]:
    """The part of the body that a column's field belongs to, and its name there."""
    plain = field.removeprefix(PARTNER)
    if plain != field:
        return _PARTNER, plain
    return _BIRTH if plain in OF_BIRTH else _OPTIONS if plain in OPTIONS else _BODY, plain


def _value(field: str, text: str) -> dict[str, Any]:
    """The members that a cell fills."""
    if field in _SEVERAL:
        return _SEVERAL[field](text)
    if field in {"hour", "minute", "second", "longitude", "fold", "gender"} and is_unknown(text):
        return {}
    if field == "is_solar":
        return {"is_lunar": not _ONE[field](text)}
    read = _ONE.get(field)
    return {field: text if read is None else read(text)}
