"""Counts and ages in words."""

from __future__ import annotations

from saju.inspection.korean.vocabulary.entry import Row, rows

_ALONE = ("하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")
_BEFORE_UNIT = ("한", "두", "세", "네", "다섯", "여섯")
_UNITS = "개 글자 자 곳 군데 자리 그루 방울 송이 덩이 덩어리 줄기 점 톨 자루 기둥 번 차례"
_TENS = ("열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든")
_MOST_COUNTED = 8


def rows_of_numbers() -> list[Row]:
    """하나, 두 글자, 세개, 1개, 이상; 서른둘, 서른두."""
    found = [(word, "N", number, "whole") for number, word in enumerate(_ALONE[:_MOST_COUNTED], 1)]
    found += [
        (f"{word}{gap}{unit}", "N", number, "whole")
        for number, word in enumerate(_BEFORE_UNIT, 1)
        for unit in _UNITS.split()
        for gap in (" ", "")
        if (gap or unit == "개") and not (number == 1 and unit in ("번", "차례"))
    ]
    found += rows("1개", "N", 1, "whole")
    found += rows("이상", "N", "least", "whole") + rows("이하", "N", "most", "whole")
    return found + _ages()


def _ages() -> list[Row]:
    found: list[Row] = [("스무", "J", 20, "age")]
    for tens, ten in enumerate(_TENS, 1):
        for ones, one in enumerate(("", *_ALONE)):
            found.append((ten + one, "J", 10 * tens + ones, "age"))
        for ones, one in enumerate(_BEFORE_UNIT[:4], 1):
            found.append((ten + one, "J", 10 * tens + ones, "age"))
    return found
