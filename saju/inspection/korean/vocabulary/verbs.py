"""Verbs and adjectives: being there, lacking, strong, weak, not; and degrees and birth."""

from __future__ import annotations

from saju.inspection.korean.vocabulary.entry import Row, listed, rows

_STEMS = {
    "h": (
        "있 보이 보입 보인 보여 존재 나타나 나타납 나타난 드러나 드러난 드러납 드러나 갖추 갖춘 갖췄 "
        "갖고 가지 가진 가집 가져 지니 지닌 지녀 지녔 지닙 자리 위치 놓여 놓이 놓인 앉아 앉은 깔려 "
        "깔린 깔고 깔았 깔아 들어있 들어앉 들었 두고 두었 둔 둡 임하 임해 형성 성립 이루 이룹 "
        "이룬 이뤄 이뤘 걸리 박혀 박힌 박혔 꽂혀 모여 모인 몰려 포진 들어서 들어선 들어차 차지 거느리 "
        "거느린 거느려 띠고 띤 띠어 낀 끼어 솟은 솟아 솟았 솟구 얹혀 얹힌 올라앉 심겨 보유 도사리 "
        "자리한 들어와 기거 발견 확인 숨어 숨은 감추 감춰 담겨 담고 일어나 걸려 걸린 맺 붙어 떠 뜬 "
        "|들어 있| |눈에 띄| 뚜렷 돋보이 |눈에 들어오| |서 있| |서 계| |숨어 있| |놓여 있| |자리 잡| "
        "|볼 수 있| |찾을 수 있| 타고나 타고난 타고났 달고 놓고 놓은 세웠 서려 머물 머무는 버티 버틴 "
        "겸하 겸한 겸합 겸해 겸했 겸비 얹고 얹은 실려 실린 안고 안은 걸터앉 거머쥐 쥐고 쥔 들어앉 "
        "끼고 낀 깃든 깃들 포함 동반 배치 |찾아볼 수 있| 자리잡 "
        "이루어져 이루어지 이루어집 이루어진 이루어졌 돋보입 돋보여 돋보인 돋보였 갖춥 갖지 놓입 "
        "깔립 걸립 모입 실립 버팁 띱 낍 "
        "|눈에 띕| |눈에 띈| |들어와 있| |들어와있| |든 사주| |든 명식| "
        "|든 팔자| 나온 나오지 |나와 있| 작용하 작용합 작용한 작용해 "
        "작용했 함께하 함께합 함께한 함께해"
    ),
    "l": (
        "비었 텅 없 결핍 결여 빠져 빠진 빠졌 전무 부재 |찾아볼 수 없| |찾을 수 없| |찾기 어렵| "
        "|찾기 힘들| |찾아보기 어렵| |찾아보기 힘들| |비어 있|"
    ),
    "s": (
        "두드러지 두드러진 두드러집 두드러져 강하 강한 강합 강해 강했 강함 강력 "
        "왕하 왕한 왕합 왕성 왕해 세다 셉 센 세고 두드러 우세 튼튼 막강 득세 지배적 강세 강건 "
        "세요 세서 세지 세며 세니 세네 강왕 건왕 기세등등 |기세가 등등| 압도적 주도하 주도합 주도한 주도해 "
        "도드라지 도드라진 도드라집 도드라져 |주를 이루| |주를 이룹| |주를 이룬| |주류를 이루| |주류를 이룹| "
        "|대세를 이루| |대세를 이룹| |대세를 이룬| |큰 세력을 이루| "
        "|큰 세력을 이룹| |세력을 이루| |세력을 이룹| 지배하 지배합 지배한 지배해 "
        "장악하 장악한 장악해 태왕 성하 성한 성합 투성이 |기세가 하늘을 찌| "
        "|큰 힘을 갖| |큰 힘을 가지| |큰 힘을 가진| |강한 힘을 갖| |강한 힘을 가지| |강한 힘을 가진|"
    ),
    "m": "많 과다 풍족 무성 빽빽 그득 과하 과한 과합 풍부 넘치 넘칩 넘쳐 넘친 가득 발달 태과 다수 "
    "혼잡 넉넉 빼곡 수북 즐비 울창 흘러넘 |꽉 차| |꽉 찬| |꽉 찼| |꽉 들어차| |꽉 들어찼| |차고 넘치| "
    "|차고 넘칩| "
    "|차고 넘쳐| |많은 비중을 차지| |큰 비중을 차지| |높은 비중을 차지| |큰 몫을 차지| "
    "|많은 몫을 차지| |많은 자리를 차지| "
    "|절반을 차지| |절반 가까이를 차지| |절반 가까이 차지| |절반 이상을 차지| |대부분을 차지| |과반을 차지|",
    "w": "약하 약한 약합 약해 약했 약함 쇠약 미약 허약 미미 빈약 불급 희미",
    "f": "부족 적다 적은 적습 적고 적어 적으 적지 적게 모자라 모자란 모자랍 모자람 희박",
    "n": "않 아니 아닙 아닌 아님 못하 못한 못합 못해 못했 |할 수 없| |할 수는 없| |하기 어렵| |말할 수 없| "
    "|하기는 어렵| |말하기 어렵|",
    "b": "태어 출생 생입 났 나셨 나신 나셔 |세상에 나| |빛을 본|",
    "u": "시작",
}
# What a manner makes of a verb of being there: 강하게 나타나다 is 강하다, 많이 있다 is 많다.
_MANNERS = {
    "s": "강하게 강력하게 크게 두드러지게",
    "m": "많이 넉넉히 가득",
    "w": "약하게 미약하게",
    "f": "적게",
}
_BEING = (
    "있 |들어 있| 들어있 |들어와 있| 작용 나타나 나타납 나타난 드러나 드러납 드러난 자리 보이 보입 보인 "
    "분포 포진 흐르 흐릅 흐른 발현 존재 차지 모여 깔려 깔린 박혀 버티 들어차 태어났 태어난"
)
_HAVING = "지니 지닌 지녀 가지 가진 가집 갖고 갖춘 갖추 타고나 타고난 타고났 보유"
# A force that is said to be great or small, as its owner is: 화의 세력이 크다, 목이 힘이 없다.
_FORCES = "힘이 세력이 기세가 비중이 영향력이 존재감이"
_GREAT = (
    "강 세고 세서 세니 세다 셉 센 크 큰 큽 커 막강 왕성 대단 압도적 높 두드러 상당 넘치 넘칩 넘쳐"
)
_SMALL = "약 없 부족 모자 달려 달립 달리 미약 미미 작 적 낮 떨어 빈약"
_GAINS = {
    "s": "|힘을 얻| |힘을 받| |힘이 있| |세력을 얻| |세를 얻| |기세를 얻|",
    "w": "|힘을 잃| |힘을 못| |힘을 쓰지 못| |맥을 못| |맥을 추지 못| "
    "|기를 못| |기를 펴지 못| |세력을 잃| |세를 잃|",
}
_LEANING = (
    "둘러싸여 둘러싸인 둘러싸이 편중 치우치 치우쳐 치우친 치우칩 쏠려 쏠린 쏠리 쏠렸 기울어 기울었"
)
_NOT_SEEN = "|볼 수 없| |볼 수는 없| |보기 어렵| |보기는 어렵| |보기 힘들|"


