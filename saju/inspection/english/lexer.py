"""English words and romanised signs, a phrase at a time."""

from __future__ import annotations

from saju.inspection.pieces import Pieces
from saju.inspection.spelling import BRANCHES_ROMAN
from saju.inspection.tokens import Mark

_UNITS = ("year", "month", "day", "hour")


class LatinPieces(Pieces):
    """Reads what is written in Latin letters."""

    def _english(self) -> None:  # noqa: C901 - one branch a form of words
        text = self.text
        start = self.at
        self.latin_words += 1
        first, end = self._latin_word(start)
        for words, (letter, value) in self.english.get(first, ()):
            at = end
            for word in words[1:]:
                begin = at
                while begin < len(text) and text[begin] in " -–\u00a0":
                    begin += 1
                found, after = self._latin_word(begin)
                if found != word or begin == at:
                    break
                at = after
            else:
                if letter == "P" and not self._is_name(start, at):
                    continue
                self.at = at
                if letter == "!":
                    self.marks.append(Mark(value, len(self.tokens)))
                    if words == ("this", "year"):
                        self.marks.append(Mark("this_year", len(self.tokens)))
                elif letter:
                    self._emit(letter, value, start, at)
                    if letter == "P":
                        self._unit(at)
                return
        self.at = end
        if end > start + 2 and first.endswith("n't"):
            self._emit("n", None, start, end)
        elif not self._roman_branch(first, start, end):
            self._emit(".", None, start, end)

    def _unit(self, at: int) -> None:
        """The word after a pillar that says of what it is one: a 庚午 day."""
        begin = at + 1 if self.text[at : at + 1] == " " else at
        word, end = self._latin_word(begin)
        after, _ = self._latin_word(end + 1)
        if word in _UNITS and after not in ("pillar", "branch", "stem", "master"):
            self._emit("y", _UNITS.index(word), begin, end)
            self.at = end

    def _latin_word(self, start: int) -> tuple[str, int]:
        text, end, size = self.text, start, len(self.text)
        while end < size and ((text[end].isascii() and text[end].isalpha()) or text[end] in "'’"):
            end += 1
        while end > start and text[end - 1] in "'’":
            end -= 1
        return text[start:end].lower().replace("’", "'"), end

    def _is_name(self, start: int, end: int) -> bool:
        """Two short syllables are a pillar when they are joined or both begin with a capital."""
        spelt = self.text[start:end]
        parts = spelt.split(" ")
        return len(parts) == 1 or all(part[:1].isupper() for part in parts) or len(spelt) > 8

    def _roman_branch(self, word: str, start: int, end: int) -> bool:
        """Two joined branches before a clash or combination: mao-you clash, Ja-O clash."""
        text = self.text
        if text[end : end + 1] not in ("-", "–"):
            return False
        other, after = self._latin_word(end + 1)
        for names in BRANCHES_ROMAN:
            if word in names and other in names:
                self._emit("R", names.index(word), start, end)
                self._emit("R", names.index(other), end + 1, after)
                self.at = after
                return True
        return False
