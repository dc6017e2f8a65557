"""Tokens as they are collected, and what stands around the sign that is read next."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from saju.inspection.english.words import english_words
from saju.inspection.korean.vocabulary import korean_words
from saju.inspection.tokens import Mark, Token

if TYPE_CHECKING:
    from saju.inspection.english.words import Begun

_HANGUL = re.compile("[가-힣]+")
_CLOSED = (")", "）", "]")
NAMED_TWICE = frozenset("PSREGHXAKQZCUOV")  # terms that a bracket may name again


class Pieces:
    """A text and the tokens and marks of the sentence being read; `at` is the next sign."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._tail_was_read = False
        self.tokens: list[Token] = []
        self.marks: list[Mark] = []
        self.latin_words = 0
        self.columns: dict[int, str] = {}  # of the table being read, which place each is of
        self._run = (0, -1)  # the run of hangul last looked at
        self.korean = korean_words()

    @cached_property
    def english(self) -> dict[str, Begun]:
        """The English words, which take two megabytes, once a Latin letter was met."""
        return english_words()

    def _emit(self, letter: str, value: Any, start: int, end: int) -> None:
        tokens = self.tokens
        if tokens and letter in NAMED_TWICE:
            last = tokens[-1]
            if last.letter == letter and last.value == value:
                between = self.text[last.end : start].strip()
                if between and between[0] in "([（" and len(between) < 3:
                    tokens[-1] = Token(letter, value, last.start, end)
                    return
            if letter == "E" and last.letter == "S" and self.text[last.end : start] in _CLOSED:
                if last.value // 2 == value:  # 임(壬)수
                    tokens[-1] = Token("S", last.value, last.start, end)
                    return
            elif (
                letter in "SRE"
                and last.letter in "SREP"
                and self._explains(last, letter, value, start)
            ):
                tokens[-1] = Token(last.letter, last.value, last.start, end)
                return
        tokens.append(Token(letter, value, start, end))

    def _explains(self, last: Token, letter: str, value: Any, start: int) -> bool:
        """Whether a sign in brackets only says the last one again: 기토(己), 卯(목)."""
        if not self.text[last.end : start].strip().startswith(("(", "[", "（")):
            return False
        if last.letter == "S":
            return bool(letter == "E" and value == last.value // 2)
        return letter == last.letter and bool(value == last.value)

    def _last_letter(self) -> str:
        return self.tokens[-1].letter if self.tokens else ""

    def _lately(self, letters: str) -> bool:
        return any(token.letter in letters for token in self.tokens[-3:])

    def _word_end(self, start: int) -> int:
        first, end = self._run
        if not first <= start <= end:
            found = _HANGUL.match(self.text, start)
            end = start if found is None else found.end()
            self._run = start, end
        return end

    def _follows_term(self) -> bool:
        tokens = self.tokens
        return bool(tokens) and tokens[-1].end == self.at and tokens[-1].letter != "."

    def _closes_term(self) -> bool:
        """Whether a bracket that explained the last term has just been closed: 기묘(己卯)는."""
        return (
            bool(self.tokens)
            and self.tokens[-1].end >= self.at - 1
            and self.tokens[-1].letter != "."
        )
