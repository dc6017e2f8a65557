"""What the load asks: questions of which no two have the same chart."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# Between the last change of Korea's offset and its next summer time; a day pillar comes again
# after sixty days, in another month.
_FIRST_DAY, _DAYS = date(1962, 1, 1), 25 * 365
_HOURS = range(2, 24, 2)  # one in each double hour but the two that meet at midnight
_GENDERS = ("male", "female")


def questions(service_type: str = "personality") -> Iterator[dict[str, Any]]:
    """Two hundred thousand of them, on one subject, so that their readings are short."""
    for number in count():
        rest, day = divmod(number, _DAYS)
        gender, hour = divmod(rest, len(_HOURS))
        at = _FIRST_DAY + timedelta(days=day)
        yield {
            "birth_info": {
                "year": at.year,
                "month": at.month,
                "day": at.day,
                "hour": _HOURS[hour],
                "gender": _GENDERS[gender],
            },
            "service_type": service_type,
        }
