"""The spellings of columns."""

from __future__ import annotations

import unicodedata

import pytest

from scripts.batch.rows.columns import _SPELLINGS, columns_of, field_of, nearest
from scripts.batch.told import UnreadableInput


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("생년월일", "birth_date"),
        (" 생 년 월 일 ", "birth_date"),
        (unicodedata.normalize("NFD", "생년월일"), "birth_date"),
        ("생년월일(음력)", "lunar_birth_date"),
        ("생년월일(양력)", "birth_date"),
        ("성별(남/여)", "gender"),
        ("Birth Date", "birth_date"),
        ("DATE_OF_BIRTH", "birth_date"),
        ("태어난 시각", "time"),
        ("음력/양력", "calendar"),
        ("is_lunar", "is_lunar"),
        ("윤달", "is_leap_month"),
        ("서비스", "service_type"),
        ("언어", "language"),
        ("birth_info.year", "year"),
        ("options.day_boundary", "day_boundary"),
        ("partner_birth_info.hour", "partner_time"),
        ("상대방 생년월일", "partner_birth_date"),
        ("partner_gender", "partner_gender"),
        ("id", "id"),
        ("이름", None),
        ("전화번호", None),
        ("", None),
        ("partner_id", None),
    ],
)
def test_usual_spellings_are_known(name: str, field: str | None) -> None:
    assert field_of(name) == field


def test_no_spelling_means_two_things() -> None:
    spellings = [spelling for each in _SPELLINGS.values() for spelling in each]
    assert len(spellings) == len(set(spellings))


def fields(*header: str) -> dict[str, str]:
    return {column.field: column.name for column in columns_of(header)[0]}


def test_beside_year_and_month_a_birthday_is_the_day() -> None:
    assert fields("년", "월", "생일") == {"year": "년", "month": "월", "day": "생일"}
    assert fields("생일") == {"birth_date": "생일"}


@pytest.mark.parametrize(
    ("header", "kind", "names"),
    [
        (["id", "성별"], "columns_missing", "id, 성별"),
        (["년", "월", "성별"], "columns_missing_some", "년, 월, 성별"),
        (["1990-03-15", "14:30", "남"], "no_header", "1990-03-15, 14:30, 남"),
    ],
)
def test_a_header_without_a_birth_is_refused_and_shown(
    header: list[str], kind: str, names: str
) -> None:
    with pytest.raises(UnreadableInput) as caught:
        columns_of(header)
    assert (caught.value.kind, caught.value.facts["header"]) == (kind, names)


def test_two_columns_of_one_meaning_are_refused_by_name() -> None:
    with pytest.raises(UnreadableInput) as caught:
        columns_of(["생년월일", "gender", "성별"])
    assert caught.value.kind == "column_twice"
    assert caught.value.facts == {"first": "gender", "second": "성별"}


def test_a_slip_of_the_pen_is_seen() -> None:
    assert nearest("gendr") == "gender"
    assert nearest("전화번호") is None
