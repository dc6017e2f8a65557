"""What columns are called, in Korean and English, and which field of a question each one fills."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import get_close_matches

from scripts.batch.told import UnreadableInput

_SPELLINGS: dict[str, tuple[str, ...]] = {
    "birth_date": (
        "생년월일", "양력생년월일", "생일", "양력생일", "출생일", "출생일자", "출생년월일", "출생연월일",
        "생년월일양력", "birthdate", "birthday", "dateofbirth", "dob", "solarbirthdate",
    ),
    "lunar_birth_date": (
        "음력생년월일", "음력생일", "음력출생일", "생년월일음력", "생일음력", "lunarbirthdate",
        "lunarbirthday",
    ),
    "year": ("년", "연", "연도", "년도", "생년", "출생년", "출생년도", "출생연도", "year", "birthyear"),
    "month": ("월", "생월", "출생월", "month", "birthmonth"),
    "day": ("일", "day"),
    "time": (
        "태어난시각", "태어난시간", "태어난시", "출생시각", "출생시간", "출생시", "생시", "시각", "시간",
        "시", "time", "birthtime", "timeofbirth", "hour", "birthhour",
    ),
    "minute": ("분", "출생분", "태어난분", "minute", "birthminute"),
    "second": ("초", "second"),
    "calendar": (
        "음양력", "양음력", "음력양력", "양력음력", "음양", "양음", "음력/양력", "양력/음력", "음/양",
        "양/음", "달력", "역법", "calendar", "calendartype", "solarlunar", "lunarsolar",
    ),
    "is_lunar": ("음력", "음력여부", "islunar", "lunar"),
    "is_solar": ("양력", "양력여부", "issolar", "solar"),
    "is_leap_month": ("윤달", "윤달여부", "윤월", "isleapmonth", "leapmonth", "leap"),
    "gender": ("성별", "gender", "sex"),
    "timezone": ("시간대", "표준시간대", "timezone", "tz", "zone"),
    "longitude": ("경도", "longitude", "lon", "lng"),
    "fold": ("fold",),
    "service_type": (
        "서비스", "서비스종류", "서비스유형", "종류", "풀이", "풀이종류", "service", "servicetype",
    ),
    "language": ("언어", "language", "lang"),
    "date": ("기준일", "기준날짜", "날짜", "운세날짜", "대상일", "date", "fortunedate"),
    "priority": ("우선순위", "priority"),
    "callback_url": ("콜백", "callbackurl", "callback"),
    "day_boundary": ("일경계", "dayboundary"),
    "solar_time": ("태양시", "solartime"),
    "late_rat_stem": ("야자시", "lateratstem"),
    "luck_rounding": ("대운수반올림", "luckrounding"),
    "hidden_stems": ("지장간", "hiddenstems"),
    "twelve_stages": ("십이운성", "12운성", "twelvestages"),
    "twelve_spirits": ("십이신살", "12신살", "twelvespirits"),
    "id": (
        "id", "아이디", "번호", "고객번호", "회원번호", "식별자", "순번", "no", "key", "customerid", "userid",
    ),
}  # fmt: skip
OF_BIRTH = (
    "birth_date", "lunar_birth_date", "year", "month", "day", "time", "minute", "second", "calendar",
    "is_lunar", "is_solar", "is_leap_month", "gender", "timezone", "longitude", "fold",
)  # fmt: skip
OPTIONS = (
    "day_boundary", "solar_time", "late_rat_stem", "luck_rounding", "hidden_stems",
    "twelve_stages", "twelve_spirits",
)  # fmt: skip
PARTNER = "partner_"
_PARTNERS = ("상대방의", "상대방", "상대의", "상대", "배우자", "파트너", "partner")
_NESTED = {"birth_info.": "", "partner_birth_info.": PARTNER, "options.": ""}
_REMARK = re.compile(r"[(（\[][^)）\]]*[)）\]]")
_BETWEEN = re.compile(r"[\s_\-·.*]+")
_FIELDS = {spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings}
ID = "id"
_PARTS = {"year": "년", "month": "월", "day": "일"}
_SHOWN_CHARS = 300


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is used: where it stands, how it is spelled, and the field that it fills."""

    place: int
    name: str
    field: str


def field_of(name: str) -> str | None:
    """The field that a column of this name fills; None: none."""
    text = unicodedata.normalize("NFC", name).casefold().strip().lstrip("\ufeff")
    prefix = ""
    for nested, meaning in _NESTED.items():
        if text.startswith(nested):
            text, prefix = text.removeprefix(nested), meaning
            break
    plain = _BETWEEN.sub("", text)
    # A remark may be part of the meaning, 생년월일(음력), or not, 성별(남/여).
    inner = re.sub(r"[()（）\[\]]", "", plain)
    for spelled in (plain, inner, _REMARK.sub("", plain)):
        if (found := _FIELDS.get(spelled)) is not None:
            return prefix + found if not prefix or found in OF_BIRTH else None
        for partner in _PARTNERS:
            rest = spelled.removeprefix(partner)
            if rest != spelled and (found := _FIELDS.get(rest)) in OF_BIRTH:
                return PARTNER + str(found)
    return None


def columns_of(header: Sequence[str]) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The columns that are used, and the names of those that are not.

    Raises:
        UnreadableInput: there is no birth date in it, or two columns fill the same field.
    """
    used: dict[str, Column] = {}
    unused = []
    fields = [field_of(name) for name in header]
    # Beside a year and a month, 생일 is the day.
    if {"year", "month"} <= {*fields} and "day" not in fields and "birth_date" in fields:
        fields[fields.index("birth_date")] = "day"
    for place, (name, field) in enumerate(zip(header, fields, strict=True)):
        if field is None:
            unused.append(name.strip())
        elif field in used:
            raise UnreadableInput("column_twice", first=used[field].name, second=name.strip())
        else:
            used[field] = Column(place, name.strip(), field)
    _check_birth(used.keys(), header)
    return tuple(used.values()), tuple(name for name in unused if name)


def _check_birth(used: AbstractSet[str], header: Sequence[str]) -> None:
    """Raises UnreadableInput where no column, or only some, tell the date of birth."""
    if used & {"birth_date", "lunar_birth_date"}:
        return
    missing = [f"{name} ({korean})" for name, korean in _PARTS.items() if name not in used]
    seen = ", ".join(name.strip() for name in header)[:_SHOWN_CHARS]
    if len(missing) == len(_PARTS):
        raise UnreadableInput("columns_missing" if used - {ID} else "no_header", header=seen)
    if missing:
        raise UnreadableInput("columns_missing_some", missing=missing, header=seen)


def nearest(name: str) -> str | None:
    """The spelling that a name which means nothing may have been meant for; None: none is near."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFC", name).casefold())
    near = get_close_matches(plain, _FIELDS, n=1, cutoff=0.8)
    return near[0] if near else None
