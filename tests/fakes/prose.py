"""The text a fake model writes: true of the chart in its prompt, and claiming nothing more."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SECTION_IDS = ("personality", "career", "wealth", "love", "health")

_PILLAR = re.compile("[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]")
_HANGUL_PILLAR = re.compile("[갑을병정무기경신임계][자축인묘진사오미신유술해]")
_ASKS_FOR_ENGLISH = re.compile(r'\benglish\b|"language"\s*:\s*"en"|영어로', re.IGNORECASE)
_HANGUL = re.compile("[가-힣]")
_CHART_SIZE = 4
_PROMPTS_KEPT = 16  # a text is written of many pieces that ask the same of its prompt

_TITLES = {
    "ko": {
        "personality": "타고난 결",
        "career": "일과 배움",
        "wealth": "살림과 재물",
        "love": "사람과의 인연",
        "health": "몸과 마음의 돌봄",
    },
    "en": {
        "personality": "The grain of the person",
        "career": "Work and learning",
        "wealth": "Means and livelihood",
        "love": "People and ties",
        "health": "Care of body and mind",
    },
}
_SENTENCES = {
    "ko": (
        "이 명식은 {chart}의 기둥으로 서 있습니다.",
        "서두르기보다 한 번 더 살피고 움직일 때 일이 제자리를 찾습니다.",
        "가까운 사람의 말을 끝까지 듣는 태도가 오래가는 힘이 되어 줍니다.",
        "작은 약속을 지키는 습관이 쌓이면 주위의 믿음도 함께 두터워집니다.",
        "쉬어야 할 때를 알고 물러서는 것도 앞으로 나아가는 한 방법입니다.",
        "{chart}라는 글자를 거울삼아 스스로를 차분히 돌아보시기 바랍니다.",
    ),
    "en": (
        "This chart stands on the pillars {chart}.",
        "Things find their place when a second look comes before the first step.",
        "Hearing the people close by to the end is a strength that lasts.",
        "Small promises kept become the trust of those around.",
        "Knowing when to rest and step back is one way of going forward.",
        "Let the signs {chart} be a mirror for a quiet look at oneself.",
    ),
}


@lru_cache(_PROMPTS_KEPT)
def language_of(prompt: str) -> str:
    """`ko` or `en`: what the prompt asks for, else the script that most of its lines are in."""
    if _ASKS_FOR_ENGLISH.search(prompt):
        return "en"
    lines = [line for line in prompt.splitlines() if line.strip()]
    korean = sum(_HANGUL.search(line) is not None for line in lines)
    return "ko" if 2 * korean >= len(lines) else "en"


@lru_cache(_PROMPTS_KEPT)
def pillars_in(prompt: str) -> Sequence[str]:
    """The first four pillars named in the prompt, in hanja, or in hangul where no hanja is."""
    return (_PILLAR.findall(prompt) or _HANGUL_PILLAR.findall(prompt))[:_CHART_SIZE]


def title(prompt: str, section_id: str) -> str:
    """The heading of one section in the prompt's language."""
    return _TITLES[language_of(prompt)].get(section_id, section_id)


def text(prompt: str, section_id: str) -> str:
    """One section, about 200 characters, that names the chart's pillars."""
    language = language_of(prompt)
    chart = " ".join(pillars_in(prompt)) or {"ko": "네 글자", "en": "of four"}[language]
    sentences = [sentence.format(chart=chart) for sentence in _SENTENCES[language]]
    return " ".join([f"{title(prompt, section_id)}:", *sentences])
