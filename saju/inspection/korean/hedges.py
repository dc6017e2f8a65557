"""What is said of a term by half, or of something else that follows it."""

from __future__ import annotations

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
