"""A Korean sentence as its claims are looked for: noun phrases made one, unknown words left out.

A clause that ends is marked with `;`, so that what stands before it is told from what follows.
"""

from __future__ import annotations

import operator

from saju.inspection.tokens import Mark, Sentence, Token

_PARTS = {"stem": "T", "branch": "B"}
_PLACES, _SIGNS = "TBL", "SREGX"
_ROWS = "LTBMOUJ"  # what a cell of a table may name
_BECOMES = (" 되", " 됩", " 된", " 돼")
_STANDING_IN = (
    "간지",
    "기둥",
    "사주",
    "명식",
    "자리",
    "기운",
    "글자",
    "것",
    "쪽",
    "편",
    "격",
    "일주",
    "경우",
    "정도",
    "수준",
)
# A token and the one before it, of which the second may be read again.
_TO_BE_READ_AGAIN = frozenset(
    [
        *("hh", "DD", "KB", "eW"),
        *("d" + letter for letter in _SIGNS),
        *(letter + ";" for letter in _ROWS + "RS"),
        *(letter + "j" for letter in "GXEQZ"),
    ]
)
_DENYING = ("지", "지는", "지도", "지를", "지만은", "치", "치는", "치도", "질", "진")


def phrased(sentence: Sentence) -> tuple[Sentence, list[int] | None]:  # noqa: C901 - one branch a form of words
    """The sentence as claims are looked for in it, and where its tokens stood (None: there)."""
    cuts = frozenset([mark[1] for mark in sentence.marks if mark[0] == "cut"])
    kept: list[Token] = []
    at: list[int] = []
    last = ""
    for k, token in enumerate(sentence.tokens):
        letter = token[0]
        if k in cuts and kept and letter != ";" and last != ";":
            if letter == ",":
                kept.append(Token(";", None, token[2], token[3]))
                at.append(k)
                last = ";"
                continue
            kept.append(Token(";", None, token[2], token[2]))
            at.append(k - 1)
            last = ";"
        if letter == ".":
            value = token[1]
            if value is None and last != "o":
                continue
            if value == "apart" or (last == "o" and kept[-2:][0][0] in "EGHX"):
                token = Token(";", None, token[2], token[3])  # noqa: PLW2901 - 편재를 감당할
            elif value is None:
                continue
        elif last + letter in _TO_BE_READ_AGAIN or (letter in "nl" and last):
            again = _again(sentence, kept, at, k, last)
            if again is None:
                last = kept[-1][0] if kept else ""
                continue
            token = again  # noqa: PLW2901 - as what stands before makes it
        kept.append(token)
        at.append(k)
        last = token[0]
    if len(kept) == len(sentence.tokens) and all(map(operator.is_, kept, sentence.tokens)):
        return sentence, None
    return sentence.seen_as(kept, _moved(sentence.marks, at)), at


def _again(sentence: Sentence, kept: list[Token], at: list[int], k: int, last: str) -> Token | None:  # noqa: C901, PLR0911 - one branch a form of words
    """A token as what stands before it makes it, None where it only repeats or is left out."""
    token = sentence.tokens[k]
    letter = token[0]
    if letter in "hD":
        return None if letter == last else token
    if letter == "l":
        return None if _is_of_manner(sentence, k) else token
    if letter == "n":
        if not _denies_unknown(sentence, k):
            return token
        if "어디" in sentence.text[kept[-1][3] : token[2]]:
            return token._replace(letter="l")  # 어디에도 들지 않았다
        return None
    if letter in _SIGNS:
        if last == "d":
            if letter != "R" or not sentence.shape.startswith("R", k + 1):
                _drop_relative(sentence.text, kept, at)  # but not 시지에 걸리는 자묘형
            _drop_apposition(kept, at, token)
        return token
    if letter == "B":
        if last == "K" and sentence.text[token[2] - 1] == "(":
            kept.insert(len(kept) - 1, token)  # 장생(연지)
            at.insert(len(at) - 1, k)
            return None
        return token
    return _read_again(sentence, kept, at, token, last)


