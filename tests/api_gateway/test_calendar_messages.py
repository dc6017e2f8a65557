"""What a calendar or a clock says to a birth, sentence by sentence."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from api_gateway.messages import messages
from api_gateway.parsing import parse_request
from shared.contracts.requests import ReadingRequest
from shared.errors import InvalidRequest

BIRTH: dict[str, Any] = {"year": 1990, "month": 3, "day": 15}
TIMED: dict[str, Any] = {**BIRTH, "hour": 14}
LEAP: dict[str, Any] = {"is_lunar": True, "is_leap_month": True}
IMPOSSIBLE: dict[str, tuple[dict[str, Any], str, str]] = {
    "year_out_of_range": (
        {**BIRTH, "year": 1899},
        "1899 is outside the years 1900–2100; for example 1990",
        "1899는 1900년부터 2100년까지의 범위를 벗어납니다. 예: 1990",
    ),
    "no_such_day": (
        {**BIRTH, "month": 2, "day": 30},
        "1990-2 has 28 days, there is no day 30; for example 28",
        "1990년 2월은 28일까지이며, 30일은 없습니다. 예: 28",
    ),
    "no_such_lunar_leap_day": (
        # 1919, leap 7th month: 29 days (KASI 음양력)
        {"year": 1919, "month": 7, "day": 30, **LEAP},
        "lunar 1919, leap month 7, has 29 days, there is no day 30; for example 29",
        "음력 1919년 윤7월은 29일까지이며, 30일은 없습니다. 예: 29",
    ),
    "no_such_lunar_day": (
        # 1990, 1st month: from 설날, 27 January, to 24 February (KASI 음양력)
        {"year": 1990, "month": 1, "day": 31, "is_lunar": True},
        "lunar 1990, month 1, has 29 days, there is no day 31; for example 29",
        "음력 1990년 1월은 29일까지이며, 31일은 없습니다. 예: 29",
    ),
    "other_leap_month": (
        {**BIRTH, **LEAP},  # the leap month of 1990 was the 5th
        "lunar 1990 has no leap month 3; its leap month is 5; for example false",
        "음력 1990년에는 윤3월이 없습니다. 그해의 윤달은 윤5월입니다. 예: false",
    ),
    "no_leap_month": (
        {**BIRTH, **LEAP, "year": 1991},
        "lunar 1991 has no leap month at all, so none 3; leave it out; for example false",
        "음력 1991년에는 윤달이 없으므로 윤3월도 없습니다. 이 항목을 빼십시오. 예: false",
    ),
    "local_time_never_was": (
        {"year": 1988, "month": 5, "day": 8, "hour": 2, "minute": 30},
        (
            "in Asia/Seoul the clock jumped over 1988-05-08 02:30:00; it then showed"
            " 1988-05-08 03:30:00, for example hour 3, minute 30"
        ),
        (
            "Asia/Seoul 시계에는 1988-05-08 02:30:00 시각이 없었습니다. 시계를 앞당겨"
            " 1988-05-08 03:30:00 시각으로 건너뛰었습니다. 예: hour 3, minute 30"
        ),
    ),
    "local_day_never_was": (
        # Samoa went over the date line.
        {"year": 2011, "month": 12, "day": 30, "timezone": "Pacific/Apia"},
        (
            "in Pacific/Apia the clock jumped over 2011-12-30 12:00:00; it then showed"
            " 2011-12-31 12:00:00, for example day 31"
        ),
        (
            "Pacific/Apia 시계에는 2011-12-30 12:00:00 시각이 없었습니다. 시계를 앞당겨"
            " 2011-12-31 12:00:00 시각으로 건너뛰었습니다. 예: day 31"
        ),
    ),
    "local_time_was_twice": (
        {"year": 1988, "month": 10, "day": 9, "hour": 2, "minute": 30},
        (
            "in Asia/Seoul the clock showed 1988-10-09 02:30:00 twice; say which with `fold`: 0 for the"
            " first, 1 for the second; for example 0"
        ),
        (
            "Asia/Seoul 시계는 1988-10-09 02:30:00 시각을 두 번 가리켰습니다. `fold`로 어느 쪽인지 알려"
            " 주십시오. 0은 먼저, 1은 나중입니다. 예: 0"
        ),
    ),
    "unknown_timezone": (
        {**BIRTH, "timezone": "Mars/Phobos"},
        'the IANA database has no zone Mars/Phobos; for example "Asia/Seoul"',
        'IANA 데이터베이스에 이런 시간대가 없습니다: Mars/Phobos 예: "Asia/Seoul"',
    ),
    "timezone_has_no_place": (
        {**TIMED, "timezone": "UTC"},
        (
            "UTC is no place, so solar time needs `longitude`, or `options.solar_time` clock or standard;"
            ' for example "Asia/Seoul"'
        ),
        (
            "UTC 시간대는 장소가 아닙니다. 태양시를 쓰려면 `longitude`가 필요합니다. 아니면"
            ' `options.solar_time`을 clock 또는 standard로 하십시오. 예: "Asia/Seoul"'
        ),
    ),
}


@pytest.mark.parametrize(("birth", "english", "korean"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_the_calendar_says_is_told_in_both_languages(
    birth: dict[str, Any], english: str, korean: str
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse_request(ReadingRequest, orjson.dumps({"birth_info": birth}))
    [problem] = caught.value.problems
    assert messages("en").field(problem) == english
    assert messages("ko").field(problem) == korean


def test_the_kinds_above_are_those_that_a_well_formed_birth_can_meet() -> None:
    for kind, (birth, _, _) in IMPOSSIBLE.items():
        with pytest.raises(InvalidRequest) as caught:
            parse_request(ReadingRequest, orjson.dumps({"birth_info": birth}))
        assert [problem.kind for problem in caught.value.problems] == [kind]
