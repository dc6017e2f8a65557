"""Noun phrases of a Korean sentence made one, and a looser view of it without unknown words.

The finders look at both views: what stands beside its place, and what does but for words between.
"""

from __future__ import annotations

import re

from saju.inspection.tokens import Mark, Sentence, Token

_MERGES = re.compile(r"hh|DD|[GXEQ]j|d[SREGX]|KB|LeW|[LTBMOUJ];")
_PARTS = {"stem": "T", "branch": "B"}
_PLACES, _SIGNS = "TBL", "SREGX"


def merged(sentence: Sentence) -> tuple[Sentence, list[int] | None]:
    """The sentence with appositions and verbs in a row made one, and where its tokens stood."""
    if _MERGES.search(sentence.shape) is None:
        return sentence, None
    return _rebuilt(sentence, _merged(sentence))


def loosened(sentence: Sentence) -> tuple[Sentence, list[int] | None]:
    """The sentence without unknown words, and where its tokens stood."""
    if "." not in sentence.shape:
        return sentence, None
    cuts = {mark.at for mark in sentence.marks if mark.kind == "cut"}
    kept: list[tuple[int, Token]] = []
    for k, token in enumerate(sentence.tokens):
        letter, value, start, end = token
        if k in cuts and letter not in ",;" and kept:
            kept.append((k - 1, Token(";", None, start, start)))
        if letter == ".":
            if value == "apart" or _is_object(kept):
                kept.append((k, Token(";", None, start, end)))
            elif value is not None:
                kept.append((k, token))
        elif letter == "n" and k and _denies_unknown(sentence, k):
            if "어디" not in sentence.text[kept[-1][1].end if kept else 0 : token.start]:
                continue
            kept.append((k, token._replace(letter="l")))  # 어디에도 들지 않았다
        else:
            if letter in _SIGNS and not sentence.shape.startswith("RR", k):
                _drop_relative(kept)
            kept.append((k, token))
    return _rebuilt(sentence, kept)


def _is_object(kept: list[tuple[int, Token]]) -> bool:
    """Whether a term has just been named as the object of an unknown verb: 편재를 감당할."""
    return len(kept) > 1 and kept[-1][1][0] == "o" and kept[-2][1][0] in "EGHX"


def _denies_unknown(sentence: Sentence, k: int) -> bool:
    """Whether 않다 belongs to a word that is left out: 식지 않는."""
    before = sentence.tokens[k - 1]
    ends = ("지", "지는", "지도", "지를", "지만은")
    return before.letter == "." and sentence.text.endswith(ends, before.start, before.end)


def _rebuilt(sentence: Sentence, kept: list[tuple[int, Token]]) -> tuple[Sentence, list[int]]:
    at = [k for k, _ in kept]
    marks: list[Mark] = []
    n = 0
    for mark in sentence.marks:
        while n < len(at) and at[n] < mark.at:
            n += 1
        marks.append(Mark(mark.kind, n))
    return sentence.seen_as([token for _, token in kept], marks), at


def _merged(sentence: Sentence) -> list[tuple[int, Token]]:
    rows: list[tuple[int, Token]] = []
    for k, plain in enumerate(sentence.tokens):
        last = rows[-1][1][0] if rows else ""
        if plain[0] == "." and last != "=":
            rows.append((k, plain))
            continue
        if plain[0] == last and last in "hD":
            continue
        if plain.letter == "." and last == "=" and sentence.text.startswith("되지", plain.start):
            continue
        token = _read_again(sentence, rows, plain)
        letter = token.letter
        if letter in _SIGNS:
            if letter != "R" or not sentence.shape.startswith("R", k + 1):
                _drop_relative(rows)  # but not 시지에 걸리는 자묘형
            _drop_apposition(rows, token)
        if letter == "B" and last == "K" and sentence.text[token.start - 1] == "(":
            rows.insert(len(rows) - 1, (k, token))  # 장생(연지)
            continue
        rows.append((k, token))
    return rows


def _read_again(sentence: Sentence, rows: list[tuple[int, Token]], token: Token) -> Token:
    """A token as what stands before it makes it: 시주의 천간, | 일주 | 기묘 |, 편관이 되어."""
    letter, last = token.letter, rows[-1][1].letter if rows else ""
    if letter == "W" and token.value in _PARTS and _has_owner(rows):
        place = rows[-2][1]
        del rows[-2:]
        return Token(_PARTS[token.value], place.value, place.start, token.end)
    if letter == ";" and last and last in "LTBMOUJ" and sentence.text[token.start] == "|":
        return token._replace(letter="j")
    if letter == "j" and last and last in "GXEQ" and _becomes(sentence, token):
        return token._replace(letter="=")
    return token


def _has_owner(rows: list[tuple[int, Token]]) -> bool:
    return len(rows) > 1 and rows[-1][1].letter == "e" and rows[-2][1].letter == "L"


def _becomes(sentence: Sentence, token: Token) -> bool:
    """Whether 되다 follows, which makes a predicate of the noun: 편관이 되어."""
    return sentence.text.startswith((" 되", " 됩", " 된", " 돼"), token.end)


def _drop_relative(rows: list[tuple[int, Token]]) -> None:
    """시간에 뜬 계수, 연간에 떠 있는 무토: the sign stands at its place."""
    if len(rows) < 3 or rows[-1][1].letter != "d" or rows[-2][1].letter != "h":
        return
    tail = "".join([token.letter for _, token in rows[-4:]])
    for end in ("ihd", "hd"):
        if tail.endswith(end) and tail[: -len(end)][-1:] in tuple(_PLACES):
            del rows[-len(end) :]
            return


def _drop_apposition(rows: list[tuple[int, Token]], token: Token) -> None:
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
