"""Korean words with their particles and endings, and Chinese signs."""

from __future__ import annotations

import re

from saju.inspection.korean.endings import AND_SO, ASKED, CONNECTIVES, CONTRASTED, VerbPieces
from saju.inspection.korean.sign_fits import LONGEST_WORD
from saju.inspection.korean.tables import STAGES, columns_of, part_of, part_of_row
from saju.inspection.korean.vocabulary import Rows
from saju.inspection.korean.vocabulary.particles import tail_letters
from saju.inspection.tokens import Mark, Token

_GLUED = re.compile(
    "[자축인묘진사오미신유술해] ?(?:반합|삼합|방합|육합|합|충|형|파|해|원진|귀문|자형|공망)"
)
QUOTING = (
    " 하",
    " 할",
    " 한다",
    " 해",
    " 보",
    " 볼",
    " 부르",
    " 불",
    " 말",
    " 일컫",
    " 우기",
    " 우겨",
    " 주장",
    " 여기",
    " 믿",
    " 생각",
    " 오해",
    " 착각",
)
_PERHAPS_DENIED = ("이지", "지")
_DENIED = (" 않", " 못", " 아니", " 말")
_DEFINED = ("이란", "란")
_REFUSED = re.compile("[가-힣]{0,3} ?[가-힣]{0,4} ?(?:아니|아닌|아닙|않|없|벗어|피)")
_LONGEST_LINE = 200  # signs of a table's line
MEETINGS = ("만나", "만날", "만났")
HOMONYMS = frozenset(("득세", "신", "신금", "상관", "해", "쇠", "병", "사", "묘", "양"))


