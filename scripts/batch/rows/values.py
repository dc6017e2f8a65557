"""What a cell says: dates, times of day and words as people write them, Korean or English.

Only the form is read here. Whether there is such a day, the gateway knows, in every calendar and zone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, get_args

from shared.contracts.requests import PriorityName, ServiceType

DATE, TIME, DAY = "1990-03-15", "14:30", "2026-11-23"
_NOT_KNOWN = frozenset(
    (
        "", "-", "?", "모름", "미상", "모릅니다", "시모름", "시간모름", "시미상",
        "unknown", "null", "none", "n/a", "na",
    )
)  # fmt: skip
_DATE = re.compile(
    r"(\d{4})\s*(?:[-./]|년)\s*(\d{1,2})\s*(?:[-./]|월)\s*(\d{1,2})(?!\d)\s*[일.]?", re.ASCII
)
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(?!\d)", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{6}|\d\d[-./]\d{1,2}[-./]\d{1,2}", re.ASCII)
_MARK = re.compile(r"[(（\[]?\s*(?:(양)력?|(음)력?)\s*(윤달|윤|평달)?\s*[)）\]]?")
_TIME = re.compile(
    r"(?P<half>오전|오후|am|pm|a\.m\.|p\.m\.)?\s*(?P<hour>\d{1,2})\s*(?:(?::|시)\s*"
    r"(?:(?P<minute>\d{1,2})\s*(?:분)?(?:\s*:?\s*(?P<second>\d{1,2})\s*초?)?)?)?\s*"
    r"(?P<after>am|pm|a\.m\.|p\.m\.)?",
    re.ASCII,
)
_CLOCK_DIGITS = re.compile(r"(\d{1,2})(\d\d)", re.ASCII)
_BRANCH = re.compile(r"([자축인묘진사오미신유술해])시(?:생)?")
_BRANCHES = "자축인묘진사오미신유술해"
_WORDS: dict[str, Mapping[str, Any]] = {
    "gender": {
        **dict.fromkeys(("남", "남자", "남성", "male", "m", "man", "boy", "건명"), "male"),
        **dict.fromkeys(("여", "여자", "여성", "female", "f", "woman", "girl", "곤명"), "female"),
    },
    "bool": {
        **dict.fromkeys(("true", "t", "1", "y", "yes", "o", "예", "네", "맞음", "참", "ㅇ"), True),
        **dict.fromkeys(("false", "f", "0", "n", "no", "x", "아니오", "아니요", "아님", "거짓"), False),
    },
    "is_lunar": {"음력": True, "음": True, "lunar": True, "양력": False, "양": False, "solar": False},
    "is_solar": {"양력": True, "양": True, "solar": True, "음력": False, "음": False, "lunar": False},
    "is_leap_month": {"윤달": True, "윤": True, "leap": True, "평달": False, "평": False},
    "language": {
        **dict.fromkeys(("ko", "kr", "kor", "korean", "한국어", "한글", "국문"), "ko"),
        **dict.fromkeys(("en", "eng", "english", "영어", "영문"), "en"),
    },
    "service_type": {
        **dict.fromkeys(("만세력", "명식", "사주계산"), "saju_calculation"),
        **dict.fromkeys(("사주", "사주풀이", "종합", "종합운", "평생사주", "총운"), "saju_interpretation"),
        **dict.fromkeys(("성격", "성품"), "personality"),
        **dict.fromkeys(("직업", "직업운", "진로"), "career"),
        **dict.fromkeys(("재물", "재물운", "금전운"), "wealth"),
        **dict.fromkeys(("애정", "애정운", "연애", "연애운"), "love"),
        **dict.fromkeys(("건강", "건강운"), "health"),
        **dict.fromkeys(("오늘의운세", "일일운세", "일운"), "daily_fortune"),
        **dict.fromkeys(("올해의운세", "신년운세", "년운", "연운"), "yearly_fortune"),
        **dict.fromkeys(("궁합",), "compatibility"),
        **{name: name for name in get_args(ServiceType)},
    },
    "priority": {
        **{name: name for name in get_args(PriorityName)},
        "높음": "high", "보통": "normal", "낮음": "low",
    },
}  # fmt: skip
_CALENDARS: Mapping[str, tuple[bool, bool | None]] = {
    **dict.fromkeys(("양력", "양", "solar", "s"), (False, None)),
    **dict.fromkeys(("음력", "음", "lunar", "l"), (True, None)),
    **dict.fromkeys(("음력평달", "음평", "평달"), (True, False)),
    **dict.fromkeys(
        ("음력윤달", "음력윤", "음윤", "윤달", "윤", "leap", "lunarleap"), (True, True)
    ),
}
_EXAMPLES = {
    "gender": "남성, male",
    "language": "ko, en",
    "service_type": "saju_interpretation",
    "priority": "low",
    "calendar": "음력, 양력",
}


class CellProblem(Exception):
    """A cell says nothing usable: which sentence tells why, and what would be right."""

    def __init__(self, kind: str, example: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.example = example


def plain(cell: str) -> str:
    """The cell as it is compared: in the usual widths, without blanks around it."""
    return unicodedata.normalize("NFKC", cell).strip()


def is_unknown(cell: str) -> bool:
    """Whether the cell says that nobody knows."""
    return _word(cell) in _NOT_KNOWN


def date_of(cell: str) -> dict[str, Any]:
    """The birth's day, and what the cell tells besides of the hour and the calendar."""
    text = plain(cell)
    fields: dict[str, Any] = {}
    mark = next((found for found in _MARK.finditer(text) if found[1] or found[2]), None)
    if mark is not None:
        fields["is_lunar"] = bool(mark[2])
        if mark[3]:
            fields["is_leap_month"] = mark[3] != "평달"
        text = (text[: mark.start()] + " " + text[mark.end() :]).strip()
    match = _DATE.match(text) or _DIGITS.match(text)
    rest = "" if match is None else text[match.end() :]
    if match is None:
        kind = "short_year" if _SHORT_YEAR.fullmatch(text) else "no_date"
        raise CellProblem(kind, DATE)
    year, month, day = (int(part) for part in match.groups())
    fields |= {"year": year, "month": month, "day": day}
    if rest := rest.removeprefix("T").strip():
        fields |= time_of(rest)
    return fields


