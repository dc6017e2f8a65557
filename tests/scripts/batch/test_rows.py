"""Rows of CSV and JSONL: questions, ids, and what is wrong with each row."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from scripts.batch.rows.row import Row
from scripts.batch.rows.source import Format, rows_of
from scripts.batch.told import UnreadableInput

FIRST = {"year": 1990, "month": 3, "day": 15, "hour": 14, "minute": 30, "gender": "male"}


class Stream(io.RawIOBase):
    """Bytes that come as they would from a file."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._data.read(size)


def read(
    text: str | bytes, form: Format | None = None, **defaults: Any
) -> tuple[list[Row], list[tuple[str, dict[str, object]]]]:
    told: list[tuple[str, dict[str, object]]] = []
    data = text.encode() if isinstance(text, str) else text
    rows = rows_of(
        Stream(data),
        form=form,
        encoding=None,
        defaults=defaults,
        tell=lambda kind, **facts: told.append((kind, facts)),
    )
    return list(rows), told


def only(text: str | bytes, **defaults: Any) -> Row:
    [row] = read(text, **defaults)[0]
    return row


def test_a_row_tells_which_column_filled_each_member() -> None:
    columns = only(
        "id,생년월일,시각,상대 생일,음양력,일경계\n1,1990-03-15,14:30,1991-01-01,양력,\n"
    ).columns
    assert columns["birth_info.year"] == columns["birth_info.day"] == "생년월일"
    assert columns["birth_info.minute"] == "시각"
    assert columns["birth_info.is_leap_month"] == "음양력"
    assert columns["partner_birth_info.month"] == "상대 생일"
    assert columns["options.day_boundary"] == "일경계"
    assert "id" not in columns.values()


@pytest.mark.parametrize(
    "text",
    [
        "id,생년월일,태어난시각,성별\nA1,1990-03-15,14:30,남\n",
        "id,년,월,일,시,분,성별\nA1,1990,3,15,14,30,남자\n",
        "id,year,month,day,hour,minute,gender\nA1,1990,3,15,14,30,M\n",
        "고객번호;생일;출생시간;성별\nA1;1990.3.15;14시 30분;남성\n",
        "ID\tBirth Date\tTime\tSex\nA1\t1990/03/15\t2:30 PM\tmale\n",
        'id,"생년월일",시각,성별\nA1,"1990-03-15",1430,남\n',
        '{"id":"A1","생년월일":"1990-03-15","태어난시각":"14:30","성별":"남"}',
        '{"id":"A1","year":1990,"month":3,"day":15,"hour":14,"minute":30,"gender":"M"}',
    ],
)
def test_many_spellings_are_one_question(text: str) -> None:
    row = only(text)
    assert row.id == "A1"
    assert row.question == {"birth_info": FIRST}


def test_a_request_body_is_asked_as_it_is_and_its_id_passes_through() -> None:
    body = {"birth_info": {**FIRST, "gender": "남성"}, "service_type": "career", "odd": 1}
    row = only(json.dumps({"id": 17, **body}))
    assert (row.id, row.question) == (17, body)


def test_all_fields_of_a_question_can_stand_in_columns() -> None:
    header = (
        "생년월일,음양력,윤달,성별,시간대,경도,서비스,언어,기준일,우선순위,day_boundary,"
        "상대 생년월일,상대 성별"
    )
    cells = (
        "1990-05-19,음력,윤달,여,Asia/Seoul,126.98,궁합,영어,2026-11-23,낮음,00:00,1991-01-02,남"
    )
    assert only(f"{header}\n{cells}\n").question == {
        "birth_info": {
            "year": 1990,
            "month": 5,
            "day": 19,
            "is_lunar": True,
            "is_leap_month": True,
            "gender": "female",
            "timezone": "Asia/Seoul",
            "longitude": 126.98,
        },
        "partner_birth_info": {"year": 1991, "month": 1, "day": 2, "gender": "male"},
        "service_type": "compatibility",
        "language": "en",
        "date": "2026-11-23",
        "priority": "low",
        "options": {"day_boundary": "00:00"},
    }


def test_a_lunar_column_makes_a_lunar_date() -> None:
    question = only("음력 생년월일\n1990-02-19\n").question
    assert question == {"birth_info": {"year": 1990, "month": 2, "day": 19, "is_lunar": True}}


