"""Words that say nothing here: those that only look like terms, and those between terms."""

from __future__ import annotations

from saju.inspection.korean.vocabulary.entry import Row, rows

# What seems a term or a verb and is none: a change, a manner, a possibility, an everyday word.
_LOOKALIKES = (
    "강해지 강해집 강해진 강해질 강해져 강해졌 약해지 약해집 약해진 약해질 약해져 약해졌 많아지 "
    "많아집 많아진 많아질 없어지 없어집 없어진 없어질 부족해지 부족해집 부족해질 부족하면 강하게 "
    "약하게 많이 없애 있게 안정 안으 안녕 안내 자리를 가지치 가지를 보이지만 아니라면 있어도 적극 "
    "적응 상관없 정관수 자연 자신감 병원 목소리 목표 목적 목돈 수많 화려 화목 토대 금전 금융 자기 "
    "자식 자녀 약속 강점 약점 중화시 중화하 중화해 해마다 해결 해도 파악 파도 형제 형성 형편 합리 "
    "합격 합의 충분 충실 충동 시간대 월급 시주하 시지프 시간이 시간을 일간지 일지라 인연 인생 인간 "
    "인정 사람 사회 오행 오늘 오래 유연 진정 보통이 보통내기 진심 신중 신뢰 신경 묘한 묘하 기운차 "
    "|몇 안 되| |더할 나위| |두말할 것| |말할 것도| |여지가 없| |여지 없| 수없이 수없는 "
    "|알 수 있| |할 수 있| |일금 오행| |정도가 아니|"
)
# What parts what stands before it from what follows.
_CONTRASTS = "뿐 용신 희신 기신 조후 반면 뺀 빼면 빼고 제외 말고 다투 대신 이외 외에 |데 비해|"
_SKIPPED = (
    "기운 오행 글자 것은 것이 것도 것으로 것 건 게 전혀 아주 매우 상당히 꽤 다소 조금 비교적 특히 "
    "유난히 유독 뚜렷하게 하나도 모두 다 각각 함께 나란히 또한 역시 결코 그다지 별로 거의 뿌리 세력 "
    "힘 편 편이 편은 성분 이 가지 매우 분명 분명히 실제로 전체적으로 그리고 바로 서로 글자는 글자가 "
    "글자로 자가 성향 사주팔자 결코 잘 많이 대단히 무척 너무 크게 에너지 기 오행이 오행은 기세 쪽 "
    "명백히 확실히 동시에 사이에 사이 하나도 조금도 관계 관계가 관계를 작용 작용이 작용을 중 중에 "
    "중에서 가운데 총 압도적으로 상대적으로"
)
_NONE_OF = "방울 톨 줌 줄기 송이 덩이 군데 곳 조각 자리 움큼"
_NOTHING = (
    "|한 글자도| |한 점도| |한 개도| |한 자도| |한 그루도| |다 못해| |단 | "
    "|눈을 씻고 찾아봐도| |눈을 씻고 봐도| |눈 씻고 찾아봐도| |눈 씻고 봐도| |아무리 찾아봐도| |아무리 봐도|"
)
_FALLING_SHORT = "부족 약 강 모자라"


def rows_of_lookalikes() -> list[Row]:
    """Words that are read as a whole so that no term is found in them."""
    return [
        *rows(_LOOKALIKES, ".", None, "swallow"),
        *rows(_CONTRASTS, ".", "apart", "swallow"),
    ]


def rows_of_fillers() -> list[Row]:
    """Words that leave no token."""
    found = rows(_SKIPPED, "", None, "skip") + rows(_NOTHING, "")
    found += [(f"한 {unit}도", "", None, "free") for unit in _NONE_OF.split()]
    found += [(f"{word}하다 못해", "", None, "free") for word in _FALLING_SHORT.split()]
    return found
