"""A chart that somebody claims, held against the computed one, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Literal, get_args

from saju.chart import Chart, chart_of
from saju.errors import TimezoneHasNoPlace
from saju.inspection.chart_reasons import claim_words, fault_words, field_words
from saju.inspection.spelling import pillar_spelt, stem_spelt
from saju.model import Conventions, DayBoundary, LateRatStem, SolarTime
from saju.saying import Said
from saju.sexagenary import Pillar, Stem

Field = Literal["year_pillar", "month_pillar", "day_pillar", "hour_pillar", "ilgan"]

FIELDS: tuple[Field, ...] = get_args(Field)


@dataclass(frozen=True, slots=True)
class Finding:
    """A claimed field that is not the computed one, and why.

    `expected` is in hangul, None where the chart has no such field. `right_under`: the smallest
    changes of conventions, each by its name and choice, under which the claim holds; None for none.
    """

    field: str
    expected: str | None
    claimed: str
    why: Said
    right_under: tuple[dict[str, str], ...] | None


@dataclass(frozen=True, slots=True)
class ChartInspection:
    """The verdict on a claimed chart; `score` is the share of the claimed fields that are right."""

    verdict: Literal["correct", "incorrect"]
    score: float
    findings: tuple[Finding, ...]


def inspect_chart(chart: Chart, claimed: Mapping[str, str | None]) -> ChartInspection:
    """Every claimed field (FIELDS, in hangul, hanja or both) against the chart.

    None or nothing is no claim. What cannot be read, or names no field, is a finding too.
    """
    claims = {field: claim for field, claim in claimed.items() if claim is not None}
    findings = tuple(
        finding
        for field, claim in claims.items()
        if (finding := _finding(chart, field, claim)) is not None
    )
    score = 1 - len(findings) / len(claims) if claims else 1.0
    return ChartInspection("incorrect" if findings else "correct", score, findings)


def _finding(chart: Chart, field: str, claim: str) -> Finding | None:
    if field not in FIELDS:
        return Finding(field, None, claim, fault_words("no_such_field", claim), None)
    own = _value(chart, field)
    expected = None if own is None else own.hangul
    found = stem_spelt(claim) if field == "ilgan" else pillar_spelt(claim)
    if isinstance(found, str):
        fault = "unreadable_stem" if field == "ilgan" else found
        return Finding(field, expected, claim, fault_words(fault, claim), None)
    if found is own:
        return None
    why = field_words(chart, field)
    if own is not None:
        told = claim_words(chart, field, found)
        why = Said(f"{why.ko}{told.ko}", f"{why.en}{told.en}")
    return Finding(field, expected, claim, why, _right_under(chart, field, found))


def _value(chart: Chart, field: str) -> Pillar | Stem | None:
    pillars = chart.signs.pillars
    values: dict[str, Pillar | Stem | None] = {
        "year_pillar": pillars.year,
        "month_pillar": pillars.month,
        "day_pillar": pillars.day,
        "hour_pillar": pillars.hour,
        "ilgan": pillars.day.stem,
    }
    return values[field]


def _right_under(
    chart: Chart, field: str, found: Pillar | Stem
) -> tuple[dict[str, str], ...] | None:
    """The changes that make the claim right, those alone that change least."""
    if field in ("year_pillar", "month_pillar"):
        return None  # the instant decides these, whatever the clock
    own = chart.conventions.to_payload()
    changes = []
    for conventions in _others(chart.conventions):
        try:
            other = chart_of(chart.birth, conventions)
        except TimezoneHasNoPlace:
            continue
        if _value(other, field) is found:
            changed = {k: v for k, v in conventions.to_payload().items() if v != own[k]}
            changes.append(changed)
    least = min(map(len, changes), default=0)
    return tuple(change for change in changes if len(change) == least) or None


@cache
def _others(own: Conventions) -> tuple[Conventions, ...]:
    """Every other choice of clock, of the day's beginning and of the late hour's stem."""
    choices = product(get_args(DayBoundary), get_args(SolarTime), get_args(LateRatStem))
    others = (
        replace(own, day_boundary=boundary, solar_time=clock, late_rat_stem=late)
        for boundary, clock, late in choices
    )
    return tuple(other for other in others if other != own)
