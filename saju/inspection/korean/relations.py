"""Claims about combinations and clashes (합충형파해·원진·귀문), by signs, by places or at large."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claim import Claim
from saju.inspection.claims.relations import (
    any_relation_claim,
    places_related_claim,
    signs_related_claim,
)
from saju.inspection.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.tokens import Sentence

_PLACED = r"(?:[TBLM]e?(?:[RSA])?)"
_KOREAN = re.compile(
    rf"(?:(?<![RS])((?:RRR?|SS)(?=[jeio,&=]{{0,3}}\.?C)|(?<![RS][j&,])[RS][&j,]*[RS](?:[&j,]*R)?)|({_PLACED}[&,j]{{1,2}}{_PLACED})|([TBL]))?[jeio,&=]{{0,3}}\.?(C)([joi=]{{0,2}})\.?(?:[RS]jl;(?=hn))?(h|l|N)?d?(n*)"
)
_WITH_PLACE = re.compile(
    r"(?:^|[^&TBLA])[TBL][SR]?(?:[&.]{1,2}(?:hd?)?|ihd)j?$|A[&,]Aj?i?(?:RRCi)?$"
)
_WITH_TWO = re.compile(r"(?<!&)[TBL][&,][TBL]j[.;]*$")
_LISTED_OFF = re.compile(r"[&,V]*\.?C?[jo]?(?:pi)?l")
_SUBJECT = re.compile(r"([TBL])e?[RS]?j$")
_BESIDE, _TOPIC = re.compile(r"([TBL])e?[RS]?\.$"), re.compile(r"([TBL])e?[RS]?j")
_LISTED_KINDS = re.compile(r"^(?:RRC[,&]){2,}RRC[^hpW]*$|^(?:RRCjE[=,;]*){2,}$")
_AFTER = re.compile(rf"C[jo]({_PLACED}[&,]?{_PLACED})i?(?:h|(l))(n?)")
_KINDS_OFF = re.compile(r"[jo&,]*(?:(?:RRR?)?C[jo&,]*)+(?:pi)?(?:l|hn)")  # 합도 충도 없다
_DEFINED = re.compile(r"S&Sj")  # 을경합은 을목과 경금이 만나
_OF_THREE = ("three_combination", "directional_combination")
_TOGETHER = re.compile(rf"({_PLACED}[&,]{_PLACED})[ji]{{1,2}}$")
_TEACHES = re.compile(  # 자오충은 물과 불의 충돌을 말한다
    "(?:은|는) [가-힣 ]{0,30}(?:말합|말한|말해|뜻합|뜻한|뜻해|의미합|의미한|의미해|가리킵|가리킨|일컫|관계를)"
)
_NAMED = re.compile(r"V[jo=]{0,2}(?:\.?[hl]d?n*|n)?")


def relation_claims(sentence: Sentence) -> Iterator[Claim]:
    """The claims of a sentence about relations between pillars."""
    for match in _NAMED.finditer(sentence.shape) if "V" in sentence.shape else ():
        kind, indices = sentence.tokens[match.start()].value
        together = _TOGETHER.search(sentence.shape, 0, match.start())
        if together is not None and not _LISTED_OFF.match(sentence.shape, match.end()):
            denied = sum(map(match.group().count, "ln")) % 2 == 1
            yield _of_places(sentence, together, match.end() - 1, kind, denied=denied)
        before = sentence.tokens[max(match.start() - 1, 0)]
        if before.value == "x" and before.letter == ".":
            continue  # 신금과는 병신합을 이룬다: with one from elsewhere
        if _WITH_PLACE.search(sentence.shape, 0, match.start()):
            continue
        if _TEACHES.match(sentence.text, sentence.tokens[match.start()].end):
            continue
        kind, indices = sentence.tokens[match.start()].value
        signs = [Token("S", index, 0, 0) for index in indices]
        if _LISTED_OFF.match(sentence.shape, match.end()) or _DEFINED.match(
            sentence.shape, match.end()
        ):
            continue  # 정임합이나 무계합 같은 합은 없다
        denied = sum(map(match.group().count, "ln")) % 2 == 1
        yield signs_related_claim(match.start(), match.end() - 1, kind, signs, denied=denied)
    if "C" not in sentence.shape or _LISTED_KINDS.search(sentence.shape):
        return
    for match in _AFTER.finditer(sentence.shape):
        kind = sentence.tokens[match.start()].value
        yield _of_places(
            sentence, match, match.end() - 1, kind, denied=bool(match[2]) != bool(match[3])
        )
    for match in _KOREAN.finditer(sentence.shape):
        yield from _korean(sentence, match)


def _korean(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:  # noqa: C901, PLR0912 - one branch a form of words
    tokens = sentence.tokens
    shape = sentence.shape
    if "A&A" in shape[: match.start()] or (_names_one(shape, match) and not match[1]):
        return  # 뱀띠와 원숭이띠는 사신합을 이루어: two people
    kind = tokens[match.start(4)].value
    denied = (match[6] == "l") != (len(match[7]) % 2 == 1)
    listed = _KINDS_OFF.match(shape, match.end(4)) if not match[6] else None
    denied = denied or listed is not None
    first, last = match.start(), match.end() - 1
    if any(token.value == "x" for token in tokens[match.start() : match.end()]):
        beside, topic = _BESIDE.search(shape, 0, match.start(4)), _TOPIC.search(shape)
        if beside and topic and topic.start() < beside.start():
            pair = [tokens[topic.start(1)], tokens[beside.start(1)]]
            yield places_related_claim(beside.start(), last, kind, pair, denied=denied)
        return
    if _TEACHES.match(sentence.text, tokens[match.start(4)].end):
        return
    if match[1]:
        if len(signs := _signs(tokens, match)) > 2 and signs[0].value in (
            signs[1].value,
            signs[2].value,
        ):
            signs, first = signs[1:], first + 2  # 자수가 들어오면 자묘형
        together = _TOGETHER.search(shape, 0, match.start(1))
        if (
            together is not None
            and len(signs) == 2
            and "x" not in [t.value for t in tokens[together.start() : first]]
        ):
            yield _of_places(sentence, together, last, kind, denied=denied)
        if _WITH_PLACE.search(shape, 0, match.start(1)):
            return  # 연지와 자오충: with a sign from elsewhere
        if len(signs) > 2 and _WITH_TWO.search(shape, 0, match.start(1)):
            return  # 연지와 일지까지 해자축 방합
        if (
            len({token.letter for token in signs}) == 1
        ):  # 갑목과 해수: no relation joins a stem and a branch
            yield signs_related_claim(first, last, kind, signs, denied=denied)
    elif match[2]:
        places = [
            Token("T", "day", *token[2:]) if token.letter == "M" else token
            for token in tokens[match.start(2) : match.end(2)]
            if token.letter in "TBLM"
        ]
        subject = _SUBJECT.search(shape, 0, first)
        if subject is None or kind in _OF_THREE:
            yield places_related_claim(first, last, kind, places, denied=denied)
        else:  # 시지 신금이 연지·월지의 자수와
            for place in places:
                pair = [tokens[subject.start(1)], place]
                yield places_related_claim(subject.start(), last, kind, pair, denied=denied)
    elif match[6] or listed:
        at = tokens[match.start(3)] if match[3] else None
        yield any_relation_claim(first, last, kind, at, denied=denied)


def _of_places(
    sentence: Sentence, match: re.Match[str], last: int, kind: str, *, denied: bool
) -> Claim:
    """연간의 계수와 월간의 무토가 만나 무계합: the places that a named relation joins."""
    places = [
        token._replace(letter="T", value="day") if token.letter == "M" else token
        for token in sentence.tokens[match.start(1) : match.end(1)]
        if token.letter in "TBLM"
    ]
    return places_related_claim(match.start(), last, kind, places, denied=denied)


def _names_one(shape: str, match: re.Match[str]) -> bool:
    """Whether the clause names a relation by its signs, which says all: 사신합을 이루어."""
    begin = max(shape.rfind(",", 0, match.start()), shape.rfind(";", 0, match.start())) + 1
    return "V" in shape[begin : match.end() + 2]


def _signs(tokens: list[Token], match: re.Match[str]) -> list[Token]:
    return [token for token in tokens[match.start(1) : match.end(1)] if token.letter in "RS"]
