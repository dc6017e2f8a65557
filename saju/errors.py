"""What can be wrong with a birth, drawn as one tree.

SajuError(ValueError)
├── YearOutOfRange, NoSuchMonth, NoSuchDay, NoSuchTime, NoSuchLeapMonth, NotAWholeNumber
├── LocalTimeNeverWas, LocalTimeWasTwice, FoldOutOfRange
├── UnknownTimezone, TimezoneHasNoPlace, LongitudeOutOfRange
├── UnknownGender, UnknownConvention, UnknownReading, TextTooLong
└── NoSuchSigns
"""

from __future__ import annotations

from typing import ClassVar


class SajuError(ValueError):
    """Root of the tree: which field, its value, a stable code and an example of what is valid.

    `kind` tells the sentences of one code apart, `facts` are what such a sentence says, in any language.
    """

    code: ClassVar[str] = "saju_error"

    def __init__(
        self,
        field: str,
        value: object,
        message: str,
        example: object,
        *,
        kind: str = "",
        **facts: object,
    ) -> None:
        super().__init__(field, value, message, example)
        self.kind = kind or self.code
        self.facts = {"value": value, **facts}
        self.field = field
        self.value = value
        self.message = message
        self.example = example

    def __str__(self) -> str:
        return self.message


class YearOutOfRange(SajuError):
    """The solar date lies outside 1900–2100."""

    code = "year_out_of_range"


class NoSuchMonth(SajuError):
    """The month is not 1–12."""

    code = "no_such_month"


class NoSuchDay(SajuError):
    """The month does not have this day, in its calendar."""

    code = "no_such_day"


class NoSuchTime(SajuError):
    """Hour, minute or second is outside the clock."""

    code = "no_such_time"


class NotAWholeNumber(SajuError):
    """A part of the date or the time is no whole number."""

    code = "not_a_whole_number"


class NoSuchLeapMonth(SajuError):
    """The lunar year has no such leap month (윤달)."""

    code = "no_such_leap_month"


class LocalTimeNeverWas(SajuError):
    """The zone's clock jumped over this time."""

    code = "local_time_never_was"


class LocalTimeWasTwice(SajuError):
    """The zone's clock showed this time twice and `fold` does not say which."""

    code = "local_time_was_twice"


class FoldOutOfRange(SajuError):
    """`fold` is neither 0, 1 nor absent."""

    code = "fold_out_of_range"


class UnknownTimezone(SajuError):
    """The zone is not in the pinned IANA release."""

    code = "unknown_timezone"


class TimezoneHasNoPlace(SajuError):
    """Solar time was asked for where neither longitude nor zone says where."""

    code = "timezone_has_no_place"


class LongitudeOutOfRange(SajuError):
    """The longitude is not within ±180 degrees."""

    code = "longitude_out_of_range"


class UnknownGender(SajuError):
    """The gender is neither male, female nor absent."""

    code = "unknown_gender"


class UnknownConvention(SajuError):
    """A convention has no such choice."""

    code = "unknown_convention"


class UnknownReading(SajuError):
    """There is no local reading of this service type or language."""

    code = "unknown_reading"


class NoSuchSigns(SajuError):
    """A payload does not describe signs that any birth could have."""

    code = "no_such_signs"


class TextTooLong(SajuError):
    """A text is longer than what is inspected."""

    code = "text_too_long"
