"""What the gateway says of a chart, or of a text about one, that came from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is false: a field of the claimed chart, or (`field` is "reading") a statement."""

    field: str
    expected: str | None
    claimed: str
    why: str
    quote: str | None
    """The statement; None for a field."""

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Finding:
        """The finding in a JSON object."""
        return cls(
            fields["field"],
            fields["expected"],
            fields["claimed"],
            fields["why"],
            fields.get("quote"),
        )


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is claimed, held against the exact chart.

    Attributes:
        score: the share of what was judged that holds, 0 to 1.
        job_id: of a model's review; None where none was asked for, or it was known.
        review: the review's members; None where it is awaited or was not asked for.
        raw: the inspection as it was sent.

    """

    verdict: Literal["correct", "incorrect"]
    score: float
    judged: int
    findings: tuple[Finding, ...]
    chart: Mapping[str, Any]
    job_id: str | None
    review: Mapping[str, Any] | None
    raw: Mapping[str, Any]


def inspection_or_job(fields: Mapping[str, Any]) -> Inspection:
    """The inspection in a 200's JSON object, or in the 202's where a review is awaited."""
    return Inspection(
        verdict=fields["verdict"],
        score=fields["score"],
        judged=fields["judged"],
        findings=tuple(Finding.of(row) for row in fields["findings"]),
        chart=fields["chart"],
        job_id=fields["job_id"],
        review=fields["review"],
        raw=fields,
    )
