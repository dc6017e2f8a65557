"""A caller's request to inspect a chart, or a text about one, that came from elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field, ValidationInfo, field_validator, model_validator

from shared.contracts.refusals import refusal
from shared.contracts.requests import FIRST_DAY, LAST_DAY, STRICT, BirthInfo, Language, Options

LONGEST_READING = 100_000
"""Characters; the engine inspects no more."""
LONGEST_REVIEWED = 20_000
"""Characters of a text that a model is asked to review: a prompt of a few cents at most."""


class ClaimedChart(BaseModel):
    """What somebody says the chart is: any of its fields, in hangul, hanja or both."""

    model_config = STRICT

    year_pillar: Annotated[str, Field(examples=["경오"])] | None = None
    month_pillar: Annotated[str, Field(examples=["기묘"])] | None = None
    day_pillar: Annotated[str, Field(examples=["己卯"])] | None = None
    hour_pillar: Annotated[str, Field(examples=["신미(辛未)"])] | None = None
    ilgan: Annotated[str, Field(examples=["기"], description="일간: the day's stem")] | None = None

    @model_validator(mode="after")
    def _claims_something(self) -> ClaimedChart:
        if not self.claims():
            raise refusal("claims_nothing", code="empty")
        return self

    def claims(self) -> dict[str, str]:
        """What is claimed, by field; a field that is absent or null claims nothing."""
        claimed: dict[str, str] = self.model_dump(exclude_none=True)
        return claimed


class InspectionRequest(BaseModel):
    """The body of `POST /admin-api/saju/ai-inspect`: `saju_result`, `reading` or both."""

    model_config = STRICT

    birth_info: Annotated[
        BirthInfo, Field(examples=[{"year": 1990, "month": 3, "day": 15, "hour": 14}])
    ]
    reading: (
        Annotated[
            str,
            Field(
                min_length=1,
                max_length=LONGEST_READING,
                examples=["당신의 일주는 기묘(己卯)입니다."],
                description="a text about the chart, Korean or English; the body's 64 KiB come first",
            ),
        ]
        | None
    ) = None
    saju_result: (
        Annotated[ClaimedChart, Field(examples=[{"year_pillar": "경오", "ilgan": "기"}])] | None
    ) = Field(default=None, validate_default=True)
    language: Annotated[
        Language, Field(examples=["ko"], description="of the reasons; the text may be in either")
    ] = "ko"
    options: Annotated[Options, Field(examples=[{"day_boundary": "23:00"}])] = Options()
    partner_birth_info: (
        Annotated[
            BirthInfo,
            Field(
                examples=[{"year": 1991, "month": 6, "day": 1, "hour": 9}],
                description="the other person that `reading` speaks of; absent: what it says of "
                "another person is not judged",
            ),
        ]
        | None
    ) = None
    date: (
        Annotated[
            dt.date,
            Field(
                ge=FIRST_DAY,
                le=LAST_DAY,
                examples=["2026-11-23"],
                description="a day of the year that `reading` calls this one; absent: what it says "
                "of this year is not judged",
            ),
        ]
        | None
    ) = None
    ai_review: Annotated[
        bool,
        Field(
            examples=[False],
            description="true: a model reviews `reading`, too, through the queue as a reading is "
            "written; without `reading` there is nothing to review",
        ),
    ] = False

    @field_validator("saju_result")
    @classmethod
    def _something_to_inspect(
        cls, value: ClaimedChart | None, info: ValidationInfo
    ) -> ClaimedChart | None:
        # A wrong reading is absent from the data: then its own problem is told, not this one.
        if value is None and info.data.get("reading", "") is None:
            raise refusal("needs_something", code="required")
        return value

    @field_validator("ai_review")
    @classmethod
    def _short_enough(cls, value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic passes it by position
        if value and len(info.data.get("reading") or "") > LONGEST_REVIEWED:
            raise refusal("too_long_to_review", most=f"{LONGEST_REVIEWED:,}")
        return value
