"""Claims about the animal of the year of birth (띠)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.signs import animal_claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence

_NOT_ANIMAL = re.compile(r"j?=?d?n")
_OF_OTHERS = (
    " 해", "의 해", "해", "과", "와", "끼리", " 남편", " 아내", " 배우자", " 친구", " 상사", " 동료",
    " 어머니", " 아버지", " 부모", " 형제", " 자녀", " 아들", " 딸", " 상대",
    "에게", "한테", "랑", " 사람과", " 사람을",
)  # fmt: skip
_TOWARDS = re.compile(
    "(?:는|은) (?:[가-힣]{1,5} )?(?:피하|멀리|삼가|조심|가까이|궁합|잘 맞|상극|상성)"
)
_SUPPOSED = (
    "로 알",
    "로들",
    "라고 알",
    "로 오",
    "라고들",
    "라고 생각",
    "인 줄",
    "라고 부르",
    "로 착",
    "로 잘못",
)


def animal_claims(sentence: Sentence) -> Iterator[Claim]:
    """Whoever's year is named by its animal; not years, couples, or what many believe."""
    shape, tokens = sentence.shape, sentence.tokens
    named = [
        k for k, letter in enumerate(shape) if letter == "A" and _is_year_of_birth(sentence, k)
    ]
    if len(named) > 1 and not any(
        shape[k + 1 : k + 3].strip("=d").startswith(("n", "b")) for k in named
    ):
        told = [k for k in named if shape[k + 1 : k + 2] in ("=", "")]
        named = told[-1:] if told and "A&A" not in shape else []
    for k in named:
        match = _NOT_ANIMAL.match(shape, k + 1)
        denied = bool(match) or sentence.text.startswith(_SUPPOSED, tokens[k].end)
        if denied and not match:
            continue
        yield animal_claim(
            k, k if match is None else match.end() - 1, tokens[k].value, denied=denied
        )


def _is_year_of_birth(sentence: Sentence, k: int) -> bool:
    text, shape = sentence.text, sentence.shape
    token = sentence.tokens[k]
    if "C" in shape or "V" in shape:
        return False
    named = text[token.start : token.end]
    if "해에" in named or named.endswith("해생"):
        return True
    if not named.endswith("띠"):
        return (shape[k - 1 : k] in ("a", "j", "=", "n", "") and "a" in shape) or shape[
            k - 2 : k
        ] == "bi"
    couple = "A&A" in shape and {*"b="}.isdisjoint(shape)  # 말띠와 소띠는 잘 맞는다
    if couple or _TOWARDS.match(text, token.end):
        return False
    if shape[k + 1 : k + 3] in ("&A", ",A") and text.startswith(
        _OF_OTHERS, sentence.tokens[k + 2].end
    ):
        return False  # 말띠나 개띠와
    born = "b" in shape[k + 1 : k + 4] and text.startswith((" 해에", "해에"), token.end)
    return born or not text.startswith(_OF_OTHERS, token.end)
