"""What calendar and clock say to the fields of a birth that are well formed, all of it at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saju import Birth, Conventions, SajuError, chart_of
from saju.errors import LocalTimeNeverWas
from shared.errors import FieldProblem

_DATE = ("year", "month", "day", "is_lunar", "is_leap_month")
_PLACE = ("timezone", "longitude")
_TIME = ("hour", "minute", "second", "fold")
_SOME_DATE = {"year": 2000, "month": 1, "day": 1}


def calendar_problems(
    name: str, fields: Mapping[str, Any], wrong: set[str], conventions: Conventions
) -> tuple[FieldProblem, ...]:
    """The problems of the `fields` of the birth called `name`, those in `wrong` left out of it.

    The date is looked at alone, the place at some date, and only where both are right the time.
    """
    date, place, time = (
        {
            field: fields[field]
            for field in group
            if field not in wrong and fields.get(field) is not None
        }
        for group in (_DATE, _PLACE, _TIME)
    )
    complete = not wrong & set(_DATE) and {"year", "month", "day"} <= date.keys()
    problems = [
        *(_problem(name, date, Conventions()) if complete else ()),
        *_problem(name, _SOME_DATE | place, conventions),
    ]
    if not problems and complete and not wrong & {*_PLACE, *_TIME}:
        problems = [*_problem(name, date | place | time, conventions)]
    return tuple(problems)


def _problem(
    name: str, fields: Mapping[str, Any], conventions: Conventions
) -> tuple[FieldProblem, ...]:
    try:
        chart_of(Birth(**fields), conventions)
    except SajuError as error:
        field = f"{name}.{error.field}"
        return (FieldProblem(field, error.code, error.kind, error.facts, _example(error)),)
    return ()


def _example(error: SajuError) -> object:
    """A legal value of the field; None where the sentence tells it among its facts."""
    if error.field == "is_leap_month":
        return False
    return None if isinstance(error, LocalTimeNeverWas) else error.example
