"""Prose cut into sentences of tokens, in one pass from left to right.

Every sign is looked at once but for words that begin alike, so the time is linear in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.korean.readings import LONGEST, reading_of
from saju.inspection.korean.vocabulary import candidates
from saju.inspection.numbers import NumberPieces
from saju.inspection.pieces import NAMED_TWICE
from saju.inspection.tokens import Mark, Sentence, Token

if TYPE_CHECKING:
    from collections.abc import Iterator


_BRACKETS = ("(", "[", "（")
_CLOSING = ")]）〕】>〉》」』”’}"
_HANGUL = re.compile("[가-힣]")
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

    def sentences(self) -> Iterator[Sentence]:  # noqa: C901, PLR0912 - in one loop for its speed
        text, tokens, marks, at, paragraph = self.text, self.tokens, self.marks, 0, True
        end = -1
        for word in text.split(" "):
            start = end + 1
            end = start + len(word)
            if start < at:
                start = at  # the rest was read with what stands before
            elif end - start <= LONGEST and (reading := reading_of(word)):
                read, marked, length, unless, doubtful, ends = reading
                if doubtful == "a":
                    self.latin_words += 1
                elif (unless and text[end + 1 : end + 2] in unless) or (
                    doubtful and self._is_other(doubtful, start)
                ):
                    length = 0
                if length:
                    if marked:
                        marks += [Mark(each, len(tokens) + place) for each, place in marked]
                    for letter, value, begin, stop in read:
                        tokens.append(_new(Token, (letter, value, start + begin, start + stop)))
                    start = at = start + length
                    if (ends and (tokens or marks)) or len(tokens) >= _MOST_TOKENS:
                        yield self._sentence(paragraph, asks=False)
                        tokens, marks, paragraph = self.tokens, self.marks, False
            if start < end:
                self.at = start
                while self.at < end:
                    sign = text[self.at]
                    if sign in _PASSED:
                        self.at += 1
                    elif sign in _ENDS and not self._is_inner_dot(sign):
                        if tokens or marks:
                            yield self._sentence(paragraph, asks=sign in "?？")
                            tokens, marks, paragraph = self.tokens, self.marks, False
                        paragraph = paragraph or sign == "\n"
                        self.at += 1
                    else:
                        self._read(sign)
                        if len(tokens) >= _MOST_TOKENS:
                            yield self._sentence(paragraph, asks=False)
                            tokens, marks, paragraph = self.tokens, self.marks, False
                at = self.at
        if tokens or marks:
            yield self._sentence(paragraph, asks=False)

    def _is_other(self, doubtful: str, at: int) -> bool:
        """Whether a word that is doubtful may be another than it mostly is."""
        self.at = at
        if doubtful == "h":
            return self._after_rieul_modal(at)
        if doubtful == "E" and (self._after_rieul() or self._counts_signs()):
            return True
        tokens = self.tokens
        if not tokens or tokens[-1][0] not in NAMED_TWICE:
            return False
        between = self.text[tokens[-1][3] : at]  # a bracket that explains the term before
        return between != " " and between.lstrip().startswith(_BRACKETS)

    def _hangul(self, sign: str) -> None:
        """Reads a run of hangul, or how it begins."""
        if self.text[self.at - 1] in _CLOSING and self._ends_bracketed(sign):
            return
        at = self.at
        word = self.text[at : self._word_end(at)]
        rows = candidates(word)
        if not rows or not self._korean(rows):
            self.at = at
            self._unknown(word)

    def _is_inner_dot(self, sign: str) -> bool:
        text, at = self.text, self.at
        return sign == "." and text[at + 1 : at + 2].isdigit() and text[at - 1 : at].isdigit()

    def _sentence(self, new_paragraph: bool, *, asks: bool) -> Sentence:  # noqa: FBT001 - passed on
        tokens, marks = self.tokens, self.marks
        self.tokens, self.marks = [], []
        shape = "".join([token[0] for token in tokens])
        english = 2 * self.latin_words > len(tokens) + len(marks)
        if self.latin_words and not english and tokens:  # signs in hanja are of no language
            hangul = _HANGUL.findall(self.text, tokens[0].start, tokens[-1].end)
            english = 2 * self.latin_words >= len(hangul)  # Hour: 정해(丁亥) is English
        self.latin_words = 0
        return Sentence(tokens, shape, marks, new_paragraph, asks, english, self.text)

    def _ends_bracketed(self, sign: str) -> bool:
        """Whether the particles of a term end here, whose explanation was in brackets: 기묘(己卯)는."""
        if not self._closes_term():
            return False
        self._tail(skipped=True)
        return self.at >= len(self.text) or self.text[self.at] != sign or self._tail_was_read

    def _read(self, sign: str) -> None:
        if "가" <= sign <= "힣":
            self._hangul(sign)
        elif "a" <= sign <= "z" or "A" <= sign <= "Z":
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
