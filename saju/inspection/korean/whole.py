"""Claims about the chart as a whole: 신강/신약 and 격국."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.whole import strength_claim, structure_claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence

_STRENGTH = re.compile(r"Z(?!q)[j=dp]{0,3}\.?(n*)")
_MASTER_KOREAN = re.compile(r"M(?:[ej]{0,2}[.v]{0,2}([sw])|ej(f))(d?)(n*)")
_FAR = ("이나", "과는", "와는", "과 거리")  # 건록격과는 거리가 멀다
_NEARLY = (
    "에 가까",
    "에 속",
    "에 해당",
    "에 이르",
    "에 머무",
    "에 머물",
    "에 그치",
    "에 그칩",
    "에 불과",
    "에 놓",
    "에 듭",
    "에 들",
    " 쪽에",
    " 쪽으로",
    " 편에",
)
_SEEMING = (
    "해 보이", "해보이", "해 보여", "한 듯", "처럼", "인 듯", "으로 보이지만", "으로 보일",
    "으로 보기 쉽", "로 보기 쉽", "으로 오해", "로 오해", "으로 착각", "로 착각", "으로 오인", "으로 볼 수도",
)  # fmt: skip
_UNLIKELY = re.compile(  # 정재격으로 볼 여지는 크지 않다, 신약으로 뒤집힐 정도는 아니다
    "(?:이?라고|으?로|이라)(?: |까지 )[가-힣]{1,5} ?"
    "(?:여지|근거|이유|까닭|정도|만큼|수준|만|가능성|일|필요)[가-힣]{0,2} "
    "?[가-힣 ]{0,8}(?:없|않|적|어렵|아니|아닙|약하|부족|희박|못)"
)
_STRONG_MASTER = re.compile(r"(?<![EGHX]j)([sw])dM(?=[oj=])")
_DOCTRINE = re.compile("(?:한)? ?(?:사주|사람|명식)(?:는|은|일수록|의 경우|에게는|들은) ")
_OR = re.compile(r"Z,Zj")
_KIND_AS_TOPIC = re.compile("Qj(?!n)")
_STRUCTURE = re.compile(r"Q(?!q)[j=d]{0,2}(n*)|Q[=e]?G")


def whole_claims(sentence: Sentence) -> Iterator[Claim]:
    """The claims of a sentence about the whole chart."""
    shape, tokens = sentence.shape, sentence.tokens
    if "Z" in shape or ("M" in shape and ("s" in shape or "w" in shape)):
        yield from _strengths(sentence)
    if "Q" in shape:
        kinds = [match.start() for match in _KIND_AS_TOPIC.finditer(shape)]
        for match in _STRUCTURE.finditer(shape):
            if len(kinds) > 1 and match.start() in kinds:
                continue  # 정인격은 …, 식신격은 …: what such charts are like
            if sentence.text.startswith((*_FAR, *_SEEMING), tokens[match.start()].end):
                continue
            name = tokens[match.start()].value
            if name is None:
                if match.group()[-1] != "G":
                    continue
                name = f"{tokens[match.end() - 1].value}격"
            denied = len(match[1] or "") % 2 == 1
            if not denied and _UNLIKELY.match(sentence.text, tokens[match.start()].end):
                continue
            yield structure_claim(match.start(), match.end() - 1, name, denied=denied)


def _strengths(sentence: Sentence) -> Iterator[Claim]:
    shape, tokens = sentence.shape, sentence.tokens
    if "Z" in shape:
        matches = list(_STRENGTH.finditer(shape))
        for match in matches:
            value = tokens[match.start()].value
            end = tokens[match.start()].end
            taught = _OR.match(shape, match.start()) or _DOCTRINE.match(sentence.text, end)
            either = bool(taught) or shape.endswith(("Z,", "Z&"), 0, match.start())
            if either or sentence.text.startswith(_SEEMING, tokens[match.start()].end):
                continue  # 신강/신약: 신강
            if not match[1] and _UNLIKELY.match(sentence.text, tokens[match.start()].end):
                continue
            after = shape[match.start() + 1 : match.start() + 2]
            rest = shape[match.start() + 2 :]
            is_last = rest in ("", ".", "p", "p=", ".=") or "=" in rest[:3]
            if (
                (
                    after in ("i", "&", "o")
                    and not sentence.text.startswith(_NEARLY, tokens[match.start()].end)
                )
                or (after == "e" and not is_last)
                or (value == "balanced" and after not in ("=", "p", "d", ""))
            ):
                continue
            denied = len(match[1]) % 2 == 1 or (
                after == "j"
                and "Z" in shape[match.end() : match.end() + 2]
                and "n" in shape[match.end() :]
            )
            yield strength_claim(match.start(), match.end() - 1, value, denied=denied)
    if "M" in shape:
        for match in _STRONG_MASTER.finditer(shape):
            value = "strong" if match[1] == "s" else "weak"
            yield strength_claim(match.start(), match.end() - 1, value, denied=False)
        for match in _MASTER_KOREAN.finditer(shape):
            following = shape[match.end() : match.end() + 1]
            if match[3] and following and following in "EGHXSR" and not match[4]:
                continue
            value = "strong" if match[1] == "s" else "weak"
            yield strength_claim(
                match.start(), match.end() - 1, value, denied=len(match[4]) % 2 == 1
            )
