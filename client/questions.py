"""What is asked, as values; whoever has the contract's JSON at hand may send that instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

ServiceType = Literal[
    "saju_calculation",
    "saju_interpretation",
    "personality",
    "career",
    "wealth",
    "love",
    "health",
    "daily_fortune",
    "yearly_fortune",
    "compatibility",
]
Gender = Literal["남성", "여성", "male", "female", "M", "F"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """A birth by its local date and time; without `hour` the birth hour is unknown.

    What is None is left out, and the gateway's default holds.
    """

    year: int
    month: int
    day: int
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    is_lunar: bool = False
    is_leap_month: bool = False
    gender: Gender | None = None
    timezone: str | None = None
    """IANA name; the gateway's default is Asia/Seoul."""
    longitude: float | None = None
    """Degrees east; without it that of the zone's reference city."""
    fold: Literal[0, 1] | None = None
    """Which of two equal local times: 0 the first."""

    def as_json(self) -> dict[str, Any]:
        """The contract's `birth_info`."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        # By identity: 0 equals False, and midnight is to be said.
        return {
            name: value
            for name, value in fields.items()
            if value is not None and value is not False
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question about a birth, or about two."""

    birth: Birth
    service_type: ServiceType = "saju_interpretation"
    language: Literal["ko", "en"] = "ko"
    partner: Birth | None = None
    """The other person of a `compatibility`."""
    date: dt.date | None = None
    """The day of a fortune; without it that is today in the birth's time zone."""
    options: Mapping[str, str] | None = None
    """Conventions, such as `{"day_boundary": "00:00"}`."""
    priority: Literal["high", "normal", "low"] | None = None
    callback_url: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The contract's request body."""
        fields: dict[str, Any] = {
            "birth_info": self.birth.as_json(),
            "service_type": self.service_type,
            "language": self.language,
            "partner_birth_info": None if self.partner is None else self.partner.as_json(),
            "date": None if self.date is None else self.date.isoformat(),
            "options": None if self.options is None else dict(self.options),
            "priority": self.priority,
            "callback_url": self.callback_url,
        }
        return {name: value for name, value in fields.items() if value is not None}


Asked = Question | Mapping[str, Any]
"""A question as a value, or as the contract's JSON."""


def as_json(asked: Asked) -> Mapping[str, Any]:
    """The contract's request body."""
    return asked.as_json() if isinstance(asked, Question) else asked
