"""Places of a chart, its parts, luck and void: 연주, 일간, 천간, 대운, 공망."""

from __future__ import annotations

from itertools import permutations

from saju.inspection.korean.vocabulary.entry import Row, listed, rows

_PLACES = {
    "year": ("년", "연", "年"),
    "month": ("월", "月"),
    "day": ("일", "日"),
    "hour": ("시", "時"),
}
_SUFFIXES = {"L": ("주", "柱"), "T": ("간", "干"), "B": ("지", "支")}
_NOUNS = {"year": "해", "month": "달", "day": "날", "hour": "시"}
_BIRTHS = {
    "year": "생년 년 연",
    "month": "생월 월",
    "day": "생일 일",
    "hour": "생시 시 시간 |태어난 시각| |태어난 시간|",
}
_NOT_SUFFIXED = ("일간", "日干", "시간")
# What a branch is called by what it stands for.
_SEATS = {
    "year": "조상궁 |조상 자리| |띠 글자| |띠의 글자| |생년 지지| |해의 지지|",
    "month": "월령 사회궁 |부모 자리| 부모궁 |생월 지지|",
    "day": (
        "배우자궁 |배우자 자리| |부부 자리| 부부궁 |앉은 자리| 앉은자리 |깔고 앉은 자리| |안방 자리| "
        "|생일 지지|"
    ),
    "hour": "자식궁 자녀궁 |자식 자리| |자녀 자리| |생시 지지|",
}
# The day master in other words.
_MASTER = "일간 日干 日主 日元 |일간 자리|"
_MASTER_WHOLE = "일원 본원 |사주의 주인공| |명식의 주인공|"
_SELVES = "|나를| |본인을| |자신을| |당신을| |나 자신을|"
_MEANING = "뜻하는 나타내는 상징하는 의미하는 대변하는 가리키는"
_OPENED = (
    "|열어 보| |열어보| |까 보| |까보| |들여다보| |들여다 보| |뜯어보| |뜯어 보| |파 보| "
    "|헤쳐 보| |갈라 보| |갈라보|"
)
_CHART = "사주 명식 원국 팔자 사주팔자 구조"
_CHART_FREE = "命式 四柱 |네 기둥| 연월일시 년월일시"


def rows_of_places() -> list[Row]:
    """Places by all their names."""
    return [*_parts(), *_described(), *_suffixed(), *_together()]


def _parts() -> list[Row]:
    return [
        *((name, "L", place, "label") for place, names in _PLACES.items() for name in names),
        *rows(_MASTER, "M"),
        *rows(_MASTER_WHOLE, "M", None, "whole"),
        *(
            (f"{whom} {verb} {what}", "M", None, "whole")
            for whom in (each.strip() for each in _SELVES.split("|") if each.strip())
            for verb in _MEANING.split()
            for what in ("글자", "천간")
        ),
        *rows("시간에 시간의 시간", "T", "hour", "place"),
        *rows("천간 天干", "W", "stem"),
        *rows("지지", "W", "branch", "whole"),
        *rows("地支", "W", "branch"),
        *rows("위아래로 위아래가 위아래 |천간 지지| |천간과 지지| 간지가", "W", "both"),
        *rows("지장간 支藏干 地藏干 장간 藏干", "D"),
        *rows("속 안 안에 안에는 내부 中", "D", None, "inside"),
        *rows(_OPENED, "D", "opened", "stem"),
        *rows("품은 품고 품어 품었 품는 간직 암장 저장 갈무리", "D", None, "stem"),
        *rows("정기 본기 正氣 本氣", "2", "main", "whole"),
        *rows("중기 초기 中氣 餘氣 여기(餘氣)", "2", "other", "whole"),
        *rows("대운 大運", "U"),
        *rows("대운수", "U", "number"),
        *rows("첫 첫째 |첫 번째|", "1", None, "whole"),
        *rows("공망 空亡", "O"),
        *rows("십이운성 12운성 十二運星", "k"),
        *rows("운성", "k", None, "whole"),
        *rows("순방향 차례대로 순리대로", "I", "forward", "course"),
        *rows("거꾸로 역방향 거슬러 반대로", "I", "backward", "course"),
        *rows("순행 順行", "I", "forward"),
        *rows("역행 逆行", "I", "backward"),
        *rows(_CHART, "p", None, "whole"),
        *rows(_CHART_FREE, "p"),
    ]


def _described() -> list[Row]:
    """태어난 해의 천간, 연 기둥, 배우자궁."""
    found: list[Row] = []
    for place, words in _SEATS.items():
        found += rows(words, "B", place, "seat")
    for place, noun in _NOUNS.items():
        begins = (f"태어난 {noun}", f"난 {noun}")
        for begin in begins:
            found += [
                (f"{begin}의 천간", "T", place, "free"),
                (f"{begin}의 지지", "B", place, "free"),
            ]
        found += [
            (f"{begin}{of}{what}", "L", place, "seat")
            for begin in (*begins, noun, *listed(_BIRTHS[place]))
            for of in ("의 ", " ")
            for what in ("기둥", "간지")
        ]
    return found


def _together() -> list[Row]:
    """Places named in one word: 월일지, 연·월주, 일시."""
    found: list[Row] = []
    names = (("연", "year"), ("년", "year"), ("월", "month"), ("일", "day"), ("시", "hour"))
    for size in (2, 3):
        for chosen in permutations(names, size):
            places = tuple(place for _, place in chosen)
            signs = [sign for sign, _ in chosen]
            for letter, (suffix, _) in _SUFFIXES.items():
                found += [
                    (between.join(signs) + suffix, letter, places, "places")
                    for between in ("", "·", ",", ", ")
                    if len({*places}) == size and (suffix != "간" or between or "시" not in signs)
                ]
            if len({*places}) == size:
                found.append(("·".join(signs), "L", places, "places"))
    return found


def _suffixed() -> list[Row]:
    return [
        (name + suffix, letter, place, "whole")
        for place, names in _PLACES.items()
        for letter, suffixes in _SUFFIXES.items()
        for name in names
        for suffix in suffixes
        if name + suffix not in _NOT_SUFFIXED
    ]
