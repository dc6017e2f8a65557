"""A Korean sentence as its claims are looked for: noun phrases made one, unknown words left out.

A clause that ends is marked with `;`, so that what stands before it is told from what follows.
"""

from __future__ import annotations

from saju.inspection.tokens import Mark, Sentence, Token

_PARTS = {"stem": "T", "branch": "B"}
_PLACES, _SIGNS = "TBL", "SREGX"
_ROWS = "LTBMOUJ"  # what a cell of a table may name
_BECOMES = (" 되", " 됩", " 된", " 돼")
_STANDING_IN = ("간지", "기둥", "사주", "명식", "자리", "기운", "글자", "것", "쪽", "편", "격", "일주", "경우")
_DENYING = ("지", "지는", "지도", "지를", "지만은")

Kept = list[tuple[int, Token]]


def phrased(sentence: Sentence) -> tuple[Sentence, list[int] | None]:
    """The sentence as claims are looked for in it, and where its tokens stood (None: there)."""
    cuts = {mark.at for mark in sentence.marks if mark.kind == "cut"}
    kept: Kept = []
    plain = True
    for k, token in enumerate(sentence.tokens):
        letter = token[0]
        if k in cuts and letter == "," and kept:
            kept.append((k, token._replace(letter=";")))
            plain = False
            continue
        if k in cuts and letter != ";" and kept:
            kept.append((k - 1, Token(";", None, token[2], token[2])))
            plain = False
        if letter == ".":
            plain = False
            value = token[1]
            if value == "apart" or _is_object(kept):
                kept.append((k, Token(";", None, token[2], token[3])))
            elif value is not None:
                kept.append((k, token))
            continue
        last = kept[-1][1][0] if kept else ""
        if letter == last and letter in "hD":
            plain = False
        elif letter == "n" and _denies_unknown(sentence, k):
            plain = False
            if "어디" in sentence.text[kept[-1][1].end if kept else 0 : token.start]:
                kept.append((k, token._replace(letter="l")))  # 어디에도 들지 않았다
        elif letter in _SIGNS and last == "d":
            size = len(kept)
            if letter != "R" or not sentence.shape.startswith("R", k + 1):
                _drop_relative(kept)  # but not 시지에 걸리는 자묘형
            _drop_apposition(kept, token)
            plain = plain and len(kept) == size
            kept.append((k, token))
        elif letter == "B" and last == "K" and sentence.text[token.start - 1] == "(":
            kept.insert(len(kept) - 1, (k, token))  # 장생(연지)
            plain = False
        else:
            again = _read_again(sentence, kept, token, last)
            plain = plain and again is token
            kept.append((k, again))
    return (sentence, None) if plain else _rebuilt(sentence, kept)


def _rebuilt(sentence: Sentence, kept: Kept) -> tuple[Sentence, list[int]]:
    at = [k for k, _ in kept]
    marks: list[Mark] = []
    n = 0
    for mark in sentence.marks:
        while n < len(at) and at[n] < mark.at:
            n += 1
        marks.append(Mark(mark.kind, n))
    return sentence.seen_as([token for _, token in kept], marks), at


def _is_object(kept: Kept) -> bool:
    """Whether a term has just been named as the object of an unknown verb: 편재를 감당할."""
    return len(kept) > 1 and kept[-1][1][0] == "o" and kept[-2][1][0] in "EGHX"


def _denies_unknown(sentence: Sentence, k: int) -> bool:
    """Whether 않다 or 아니다 belongs to a word that is left out: 식지 않는, 단순한 흙이 아니라."""
    before = sentence.tokens[k - 1]
    if k == 0 or before.letter != ".":
        return False
    if sentence.text.startswith("아니", sentence.tokens[k].start):
        named = sentence.text[before.start : before.end]
        return named.endswith(("이", "가", "은", "는", "도")) and not named.startswith(_STANDING_IN)
    return sentence.text.endswith(_DENYING, before.start, before.end)


def _read_again(sentence: Sentence, rows: Kept, token: Token, last: str) -> Token:
    """A token as what stands before it makes it: 시주의 천간, | 일주 | 기묘 |, 편관이 되어."""
    letter = token[0]
    if letter == "W" and last == "e" and token.value in _PARTS and rows[-2:][0][1][0] == "L":
        place = rows[-2][1]
        del rows[-2:]
        return Token(_PARTS[token.value], place.value, place.start, token.end)
    if letter == ";" and last and last in _ROWS and sentence.text[token.start] == "|":
        return token._replace(letter="j")
    if letter == "j" and last and last in "GXEQ" and sentence.text.startswith(_BECOMES, token.end):
        return token._replace(letter="=")
    return token


def _drop_relative(rows: Kept) -> None:
    """시간에 뜬 계수, 연간에 떠 있는 무토: the sign stands at its place."""
    if len(rows) < 3 or rows[-2][1].letter != "h":
        return
    tail = "".join([token.letter for _, token in rows[-4:]])
    for end in ("ihd", "hd"):
        if tail.endswith(end) and tail[: -len(end)][-1:] in tuple(_PLACES):
            del rows[-len(end) :]
            return


def _drop_apposition(rows: Kept, token: Token) -> None:
    """일간인 무토, 쇠의 기운인 금, 음화인 정화: the last name is the plain one."""
    if not rows or rows[-1][1].letter != "d":
        return
    tail = "".join([each.letter for _, each in rows[-3:]])
    for joint in ("=d", "d"):
        before = len(rows) - len(joint) - 1
        if before < 0 or not tail.endswith(joint):
            continue
        head = rows[before][1]
        if head.letter == "M" and token.letter == "S":
            del rows[before + 1 :]
            return
        if _same(head, token):
            del rows[before:]
            return


def _same(head: Token, token: Token) -> bool:
    if head.letter == token.letter:
        return bool(head.value == token.value)
    return head.letter == "E" and token.letter == "S" and bool(head.value == token.value // 2)