def day_of(cell: str) -> str:
    """A day alone, as the API writes it."""
    found = date_of(cell)
    if found.keys() != {"year", "month", "day"}:
        raise CellProblem("no_date", DAY)
    return f"{found['year']:04}-{found['month']:02}-{found['day']:02}"


def time_of(cell: str) -> dict[str, Any]:
    """Hour, minute and second as far as the cell tells them; nothing where it is not known."""
    text = plain(cell).casefold()
    if is_unknown(text):
        return {}
    if branch := _BRANCH.fullmatch(text.replace(" ", "")):
        number = _BRANCHES.index(branch[1])
        if number == 0:
            raise CellProblem("rat_hour", "23:30")  # of two days
        return {"hour": 2 * number, "minute": 0}
    if digits := _CLOCK_DIGITS.fullmatch(text):
        return {"hour": int(digits[1]), "minute": int(digits[2])}
    match = _TIME.fullmatch(text)
    if match is None:
        raise CellProblem("no_time", TIME)
    hour = int(match["hour"])
    half = (match["half"] or match["after"] or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            raise CellProblem("no_time", TIME)
        hour = hour % 12 + (12 if half in {"오후", "pm"} else 0)
    return {"hour": hour} | {
        name: int(match[name]) for name in ("minute", "second") if match[name] is not None
    }


def calendar_of(cell: str) -> dict[str, bool]:
    """Whether the date is lunar, and whether its month is a leap month if that is told."""
    found = _CALENDARS.get(_word(cell))
    if found is None:
        raise CellProblem("not_among", _EXAMPLES["calendar"])
    lunar, leap = found
    return {"is_lunar": lunar} | ({} if leap is None else {"is_leap_month": leap})


def word_of(field: str) -> Callable[[str], Any]:
    """What reads the words of a field that has a few."""
    truths = field.startswith("is_")
    known = {**(_WORDS["bool"] if truths else {}), **_WORDS.get(field, {})}
    example = _EXAMPLES.get(field, "true, false")

    def read(cell: str) -> Any:
        try:
            return known[_word(cell)]
        except KeyError:
            raise CellProblem("not_among", example) from None

    return read


def whole_of(cell: str, example: str = "15") -> int:
    """A whole number; a unit behind it (1990년) does no harm."""
    text = plain(cell).rstrip("년월일시분초 ")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise CellProblem("no_whole_number", example)
    return int(text)


def number_of(cell: str) -> float:
    """A number of degrees."""
    try:
        return float(plain(cell))
    except ValueError:
        raise CellProblem("no_number", "126.98") from None


def _word(cell: str) -> str:
    return (
        re.sub(r"[\s_()]+", "", plain(cell).casefold())
        if "_" not in cell
        else plain(cell).casefold()
    )
