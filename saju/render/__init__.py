"""A chart as plain JSON-able values, in two parts.

`signs_body` is timeless and may be stored, cached and shown to a model; `moment_body` is personal and
stands in the answer to whoever asked, nowhere else. `brief_body` is the timeless part in few words,
for a prompt, and `day_brief` and `year_brief` are what a time is to it.
"""

from __future__ import annotations

from saju.render.brief import brief_body
from saju.render.fortune_brief import day_brief, year_brief
from saju.render.moment import chart_body, moment_body
from saju.render.others import compatibility_body, fortune_body, fortune_rows
from saju.render.signs import signs_body

__all__ = [
    "brief_body",
    "chart_body",
    "compatibility_body",
    "day_brief",
    "fortune_body",
    "fortune_rows",
    "moment_body",
    "signs_body",
    "year_brief",
]
