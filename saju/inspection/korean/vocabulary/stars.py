"""Stars (신살) by all their names."""

from __future__ import annotations

from saju.inspection.korean.vocabulary.entry import Row
from saju.inspection.korean.vocabulary.terms import EVERYDAY
from saju.star_rules import STAR_RULES

_SPIRITS = "겁살 재살 천살 지살 연살 월살 망신살 장성살 반안살 역마살 육해살 화개살"
_OTHER_NAMES = {
    "도화살": "도화 桃花 桃花殺 桃花煞",
    "역마살": "역마 驛馬 驛馬殺 驛馬煞",
    "화개살": "화개 華蓋",
    "천을귀인": "天乙貴人",
    "문창귀인": "문창",
    "양인살": "양인 羊刃",
    "괴강살": "괴강 魁罡",
    "백호대살": "백호 백호살 白虎",
    "천덕귀인": "천덕",
    "월덕귀인": "월덕",
    "홍염살": "홍염 紅艶",
    "고신살": "고신",
    "과숙살": "과숙",
    "현침살": "현침",
    "학당귀인": "학당",
    "천의성": "천의",
    "재살": "수옥살",
    "연살": "년살",
    "천라지망": "천라지망",
    "금여": "금여록",
    "망신살": "망신",
    "월살": "고초살",
    "육해살": "육해",
    "반안살": "반안",
    "장성살": "장성",
}
_ALSO_STAGES = ("건록", "建祿")


def rows_of_stars() -> list[Row]:
    """The stars of the rules, the twelve spirits, and other names of both."""
    stars = {rule.name: rule.name for rule in STAR_RULES} | {r.hanja: r.name for r in STAR_RULES}
    stars |= {name: name for name in _SPIRITS.split()}
    stars |= {other: name for name, others in _OTHER_NAMES.items() for other in others.split()}
    return [
        (name, "X", star, "whole" if name in EVERYDAY else "free")
        for name, star in stars.items()
        if name not in _ALSO_STAGES
    ]
