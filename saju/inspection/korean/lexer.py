"""Korean words with their particles and endings, and Chinese signs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from saju.inspection.korean.fits import KoreanFits
from saju.inspection.korean.tables import STAGES, columns_of, part_of, part_of_row
from saju.inspection.korean.vocabulary import Rows
from saju.inspection.korean.vocabulary.particles import tail_letters
from saju.inspection.tokens import Mark, Token

_LONGEST_WORD = 12  # of hangul: what is longer holds no ending that matters
_SUPPOSING = ("다면", "라면", "오면", "나면", "생기면", "되면")


# Where a clause ends that says what is so: 받쳐 주므로, 없으니, 있어서, 있지만.
_CONNECTIVES = (
    "므로", "으니", "하니", "니까", "아서", "어서", "여서", "라서", "해서", "하여", "지만",
    "는데", "은데", "인데", "한데", "신데", "며", "면서", "하기에", "있기에", "없기에",
    "이기에", "되기에", "었기에", "았기에", "였기에", "많기에", "거니와", "으나", "하나",
    "이니", "이며", "이고", "고요", "는지라", "인지라", "아", "어", "니", "있고", "없고", "으되", "건만",
    "많고", "하고", "때문에", "덕분에", "탓에", "만큼", "까닭에", "이라", "라",
)  # fmt: skip
_LAST_OF_CONNECTIVES = frozenset(word[-1] for word in _CONNECTIVES)
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
AND_SO = (" 해서", " 하여", " 다 ", " 모두", " 무조건", " 반드시", " 꼭 ", " 전부")
_PERHAPS_DENIED = ("이지", "지")
_DENIED = (" 않", " 못", " 아니", " 말")
_GUESSED = ("겠지", "겠거니", "겠죠", "을까", "을지")
# After 라고 and 다고: what others say, and the text does not.
CONTRASTED = (
    " 하는데", " 하지만", " 하던데", " 하시는데", " 하시지만", " 해도 ", " 했지만", " 했는데", " 들었",
    " 들으", " 배웠", " 배우", " 알려", " 믿", " 우기", " 우겨", " 착각", " 오해", " 생각하", " 넘겨",
)  # fmt: skip
_CONTRARY = ("었다면", "았다면", "했다면", "였다면", "더라면")
_OF_MANNER = ("하게", "게", "을", "할", "하도록", "도록")
_LONGEST_LINE = 200  # signs of a table's line
_ASKED = ("다고요", "라고요", "냐고요", "다니", "라니")
FACTS = (" 사실", " 점", " 특징", " 이유", " 까닭", " 덕", " 탓", " 데다", " 만큼", " 셈")
MEETINGS = ("만나", "만날", "만났")
HOMONYMS = frozenset(("신", "신금", "상관", "해", "쇠", "병", "사", "묘", "양"))


@lru_cache(maxsize=16_384)
def _ending_of(word: str) -> tuple[str, ...] | None:
    """The marks of a word that is no term: contrary to fact, supposing, or the end of a clause.

    받쳐 주므로 and 알맞고 end one; 라고 and 다고 only quote.
    """
    last = word[-1]
    if last == "면":
        contrary = ("if",) if word.endswith(_CONTRARY) else ()
        return (*contrary, "would") if word.endswith(_SUPPOSING) else contrary or None
    if word.endswith("면야"):
        return ("would",)
    if last == "고":
        return ("cut",) if len(word) > 1 and word[-2] not in "라다자냐" else None
    joins = last in _LAST_OF_CONNECTIVES and word.endswith(_CONNECTIVES)
    return ("cut",) if joins else None


class KoreanPieces(KoreanFits):
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
            if value == "told" and word.endswith(_CONNECTIVES):
                self.marks.append(Mark("cut", len(self.tokens)))
            if word in ("올해", "금년"):
                self.marks.append(Mark("this_year", len(self.tokens)))
            self._tail_of_mark(value)
        elif rule == "skip":
            self._tail(skipped=True)
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

    def _tail(self, *, skipped: bool = False) -> None:
        """What follows a noun in its word."""
        start = self.at
        self._tail_was_read = False
        text = self.text
        end = self._word_end(start)
        if end == start:
            return
        tail = text[start:end]
        letters = tail_letters(tail) if len(tail) <= _LONGEST_WORD else None
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
        return tail.endswith(_CONNECTIVES) and not tail.endswith(_ASKED)

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

    def _unknown(self, word: str) -> None:
        start, tokens = self.at, self.tokens
        self.at = end = start + len(word)
        ending = _ending_of(word)
        if ending is None:
            tokens.append(Token(".", None, start, end))
            return
        for kind in ending:
            if kind != "cut":
                self.marks.append(Mark(kind, len(tokens)))
        tokens.append(Token(".", None, start, end))
        if "cut" in ending:
            self.marks.append(Mark("cut", len(tokens)))

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

    def _verb(self, letter: str, value: Any, start: int) -> None:  # noqa: C901 - one branch a form of words
        """A verb's stem and its ending: 강한, 강하지, 강하면, 없는, 없다는."""
        text = self.text
        stem_end = self.at
        self.at = end = self._word_end(stem_end)
        ending = text[stem_end:end]
        last_sign = text[stem_end - 1]
        if value == "opened" and self._lately("D"):  # 지장간을 열어 보면
            self.at = start
            self._unknown(text[start : self._word_end(start)])
            return
        if value == "seat":
            value = None
            letters = tail_letters(ending) if self._last_letter() in "TBL" else None
            if ending and letters:  # 시주 자리에는
                self.tokens += [Token(each, None, stem_end, end) for each in letters]
                return
        elif value == "see":
            if self._last_letter() not in "hlsmwfZQ=":
                self._emit("h", None, start, stem_end)
        if letter == "h" and self._after_rieul_modal(start):
            self.marks.append(Mark("could", len(self.tokens)))
            return
        if (
            ending[:2] in ("해지", "아지", "어지")
            or ending[:1] in ("집", "질", "졌")
            or ending[1:2] in ("집", "질", "졌")
        ):
            self._emit(".", None, start, end)
            return
        self._emit(letter, value, start, end)
        if (
            (ending.endswith(_CONNECTIVES) and not ending.endswith(_ASKED) and "냐" not in ending)
            or (ending.endswith(("는", "은", "을", "인")) and text.startswith(FACTS, end))
            or (
                ending.endswith("다고")
                and text.startswith(AND_SO, end)
                and not text.startswith(CONTRASTED, end)
            )
        ):
            self.marks.append(Mark("cut", len(self.tokens)))
        if ending[:1] in "겠을" and ending.startswith(_GUESSED):
            self.marks.append(Mark("would", len(self.tokens)))  # 있겠지
        if ending.endswith(("다니", "다느니")) or (
            ending.endswith("다고") and text.startswith(CONTRASTED, end)
        ):
            self.marks.append(Mark("would", len(self.tokens)))  # 약하다니
        if ending.endswith("야") and letter in "hlsmwf":
            self.marks.append(Mark("would", len(self.tokens)))  # 있어야 제맛이다
        if ending.endswith(_CONTRARY):
            self.marks.append(Mark("if", len(self.tokens)))
        if (
            ending.endswith(("면", "다면"))
            and not ending.endswith(("으면서", "측면"))
            and value != "opened"
        ):
            self.marks.append(Mark("would", len(self.tokens)))
        elif ending in ("는", "은", "던", "한", "인", "운", "된", "난") or (
            not ending and last_sign in "한은는인진난둔린놓춘운쁜른닌룬뜬선찬낀띤쥔솟"
        ):
            self._emit("d", None, end, end)
        elif ending in _OF_MANNER or (ending == "기" and text.startswith((" 쉬", " 쉽"), end)):
            self.tokens[-1] = Token(".", None, start, end)

    def _after_rieul_modal(self, start: int) -> bool:
        """Whether 수 있다 stands after a verb here (강할 수 있다), which claims nothing."""
        before = self.text[max(start - 4, 0) : start].rstrip()
        return before.endswith((" 수", " 수도", " 수가")) and self._last_letter() != "E"
