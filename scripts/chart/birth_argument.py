"""What `palja chart` is told, as the engine's values; each wrong word is one clear problem.

Lunar months have days that no solar one has (the 30th of month 2), so no calendar is asked here:
this reads digits, and the engine says which days there are.
"""

from __future__ import annotations

import re
from datetime import date

from saju import Birth, Gender, SajuError

BIRTH_EXAMPLE = "1990-03-15T14:30"
DATE_EXAMPLE = "2026-01-31"
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_OFFSET = re.compile(r"(.+:\d\d)\s*(?:[zZ]|[+-]\d\d:?(?:\d\d)?)", re.ASCII)
_GENDERS: dict[str, Gender] = {
    "male": "male", "m": "male", "남성": "male", "남자": "male", "남": "male",
    "female": "female", "f": "female", "여성": "female", "여자": "female", "여": "female",
}  # fmt: skip
_FOLDS = {"0": 0, "1": 1}
_OF_BIRTH = ("year", "month", "day", "hour", "minute", "second")


class WrongArgument(Exception):
    """An argument that says nothing usable: its name on the command line, why, and a right one."""

    def __init__(self, argument: str, problem: str, example: str) -> None:
        super().__init__(argument, problem, example)
        self.argument = argument
        self.problem = problem
        self.example = example

    def __str__(self) -> str:
        hint = "" if "for example" in self.problem else f"; for example {self.example}"
        return f"{self.argument}: {self.problem}{hint}"


def birth_of(
    text: str,
    *,
    gender: str | None = None,
    lunar: bool = False,
    leap_month: bool = False,
    zone: str = "Asia/Seoul",
    longitude: str | None = None,
    fold: str | None = None,
) -> Birth:
    """The birth that the command's words say; a date alone is an unknown hour.

    Raises:
        WrongArgument: which of them is wrong, why, and an example.
    """
    year, month, day, time = _date_and_time(text)
    hour, minute, second = time or (None, 0, 0)
    if leap_month and not lunar:
        raise WrongArgument(
            "--leap-month", "a solar date has no leap month", "--lunar --leap-month"
        )
    return Birth(
        year,
        month,
        day,
        hour,
        minute,
        second,
        is_lunar=lunar,
        is_leap_month=leap_month,
        gender=None if gender is None else _gender(gender),
        timezone=zone,
        longitude=None if longitude is None else _longitude(longitude),
        fold=None if fold is None else _fold(fold),
    )


def day_of(text: str) -> date:
    """The day of `--date`, YYYY-MM-DD.

    Raises:
        WrongArgument: there is no such day.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        raise WrongArgument("--date", f"{text!r} is no date; write YYYY-MM-DD", DATE_EXAMPLE)
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise WrongArgument("--date", f"there is no day {text}", DATE_EXAMPLE) from None


def wrong_argument(error: SajuError) -> WrongArgument:
    """The engine's complaint about a field, as one about the argument that said it."""
    field, example = error.field, str(error.example)
    if field in _OF_BIRTH:
        is_part = isinstance(error.example, int)  # else it is a whole time of day
        return WrongArgument("birth", error.message, f"{field} {example}" if is_part else example)
    if field == "is_leap_month":
        return WrongArgument("--leap-month", error.message, example)
    if field == "date":
        return WrongArgument("--date", error.message, DATE_EXAMPLE)
    option = "--zone" if field == "timezone" else f"--{field.replace('_', '-')}"
    return WrongArgument(option, error.message, f"{option} {example}")


def _date_and_time(text: str) -> tuple[int, int, int, tuple[int, int, int] | None]:
    if _OFFSET.fullmatch(text):
        raise WrongArgument(
            "birth", f"{text!r} has an offset; the local time alone, with --zone", BIRTH_EXAMPLE
        )
    # Digits and T read the same in lower case; a shell's quotes let a space stand for the T.
    day, separator, time = text.strip().upper().replace(" ", "T").partition("T")
    match = _DATE.fullmatch(day)
    if match is None:
        raise WrongArgument(
            "birth",
            f"{text!r} is no date; write YYYY-MM-DD, and THH:MM after it if the hour is known",
            BIRTH_EXAMPLE,
        )
    year, month, of_month = (int(part) for part in match.groups())
    if not separator:
        return year, month, of_month, None
    clock = _TIME.fullmatch(time)
    if clock is None:
        raise WrongArgument(
            "birth", f"{time!r} is no time; write HH:MM, or the date alone", BIRTH_EXAMPLE
        )
    hour, minute, second = (int(part or 0) for part in clock.groups())
    return year, month, of_month, (hour, minute, second)


def _gender(text: str) -> Gender:
    try:
        return _GENDERS[text.lower()]
    except KeyError:
        raise WrongArgument(
            "--gender", f"{text!r} is neither male nor female", "--gender male"
        ) from None


def _longitude(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise WrongArgument(
            "--longitude", f"{text!r} is no number of degrees", "--longitude 126.98"
        ) from None


def _fold(text: str) -> int:
    try:
        return _FOLDS[text]
    except KeyError:
        raise WrongArgument(
            "--fold", f"{text!r} is neither 0 (the first) nor 1 (the second)", "--fold 0"
        ) from None
