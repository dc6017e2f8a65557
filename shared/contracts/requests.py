"""A caller's request, read by pydantic straight from its bytes, then turned into domain values."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from saju import Birth, Conventions
from shared.contracts.refusals import refusal
from shared.webhooks.callback_url import MAX_CHARS, CallbackRules, callback_problem

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
Language = Literal["ko", "en"]
PriorityName = Literal["high", "normal", "low"]

_GENDERS: dict[str, Literal["male", "female"]] = {
    "남성": "male",
    "male": "male",
    "M": "male",
    "여성": "female",
    "female": "female",
    "F": "female",
}
_FOR_TWO = ("compatibility", "saju_calculation")
_FOR_A_DATE = ("daily_fortune", "yearly_fortune", "saju_calculation")

FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
"""The days that a fortune can be told for."""
STRICT = ConfigDict(extra="forbid", strict=True, frozen=True)


class BirthInfo(BaseModel):
    """A birth as callers write it. Without `hour` the birth hour is unknown."""

    model_config = STRICT

    year: Annotated[
        int,
        Field(ge=1899, le=2100, examples=[1990], description="1900–2100 in the solar calendar"),
    ]
    month: Annotated[int, Field(ge=1, le=12, examples=[3])]
    day: Annotated[int, Field(ge=1, le=31, examples=[15])]
    hour: (
        Annotated[int, Field(ge=0, le=23, examples=[14], description="absent: unknown")] | None
    ) = None
    minute: Annotated[int, Field(ge=0, le=59, examples=[30])] | None = None
    second: Annotated[int, Field(ge=0, le=59, examples=[0])] | None = None
    is_lunar: Annotated[
        bool, Field(examples=[False], description="the date is of the Korean lunar calendar")
    ] = False
    is_leap_month: Annotated[bool, Field(examples=[False], description="윤달")] = False
    gender: (
        Annotated[
            Literal["남성", "여성", "male", "female", "M", "F"],
            Field(examples=["남성"], description="absent: no luck pillars"),
        ]
        | None
    ) = None
    timezone: Annotated[
        str,
        Field(
            min_length=1,
            max_length=64,
            examples=["Asia/Seoul"],
            description="IANA name",
            json_schema_extra={"format": "iana-time-zone"},
        ),
    ] = "Asia/Seoul"
    longitude: (
        Annotated[
            float,
            Field(
                ge=-180,
                le=180,
                allow_inf_nan=False,
                examples=[126.98],
                description="degrees east; absent: the zone's reference city",
            ),
        ]
        | None
    ) = None
    fold: (
        Annotated[
            Literal[0, 1],
            Field(examples=[0], description="which of two equal local times: 0 the first"),
        ]
        | None
    ) = None

    @field_validator("minute", "second")
    @classmethod
    def _needs_hour(cls, value: int | None, info: ValidationInfo) -> int | None:
        # A wrong hour is absent from the data: then the hour's own problem is told, not this one.
        if value is not None and info.data.get("hour", 0) is None:
            raise refusal("needs_hour")
        return value

    @field_validator("is_leap_month")
    @classmethod
    def _needs_lunar(cls, value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic passes it by position
        if value and not info.data.get("is_lunar", True):
            raise refusal("needs_lunar")
        return value

    def to_birth(self) -> Birth:
        """The same birth in the engine's terms; nothing is checked against the calendar yet."""
        return Birth(
            year=self.year,
            month=self.month,
            day=self.day,
            hour=self.hour,
            minute=self.minute or 0,
            second=self.second or 0,
            is_lunar=self.is_lunar,
            is_leap_month=self.is_leap_month,
            gender=None if self.gender is None else _GENDERS[self.gender],
            timezone=self.timezone,
            longitude=self.longitude,
            fold=self.fold,
        )


