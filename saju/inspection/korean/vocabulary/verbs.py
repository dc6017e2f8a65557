"""Verbs and adjectives: being there, lacking, strong, weak, not; and degrees and birth."""

from __future__ import annotations

from saju.inspection.korean.vocabulary.entry import Row, rows

_STEMS = {
    "h": "있 보이 보입 보인 보여 존재 나타나 나타납 나타난 드러나 드러난 드러납 드러나 갖추 갖춘 갖췄 갖고 "
    "가지 가진 가집 가져 지니 지닌 지녀 지녔 지닙 자리 위치 놓여 놓이 놓인 앉아 앉은 깔려 깔린 깔고 깔았 깔아 투출 "
    "들어있 들어앉 들었 두고 두었 둔 둡 임하 임해 형성 성립 이루 이룹 이룬 이뤄 이뤘 걸리 박혀 박힌 박혔 "
    "꽂혀 모여 모인 몰려 포진 들어서 들어선 들어차 차지 거느리 거느린 거느려 띠고 띤 띠어 낀 끼어 솟은 솟아 "
    "솟았 솟구 얹혀 얹힌 올라앉 심겨 보유 도사리 자리한 들어와 기거 발견 확인 숨어 숨은 감추 감춰 담겨 담고 "
    "일어나 걸려 걸린 맺 붙어 떠 뜬 |들어 있| |눈에 띄| 뚜렷 돋보이 |눈에 들어오| |서 있| |서 계| |숨어 있| "
    "|놓여 있| |자리 잡| |볼 수 있| |찾을 수 있| 타고나 타고난 타고났 달고 놓고 놓은 세웠 서려 머물 머무는 버티 버틴 깃든 깃들 포함 동반 배치 |찾아볼 수 있| 자리잡 이루어져",
    "l": "비었 텅 없 결핍 결여 빠져 빠진 빠졌 전무 부재 |찾아볼 수 없| |찾을 수 없| |찾기 어렵| |찾기 힘들| "
    "|찾아보기 어렵| |찾아보기 힘들| |비어 있|",
    "s": "두드러지 두드러진 두드러집 두드러져 |세력이 크| |세력이 큽| |세력이 큰| |힘이 세| |힘이 셉| |힘이 크| "
    "|힘이 큰| |비중이 높| |비중이 크| |비중이 큽| 강하 강한 강합 강해 강했 강함 강력 왕하 왕한 왕합 왕성 왕해 세다 셉 센 세고 두드러 우세 튼튼 막강 "
    "득세 지배적 강세 강건",
    "m": "많 과다 과하 과한 과합 풍부 넘치 넘칩 넘쳐 넘친 가득 발달 태과 다수",
    "w": "약하 약한 약합 약해 약했 약함 쇠약 미약 허약 미미 빈약",
    "f": "부족 적다 적은 적습 적고 적어 적으 적지 적게 모자라 모자란 모자랍 모자람 희박",
    "n": "않 아니 아닙 아닌 아님 못하 못한 못합 못해 |할 수 없| |할 수는 없| |하기 어렵| |말할 수 없| "
    "|하기는 어렵| |말하기 어렵|",
    "b": "태어 출생 생입 났 나셨 나신 나셔",
    "u": "시작",
}
_NOT_SEEN = "|볼 수 없| |볼 수는 없| |보기 어렵| |보기는 어렵| |보기 힘들|"


def rows_of_verbs() -> list[Row]:
    """Stems of verbs by what they say, and the words of degree beside them."""
    found: list[Row] = []
    for letter, words in _STEMS.items():
        found += rows(words, letter, None, "stem")
    return [
        *found,
        *rows(_NOT_SEEN, "n", "see", "stem"),
        *rows("|안 |", "n"),
        *rows("가장 제일", "v", None, "whole"),
        *rows("최고로", "v"),
        *rows("으뜸 최강 최고", "s", "most", "whole"),
        *rows("최다", "m", "most", "whole"),
        *rows("|에 비해| |에 비하면| 비해", "q"),
        *rows("및 그리고", "&", None, "whole"),
        *rows("|난 |", "b", None, "born"),
        *rows("생", "b", None, "birth"),
    ]