def rows_of_verbs() -> list[Row]:
    """Stems of verbs by what they say, and the words of degree beside them."""
    found = rows("자리", "h", "seat", "stem")
    for letter, words in _STEMS.items():
        found += rows(words, letter, None, "stem")
    return [
        *found,
        *rows("투출 투간", "h", "revealed", "stem"),
        *rows(_LEANING, "s", "lean", "stem"),
        *_mannered(),
        *_forces(),
        *rows(_NOT_SEEN, "n", "see", "stem"),
        *rows("|안 |", "n"),
        *rows("가장 제일", "v", None, "whole"),
        *rows("최고로", "v"),
        *rows("으뜸 최강 최고 1위 일등", "s", "most", "whole"),
        *rows("제로", "l", None, "whole"),
        *rows("|하나 없|", "l", None, "stem"),
        *rows("일색", "s", None, "whole"),
        *rows("최다", "m", "most", "whole"),
        *rows("|에 비해| |에 비하면| 비해", "q"),
        *rows("및 그리고", "&", None, "whole"),
        *rows("또는 혹은 내지", "&", "or"),
        *rows("|난 |", "b", None, "born"),
        *rows("생", "b", None, "birth"),
    ]


def _mannered() -> list[Row]:
    """강하게 작용하다, 많이 들어 있다."""
    found: list[Row] = []
    for letter, manners in _MANNERS.items():
        for manner in manners.split():
            found += [(f"{manner} {verb}", letter, None, "stem") for verb in listed(_BEING)]
            found += [(f"{manner} {verb}", letter, "has", "stem") for verb in _HAVING.split()]
    return found


def _forces() -> list[Row]:
    """힘이 세다, 비중이 낮다, 힘을 잃다."""
    found: list[Row] = []
    for letter, words in (("s", _GREAT), ("w", _SMALL)):
        for force in _FORCES.split():
            found += [(f"{force} {word}", letter, "force", "stem") for word in words.split()]
    for letter, phrases in _GAINS.items():
        found += rows(phrases, letter, "gains", "stem")
    return found
