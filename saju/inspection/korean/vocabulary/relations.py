"""Relations between signs (합충형파해) by all their names."""

from __future__ import annotations

from saju.inspection.korean.vocabulary.entry import Row, rows
from saju.sexagenary import STEMS

_NAMES = {
    "combination": "합 合",
    "six_combination": "육합 六合",
    "stem_combination": "천간합 간합",
    "branch_combination": "지지합",
    "three_combination": "삼합 三合",
    "half_combination": "반합 半合 가합 |삼합의 반|",
    "directional_combination": "방합 方合",
    "any_clash": "충 沖 冲 衝",
    "stem_clash": "천간충",
    "clash": "지지충",
    "punishment": "형 刑 삼형 三刑 삼형살 형살",
    "self_punishment": "자형 自刑",
    "break": "파 破",
    "harm": "해 害",
    "resentment": "원진 원진살 怨嗔 元嗔",
    "ghost_gate": "귀문 귀문관살 鬼門 귀문살",
}
_EVERYDAY = ["합", "충", "형", "파", "해"]
_MEETINGS = {  # said of two signs or places alone
    "any_clash": "부딪 맞부딪 충돌 충하",
    "harm": "해치",
    "combination": "합하 끌어안 손을",
    "break": "깨뜨리",
}
_STEM_PAIRS = "갑기 을경 병신 정임 무계 갑경 을신 병임 정계"
_OF_STEMS = {"combination": "합 | 합|", "any_clash": "충 상충 | 충|"}


def rows_of_relations() -> list[Row]:
    """Kinds of relation, verbs that mean one, and those named by their stems."""
    found: list[Row] = []
    for pair in _STEM_PAIRS.split():
        signs = tuple(stem.index for sign in pair for stem in STEMS if stem.hangul == sign)
        for kind, names in _OF_STEMS.items():
            found += [(pair + row[0], "V", (kind, signs), "free") for row in rows(names, "V")]
        hanja = "".join(STEMS[index].hanja for index in signs)
        found += [(hanja + "合", "V", ("combination", signs), "free")]
        found += [(hanja + sign, "V", ("any_clash", signs), "free") for sign in "沖冲衝"]
    for kind, names in _NAMES.items():
        for row in rows(names, "C", kind):
            found.append((*row[:3], "relation" if row[0] in _EVERYDAY else "free"))
    for kind, words in _MEETINGS.items():
        found += rows(words, "C", kind, "meeting")
    return found
