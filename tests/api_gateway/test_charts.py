"""What charts that were encoded before share with others, and what they do not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson

from api_gateway.charts import CallersChart, Charts
from api_gateway.parsing import Asked, parse_reading_request
from saju.render import fortune_body
from saju.transits import transit_on
from shared.contracts.requests import ReadingRequest


def asked(minute: int, day: str | None = None, rounding: str = "exact") -> Asked[ReadingRequest]:
    """Of a man born between half past one and half past three, 미시, on 15 March 1990."""
    hour, minute = divmod(13 * 60 + 30 + minute, 60)
    birth = {"year": 1990, "month": 3, "day": 15, "hour": hour, "minute": minute, "gender": "M"}
    body = {"birth_info": birth, "date": day, "options": {"luck_rounding": rounding}}
    body["service_type"] = "saju_calculation"
    return parse_reading_request(orjson.dumps(body))


def fortune_in(charts: Charts, one: Asked[ReadingRequest]) -> dict[str, Any]:
    fields: dict[str, Any] = orjson.loads(b"{" + CallersChart(charts, one)() + b"}")
    found: dict[str, Any] = fields["chart"]["fortune"]
    return found


def own(one: Asked[ReadingRequest]) -> dict[str, Any]:
    assert one.request.date is not None
    day = transit_on(one.request.date, one.chart.birth.timezone)
    found: dict[str, Any] = orjson.loads(orjson.dumps(fortune_body(one.chart, day)))
    return found


def test_two_of_one_chart_whose_luck_begins_on_other_days_have_each_their_own() -> None:
    begins = [asked(minute).chart.moment.luck_first_days[0] for minute in (5, 100)]
    assert asked(5).chart.signs == asked(100).chart.signs
    between = (min(begins) + timedelta(days=1)).isoformat()
    assert min(begins) < max(begins) - timedelta(days=1)
    charts = Charts()

    found = [fortune_in(charts, asked(minute, between)) for minute in (5, 100)]

    assert found == [own(asked(minute, between)) for minute in (5, 100)]
    assert sorted(one["decade"] is None for one in found) == [False, True]


def test_every_day_has_its_own() -> None:
    charts = Charts()
    for day in ("2026-02-03", "2026-02-04", "2026-11-27", "2026-02-03"):
        one = asked(30, day, rounding="round")
        assert fortune_in(charts, one) == own(one)
