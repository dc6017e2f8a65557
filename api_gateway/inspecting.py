"""What is claimed of a chart, held against it: the members of an inspection's answer.

A claim that cannot be read is false like any other; what schools differ on, or the chart cannot say,
is not judged. `score` is the share of what was judged that holds, 1.0 where nothing was.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from api_gateway.parsing import Asked
from saju.analysis import Analysis
from saju.inspection import Finding, Statement, inspect_chart, inspect_text
from saju.transits import transit_on
from shared.contracts.inspections import InspectionRequest
from shared.contracts.requests import Language

MOST_ROWS = 1_000
"""More statements than that are counted and not listed: the longest text may hold ten thousand."""
QUOTED = 300
"""Signs of a quote; `start` and `end` tell the rest."""
_SHOWN = 60
_VERDICTS = ("true", "false", "unknown")


def inspection_of(asked: Asked[InspectionRequest]) -> dict[str, Any]:
    """Verdict, score and findings, and the statements of the text where there is one.

    Takes a tenth of a second for the longest text, so that one belongs beside the loop.
    """
    request = asked.request
    claims = {} if request.saju_result is None else request.saju_result.claims()
    wrong = inspect_chart(asked.chart, claims).findings
    statements = _statements(asked)
    counts: Counter[str] = Counter(statement.verdict for statement in statements)
    judged = len(claims) + counts["true"] + counts["false"]
    false = len(wrong) + counts["false"]
    contradictions = [each for each in statements if each.verdict == "false"][:MOST_ROWS]
    told = request.reading is not None
    return {
        "verdict": "incorrect" if false else "correct",
        "score": (judged - false) / judged if judged else 1.0,
        "judged": judged,
        "findings": [
            *(_chart_row(finding, request.language) for finding in wrong),
            *(_text_row(statement, request.language) for statement in contradictions),
        ],
        "statements": [_statement_row(each) for each in statements[:MOST_ROWS]] if told else None,
        "statement_counts": {name: counts[name] for name in _VERDICTS} if told else None,
    }


def _statements(asked: Asked[InspectionRequest]) -> tuple[Statement, ...]:
    request, partner = asked.request, asked.partner
    if request.reading is None:
        return ()
    return inspect_text(
        request.reading,
        Analysis(asked.chart.signs),
        partner=None if partner is None else Analysis(partner.signs),
        transit=None
        if request.date is None
        else transit_on(request.date, asked.chart.birth.timezone),
    ).statements


def _chart_row(finding: Finding, language: Language) -> dict[str, Any]:
    why, under = getattr(finding.why, language), finding.right_under
    return {
        "field": finding.field,
        "expected": finding.expected,
        "claimed": finding.claimed,
        "why": why if under is None else f"{why} {_right_under(under, language)}",
        "right_under": under,
    }


def _right_under(changes: tuple[dict[str, str], ...], language: Language) -> str:
    choices = [
        ", ".join(f"{name}={choice}" for name, choice in change.items()) for change in changes
    ]
    if language == "ko":
        return f"다만 다음 옵션이라면 맞습니다: {' 또는 '.join(choices)}."
    return f"It would be right under {' or under '.join(choices)}."


def _text_row(statement: Statement, language: Language) -> dict[str, Any]:
    quote = statement.quote[:_SHOWN] + ("…" if len(statement.quote) > _SHOWN else "")
    quote = "".join(sign if sign.isprintable() else "�" for sign in quote)
    said, own = statement.claimed, statement.expected
    return {
        "field": "reading",
        "expected": own,
        "claimed": said,
        "why": f"‘{quote}’ 부분은 사주와 맞지 않습니다. 글에서는 {said}, 사주에서는 {own}."
        if language == "ko"
        else f"‘{quote}’ does not agree with the chart. The text says {said}; the chart has {own}.",
        "kind": statement.kind,
        **_place(statement),
    }


def _statement_row(statement: Statement) -> dict[str, Any]:
    return {
        "kind": statement.kind,
        "verdict": statement.verdict,
        "claimed": statement.claimed,
        "expected": statement.expected,
        **_place(statement),
    }


def _place(statement: Statement) -> dict[str, Any]:
    return {
        "start": statement.start,
        "end": statement.end,
        "quote": statement.quote[:QUOTED],
    }
