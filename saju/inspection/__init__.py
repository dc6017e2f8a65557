"""What others say about a chart, held against the chart: its fields, and prose about it."""

from __future__ import annotations

from saju.inspection.charts import ChartInspection, Finding, inspect_chart
from saju.inspection.spelling import names_of
from saju.inspection.texts import Statement, TextInspection, inspect_text

__all__ = [
    "ChartInspection",
    "Finding",
    "Statement",
    "TextInspection",
    "inspect_chart",
    "inspect_text",
    "names_of",
]
