"""Claims bound by topic: what a place, a day master or a luck pillar is said to be further on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.amounts import amount_claim
from saju.inspection.claims.signs import (
    day_master_claim,
    elided_master_claim,
    pillar_claim,
    present_claim,
)
from saju.inspection.claims.stars import star_branch_claim, star_pillar_claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence

_PLACES = frozenset("TBLUPY")
_STAR = re.compile(r"(?:hd|v)(X)=(j?n)?|(X)(?:[jo]|jpij?)N")
_STAR_AT_BRANCH = re.compile(r"(X)j(R)i?h(?!n)|(?<![TBLRe&])(R)j(X)(?==(?!j?n)|$)")
_TEACHING = frozenset(("general", "suppose", "told", "hearsay", "would"))
_STAR_OF_PILLAR = re.compile(r"(?<![LUY])(P)j(X)(?==(?!j?n)|$)")
_STAR_ACTS = re.compile(r"Xj;?h(?!n)")
_ACTING = re.compile(
    "(?: [가-힣]+)*? (?!오고|들어오고|다가오고)[가-힣]+고 있"
)  # 천을귀인이 지켜 주고 있으니
_STAR_POSSESSED = re.compile(r"(?<!R[ji])(X)e(?![lnf=])")
_ITS_MEANING = re.compile(
    " (?:의미|뜻|글자|자리|별|개념|해석|정의|원리|특징|성격|성질|유무|유래|기준|종류|경우|발동|조건|사람|유형"
    "|대표|다른|별칭|이름|여부|작용|영향|본래|원래|진짜|본질|핵심)"
)
_OF_A_STAR = re.compile(r"X(?:p=(?!j?d?n)|oD|[ijBL]|(?![=&,RSPTUYJ]))")
_BY_ITS_DOING = re.compile(" ?(?:덕분|덕에|덕으로|덕택|때문에|탓에|영향으로)")
_FITTING = re.compile(
    "(?:에는|에도|에|은|는|이|가|도) 해당"
    "(?:(?:[하되]지(?:는|도|가)? ?|이? ?(?:사항)?이? ?)(않|안|못|없|아니|아닙)"
    "|(?![하되]면|여부|[하되]는지|사항|[하되]는 (?:사람|분|글자|지지|띠|경우)))"
)
_FAR_FROM = re.compile(
    "(?:과|와)는? (?:거리가 [멀멉먼]|인연이 (?:없|멀|멉|먼)|무관하|무관합|관련이 없|연이 없)"
)
_OF_OTHER_SIGNS = frozenset("RSPATBLUYJ")
_OF_ELEMENT = re.compile(r"Mj(E)i")
_BELONGING = (" 속하", " 속한", " 속합", " 속해", " 해당하", " 해당한", " 해당합", " 해당해")
_BEING = re.compile(
    "의 (?:기운|성정|기질|성향|성품|본성|특성|성격|에너지|운명|기품|결|성질)(?:을|를|으로|로)? ?"
    "(?:타고|태어|받아 태어|받고 태어|지니고 태어|가지고 태어|갖고 태어"
    "|(?:가진|지닌|품은) (?:당신|사람|회원|고객|분))"
    "| (?:사람|태생|사주|여자|남자|여성|남성)"
    "(?:입니|이에|이라|이다|인 |이시|이네|이니|이고|예요|라서|라 |다\\.|답)"
    "| 본인(?:을|은|이|의)"
)
_NO_BEING = frozenset("TBLUPYCVGEXHQ")
_LIKENED = ("끼리", "과 ", "와 ")
_NO_STAR = re.compile(r"X[=j]?[eWi;]{0,3}[jo]?l")
_MASTER = re.compile(
    r"M[ej]{1,3}(S)(?==|$|,)|M[ejihd]{2,5}(S)=|(?<![PYTBLU])(S)=bd?|(S)oM(?:=|$)"
    r"|Mi(S)jh(?!n)|(?<![PY])b[djie]{0,2}(S)=(?!n|jn)|(?<![TBYPLU])(S)j[i.Rye]{0,4}b(?!d)|[PR]ye(S)|PLe(S)(?=[=j,;]|$)"
)
_MEANING = (" 바로 당신", " 당신", " 이 사람", " 이분", " 본인", " 바로 나")
_ACTED_ON = re.compile(  # 월간의 기토가 당신을 돕는다, and not 임수가 당신을 뜻한다
    "[ ,]*(?:바로 )?[가-힣]{1,3}(?: [가-힣]{1,2})?"
    "(?:(?:을|를|에게|한테|께) (?!뜻|나타|상징|의미|가리|대변|말)|의 (?!본|모습|정체|일간[입이은]|자신|중심))"
)
_SELF = re.compile(r"[,;]?(S)=(?!d?j?n)")
_PILLAR = re.compile(r"L[jei=]{1,2}(P)(?==|$|,|ih|jh|j,|o)(?!=?d?j?n)")
_PRESENT = re.compile(r"([Wp])ie?([SR])j([hl])(?!n)")


def topic_claims(sentence: Sentence) -> Iterator[Claim]:
    """The claims of a sentence whose unknown words are left out."""
    shape, tokens = sentence.shape, sentence.tokens
    if "X" in shape:
        yield from _stars(sentence)
    if "S" in shape or "M" in shape:
        yield from _masters(sentence)
    if "P" in shape:
        yield from _pillars(sentence)
    for match in _PRESENT.finditer(shape) if "W" in shape or "p" in shape else ():
        sign, denied = tokens[match.start(2)], match[3] == "l"
        at_large = tokens[match.start()].letter == "W"
        yield present_claim(match.start(), match.end() - 1, sign, visible=at_large, denied=denied)


def _stars(sentence: Sentence) -> Iterator[Claim]:
    """눈에 띄는 것은 도화살이다, 귀인이라 부를 지지는 없다: of the whole chart."""
    shape, tokens = sentence.shape, sentence.tokens
    for match in _STAR.finditer(shape):
        if _has_place(shape, match.start(), match.end()):
            continue
        item = tokens[match.start(1) if match[1] else match.start(3)]
        denied = match[2] is not None or (bool(match[3]) and not tokens[match.end() - 1].value)
        yield amount_claim(match.start(), match.end(), item, "h", [], denied=denied)
    for match in _STAR_AT_BRANCH.finditer(shape) if "R" in shape else ():
        group = 1 if match[1] else 3
        star, branch = tokens[match.start(group)], tokens[match.start(group + 1)]
        if match[3]:
            star, branch = branch, star
        if isinstance(branch.value, int) and not sentence.text.startswith(_LIKENED, branch.end):
            yield star_branch_claim(match.start(), match.end() - 1, star, branch)
    for match in _STAR_OF_PILLAR.finditer(shape) if "PjX" in shape else ():
        yield star_pillar_claim(
            match.start(), match.end() - 1, tokens[match.start(2)], tokens[match.start(1)].value
        )
    if "Xe" in shape or "Xj" in shape:
        yield from _stars_at_work(sentence)
    yield from _stars_told(sentence)
    for match in _NO_STAR.finditer(shape):
        if not _has_place(shape, match.start(), match.end()):
            item = tokens[match.start()]
            yield amount_claim(match.start(), match.end(), item, "l", [], denied=False)


def _stars_told(sentence: Sentence) -> Iterator[Claim]:
    """도화살 사주, 도화살 덕분에, 도화살에 해당하다; 역마살과는 거리가 멀다; 백호대살(일주)."""
    shape, tokens, text = sentence.shape, sentence.tokens, sentence.text
    teaches = any(mark.kind in _TEACHING for mark in sentence.marks)
    for match in _OF_A_STAR.finditer(shape):
        k, star = match.start(), tokens[match.start()]
        end = _closed(text, star.end)
        if shape[k + 1 : k + 2] in ("B", "L") and text.startswith("(", star.end):
            yield amount_claim(k, k + 2, star, "h", [tokens[k + 1]], denied=False)
            continue
        begin = max(shape.rfind(",", 0, k), shape.rfind(";", 0, k)) + 1
        if teaches or not _OF_OTHER_SIGNS.isdisjoint(shape[begin:k]):
            continue
        letter = ""
        if "=" in match.group() or "D" in match.group() or _BY_ITS_DOING.match(text, end):
            letter = "h"
        elif fitting := _FITTING.match(text, end):
            letter = "l" if fitting[1] else "h"
        elif _FAR_FROM.match(text, end):
            letter = "l"
        if letter:
            yield amount_claim(k, k + 1, star, letter, [], denied=False)


def _stars_at_work(sentence: Sentence) -> Iterator[Claim]:
    """천을귀인이 지켜 주고 있으니, 도화살의 매력: of a star that is said to do something."""
    shape, tokens = sentence.shape, sentence.tokens
    teaches = any(mark.kind in _TEACHING for mark in sentence.marks)
    for match in _STAR_ACTS.finditer(shape):
        if not teaches and not _has_place(shape, match.start(), match.end()):
            end = tokens[match.start() + 1].end
            if sentence.text[end - 1 : end] in ("이", "가") and _ACTING.match(sentence.text, end):
                yield amount_claim(
                    match.start(), match.end(), tokens[match.start()], "h", [], denied=False
                )
    for match in _STAR_POSSESSED.finditer(shape):
        star = tokens[match.start(1)]
        if _has_place(shape, match.start(), match.end()) or teaches:
            continue
        if _ITS_MEANING.match(sentence.text, tokens[match.end() - 1].end) is None:
            yield amount_claim(match.start(1), match.end(), star, "h", [], denied=False)


def _masters(sentence: Sentence) -> Iterator[Claim]:
    """일간은 갑목이다, 임수를 일간으로 두어, 당신은 바다 같은 임수다."""
    shape, tokens = sentence.shape, sentence.tokens
    for match in _MASTER.finditer(shape):
        k = match.start(match.lastindex or 0)
        if shape.startswith("Pye", k - 3) and tokens[k - 2].value == 0:
            continue  # 병오년의 병화는
        yield day_master_claim(match.start(), match.end() - 1, tokens[k])
    for match in _OF_ELEMENT.finditer(shape) if "M" in shape else ():
        if sentence.text.startswith(_BELONGING, tokens[match.end() - 1].end):
            yield day_master_claim(match.start(), match.end() - 1, tokens[match.start(1)])
    k = shape.find("S")
    if (
        k >= 0
        and _NO_BEING.isdisjoint(shape)
        and _BEING.match(sentence.text, _closed(sentence.text, tokens[k].end))
    ):
        yield elided_master_claim(k, tokens[k])
    yield from _owners(sentence)


def _owners(sentence: Sentence) -> Iterator[Claim]:
    """임수가 바로 당신이다, 당신은 임수에 해당한다: the day master of whoever is spoken to."""
    shape, tokens = sentence.shape, sentence.tokens
    for mark in sentence.marks:
        named_before = shape[max(mark.at - 2, 0) : mark.at] == "Sj"
        if (
            mark.kind == "own"
            and named_before
            and not _ACTED_ON.match(sentence.text, tokens[mark.at - 1].end)
            and shape[mark.at : mark.at + 1] != "n"
            and (
                "=" not in shape[mark.at : mark.at + 2]
                or sentence.text.startswith(_MEANING, tokens[mark.at - 1].end)
            )
        ):
            yield day_master_claim(mark.at - 2, mark.at - 2, tokens[mark.at - 2])
        if mark.kind == "own" and shape.startswith("Si", mark.at):
            belongs = sentence.text.startswith(_BELONGING, tokens[mark.at + 1].end)
            if belongs and not shape.startswith("n", mark.at + 2):
                yield day_master_claim(mark.at, mark.at + 1, tokens[mark.at])
        named = _SELF.match(shape, mark.at)
        if mark.kind == "own" and named:
            yield day_master_claim(named.start(1), named.start(1), tokens[named.start(1)])


def _pillars(sentence: Sentence) -> Iterator[Claim]:
    """연주에는 임오가 자리한다, 무오 대운의 천간은 편인이다."""
    shape, tokens = sentence.shape, sentence.tokens
    for match in _PILLAR.finditer(shape) if "U" not in shape else ():
        if shape[match.start() - 1 : match.start()] != "O":
            k, place = match.start(1), tokens[match.start()].value
            yield pillar_claim(match.start(), k, tokens[k].value, place)


def _closed(text: str, end: int) -> int:
    """Where a term ends with the bracket that explains it: 갑목(甲木)."""
    return end + 1 if text[end : end + 1] in (")", "）") else end


def _has_place(shape: str, start: int, end: int) -> bool:
    """Whether the clause names a place, luck or a year, so that it is not of the whole chart."""
    begin = max(shape.rfind(",", 0, start), shape.rfind(";", 0, start)) + 1
    return not _PLACES.isdisjoint(shape[begin:end])
