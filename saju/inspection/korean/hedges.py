"""What is said of a term by half, or of something else that follows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saju.inspection.korean.reach import Fate
    from saju.inspection.tokens import Sentence

_BARE_WORDS = 2  # a particle and a verb
# Nouns that stand for the chart or say nothing, so that what stands before them is of the topic.
_ATTRIBUTED = (
    "사주", "명식", "것", "점", "셈", "편", "팔자", "구조",
    "원국", "모양", "데", "상태", "경우", "게", "거", "건",
    "걸", "구성", "형국", "타입", "분", "사람", "대신", "반면",
)  # fmt: skip


# What is strong or lacking there is no more of the chart: 목이 왕성한 계절, 화가 강한 직업.
_ELSEWHERE = re.compile(
    " ?(?:계절|봄|여름|가을|겨울|해|달|날|때|시기|시절|시간|운|운세|세운|연운|환경"
    "|직업|업종|분야|일|곳|장소|지역|방향|방위|공간"
    "|배우자|상대|상대방|파트너|이성|친구|동료|자녀|아이|상사|부모|스승|직장|회사|조직|색|색상|기운의|음식|나라|도시|집)"
    "(?:들|에서)?(?:[은는이가을를에의로과와도만엔]|이라면|으로|에는)?(?:[ ,.]|$)"
)


def is_of_elsewhere(sentence: Sentence, fate: Fate) -> bool:
    """Whether a term is told of a time, a place, a work or a person that the next word names."""
    tokens = sentence.tokens
    end = tokens[min(fate.end, len(tokens) - 1)].end
    return _ELSEWHERE.match(sentence.text, end) is not None


def is_half_denied(sentence: Sentence, last: int, fate: Fate) -> bool:
    """Whether a term is there all the same: 약하다고만 할 수 없다, 맨땅에 뜬 것이 아니라."""
    text, end = sentence.text, sentence.tokens[last].end
    said = text[end : sentence.tokens[min(fate.end, len(sentence.tokens) - 1)].end]
    if fate.verb == "h":
        how, denial, _ = said.partition("것이 아니")
        how, denial = (how, denial) if denial else said.partition("게 아니")[:2]
        return bool(denial) and len(how.split()) > _BARE_WORDS
    return "고만 " in said or "지만은 " in said


def is_of_what_follows(sentence: Sentence, last: int, fate: Fate) -> bool:
    """Whether a topic is told by more than the verb that stands next: 암록은 보이지 않는 도움을 이르니."""
    text, tokens = sentence.text, sentence.tokens
    if not text.startswith(("은 ", "는 "), tokens[last].end):
        return False
    follows = text[tokens[min(fate.end, len(tokens) - 1)].end :][:4].lstrip()
    return bool(follows) and not follows.startswith(_ATTRIBUTED)
