"""The Korean and Chinese words that the lexer knows, as word → (letter, value, rule).

Rules: `free` anywhere; `whole` only where a particle, a copula or nothing follows; `stem` a verb's
stem, whose ending is read after it; `sign` and `element` for single syllables, see the lexer.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from saju.day_master import STAGES, TEN_GODS
from saju.sexagenary import BRANCHES, ELEMENTS, ELEMENTS_HANJA, PILLARS, STEMS
from saju.star_rules import STAR_RULES
from saju.words import GROUPS

Entry = tuple[str, Any, str]
Rows = tuple[tuple[str, Entry], ...]

_PLACES = {
    "year": ("년", "연", "年"),
    "month": ("월", "月"),
    "day": ("일", "日"),
    "hour": ("시", "時"),
}
_SUFFIXES = {"L": ("주", "柱"), "T": ("간", "干"), "B": ("지", "支")}
_TEN_GODS_HANJA = {
    "비견": "比肩",
    "겁재": "劫財",
    "식신": "食神",
    "상관": "傷官",
    "편재": "偏財",
    "정재": "正財",
    "편관": "偏官",
    "정관": "正官",
    "편인": "偏印",
    "정인": "正印",
}
_GROUPS_HANJA = ("比劫", "食傷", "財星", "官星", "印星")
_OTHER_GODS = {"칠살": "편관", "七殺": "편관", "인수": "정인", "印綬": "정인"}
_OTHER_GROUPS = {"비견겁재": 0, "비겁성": 0, "식신상관": 1, "관살": 3, "官殺": 3}
_STAGES_HANJA = ("長生", "沐浴", "冠帶", "建祿", "帝旺", "衰", "病", "死", "墓", "絶", "胎", "養")
_RELATIONS = {
    "합": "combination",
    "合": "combination",
    "육합": "six_combination",
    "六合": "six_combination",
    "천간합": "stem_combination",
    "지지합": "branch_combination",
    "간합": "stem_combination",
    "삼합": "three_combination",
    "三合": "three_combination",
    "반합": "half_combination",
    "半合": "half_combination",
    "가합": "half_combination",
    "방합": "directional_combination",
    "方合": "directional_combination",
    "충": "any_clash",
    "沖": "any_clash",
    "冲": "any_clash",
    "衝": "any_clash",
    "천간충": "stem_clash",
    "지지충": "clash",
    "형": "punishment",
    "刑": "punishment",
    "삼형": "punishment",
    "三刑": "punishment",
    "삼형살": "punishment",
    "형살": "punishment",
    "자형": "self_punishment",
    "自刑": "self_punishment",
    "파": "break",
    "破": "break",
    "해": "harm",
    "害": "harm",
    "원진": "resentment",
    "원진살": "resentment",
    "怨嗔": "resentment",
    "元嗔": "resentment",
    "귀문": "ghost_gate",
    "귀문관살": "ghost_gate",
    "鬼門": "ghost_gate",
    "귀문살": "ghost_gate",
}
_MEETINGS = {  # said of two signs or places alone
    "any_clash": "부딪 맞부딪 충돌 충하",
    "harm": "해치",
    "combination": "합하 끌어안 손을",
    "break": "깨뜨리",
}
_SHORT_RELATIONS = ("합", "충", "형", "파", "해")
_STARS = {
    "도화": "도화살",
    "桃花": "도화살",
    "桃花殺": "도화살",
    "桃花煞": "도화살",
    "역마": "역마살",
    "驛馬": "역마살",
    "驛馬殺": "역마살",
    "驛馬煞": "역마살",
    "화개": "화개살",
    "華蓋": "화개살",
    "천을귀인": "천을귀인",
    "天乙貴人": "천을귀인",
    "문창귀인": "문창귀인",
    "문창": "문창귀인",
    "양인": "양인살",
    "羊刃": "양인살",
    "괴강": "괴강살",
    "魁罡": "괴강살",
    "백호": "백호대살",
    "백호살": "백호대살",
    "白虎": "백호대살",
    "천덕": "천덕귀인",
    "월덕": "월덕귀인",
    "홍염": "홍염살",
    "紅艶": "홍염살",
    "고신": "고신살",
    "과숙": "과숙살",
    "현침": "현침살",
    "학당": "학당귀인",
    "태극귀인": "태극귀인",
    "천의": "천의성",
    "수옥살": "재살",
    "년살": "연살",
    "천라지망": "천라지망",
    "금여록": "금여",
    "천살": "천살",
    "망신": "망신살",
    "고초살": "월살",
    "육해": "육해살",
    "반안": "반안살",
    "장성": "장성살",
}
_SPIRITS = (
    "겁살",
    "재살",
    "천살",
    "지살",
    "연살",
    "월살",
    "망신살",
    "장성살",
    "반안살",
    "역마살",
    "육해살",
    "화개살",
)
_WHOLE_ONLY = {
    "천의",
    "장성",
    "망신",
    "건록",
    "일귀",
    "일덕",
    "천사",
    "천희",
    "백호",
    "정인",
    "금여",
    "관성",
    "상관",
    "목욕",
    "관대",
    "육해",
    "학당",
    "문창",
    "양인",
    "반안",
}
_STRENGTHS = {
    "신강": "strong",
    "身强": "strong",
    "身強": "strong",
    "신왕": "strong",
    "身旺": "strong",
    "태강": "very_strong",
    "극왕": "very_strong",
    "극신강": "very_strong",
    "신약": "weak",
    "身弱": "weak",
    "태약": "very_weak",
    "극약": "very_weak",
    "극신약": "very_weak",
    "중화": "balanced",
    "中和": "balanced",
}
_STRUCTURES = (
    "건록격",
    "양인격",
    "월겁격",
    "겁재격",
    "비견격",
    "칠살격",
    "인수격",
    "종아격",
    "종재격",
    "종살격",
    "종강격",
    "종왕격",
    "종관격",
    "종격",
    "곡직격",
    "염상격",
    "가색격",
    "종혁격",
    "윤하격",
    *(f"{god}격" for pair in TEN_GODS for god in pair),
)
_VERBS = {
    "h": "있 보이 보입 보인 보여 존재 나타나 나타납 나타난 드러나 드러난 드러납 드러나 갖추 갖춘 갖췄 "
    "갖고 가지 가진 가집 가져 지니 지닌 지녀 지녔 지닙 자리 위치 놓여 놓이 놓인 앉아 앉은 깔려 깔린 깔고 "
    "투출 들어있 들어앉 들었 두고 두었 둔 둡 임하 임해 형성 성립 이루 이룹 이룬 이뤄 이뤘 "
    "걸리 박혀 박힌 박혔 꽂혀 모여 모인 몰려 포진 들어서 들어선 들어차 차지 거느리 거느린 거느려 띠고 "
    "띤 띠어 낀 끼어 솟은 솟아 솟았 솟구 얹혀 얹힌 올라앉 심겨 보유 도사리 자리한 들어와 기거 "
    "발견 확인 숨어 숨은 감추 감춰 담겨 담고 일어나 걸려 걸린 맺 붙어 떠 뜬",
    "l": "없 결핍 결여 빠져 빠진 빠졌 전무 부재",
    "s": "강하 강한 강합 강해 강했 강함 강력 왕하 왕한 왕합 왕성 왕해 세다 셉 센 세고 "
    "두드러 우세 튼튼 막강 "
    "득세 지배적 강세 강건",
    "m": "많 과다 과하 과한 과합 풍부 넘치 넘칩 넘쳐 넘친 가득 발달 태과 다수",
    "w": "약하 약한 약합 약해 약했 약함 쇠약 미약 허약 미미 빈약",
    "f": "부족 적다 적은 적습 적고 적어 적으 적지 적게 모자라 모자란 모자랍 모자람 희박",
    "n": "않 아니 아닙 아닌 아님 못하 못한 못합 못해",
}
# What seems one of the above and is not: a change, a manner, a possibility.
_NOTHING = [
    "강해지",
    "강해집",
    "강해진",
    "강해질",
    "강해져",
    "강해졌",
    "약해지",
    "약해집",
    "약해진",
    "약해질",
    "약해져",
    "약해졌",
    "많아지",
    "많아집",
    "많아진",
    "많아질",
    "없어지",
    "없어집",
    "없어진",
    "없어질",
    "부족해지",
    "부족해집",
    "부족해질",
    "부족하면",
    "강하게",
    "약하게",
    "많이",
    "없애",
    "있게",
    "안정",
    "안으",
    "안녕",
    "안내",
    "자리를",
    "가지치",
    "가지를",
    "보이지만",
    "아니라면",
    "있어도",
    "적극",
    "적응",
    "상관없",
    "정관수",
    "자연",
    "자신감",
    "병원",
    "목소리",
    "목표",
    "목적",
    "목돈",
    "수많",
    "화려",
    "화목",
    "토대",
    "금전",
    "금융",
    "자기",
    "자식",
    "자녀",
    "약속",
    "강점",
    "약점",
    "중화시",
    "중화하",
    "중화해",
    "해마다",
    "해결",
    "해도",
    "파악",
    "파도",
    "형제",
    "형성",
    "형편",
    "합리",
    "합격",
    "합의",
    "충분",
    "충실",
    "충동",
    "시간대",
    "월급",
    "시주하",
    "시지프",
    "시간이",
    "시간을",
    "일간지",
    "일지라",
    "인연",
    "인생",
    "인간",
    "인정",
    "사람",
    "사회",
    "오행",
    "오늘",
    "오래",
    "유연",
    "진정",
    "보통이",
    "보통내기",
    "진심",
    "신중",
    "신뢰",
    "신경",
    "묘한",
    "묘하",
    "기운차",
]
# What parts what stands before it from what follows.
_CONTRASTS = (
    "뿐",
    "용신",
    "희신",
    "기신",
    "조후",
    "반면",
    "뺀",
    "빼면",
    "빼고",
    "제외",
    "말고",
    "다투",
    "대신",
    "나머지",
    "이외",
    "외에",
    "데 비해",
)
_SKIPPED = [
    "기운",
    "오행",
    "글자",
    "것은",
    "것이",
    "것도",
    "것으로",
    "것",
    "건",
    "게",
    "전혀",
    "아주",
    "매우",
    "상당히",
    "꽤",
    "다소",
    "조금",
    "비교적",
    "특히",
    "유난히",
    "유독",
    "뚜렷하게",
    "하나도",
    "모두",
    "다",
    "각각",
    "함께",
    "나란히",
    "또한",
    "역시",
    "결코",
    "그다지",
    "별로",
    "거의",
    "뿌리",
    "세력",
    "힘",
    "편",
    "편이",
    "편은",
    "성분",
    "이",
    "가지",
    "매우",
    "분명",
    "분명히",
    "실제로",
    "전체적으로",
    "그리고",
    "바로",
    "서로",
    "글자는",
    "글자가",
    "글자로",
    "자가",
    "성향",
    "사주팔자",
    "결코",
    "잘",
    "많이",
    "대단히",
    "무척",
    "너무",
    "크게",
    "에너지",
    "기",
    "오행이",
    "오행은",
    "기세",
    "쪽",
    "명백히",
    "확실히",
    "동시에",
    "사이에",
    "사이",
    "하나도",
    "조금도",
    "관계",
    "관계가",
    "관계를",
    "작용",
    "작용이",
    "작용을",
    "중",
    "중에",
    "중에서",
    "가운데",
    "총",
]
_COUNTS = {
    "두 군데": 2,
    "세 군데": 3,
    "네 군데": 4,
    "한 군데": 1,
    "두 번": 2,
    "세 번": 3,
    "네 번": 4,
    "두 차례": 2,
    "하나": 1,
    "한 개": 1,
    "한 글자": 1,
    "한 자": 1,
    "한개": 1,
    "1개": 1,
    "둘": 2,
    "두 개": 2,
    "두개": 2,
    "두 글자": 2,
    "두 자": 2,
    "셋": 3,
    "세 개": 3,
    "세개": 3,
    "세 글자": 3,
    "세 자": 3,
    "넷": 4,
    "네 개": 4,
    "네개": 4,
    "네 글자": 4,
    "네 자": 4,
    "다섯": 5,
    "다섯 개": 5,
    "다섯 글자": 5,
    "여섯": 6,
    "여섯 개": 6,
    "여섯 글자": 6,
    "일곱": 7,
    "여덟": 8,
    "다섯개": 5,
    "한 곳": 1,
    "두 곳": 2,
    "세 곳": 3,
    "두 자리": 2,
    "세 자리": 3,
    "한 자리": 1,
}
_MARKS = {
    "own": "당신 이분 나는 나의 저는 제 본인 회원님 고객님 이 사주 내 사주 본 명식 이 "
    "명식 귀하 선생님 자신 본명",
    "other": "상대방 상대 배우자의 배우자는 배우자가 연인 파트너 남편 아내 남자친구 "
    "여자친구 친구 어머니 아버지 "
    "엄마 아빠 동생 부모님 자녀의 자녀는 그 사람 그녀 그는 두 사람 궁합 짝꿍 상사 동료 저 사람 그분 이성",
    "transit": "올해 내년 작년 금년 지난해 재작년 후년 세운 연운 월운 일운 유년 歲運 "
    "流年 이달 이번 달 이번달 다음 달 다음달 "
    "오늘 내일 어제 일진 운에서 운에 운이 들어오 들어올 들어와 만나 만날 만났 운을 만 시기 해에는 다가오 "
    "앞으로 향후 지금은 요즘 하반기 상반기 새해",
    "suppose": "만약 만일 가령 설령 혹시 가정",
    "pair": "둘은 두 분의 두 분은 두 분이 두 사람의",
    "told": "날에는 날에 날은 해라 해라서 해이니 날입니다 날이니 날이라 달이라 "
    "달입니다 달이니 달의 하루의 하루를",
    "hearsay": "다들 흔히들",
    "would": "묻는다면 물으시면 물으면 물으신다면 알고 알려져",
    "general": "일반적으로 보통 원래 흔히 대개 대체로 명리학에서 명리에서 사주에서는 "
    "명리학에서는 통상 이론상 사람들은 "
    "사람은 사람이 좋 사람이 잘 "
    "사람이 어울 사람과 사람을 사람에게 사람들 분과 분을 사람이라면 사람의 경우 이들은 분들은 "
    "분들이 본래 뜻은 "
    "소문 누군가 착각 오해 잘못 틀린",
}
_TAILS: dict[str, tuple[str, ...]] = {
    "으로만": ("=",),
    "로만": ("=",),
    "이냐": ("q",),
    "냐": ("q",),
    "이냐를": ("q",),
    "인지": ("q",),
    "뿐이라": ("j", "="),
    "뿐이라서": ("j", "="),
    "뿐인": ("j", "="),
    "이기보다": ("q",),
    "이라기보다": ("q",),
    "이라기보다는": ("q",),
    "이기보다는": ("q",),
    "한테": ("x",),
    "으로서의": ("=",),
    "이지만": ("=",),
    "나 되": ("j",),
    "여서": ("=",),
    "이어서": ("=",),
    "이여서": ("=",),
    "은": ("j",),
    "는": ("j",),
    "이": ("j",),
    "가": ("j",),
    "도": ("j",),
    "만": ("j",),
    "만이": ("j",),
    "만은": ("j",),
    "께서는": ("j",),
    "뿐": ("j",),
    "까지": ("j",),
    "마저": ("j",),
    "조차": ("j",),
    "을": ("o",),
    "를": ("o",),
    "의": ("e",),
    "에": ("i",),
    "에는": ("i",),
    "에서": ("i",),
    "에서는": ("i",),
    "에도": ("i",),
    "엔": ("i",),
    "과": ("&",),
    "와": ("&",),
    "하고": ("&",),
    "랑": ("&",),
    "과는": ("x",),
    "와는": ("x",),
    "과의": ("x",),
    "와의": ("x",),
    "에게": ("x",),
    "에게는": ("x",),
    "으로": ("=",),
    "로": ("=",),
    "로서": ("=",),
    "으로서": ("=",),
    "부터": ("u",),
    "에서부터": ("u",),
    "보다": ("q",),
    "보다는": ("q",),
    "보다도": ("q",),
    "나": ("&",),
    "며": ("=",),
    "고": ("=",),
    "라": ("=",),
    "다": ("=",),
    "인": ("=", "d"),
    "로는": ("=",),
    "으로는": ("=",),
    "씩": (),
    "이나": ("&",),
    "에만": ("i",),
    "만큼": ("q",),
    "뿐이": ("j",),
    "뿐입니다": ("j", "="),
    "뿐이다": ("j", "="),
    "하며": ("=",),
    "하고는": ("&",),
    "하다": ("=",),
    "합니다": ("=",),
    "한": ("d",),
    "해": ("=",),
    "하지": (),
    "지": (),
    "이지": (),
    "은커녕": ("x",),
    "에게서": ("x",),
    "밖에": ("j",),
    "가 아닌": ("j", "n"),
    "된": ("d",),
    "되": ("=",),
    "입니다만": ("=",),
    "하여": ("=",),
    "인데": ("=",),
    "이기": (),
    "기": (),
    "으로부터": ("x",),
    "들": ("j",),
    "들이": ("j",),
    "들은": ("j",),
    "이자": ("=",),
    "자": ("=",),
    "임": ("=",),
    "임을": ("=",),
    "했": ("=",),
    "끼리": ("j",),
    "간의": ("e",),
    "씨": ("x",),
}
COPULAS = (
    "이시",
    "이신",
    "이거든",
    "이잖",
    "이네",
    "이로",
    "이군",
    "이구",
    "이랍",
    "이란",
    "이셔",
    "이십",
    "시죠",
    "시지요",
    "시네",
    "시군",
    "시니",
    "세요",
    "잖아",
    "거든",
    "로군",
    "군요",
    "구나",
    "네요",
    "일세",
    "인가",
    "일까",
    "인지라",
    "입니",
    "이다",
    "이며",
    "이고",
    "이라",
    "이므",
    "이니",
    "이자",
    "이어",
    "이에요",
    "예요",
    "였",
    "이었",
    "이죠",
    "죠",
    "이지",
    "라서",
    "라고",
    "라는",
    "라 ",
    "니까",
    "인데",
    "인만",
    "므로",
    "이여",
    "여서",
    "면서",
    "지만",
    "이란",
    "하므",
    "하니",
    "하여",
    "해서",
    "했",
    "합니",
    "하지",
    "하고",
    "됩니",
    "되어",
    "된다",
    "되며",
    "된 ",
    "을 이",
    "한다",
    "하는",
)
IF_TAILS = (
    "라면",
    "이라면",
    "이면",
    "면",
    "하면",
    "했다면",
    "였다면",
    "이었다면",
    "다면",
    "하다면",
    "일 때",
    "되면",
)


@lru_cache(maxsize=4096)  # a text has few particles and endings, each of them often
def tail_letters(tail: str) -> tuple[str, ...] | None:
    """The letters of what follows a noun in its word; None where it is no particle or copula."""
    letters = _TAILS.get(tail)
    if letters is not None:
        return letters
    if tail.startswith("뿐"):
        return ("j", "=")
    if tail in IF_TAILS or tail.endswith(("라면", "이면", "다면")):
        return ("?",)
    return ("=",) if tail.startswith(COPULAS) else None


@cache
def korean_words() -> dict[str, Rows]:
    """The words by their first two signs, or by the only one; the longest first."""
    words: dict[str, Entry] = {}
    for name, letter, value, rule in _entries():
        words.setdefault(name, (letter, value, rule))
    by_signs: dict[str, list[tuple[str, Entry]]] = {}
    for name in sorted(words, key=len, reverse=True):
        by_signs.setdefault(name[:2], []).append((name, words[name]))
    return {
        signs: (*rows, *(by_signs.get(signs[0], ()) if len(signs) > 1 else ()))
        for signs, rows in by_signs.items()
    }


def _entries() -> list[tuple[str, str, Any, str]]:
    rows: list[tuple[str, str, Any, str]] = []
    for kind, listed in _MARKS.items():
        rows += [(word, "!", kind, "mark") for word in _multi(listed)]
    rows += [(word, ".", None, "swallow") for word in _NOTHING]
    rows += [(word, ".", "apart", "swallow") for word in _CONTRASTS]
    rows += _places() + _signs() + _gods() + _stars() + _grammar()
    return rows


_MULTI = (
    "사람이 좋",
    "사람이 잘",
    "사람이 어울",
    "두 분의",
    "두 분은",
    "두 분이",
    "두 사람의",
    "이 사주",
    "내 사주",
    "본 명식",
    "이 명식",
    "그 사람",
    "두 사람",
    "저 사람",
    "이번 달",
    "다음 달",
    "운을 만",
    "사람의 경우",
)


def _multi(listed: str) -> list[str]:
    words = [word for word in _MULTI if word in listed]
    for word in words:
        listed = listed.replace(word, "")
    return words + listed.split()


def _places() -> list[tuple[str, str, Any, str]]:
    rows: list[tuple[str, str, Any, str]] = [
        ("일간", "M", None, "free"),
        ("日干", "M", None, "free"),
        ("日主", "M", None, "free"),
        ("일원", "M", None, "whole"),
        ("본원", "M", None, "whole"),
        ("日元", "M", None, "free"),
        ("시간에", "T", "hour", "place"),
        ("시간의", "T", "hour", "place"),
        ("시간", "T", "hour", "place"),
        ("천간", "W", "stem", "free"),
        ("天干", "W", "stem", "free"),
        ("지지", "W", "branch", "whole"),
        ("地支", "W", "branch", "free"),
        ("지장간", "D", None, "free"),
        ("支藏干", "D", None, "free"),
        ("地藏干", "D", None, "free"),
        ("암장", "D", None, "whole"),
        ("장간", "D", None, "free"),
        ("藏干", "D", None, "free"),
        ("대운", "U", None, "free"),
        ("大運", "U", None, "free"),
        ("대운수", "U", "number", "free"),
        ("공망", "O", None, "free"),
        ("空亡", "O", None, "free"),
        ("십이운성", "k", None, "free"),
        ("12운성", "k", None, "free"),
        ("운성", "k", None, "whole"),
        ("十二運星", "k", None, "free"),
        *((word, "I", "forward", "course") for word in ("순방향", "차례대로", "순리대로")),
        *((word, "I", "backward", "course") for word in ("거꾸로", "역방향", "거슬러", "반대로")),
        ("순행", "I", "forward", "free"),
        ("順行", "I", "forward", "free"),
        ("역행", "I", "backward", "free"),
        ("逆行", "I", "backward", "free"),
        ("배우자궁", "B", "day", "free"),
        ("배우자 자리", "B", "day", "free"),
        ("사회궁", "B", "month", "free"),
        ("일간 자리", "M", None, "free"),
        ("사주의 주인공", "M", None, "whole"),
        ("명식의 주인공", "M", None, "whole"),
    ]
    for place, noun in (("year", "해"), ("month", "달"), ("day", "날"), ("hour", "시")):
        for begin in (f"태어난 {noun}", f"난 {noun}"):
            rows += [
                (f"{begin}의 천간", "T", place, "free"),
                (f"{begin}의 지지", "B", place, "free"),
            ]
        rows += [
            (f"{begin}의 기둥", "L", place, "free")
            for begin in (f"태어난 {noun}", f"난 {noun}", noun)
        ]
    rows += [(_PLACES[place][0] + " 기둥", "L", place, "free") for place in _PLACES]
    for place, names in _PLACES.items():
        for letter, suffixes in _SUFFIXES.items():
            for name in names:
                rows += [
                    (name + suffix, letter, place, "whole")
                    for suffix in suffixes
                    if name + suffix not in ("일간", "日干", "시간")
                ]
    return rows


def _signs() -> list[tuple[str, str, Any, str]]:
    rows: list[tuple[str, str, Any, str]] = []
    for pillar in PILLARS:
        rows.append((pillar.hanja, "P", pillar.index, "free"))
        rows.append((pillar.hangul, "P", pillar.index, "pillar"))
    for stem in STEMS:
        name = stem.hangul + ELEMENTS[stem.element]
        rows.append((name, "S", stem.index, "whole"))
        rows.append((stem.hanja + ELEMENTS_HANJA[stem.element], "S", stem.index, "free"))
        rows.append((stem.hanja, "S", stem.index, "free"))
        rows.append((stem.hangul, "S", stem.index, "sign"))
    for pair in ("갑기", "을경", "병신", "정임", "무계", "갑경", "을신", "병임", "정계"):
        signs = tuple(stem.index for sign in pair for stem in STEMS if stem.hangul == sign)
        kinds = (
            ("합", "combination"),
            ("충", "any_clash"),
            ("상충", "any_clash"),
            (" 합", "combination"),
            (" 충", "any_clash"),
        )
        rows += [(pair + name, "V", (kind, signs), "free") for name, kind in kinds]
    for branch in BRANCHES:
        name = branch.hangul + ELEMENTS[branch.element]
        rows.append((name, "R", branch.index, "whole"))
        rows.append((branch.hanja + ELEMENTS_HANJA[branch.element], "R", branch.index, "free"))
        rows.append((branch.hanja, "R", branch.index, "free"))
        rows.append((branch.hangul, "R", branch.index, "sign"))
        rows.append((branch.animal + "띠", "A", branch.index, "free"))
        rows.append((branch.animal + " 띠", "A", branch.index, "free"))
    for branch in BRANCHES:
        rows.append((branch.animal, "A", branch.index, "animal"))
    rows.append(("범", "A", 2, "animal"))
    for stem in STEMS:
        polarity = "음양"[stem.index % 2 == 0]
        rows.append((polarity + ELEMENTS[stem.element], "S", stem.index, "whole"))
    rows += [("범띠", "A", 2, "free"), ("잔나비띠", "A", 8, "free"), ("뱀 띠", "A", 5, "free")]
    for index, (name, hanja) in enumerate(zip(ELEMENTS, ELEMENTS_HANJA, strict=True)):
        rows.append((f"{name}기운", "E", index, "free"))
        rows.append((f"{name}기", "E", index, "whole"))
        rows.append((f"{hanja}氣", "E", index, "free"))
        rows.append((f"{hanja}기", "E", index, "whole"))
        rows.append((f"{name} 오행", "E", index, "whole"))
        rows.append((hanja, "E", index, "free"))
        rows.append((name, "E", index, "element"))
    for index, (name, subject) in enumerate(
        zip(("나무", "불", "흙", "쇠", "물"), "가이이가이", strict=True)
    ):
        rows += [
            (name + particle, "E", index, "colloquial")
            for particle in (subject, "은" if subject == "이" else "는", "도", "만", "과", "와")
        ]
        rows += [(f"{name}의 기운", "E", index, "free"), (f"{name} 기운", "E", index, "free")]
        rows += [
            (f"{name} 오행", "E", index, "free"),
            (f"{name}({ELEMENTS_HANJA[index]})", "E", index, "free"),
        ]
    rows.append(("일금 오행", ".", None, "swallow"))
    return rows


def _gods() -> list[tuple[str, str, Any, str]]:
    gods = {name: name for name in _TEN_GODS_HANJA} | {h: g for g, h in _TEN_GODS_HANJA.items()}
    rows: list[tuple[str, str, Any, str]] = [
        (name, "G", god, "whole" if name in _WHOLE_ONLY else "free")
        for name, god in (gods | _OTHER_GODS).items()
    ]
    for index, group in enumerate(GROUPS):
        rows.append((group, "H", index, "whole"))
        rows.append((_GROUPS_HANJA[index], "H", index, "free"))
    rows += [(name, "H", index, "free") for name, index in _OTHER_GROUPS.items()]
    for index, stage in enumerate(STAGES):
        hanja = _STAGES_HANJA[index]
        if len(stage) == 1:
            rows.append((stage + "지", "K", stage, "stage"))
            rows.append((stage + "궁", "K", stage, "stage"))
            rows.append((stage, "K", stage, "stage"))
            rows.append((hanja + "地", "K", stage, "free"))
            rows.append((hanja, "K", stage, "free"))
        else:
            rows += [(stage + "지", "K", stage, "whole"), (stage, "K", stage, "whole")]
            rows.append((hanja, "K", stage, "free"))
    rows += [(name, "Q", name, "free") for name in _STRUCTURES]
    rows += [(god + "格", "Q", name + "격", "free") for name, god in _TEN_GODS_HANJA.items()]
    rows += [(name, "Z", value, "free") for name, value in _STRENGTHS.items()]
    return rows


def _stars() -> list[tuple[str, str, Any, str]]:
    stars = {rule.name: rule.name for rule in STAR_RULES} | {r.hanja: r.name for r in STAR_RULES}
    stars |= {name: name for name in _SPIRITS} | _STARS
    stars.pop("건록"), stars.pop("建祿")  # one of the twelve stages too
    rows: list[tuple[str, str, Any, str]] = [
        (name, "X", star, "whole" if name in _WHOLE_ONLY else "free")
        for name, star in stars.items()
    ]
    for name, kind in _RELATIONS.items():
        rows.append((name, "C", kind, "relation" if name in _SHORT_RELATIONS else "free"))
    return rows


def _grammar() -> list[tuple[str, str, Any, str]]:
    rows: list[tuple[str, str, Any, str]] = [
        (word, letter, None, "stem") for letter, listed in _VERBS.items() for word in listed.split()
    ]
    rows += [
        ("들어 있", "h", None, "stem"),
        ("눈에 띄", "h", None, "stem"),
        ("뚜렷", "h", None, "stem"),
        ("돋보이", "h", None, "stem"),
        ("눈에 들어오", "h", None, "stem"),
        ("서 있", "h", None, "stem"),
        ("서 계", "h", None, "stem"),
        ("숨어 있", "h", None, "stem"),
        ("놓여 있", "h", None, "stem"),
        ("자리 잡", "h", None, "stem"),
        ("볼 수 있", "h", None, "stem"),
        ("찾을 수 있", "h", None, "stem"),
        ("찾아볼 수 있", "h", None, "stem"),
        ("자리잡", "h", None, "stem"),
        ("이루어져", "h", None, "stem"),
        ("찾아볼 수 없", "l", None, "stem"),
        ("찾을 수 없", "l", None, "stem"),
        ("찾기 어렵", "l", None, "stem"),
        ("찾기 힘들", "l", None, "stem"),
        ("찾아보기 어렵", "l", None, "stem"),
        ("찾아보기 힘들", "l", None, "stem"),
        ("비어 있", "l", None, "stem"),
        ("볼 수 없", "n", "see", "stem"),
        ("볼 수는 없", "n", "see", "stem"),
        ("할 수 없", "n", None, "stem"),
        ("할 수는 없", "n", None, "stem"),
        ("하기 어렵", "n", None, "stem"),
        ("말할 수 없", "n", None, "stem"),
        ("보기 어렵", "n", "see", "stem"),
        ("보기는 어렵", "n", "see", "stem"),
        ("하기는 어렵", "n", None, "stem"),
        ("말하기 어렵", "n", None, "stem"),
        ("보기 힘들", "n", "see", "stem"),
        ("알 수 있", ".", None, "swallow"),
        ("할 수 있", ".", None, "swallow"),
        ("가장", "v", None, "whole"),
        ("제일", "v", None, "whole"),
        ("최고로", "v", None, "free"),
        ("에 비해", "q", None, "free"),
        ("에 비하면", "q", None, "free"),
        ("비해", "q", None, "free"),
        ("및", "&", None, "whole"),
        ("그리고", "&", None, "whole"),
        ("사주", "p", None, "whole"),
        ("명식", "p", None, "whole"),
        ("원국", "p", None, "whole"),
        ("팔자", "p", None, "whole"),
        ("命式", "p", None, "free"),
        ("四柱", "p", None, "free"),
        ("네 기둥", "p", None, "free"),
        ("연월일시", "p", None, "free"),
        ("년월일시", "p", None, "free"),
        ("사주팔자", "p", None, "whole"),
        ("구조", "p", None, "whole"),
        ("태어", "b", None, "stem"),
        ("출생", "b", None, "stem"),
        ("생입", "b", None, "stem"),
        ("시작", "u", None, "stem"),
        ("이상", "N", "least", "whole"),
        ("이하", "N", "most", "whole"),
        ("띠는", "a", None, "whole"),
        ("띠가", "a", None, "whole"),
        ("띠", "a", None, "whole"),
    ]
    rows += [(word, "", None, "skip") for word in _SKIPPED]
    rows += [
        (word, "", None, "free")
        for word in ("한 글자도", "한 점도", "한 개도", "한 자도", "한 그루도", "다 못해")
    ]
    rows += [
        (word, "M", None, "whole")
        for word in (
            f"{whom} {verb} {what}"
            for whom in ("나를", "본인을", "자신을", "당신을", "나 자신을")
            for verb in ("뜻하는", "나타내는", "상징하는", "의미하는", "대변하는", "가리키는")
            for what in ("글자", "천간")
        )
    ]
    rows += [
        (f"{number} {unit}", "N", count, "whole")
        for count, number in enumerate(("한", "두", "세", "네", "다섯", "여섯"), 1)
        for unit in (
            "그루",
            "방울",
            "송이",
            "덩이",
            "덩어리",
            "줄기",
            "점",
            "톨",
            "자루",
            "군데",
            "기둥",
        )
    ]
    rows += [
        (f"한 {unit}도", "", None, "free")
        for unit in (
            "방울",
            "톨",
            "줌",
            "줄기",
            "송이",
            "덩이",
            "군데",
            "곳",
            "조각",
            "자리",
            "움큼",
        )
    ]
    rows += [("단 ", "", None, "free"), ("삼합의 반", "C", "half_combination", "free")]
    rows += [
        (word, "C", kind, "meeting")
        for kind, listed in _MEETINGS.items()
        for word in listed.split()
    ]
    rows += [
        (pair, "R", tuple(branch.index for branch in BRANCHES if branch.hangul in pair), "void")
        for pair in ("술해", "오미", "진사", "인묘", "자축", "해술", "미오", "사진", "묘인", "축자")
    ]
    rows += [("난 ", "b", None, "born"), ("났", "b", None, "stem")]
    rows += [("생", "b", None, "birth")]
    rows += [(word, "D", None, "inside") for word in ("속", "안에", "안에는")]
    rows += [(word + "하다 못해", "", None, "free") for word in ("부족", "약", "강", "모자라")]
    rows += [
        (word, "W", "both", "free")
        for word in ("위아래로", "위아래가", "위아래", "천간 지지", "천간과 지지", "간지가")
    ]
    rows.append(("안 ", "n", None, "free"))
    rows += [(word, "2", None, "whole") for word in ("정기", "본기")]
    rows += [(word, "D", None, "stem") for word in ("품은", "품고", "품어", "품었")]
    rows += [(word, "1", None, "whole") for word in ("첫", "첫째", "첫 번째")]
    rows += [
        (f"{ten}{one}", "J", 10 * (tens + 1) + ones, "age")
        for tens, ten in enumerate(("열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든"))
        for ones, one in enumerate(
            ("", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")
        )
    ]
    rows += [
        (f"{ten}{one}", "J", 10 * (tens + 1) + ones, "age")
        for tens, ten in enumerate(("열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든"))
        for ones, one in ((1, "한"), (2, "두"), (3, "세"), (4, "네"))
    ]
    rows += [("스무", "J", 20, "age")]
    rows += [(word, "N", number, "whole") for word, number in _COUNTS.items()]
    return rows
