"""A caller's request, read by pydantic straight from its bytes, then turned into domain values."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from saju import Birth, Conventions

ServiceType = Literal["saju_calculation", "saju_interpretation"]
Language = Literal["ko", "en"]

_GENDERS: dict[str, Literal["male", "female"]] = {
    "남성": "male",
    "male": "male",
    "M": "male",
    "여성": "female",
    "female": "female",
    "F": "female",
}

_STRICT = ConfigDict(extra="forbid", strict=True, frozen=True)


class BirthInfo(BaseModel):
    """A birth as callers write it. Without `hour` the birth hour is unknown."""

    model_config = _STRICT

    year: Annotated[int, Field(ge=1899, le=2100, examples=[1990])]
    month: Annotated[int, Field(ge=1, le=12, examples=[3])]
    day: Annotated[int, Field(ge=1, le=31, examples=[15])]
    hour: Annotated[int, Field(ge=0, le=23, examples=[14])] | None = None
    minute: Annotated[int, Field(ge=0, le=59, examples=[30])] | None = None
    second: Annotated[int, Field(ge=0, le=59, examples=[0])] | None = None
    is_lunar: Annotated[bool, Field(examples=[False])] = False
    is_leap_month: Annotated[bool, Field(examples=[False])] = False
    gender: (
        Annotated[
            Literal["남성", "여성", "male", "female", "M", "F"],
            Field(examples=["남성"]),
        ]
        | None
    ) = None
    timezone: Annotated[str, Field(min_length=1, max_length=64, examples=["Asia/Seoul"])] = (
        "Asia/Seoul"
    )
    longitude: (
        Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, examples=[126.98])] | None
    ) = None
    fold: Annotated[Literal[0, 1], Field(examples=[0])] | None = None

    @field_validator("minute", "second")
    @classmethod
    def _needs_hour(cls, value: int | None, info: ValidationInfo) -> int | None:
        # A wrong hour is absent from the data: then the hour's own problem is told, not this one.
        if value is not None and info.data.get("hour", 0) is None:
            raise PydanticCustomError(
                "needs_hour",
                "means nothing without `hour`; leave it out for an unknown birth hour",
            )
        return value

    @field_validator("is_leap_month")
    @classmethod
    def _needs_lunar(cls, value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic passes it by position
        if value and not info.data.get("is_lunar", True):
            raise PydanticCustomError(
                "needs_lunar", "is for lunar dates; set `is_lunar` to true as well"
            )
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

    model_config = _STRICT

    day_boundary: Annotated[Literal["23:00", "00:00"], Field(examples=["23:00"])] = "23:00"
    solar_time: Annotated[
        Literal["mean", "clock", "standard", "apparent"], Field(examples=["mean"])
    ] = "mean"
    late_rat_stem: Annotated[Literal["next_day", "same_day"], Field(examples=["next_day"])] = (
        "next_day"
    )
    luck_rounding: Annotated[
        Literal["round", "floor", "ceil", "exact"], Field(examples=["round"])
    ] = "round"

    def to_conventions(self) -> Conventions:
        """The same choice in the engine's terms."""
        return Conventions(
            day_boundary=self.day_boundary,
            solar_time=self.solar_time,
            late_rat_stem=self.late_rat_stem,
            luck_rounding=self.luck_rounding,
        )


class ReadingRequest(BaseModel):
    """The body of `POST /admin-api/saju/ai-generate`."""

    model_config = _STRICT

    birth_info: Annotated[
        BirthInfo, Field(examples=[{"year": 1990, "month": 3, "day": 15, "hour": 14}])
    ]
    service_type: Annotated[ServiceType, Field(examples=["saju_interpretation"])] = (
        "saju_interpretation"
    )
    language: Annotated[Language, Field(examples=["ko"])] = "ko"
    options: Annotated[Options, Field(examples=[{"day_boundary": "23:00"}])] = Options()
