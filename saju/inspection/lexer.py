"""Prose cut into sentences of tokens, in one pass from left to right.

Every sign is looked at once but for words that begin alike, so the time is linear in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.korean.readings import reading_of
from saju.inspection.korean.vocabulary import candidates
from saju.inspection.numbers import NumberPieces
from saju.inspection.pieces import NAMED_TWICE
from saju.inspection.tokens import Mark, Sentence, Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.korean.readings import Reading

_BRACKETS = ("(", "[", "（")
_CLOSING = ")]）〕】>〉》」』”’}"
_HANGUL = re.compile("[가-힣]")
_RUN = re.compile("[가-힣]+")
_BLANKS = " \t\u00a0\u3000\r"
_PASSED = frozenset(_BLANKS + "([（〔【<〈《「『“‘\"'{*_" + _CLOSING)  # of which no word is made
_ENDS = ".!?。！？\n…"
_new = tuple.__new__  # half the time of the constructor of a named tuple
_MOST_TOKENS = 64  # a longer sentence is cut, so that no pattern sees much at once


def sentences_of(text: str) -> Iterator[Sentence]:
    """The sentences of a text, with nothing left out but blanks."""
    return _Lexer(text).sentences()


class _Lexer(NumberPieces):
    """One pass over a text."""

    def sentences(self) -> Iterator[Sentence]:  # noqa: C901, PLR0912 - one branch a kind of sign
        text, size = self.text, len(self.text)
        run_of, new_paragraph = _RUN.match, True
        while (at := self.at) < size:
            sign = text[at]
            if sign in _PASSED:
                self.at = at + 1
            elif "가" <= sign <= "힣":
                if text[at - 1] not in _CLOSING or not self._ends_bracketed(sign):
                    at = self.at
                    inside = "가" <= text[at - 1] <= "힣"  # of a word, after a term
                    end = run_of(text, at).end()  # type: ignore[union-attr] # hangul stands here
                    word = text[at:end]
                    reading = None if inside else reading_of(word)
                    if reading is None or not self._takes(reading, end):
                        self._run = at, end
                        rows = candidates(word)
                        if not rows or not self._korean(rows):
                            self.at = at
                            self._unknown(word)
                if len(self.tokens) >= _MOST_TOKENS:
                    yield self._sentence(new_paragraph, asks=False)
                    new_paragraph = False
            elif sign in _ENDS and not self._is_inner_dot(sign):
                if self.tokens or self.marks:
                    yield self._sentence(new_paragraph, asks=sign in "?？")
                    new_paragraph = False
                new_paragraph = new_paragraph or sign == "\n"
                self.at += 1
            else:
                self._read(sign)
                if len(self.tokens) >= _MOST_TOKENS:
                    yield self._sentence(new_paragraph, asks=False)
                    new_paragraph = False
        if self.tokens or self.marks:
            yield self._sentence(new_paragraph, asks=False)

    def _takes(self, reading: Reading, end: int) -> bool:
        """Whether a word, which ends at `end`, was read as it is read wherever it stands."""
        read, marked, length, unless, explains, guarded = reading
        text, at, tokens = self.text, self.at, self.tokens
        if unless and (text[end : end + 2] in unless or text[end : end + 1] in unless):
            return False
        if explains and tokens and tokens[-1][0] in NAMED_TWICE:
            between = text[tokens[-1][3] : at]
            if between != " " and between.lstrip().startswith(_BRACKETS):
                return False
        if guarded and (self._after_rieul() if guarded == "E" else self._after_rieul_modal(at)):
            return False
        before = len(tokens)
        for letter, value, start, stop in read:
            tokens.append(_new(Token, (letter, value, at + start, at + stop)))
        for kind, place in marked:
            self.marks.append(Mark(kind, before + place))
        self.at = at + length
        return True

    def _is_inner_dot(self, sign: str) -> bool:
        after = self.text[self.at + 1 : self.at + 2]
        return sign == "." and after.isdigit() and self.text[self.at - 1 : self.at].isdigit()

    def _sentence(self, new_paragraph: bool, *, asks: bool) -> Sentence:  # noqa: FBT001 - passed on
        tokens, marks = self.tokens, self.marks
        self.tokens, self.marks = [], []
        shape = "".join([token[0] for token in tokens])
        english = 2 * self.latin_words > len(tokens) + len(marks)
        if self.latin_words and not english and tokens:  # signs in hanja are of no language
            hangul = _HANGUL.findall(self.text, tokens[0].start, tokens[-1].end)
            english = 2 * self.latin_words > len(hangul)
        self.latin_words = 0
        return Sentence(tokens, shape, marks, new_paragraph, asks, english, self.text)

    def _ends_bracketed(self, sign: str) -> bool:
        """Whether the particles of a term end here, whose explanation was in brackets: 기묘(己卯)는."""
        if not self._closes_term():
            return False
        self._tail(skipped=True)
        return self.at >= len(self.text) or self.text[self.at] != sign or self._tail_was_read

    def _read(self, sign: str) -> None:
        if "a" <= sign <= "z" or "A" <= sign <= "Z":
            self._english()
        elif (rows := self._rows_at(self.at)) and self._korean(rows):
            pass
        elif "0" <= sign <= "9":
            self._number()
        elif sign in ",、;，；·/+&|":
            letter = "&" if sign == "&" else ";" if sign in ";；|" else ","
            self._emit(letter, None, self.at, self.at + 1)
            self.at += 1
            if sign == "|":
                self._cell()
        elif sign in ":：=→":
            self._emit("j", None, self.at, self.at + 1)
            self.at += 1
        elif sign in "-–—−":
            spaced = self.text[self.at - 1 : self.at] in _BLANKS
            if spaced or sign == "—":
                self._emit(";", None, self.at, self.at + 1)
            self.at += 1
        else:
            self.at += 1  # brackets, quotes, what no word begins with