def _moved(marks: list[Mark], at: list[int]) -> list[Mark]:
    """The marks where they stand among the tokens that were kept."""
    found: list[Mark] = []
    if not marks:
        return found
    n, size = 0, len(at)
    for mark in marks:
        while n < size and at[n] < mark[1]:
            n += 1
        found.append(Mark(mark[0], n))
    return found


def _denies_unknown(sentence: Sentence, k: int) -> bool:
    """Whether 않다 or 아니다 belongs to a word that is left out: 식지 않는, 단순한 흙이 아니라."""
    before = sentence.tokens[k - 1]
    if k == 0 or before.letter != ".":
        return False
    if sentence.text.startswith("아니", sentence.tokens[k].start):
        named = sentence.text[before.start : before.end]
        return named.endswith(("이", "가", "은", "는", "도")) and not named.startswith(_STANDING_IN)
    return sentence.text.endswith(_DENYING, before.start, before.end)


def _is_of_manner(sentence: Sentence, k: int) -> bool:
    """Whether 없이 only says how, of a word that is left out: 쉼 없이, 막힘 없이."""
    before, start = sentence.tokens[k - 1], sentence.tokens[k].start
    return (
        before.letter == "."
        and sentence.text.startswith("없이", start)
        and not sentence.text.startswith("아예", before.start)
    )


def _read_again(
    sentence: Sentence, kept: list[Token], at: list[int], token: Token, last: str
) -> Token:
    """시주의 천간, | 일주 | 기묘 |, 편관이 되어."""
    letter = token[0]
    if letter == "W" and last == "e" and token[1] in _PARTS and kept[-2:][0][0] == "L":
        place = kept[-2]
        del kept[-2:], at[-2:]
        return Token(_PARTS[token[1]], place[1], place[2], token[3])
    if letter == ";" and sentence.text[token[2] : token[2] + 1] == "|":
        in_row = last in _ROWS or (last in "RS" and kept[-2:][0][0] in _PLACES)
        return token._replace(letter="j") if in_row else token
    if letter == "j" and last in "GXEQZ" and sentence.text.startswith(_BECOMES, token[3]):
        return token._replace(letter="=")
    return token


def _drop_relative(text: str, kept: list[Token], at: list[int]) -> None:
    """시간에 뜬 계수, 연간에 떠 있는 무토: the sign stands at its place."""
    if len(kept) < 3 or kept[-2][0] != "h":
        return
    tail = "".join([token[0] for token in kept[-4:]])
    if kept[-3][0] == "o" and text.startswith("차지", kept[-2][2]) and kept[-4:][0][0] in _PLACES:
        del kept[-3:], at[-3:]  # 일지를 차지한 자수
        return
    for end in ("ihd", "hd"):
        if tail.endswith(end) and tail[: -len(end)][-1:] in tuple(_PLACES):
            del kept[-len(end) :], at[-len(end) :]
            return


def _drop_apposition(kept: list[Token], at: list[int], token: Token) -> None:
    """일간인 무토, 쇠의 기운인 금, 음화인 정화: the last name is the plain one."""
    if not kept or kept[-1][0] != "d":
        return
    tail = "".join([each[0] for each in kept[-3:]])
    for joint in ("=d", "d"):
        before = len(kept) - len(joint) - 1
        if before < 0 or not tail.endswith(joint):
            continue
        head = kept[before]
        if head[0] == "M" and token[0] == "S":
            del kept[before + 1 :], at[before + 1 :]
            return
        if _same(head, token):
            del kept[before:], at[before:]
            return


def _same(head: Token, token: Token) -> bool:
    if head.letter == token.letter:
        return bool(head.value == token.value)
    return head.letter == "E" and token.letter == "S" and bool(head.value == token.value // 2)
