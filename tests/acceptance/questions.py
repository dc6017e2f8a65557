"""What callers ask: the contract's example, and any number of questions with distinct charts."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIRST_BIRTH = {"year": 1990, "month": 3, "day": 15, "hour": 14, "minute": 30, "gender": "남성"}
FIRST_QUESTION: dict[str, Any] = {"birth_info": FIRST_BIRTH}

# One noon after the other: the day pillar changes daily and comes again after sixty days, when
# the month pillar is another. So no two of these have the same chart.
_FIRST_DAY = date(
    1962, 1, 1
)  # after the last change of Korea's offset, before its last summer time


def distinct() -> Iterator[dict[str, Any]]:
    """Questions with pairwise different charts, for twenty years of days."""
    for number in count():
        day = _FIRST_DAY + timedelta(days=number)
        yield question(year=day.year, month=day.month, day=day.day, hour=12, gender="여성")


def question(**birth: Any) -> dict[str, Any]:
    """A request body that asks for the default service about this birth."""
    return {"birth_info": birth}


def calculation(birth: Mapping[str, Any], **options: str) -> dict[str, Any]:
    """A request body that asks for the chart alone, with these options."""
    return {"birth_info": dict(birth), "service_type": "saju_calculation", "options": options}
