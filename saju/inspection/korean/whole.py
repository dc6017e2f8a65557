"""Claims about the chart as a whole: 신강/신약, 격국, 공망, 12운성, 지장간."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.hidden import hidden_claim
from saju.inspection.claims.whole import (
    stage_claim,
    strength_claim,
    structure_claim,
    void_branch_claim,
    void_pair_claim,
    void_place_claim,
)
from saju.sexagenary import BRANCHES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence, Token

_STRENGTH = re.compile(r"Z(?!q)[j=dp]{0,3}\.?(n*)")
_MASTER_KOREAN = re.compile(r"M[ej]{0,2}[.v]{0,2}([sw])(d?)(n*)")
_FAR = ("이나", "과는", "와는", "과 거리")  # 건록격과는 거리가 멀다
_SEEMING = ("해 보이", "해보이", "해 보여", "한 듯", "처럼", "인 듯", "으로 보이지만", "으로 보일")
_STRONG_MASTER = re.compile(r"(?<![EGHX]j)([sw])dM(?=[oj=])")
_STRUCTURE = re.compile(r"Q(?!q)[j=d]{0,2}(n*)|Q[=e]?G")
_VOID = re.compile(
    r"L?e?OL?[.]?[j=ei]{0,2}(?:R[&,j]?R|P)(?:=?j?n)?|(?:R[&,j]?R|P)[je=]{0,2}O(?:=?j?n)?|[BL]R?[ej]?=?n?\.?O(?:=?j?n)?"
    r"|O(?:j|=?h?i)[BL]|R[=j]n?O(?:=?j?n)?"
)
_STAGE = re.compile(
    r"([BL])[RPA]?[jiekh=]{0,3}(?:[RSM][jeio]{0,2})?[.h=]{0,2}k?[jeoih=]{0,2}K(=?j?)(n*)"
    r"|K[eok]{0,2}j?=?h?i([BL])|i([R])[EeS.,]{0,5}[hi.=]{0,3}k?[e.]?K"
)
_HIDDEN = re.compile(
    r"(?:([BR])(R?)[ejihdo.]{0,3})?D(?:[^SETM,;]{0,5})((?:S[&,j]*){1,4}|E[&,j]*)[jo=]?\.?([hl])?d?(n*)"
    r"|([BR])(R?)h((?:S[&,j]*){2,4})()()|([BR])(R?)i((?:S[&,]?){1,4})(?=j?h)()()"
)
_HIDDEN_MAIN = re.compile(r"([BR])(R?)e?2[je=]{1,2}(S)(n*)")
_HIDDEN_LAST = re.compile(r"([BR])R?i((?:S[&,]?){1,3})jD[=jh]{0,2}(n*)")


def whole_claims(sentence: Sentence) -> Iterator[Claim]:  # noqa: C901, PLR0912 - one branch a form of words
    """The claims of a sentence about the whole chart."""
    shape, tokens = sentence.shape, sentence.tokens
    if "Z" in shape or ("M" in shape and ("s" in shape or "w" in shape)):
        yield from _strengths(sentence)
    if "Q" in shape:
        for match in _STRUCTURE.finditer(shape):
            if sentence.text.startswith(_FAR, tokens[match.start()].end):
                continue
            name = tokens[match.start()].value
            if name is None:
                if match.group()[-1] != "G":
                    continue
                name = f"{tokens[match.end() - 1].value}격"
            denied = len(match[1] or "") % 2 == 1
            yield structure_claim(match.start(), match.end() - 1, name, denied=denied)
    if "O" in shape:
        for match in _VOID.finditer(shape):
            yield from _voids(sentence, match)
    if "K" in shape:
        for match in _STAGE.finditer(shape):
            inside = tokens[match.start() : match.end()]
            place = next(token for token in inside if token.letter in "BLR")
            stage = next(token for token in inside if token.letter == "K")
            denied = len(match[3] or "") % 2 == 1
            yield stage_claim(match.start(), match.end() - 1, place, stage.value, denied=denied)
    if "D" in shape or ("S" in shape and ("B" in shape or "R" in shape)):
        for match in _HIDDEN.finditer(shape):
            yield _hidden(sentence, match)
    if "2" in shape:
        for match in _HIDDEN_MAIN.finditer(shape):
            place, stem = tokens[match.start(1)], tokens[match.start(3)]
            denied = len(match[4]) % 2 == 1
            first, last = match.start(), match.start(3)
            yield hidden_claim(first, last, place, [stem], main=True, denied=denied)
    if "D" in shape:
        for match in _HIDDEN_LAST.finditer(shape):
            stems = [t for t in tokens[match.start(2) : match.end(2)] if t.letter == "S"]
            place = tokens[match.start(1)]
            yield hidden_claim(
                match.start(), match.end() - 1, place, stems, denied=len(match[3]) % 2 == 1
            )


def _strengths(sentence: Sentence) -> Iterator[Claim]:
    shape, tokens = sentence.shape, sentence.tokens
    if "Z" in shape:
        matches = list(_STRENGTH.finditer(shape))
        for match in matches:
            value = tokens[match.start()].value
            if sentence.text.startswith(_SEEMING, tokens[match.start()].end):
                continue
            after = shape[match.start() + 1 : match.start() + 2]
            rest = shape[match.start() + 2 :]
            is_last = rest in (".", "p", "p=", ".=") or "=" in rest[:3]
            if (
                after in ("i", "&", "o")
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
            if match[2] and following and following in "EGHXSR" and not match[3]:
                continue
            value = "strong" if match[1] == "s" else "weak"
            yield strength_claim(
                match.start(), match.end() - 1, value, denied=len(match[3]) % 2 == 1
            )


def _voids(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    tokens = sentence.tokens
    inside = tokens[match.start() : match.end()]
    denied = "n" in match.group()
    pair = [token.value for token in inside if token.letter == "R"]
    for token in inside:
        if token.letter == "P":
            pair = [BRANCHES[8].index, BRANCHES[9].index] if token.value == 57 else []
    place = next((token for token in inside if token.letter in "BL"), None)
    if place is not None and place.letter == "L" and len(pair) == 2:
        if place.value == "year":
            return
        place = None
    by_day = [token.value for token in tokens if token.letter == "L"] == ["day"]
    if len(pair) == 2 and place is None:
        yield void_pair_claim(match.start(), match.end() - 1, pair, by_day=by_day, denied=denied)
    elif len(pair) == 1 and place is None:
        yield void_branch_claim(match.start(), match.end() - 1, pair[0], denied=denied)
    elif place is not None:
        yield void_place_claim(match.start(), match.end() - 1, place, denied=denied)


def _hidden(sentence: Sentence, match: re.Match[str]) -> Claim:
    tokens = sentence.tokens
    listed = next(group for group in (3, 8, 13) if match[group])
    listed_tokens = tokens[match.start(listed) : match.end(listed)]
    stems = [token for token in listed_tokens if token.letter in "SE"]
    before = tokens[match.start() : match.start(listed)]
    place = next((token for token in before if token.letter in "BR"), None)
    only = place is not None and sentence.says_only(stems[-1])
    main = any(token.letter == "2" for token in before)
    denied = not only and (match[4] == "l") != (len(match[5] or "") % 2 == 1)

    if place is None and "D" in match.group():
        place = _spoken_of(sentence, match.start())
    return hidden_claim(
        match.start(), match.end() - 1, place, stems, only=only, main=main, denied=denied
    )


def _spoken_of(sentence: Sentence, at: int) -> Token | None:
    """The branch named before 같은 지장간, 그 안에, and the like."""
    text = sentence.text[: sentence.tokens[at].start][-4:].rstrip()
    named = sentence.text[sentence.tokens[at].start :][:2] in ("안에", "속에", "속")
    if not named and not text.endswith(("같은", "그", "이", "여기", "해당")):
        return None
    before = reversed(sentence.tokens[max(at - 12, 0) : at])
    return next((token for token in before if token.letter in "BR"), None)
