"""What the inspection decides of a text."""

from __future__ import annotations

from saju.analysis import Analysis
from saju.inspection import inspect_text


def verdicts_on(text: str, chart: Analysis) -> set[str]:
    """Each verdict on a statement of the text but `unknown`."""
    return {str(each.verdict) for each in inspect_text(text, chart).statements} - {"unknown"}