def test_of_both_calendars_the_solar_date_is_taken_where_it_is_told() -> None:
    rows, _ = read("양력생일,음력생일\n1990-03-15,1990-02-19\n,1990-02-19\n1990-03-15,\n")
    assert [row.question and row.question["birth_info"] for row in rows] == [
        {"year": 1990, "month": 3, "day": 15},
        {"year": 1990, "month": 2, "day": 19, "is_lunar": True},
        {"year": 1990, "month": 3, "day": 15},
    ]


def test_columns_that_contradict_each_other_are_a_bad_row() -> None:
    [row] = read("음력생일,음력/양력\n1990-02-19,양력\n")[0]
    assert [(fault.field, fault.kind) for fault in row.faults] == [("음력/양력", "contradicts")]


def test_the_day_of_a_fortune_is_read_as_people_write_it() -> None:
    rows, _ = read("생년월일,기준일\n1990-03-15,2026.11.3\n1990-03-15,2026-11-03 10:00\n")
    assert rows[0].question is not None
    assert rows[0].question["date"] == "2026-11-03"
    assert rows[1].faults[0].field == "기준일"


def test_an_hour_that_nobody_knows_takes_its_minutes_along() -> None:
    question = only("년,월,일,시,분\n1990,3,15,모름,00\n").question
    assert question == {"birth_info": {"year": 1990, "month": 3, "day": 15}}


def test_what_a_row_does_not_name_the_command_may() -> None:
    rows, _ = read("생년월일,서비스\n1990-03-15,\n1990-03-15,건강운\n", service_type="love")
    assert [row.question and row.question["service_type"] for row in rows] == ["love", "health"]


def test_a_bad_row_has_its_line_every_field_and_how_it_begins() -> None:
    rows, _ = read("id,생년월일,성별\nA,1990-03-15,남\n\nB,900315,고양이\n")
    bad = rows[1]
    assert (bad.index, bad.line, bad.id, bad.question) == (1, 4, "B", None)
    assert [(fault.field, fault.kind) for fault in bad.faults] == [
        ("생년월일", "short_year"),
        ("성별", "not_among"),
    ]
    assert bad.text == "B,900315,고양이"


def test_ragged_rows_are_bad_and_empty_cells_behind_the_last_column_are_not() -> None:
    rows, _ = read("id,생년월일,성별\nA,1990-03-15\nB,1990-03-15,남,,\nC,1990-03-15,남,x\n")
    assert [row.faults[0].kind if row.faults else None for row in rows] == [
        "ragged",
        None,
        "ragged",
    ]


def test_empty_lines_are_counted_and_cost_nothing() -> None:
    rows, told = read("생년월일\n1990-03-15\n\n  \n,,\n1990-03-16\n")
    assert [row.line for row in rows] == [2, 6]
    assert ("empty_lines", {"count": 3}) in told


def test_columns_that_mean_nothing_are_named_and_not_sent() -> None:
    rows, told = read("이름,생년월일,gendr\n홍길동,1990-03-15,남\n")
    assert "홍길동" not in str(rows[0].question)
    assert ("columns_unused", {"columns": "이름, gendr"}) in told
    assert ("column_near", {"column": "gendr", "near": "gender"}) in told


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ('{"birth_info": ', "no_json"),
        ("[1, 2]", "no_object"),
        ('"1990"', "no_object"),
        ('{"생년월일": {"year": 1990}}', "nested_value"),
        ('{"gender": "M"}', "no_birth"),
    ],
)
def test_bad_lines_of_jsonl_are_told_by_themselves(line: str, kind: str) -> None:
    rows, _ = read('{"year":1990,"month":3,"day":15}\n' + line + "\n", "jsonl")
    assert rows[0].question is not None
    assert kind in {fault.kind for fault in rows[1].faults}


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        ("", None, "nothing_in_it"),
        ("\n\n", None, "nothing_in_it"),
        ("", "csv", "nothing_in_it"),
        ('[\n{"year": 1990}\n]', None, "json_document"),
        ('{\n "year": 1990\n}', None, "json_document"),
        ('{"year": 1990}\n', "csv", "json_as_csv"),
        ("id,성별\n1,남\n", None, "columns_missing"),
        ("생년월일,\0\n", None, "header_unreadable"),
    ],
)
def test_what_is_no_input_at_all_is_refused_before_the_first_row(
    text: str, form: Format | None, kind: str
) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read(text, form)
    assert caught.value.kind == kind


def test_a_spreadsheet_saved_as_unicode_text_is_read() -> None:
    data = "번호\t생년월일\t성별\r\n7\t1990-03-15\t남\r\n".encode("utf-16")
    assert only(data).id == "7"
