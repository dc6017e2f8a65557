"""Words that say of whom, when or how a sentence speaks; see `saju.inspection.scope`."""

from __future__ import annotations

from saju.inspection.korean.vocabulary.entry import Row, rows

_MARKS = {
    "own": (
        "|이 사람| 당신 이분 나는 나의 저는 제 본인 회원님 고객님 |이 사주| |내 사주| |본 명식| "
        "|이 명식| 귀하 선생님 자신 본명"
    ),
    "other": (
        "상대방 상대 배우자의 배우자는 배우자가 연인 파트너 남편 아내 남자친구 여자친구 친구 어머니 "
        "아버지 어머님 아버님 엄마 아빠 동생 부모님 자녀의 자녀는 |그 사람| 그녀 그는 |두 사람| 궁합 "
        "짝꿍 상사 동료 |저 사람| 그분 이성 누나 오빠 언니 남동생 여동생 딸의 딸은 아들의 아들은 "
        "며느리 사위 시어머니 시아버지 장모 장인어른 할머니 할아버지 삼촌 이모 고모 조카 손자 손녀 "
        "동업자 선배 후배 사장님 지인 이웃"
    ),
    "transit": "올해 내년 작년 금년 지난해 재작년 후년 세운 연운 월운 일운 유년 歲運 流年 이달 "
    "|이번 달| 이번달 |다음 달| 다음달 오늘 내일 어제 일진 운에서 운에 운이 들어오 들어올 들어와 "
    "만나 만날 만났 |운을 만| 시기 해에는 다가오 앞으로 향후 지금은 요즘 하반기 상반기 새해",
    "suppose": "만약 만일 가령 설령 혹시 가정",
    "pair": "둘은 |두 분| |두 사람의| 모녀 모자지간 부녀 부자지간",
    "told": "날에는 날에 날은 해라 해라서 해이니 날입니다 날이니 날이라 달이라 달입니다 달이니 달의 "
    "하루의 하루를",
    "likewise": "그렇듯 그러하듯 그러시듯",
    "hearsay": "다들 흔히들 하셨 하시던 하시더",
    "would": "묻는다면 물으시면 물으면 물으신다면 알고 알려져",
    "general": (
        "일반적으로 보통 원래 흔히 대개 대체로 명리학에서 명리에서 사주에서는 명리학에서는 통상 "
        "이론상 사람들은 사람은 |사람이 좋| |사람이 잘| |사람이 어울| 사람과 사람을 사람에게 사람들 "
        "분과 분을 사람이라면 |사람의 경우| 이들은 분들은 분들이 본래 뜻은 소문 누군가 착각 오해 잘못 "
        "틀린 |경우가 아니| |경우는 아니| |경우도 아니| |소리는 아니| |말은 아니| |뜻은 아니| "
        "|의미는 아니| |얘기는 아니| |이야기는 아니| |뜻이 아니| |의미가 아니| |소리가 아니|"
    ),
}
# 세운 is the luck of a year, but 세운 명식 a chart that was drawn up.
_DRAWN_UP = "|세운 명식| |세운 사주| |세운 기둥| |세운 네 기둥| |세운 팔자|"


def rows_of_marks() -> list[Row]:
    """The words of each mark."""
    found = rows(_DRAWN_UP, "p", None, "whole")
    for kind, words in _MARKS.items():
        found += rows(words, "!", kind, "mark")
    return found