class KoreanPieces(VerbPieces):
    """Reads hangul and hanja."""

    def _rows_at(self, at: int) -> Rows | None:
        """The words that begin with the signs here, the longest first."""
        return self.korean.get(self.text[at : at + 2]) or self.korean.get(self.text[at])

    def _korean(self, rows: Rows) -> bool:  # noqa: C901, PLR0912, PLR0915 - one branch a form of words
        """Whether one of the words was read here."""
        text, at = self.text, self.at
        begins = not ("가" <= text[at - 1 : at] <= "힣")
        if not begins and not self._follows_term():
            return False
        for word, (entry_letter, entry_value, rule) in rows:
            if text.startswith(word, at):
                letter, value = entry_letter, entry_value
                if word in HOMONYMS:
                    letter, value = self._among_homonyms(word, letter, value)
                if rule == "stem" or self._fits(word, rule, letter, begins=begins):
                    break
        else:
            return False
        end = self.at = at + len(word)
        if letter in "GKX" and self._means_another(end):
            letter, value = ".", None
        if rule == "stem":
            self._verb(letter, value, at)
        elif rule == "mark" and (
            (word in MEETINGS and self._meet()) or (word == "알고" and self._last_letter() != "=")
        ):
            self.at = at
            self._unknown(text[at : self._word_end(at)])
        elif rule == "mark":
            self.marks.append(Mark(value, len(self.tokens)))
            if value == "told" and word.endswith(CONNECTIVES):
                self.marks.append(Mark("cut", len(self.tokens)))
            if word in ("올해", "금년"):
                self.marks.append(Mark("this_year", len(self.tokens)))
            self._tail_of_mark(value)
        elif rule == "skip":
            self._tail(skipped=True)
        elif rule == "spelt":
            for spelt, worth in () if _REFUSED.match(text, end) else value:
                self._emit(spelt, worth, at, end)
            self._tail()
        elif rule == "places":
            for k, place in enumerate(value):
                if k:
                    self._emit("&", None, at + k, at + k)
                self._emit(letter, place, at, end)
            self._tail()
        elif rule == "void":
            for k, branch in enumerate(value):
                self._emit("R", branch, at + k, at + k + 1)
            if text[end : end + 1] in ("(", "（") and text[end + 3 : end + 4] in (")", "）"):
                self.at = end + 4  # 오미(午未)
            self._tail()
        elif rule == "full":
            self._emit(letter, value, at, end)
            self.at = self._word_end(end)
        elif rule == "swallow":
            self.at = self._word_end(end)
            self._emit(".", value, at, self.at)
        else:
            if value == "most" and letter in "sm":
                self._emit("v", None, at, at)
            if letter:
                self._emit(letter, value, at, end)
                if rule == "age":
                    self.at += len(text[end : end + 2]) - len(
                        text[end : end + 2].lstrip(" ").lstrip("살세")
                    )
                    self.at = max(end, self.at) if text[end : end + 1] in " 살세" else end
                if letter == "P":
                    self._unit(end)
                    self._hanja_unit()
            if not (rule == "sign" and _GLUED.match(text, end)):
                self._tail()
        return True

    def _meet(self) -> bool:
        """Whether 만나 is said of two signs of the chart, and not of luck to come."""
        return sum(token[0] in "RSTBM" for token in self.tokens[-8:]) > 1

    def _hanja_unit(self) -> None:
        """What a pillar is of, in hanja right after it: 癸卯月, 癸未日生."""
        at = self.at
        if self.text[at : at + 1] in tuple("年月日時") and self.text[at + 1 : at + 2] != "柱":
            self._emit("y", "年月日時".index(self.text[at]), at, at + 1)
            self.at = at + 1
            if self.text[at + 1 : at + 2] == "生":
                self._emit("b", None, at + 1, at + 2)
                self.at = at + 2

    def _means_another(self, end: int) -> bool:
        """Whether hanja in brackets say that a word of the same sound is meant: 정관(定款)."""
        text = self.text
        if text[end : end + 1] != "(" or not "\u4e00" <= text[end + 1 : end + 2] <= "\u9fff":
            return False
        return self._rows_at(end + 1) is None

    def _tail(self, *, skipped: bool = False) -> None:  # noqa: C901 - one branch a form of words
        """What follows a noun in its word."""
        start = self.at
        self._tail_was_read = False
        text = self.text
        end = self._word_end(start)
        if end == start:
            return
        tail = text[start:end]
        letters = tail_letters(tail) if len(tail) <= LONGEST_WORD else None
        if letters is None:
            if not self._continues(tail) and (not skipped or self._last_letter() in "PR"):
                self._cut_tail(tail, start)
            return
        if not letters and tail in _PERHAPS_DENIED and not text.startswith(_DENIED, end):
            letters = ("=",)  # 편관이지, but not 편관이지 않다
        self.at = end
        self._tail_was_read = True
        tokens = self.tokens
        for letter in letters:
            if letter == "?":
                self.marks.append(Mark("would", len(self.tokens)))
            elif letter == "x":
                self._emit(".", "x", start, end)
            else:
                tokens.append(Token(letter, None, start, end))
        if "=" not in letters:
            return
        if tail in _DEFINED:
            self.marks.append(Mark("general", len(tokens)))  # 공망이란
        if tail.endswith("라고") and text.startswith(CONTRASTED, end):
            self.marks.append(Mark("would", len(tokens)))
        elif self._ends_clause(tail, end):
            self.marks.append(Mark("cut", len(self.tokens)))

    def _ends_clause(self, tail: str, end: int) -> bool:
        """Whether a copula ends a clause: 편관이라 엄하고, but not 신약이라 하면."""
        if tail.endswith("라고"):
            return self.text.startswith(AND_SO, end)
        if tail.endswith("라") and self.text.startswith(QUOTING, end):
            return False
        return tail.endswith(CONNECTIVES) and not tail.endswith(ASKED)

    def _cell(self) -> None:
        """The place of a table's cell, whose column's head names one."""
        text, at = self.text, self.at
        begin = text.rfind("\n", max(at - _LONGEST_LINE, 0), at) + 1
        end = text.find("\n", at, at + _LONGEST_LINE)
        line = text[begin : end if end >= 0 else min(len(text), at + _LONGEST_LINE)]
        column = line.count("|", 0, at - begin)
        if column == 1:
            self.columns = columns_of(line) or self.columns
        place = self.columns.get(column)
        if place is None:
            return
        if place == STAGES:
            self._emit("k", None, at, at)
            return
        close = text.find("|", at, begin + len(line))
        part = part_of_row(line) or part_of(text[at : close if close >= 0 else begin + len(line)])
        if part is not None:
            self._emit(part, place, at, at)

    def _cut_tail(self, tail: str, start: int) -> None:
        if tail[0] in "년월일시" and self._last_letter() in "PR":
            self._emit("y", "년월일시".index(tail[0]), start, start + 1)
            self.at = start + 1
            if tail[1:2] == "생":
                self._emit("b", None, start + 1, start + 2)
                self.at = start + 2
            self._tail()

    def _tail_of_mark(self, kind: str) -> None:
        """A person is spoken of as a subject or owner; beside one (과, 에게) the chart goes on."""
        start = self.at
        self.at = end = self._word_end(start)
        tail = self.text[start:end]
        if tail.endswith("면"):
            self.marks.append(Mark("would", len(self.tokens)))
        if kind == "other" and tail.startswith(("들이", "들은", "들도", "들께")):
            self.marks[-1] = Mark("general", len(self.tokens))
        if kind == "other" and (
            tail.startswith(("과", "와", "에게", "한테", "을", "를")) or tail in ("께", "께는")
        ):
            if self.text.startswith((" 없", " 있", " 부족", " 모자"), end):
                return  # 상대에게 없는
            self.marks[-1] = Mark("beside", len(self.tokens))
