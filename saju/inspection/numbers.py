"""Numbers: counts, ages, ranges of ages, years, and those that say nothing here."""

from __future__ import annotations

import re

from saju.inspection.korean.lexer import KoreanPieces
from saju.inspection.korean.vocabulary.particles import tail_letters
from saju.inspection.tokens import Mark, Token

_CLOCK = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{1,2}:\d\d(?!\d)", re.ASCII)


class NumberPieces(KoreanPieces):
    """Reads digits."""

    def _number(self) -> None:  # noqa: C901, PLR0912, PLR0915 - one branch a form of words
        text, size = self.text, len(self.text)
        start = end = self.at
        while end < size and text[end].isdigit() and text[end].isascii():
            end += 1
        if text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit():
            end += 1  # points or per cent, which count nothing
            while end < size and text[end].isdigit():
                end += 1
            self.at = self._word_end(end)
            self._emit(".", None, start, self.at)
            return
        if end - start > 4:
            self.at = end
            self._emit(".", None, start, end)
            return
        number, after = int(text[start:end]), text[end : end + 6]
        if after[:1] in ("-", ":") and (dated := _CLOCK.match(text, start)) is not None:
            self.at = dated.end()
            self._emit(".", None, start, self.at)
            return
        if after[:1] in ("~", "-", "–", "∼", "〜") and after[1:2].isdigit():
            second_end = end + 1
            while (
                second_end < min(size, end + 4)
                and text[second_end].isdigit()
                and text[second_end].isascii()
            ):
                second_end += 1
            second = int(text[end + 1 : second_end])
            self.at = second_end
            if text[second_end : second_end + 1] in ("세", "살"):
                self.at += 1
                self._emit("J", (number, second), start, self.at)
                self._tail()
            elif self._last_letter() == "J":
                self.tokens[-1] = Token("J", (number, second), self.tokens[-1].start, second_end)
            else:
                self._emit(".", (number, second), start, second_end)
                self.at = self._word_end(self.at)
            return
        self.at = end
        if after.startswith((" Killi", " killi", "-Killi")):
            return  # 7 Killings
        if (
            after[:1] == "s"
            and number % 10 == 0
            and 10 <= number <= 90
            and not after[1:2].isalpha()
        ):
            self.at = end + 1
            self._emit("J", (number, number + 9), start, self.at)
        elif after[:1] in ("세", "살") or after[:2] in (" 세", " 살"):
            self.at = end + (1 if after[0] != " " else 2)
            if text[self.at : self.at + 1] in ("~", "∼", "〜", "–", "-"):
                self._age_range(number, start)
                return
            self._emit("J", number, start, self.at)
            self._tail()
        elif after.startswith(("대 ", "대에", "대는", "대의", "대부")):
            self.at = end + 1
            self._emit("J", (number, number + 9), start, self.at)
            self._tail()
        elif (after[:1] == "년" and 1800 <= number <= 2200) or (
            1900 <= number <= 2100 and not after[:1].isalpha() and after[:1] not in "-./"
        ):
            self.at = end + (after[:1] == "년")
            self._emit("Y", number, start, self.at)
            self._tail()
        elif self._last_letter() == "J" and self.tokens[-1].value is None:
            self.tokens[-1] = Token("J", number, self.tokens[-1].start, end)
        elif (after[:1] in "%.-/" and after[1:2].isdigit()) or after[:1] in (
            "%",
            "점",
            "퍼",
            "월",
            "일",
            "시",
            "분",
            "년",
            "도",
        ):
            if after[:1] == ".":  # 화가 41.8: a weight, whose decimals count nothing
                end += 1
                while end < size and text[end].isdigit() and text[end].isascii():
                    end += 1
            self.at = self._word_end(end)
            self._emit(".", None, start, self.at)
            if "생" in text[end : end + 3]:  # 8시 40분생
                self._emit("b", None, self.at, self.at)
        elif after[:1] in ("개", "자", "글", "곳") or after[:2] in (" 개", " 글"):
            self.at = self._word_end(end + (after[:1] == " "))
            tail = (
                text[end : self.at]
                .strip()
                .removeprefix("개")
                .removeprefix("글자")
                .removeprefix("자")
                .removeprefix("곳")
            )
            self._emit("N", number, start, self.at)
            if tail == "이상":
                self._emit("N", "least", start, self.at)
            letters = tail_letters(tail) or ()
            for letter in letters:
                if letter != "?":
                    self._emit(letter, None, self.at, self.at)
            if "=" in letters and self._ends_clause(tail, self.at):
                self.marks.append(Mark("cut", len(self.tokens)))  # 0개라 생각이 많다
        elif number <= 8:
            self._emit("N", number, start, end)
        else:
            self._emit(".", number, start, end)

    def _age_range(self, number: int, start: int) -> None:
        text, at = self.text, self.at + 1
        while text[at : at + 1] == " ":
            at += 1
        end = at
        while end < min(len(text), at + 3) and text[end].isdigit() and text[end].isascii():
            end += 1
        if end > at and text[end : end + 1] in ("세", "살"):
            self.at = end + 1
            self._emit("J", (number, int(text[at:end])), start, self.at)
            self._tail()
        else:
            self._emit("J", number, start, self.at)