class Options(BaseModel):
    """The conventions a caller may choose; see the engine's `Conventions`."""

    model_config = STRICT

    day_boundary: Annotated[
        Literal["23:00", "00:00"],
        Field(examples=["23:00"], description="when the day changes: with 자시, or at midnight"),
    ] = "23:00"
    solar_time: Annotated[
        Literal["mean", "clock", "standard", "apparent"],
        Field(examples=["mean"], description="the clock of the day and the hour pillar"),
    ] = "mean"
    late_rat_stem: Annotated[
        Literal["next_day", "same_day"],
        Field(examples=["next_day"], description="whose day the stem of 23:00–24:00 follows"),
    ] = "next_day"
    luck_rounding: Annotated[
        Literal["round", "floor", "ceil", "exact"],
        Field(examples=["round"], description="of the age at which 대운 begins"),
    ] = "round"
    hidden_stems: Annotated[
        Literal["monthly_division", "principal"],
        Field(examples=["monthly_division"], description="지장간: 월률분야 or 인원용사"),
    ] = "monthly_division"
    twelve_stages: Annotated[
        Literal["fire_earth", "water_earth", "same_birth"],
        Field(examples=["fire_earth"], description="12운성: 화토동법, 수토동법 or 음양동생동사"),
    ] = "fire_earth"
    twelve_spirits: Annotated[
        Literal["year", "day"],
        Field(examples=["year"], description="12신살: the branch they are counted from"),
    ] = "year"

    def to_conventions(self) -> Conventions:
        """The same choice in the engine's terms."""
        return Conventions(**self.model_dump())


class ReadingRequest(BaseModel):
    """The body of `POST /admin-api/saju/ai-generate`."""

    model_config = STRICT

    birth_info: Annotated[
        BirthInfo, Field(examples=[{"year": 1990, "month": 3, "day": 15, "hour": 14}])
    ]
    service_type: Annotated[ServiceType, Field(examples=["saju_interpretation"])] = (
        "saju_interpretation"
    )
    language: Annotated[Language, Field(examples=["ko"])] = "ko"
    options: Annotated[Options, Field(examples=[{"day_boundary": "23:00"}])] = Options()
    priority: (
        Annotated[
            PriorityName,
            Field(examples=["normal"], description="absent: normal, or low in a batch"),
        ]
        | None
    ) = None
    partner_birth_info: (
        Annotated[
            BirthInfo,
            Field(
                examples=[{"year": 1991, "month": 6, "day": 1, "hour": 9}],
                description="the other person of a `compatibility`",
            ),
        ]
        | None
    ) = Field(default=None, validate_default=True)
    date: (
        Annotated[
            dt.date,
            Field(
                ge=FIRST_DAY,
                le=LAST_DAY,
                examples=["2026-11-23"],
                description="the day of a `daily_fortune`, a day in the saju year (from 입춘 on) of"
                " a `yearly_fortune`; without it they are told for today in the birth's time zone."
                " With `saju_calculation` the chart tells the luck of this day",
            ),
        ]
        | None
    ) = None

    callback_url: (
        Annotated[
            str,
            Field(
                min_length=1,
                max_length=MAX_CHARS,
                examples=["https://hooks.example/palja?token=8e03978e"],
                description="an http or https address that is sent the job when it ends, in the form"
                " of `GET …/jobs/{job_id}` and signed (see `callbacks`). It needs an API key, and"
                " belongs to a job: where the answer is there at once and names no `job_id`, nothing"
                " is sent. Addresses of private networks are refused",
            ),
        ]
        | None
    ) = None

    @field_validator("callback_url")
    @classmethod
    def _may_be_called(cls, value: str | None, info: ValidationInfo) -> str | None:
        rules = CallbackRules() if info.context is None else info.context[CallbackRules]
        problem = None if value is None else callback_problem(value, rules)
        if problem is not None:
            raise refusal(problem)
        return value

    @field_validator("partner_birth_info")
    @classmethod
    def _for_two(cls, value: BirthInfo | None, info: ValidationInfo) -> BirthInfo | None:
        service_type = info.data.get("service_type")
        if value is None and service_type == "compatibility":
            raise refusal("needs_partner", code="required")
        if value is not None and service_type is not None and service_type not in _FOR_TWO:
            services = ", ".join(_FOR_TWO)
            raise refusal("partner_of_no_pair", code="not_for_this_service", services=services)
        return value

    @field_validator("date")
    @classmethod
    def _for_a_date(cls, value: dt.date | None, info: ValidationInfo) -> dt.date | None:
        service_type = info.data.get("service_type")
        if value is not None and service_type is not None and service_type not in _FOR_A_DATE:
            services = ", ".join(_FOR_A_DATE)
            raise refusal("date_of_no_day", code="not_for_this_service", services=services)
        return value
