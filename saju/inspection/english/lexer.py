"""English words and romanised signs, a phrase at a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.english.names import CAPITAL_GROUPS
from saju.inspection.pieces import Pieces
from saju.inspection.spelling import BRANCHES_ROMAN, STEMS_ROMAN
from saju.inspection.tokens import Mark
from saju.words import ELEMENTS_EN

_OWNERS = frozenset(("you", "your", "yours", "i", "my"))
if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.english.words import Meaning

_WORD = re.compile("[A-Za-z'’]+")
_NEXT = re.compile("[-– \u00a0]{1,3}(?=[A-Za-z'’])")
_UNITS = ("year", "month", "day", "hour")
_AMBIGUOUS = ("wu", "sin")
# Syllables that are English words or half of other things stand for a sign only in pairs.
_ONLY_PAIRED = frozenset(("yin", "you", "in", "o", "ja", "sa", "mi", "si", "hae", "shin", "yu"))
_ELEMENTS_ROMAN = frozenset("mok hwa to geum su mu huo tu jin shui kim".split())
_ELEMENT_SIGNS = "목화토금수木火土金水"
# As forums write ten gods.
_ABBREVIATED = {
    "EG": "식신", "HO": "상관", "IW": "편재", "DW": "정재", "DO": "정관", "IR": "편인", "DR": "정인",
    "RW": "겁재",
}  # fmt: skip
_PARTICIPLES = frozenset("been had gone come left become begun taken got given seen met".split())
# Of these the ones that are no English words stand for a branch beside another or its unit.
_SHORT = frozenset(("si", "sa", "mi", "hae", "yu", "ja"))
_BESIDE_BRANCH = frozenset(
    (
        "and",
        "against",
        "branch",
        "month",
        "day",
        "hour",
        "year",
        "of",
        "in",
        "under",
        "with",
        "hides",
    )
)
_RELATING = ("clash", "combin", "punish", "harm", "break", "resent", "meets", "opposes")
_STEM_OF = {name: at for names in STEMS_ROMAN for at, name in enumerate(names)}
_BRANCH_OF = {name: at for names in BRANCHES_ROMAN for at, name in enumerate(names)}
_STEM_OF["shin"], _BRANCH_OF["shin"] = 7, 8
_COMMON = frozenset(
    ("resource", "resources", "output", "outputs", "officer", "officers", "companions", "peers")
)
_CAPITAL = (
    "friend",
    "rival",
    "companion",
    "equal",
    "mirror",
    "parallel",
    "peer",
    "competitor",
    "blade",
)


class LatinPieces(Pieces):
    """Reads what is written in Latin letters."""

    def _english(self) -> None:  # noqa: C901, PLR0912 - one branch a form of words
        text = self.text
        start = self.at
        self.latin_words += 1
        if text[start : start + 4].lower() == "i.e.":
            self.at = start + 4
            self._emit("=", None, start, self.at)
            return
        first, end = self._latin_word(start)
        capital = text[start] < "a"
        if end - start == len("EG") and (god := _ABBREVIATED.get(text[start:end])):
            self.at = end
            self._emit("G", god, start, end)
            return
        if capital and first in CAPITAL_GROUPS and not self._is_phrase(first, end):
            self.at = end
            self._emit("H", CAPITAL_GROUPS[first], start, end)
            return
        if (
            capital
            and first in ("may", "march")
            and (text[end + 1 : end + 2].isdigit() or text[start - 2 : start - 1].isdigit())
        ):
            self.at = end
            self._emit("d", None, start, end)
            return
        if capital and first in _ONLY_PAIRED and self._joins_branch(first, end):
            self._emit("R", _BRANCH_OF[first], start, end)
            self.at = end
            return
        if first in ("stem", "branch") and text[start - 1] == "(" and text[end : end + 1] == ")":
            self._emit("W", first, start, end)
            self.at = end
            return
        if capital and (
            self._roman_pair(first, start, end) or self._listed_branch(first, start, end)
        ):
            return
        if first == "should" and capital and not self.tokens:
            self.marks.append(Mark("if", 0))
        for words, (letter, value), at in self._phrases(first, end):
            if letter == "P" and not self._is_name(start, at):
                continue
            if letter == "S" and words[-1] in ("to", "su") and text[end] == " ":
                continue
            if first.rstrip("s") in _CAPITAL and not capital and len(words) == 1:
                continue
            if letter == "." and words[-1].startswith("friend") and text[at - len(words[-1])] < "a":
                continue
            if letter == "H" and len(words) == 1 and not capital and first in _COMMON:
                if first[-1] != "s" or not (self.tokens and self.tokens[-1].letter == "l"):
                    continue
            if (
                letter == "!"
                and value == "would"
                and words[-1].endswith("'d")
                and self._is_past(at)
            ):
                continue
            self.at = at
            if letter == "!":
                self.marks.append(Mark(value, len(self.tokens)))
                if words == ("this", "year"):
                    self.marks.append(Mark("this_year", len(self.tokens)))
            else:
                if words[0] in _OWNERS and letter != ".":
                    self.latin_words += 1
                    self.marks.append(Mark("own", len(self.tokens)))
                self._emit(letter, value, start, at)
                if letter == "P":
                    self._unit(at)
            return
        if first in _ELEMENTS_ROMAN and text[end : end + 2] == " (":
            element = _ELEMENT_SIGNS.find(text[end + 2 : end + 3])
            if element >= 0 and text[end + 3 : end + 4] == ")":
                self.at = end + 4
                self._emit("E", element % 5, start, end + 4)
                return
        self.at = end
        if end > start + 2 and first.endswith("n't"):
            self._emit("n", None, start, end)
        elif not self._roman_pair(first, start, end) and not (
            capital and self._roman_sign(first, start, end)
        ):
            self._emit(".", None, start, end)

    def _phrases(self, first: str, end: int) -> Iterator[tuple[tuple[str, ...], Meaning, int]]:
        """The phrases that stand here, those of most words first, and where they end."""
        rows = self.english.get(first)
        if rows is None:
            return
        if len(rows) > 1 or "" not in rows:
            second, at = self._next_word(end)
            for words, meaning in rows.get(second, ()) if second else ():
                stop = at
                for word in words[2:]:
                    found, stop = self._next_word(stop)
                    if found != word:
                        break
                else:
                    yield words, meaning, stop
        for words, meaning in rows.get("", ()):
            yield words, meaning, end

    def _is_phrase(self, first: str, end: int) -> bool:
        """Whether a longer phrase that the tables know begins here."""
        word, _ = self._latin_word(end + 1)
        return bool(word) and word in self.english.get(first, {})

    def _is_past(self, end: int) -> bool:
        """Whether a participle follows: she'd swapped, you'd been."""
        word, _ = self._next_word(end)
        return word.endswith("ed") or word in _PARTICIPLES

    def _unit(self, at: int) -> None:
        """The word after a pillar that says of what it is one: a 庚午 day."""
        begin = at
        while self.text[begin : begin + 1] in (" ", "-") and begin < at + 2:
            begin += 1
        if self.text[begin : begin + 1] in (
            "(",
            "*",
        ):  # Wood Snake (乙巳) day: the sign comes first
            return
        word, end = self._latin_word(begin)
        after, _ = self._latin_word(end + 1)
        if word in _UNITS and after not in ("pillar", "branch", "stem", "master"):
            self._emit("y", _UNITS.index(word), begin, end)
            self.at = end

    def _latin_word(self, start: int) -> tuple[str, int]:
        found = _WORD.match(self.text, start)
        if found is None:
            return "", start
        word = found.group()
        if word[-1] in "'’":
            word = word.rstrip("'’")
        return word.lower().replace("’", "'"), start + len(word)

    def _next_word(self, end: int) -> tuple[str, int]:
        """The word after a blank or a hyphen, and its end; nothing where no word follows so."""
        found = _NEXT.match(self.text, end)
        if found is None:
            return "", 0
        return self._latin_word(found.end())

    def _is_name(self, start: int, end: int) -> bool:
        """Two short syllables are a pillar when they are joined or both begin with a capital."""
        spelt = self.text[start:end]
        parts = spelt.split(" ")
        return len(parts) == 1 or all(part[:1].isupper() for part in parts) or len(spelt) > 8

    def _roman_pair(self, word: str, start: int, end: int) -> bool:
        """Two joined branches or stems: mao-you clash, Ding–Ren combination."""
        if self.text[end : end + 1] not in ("-", "–"):
            return False
        other, after = self._latin_word(end + 1)
        if (
            word in _STEM_OF
            and other in _BRANCH_OF
            and (_STEM_OF[word] - _BRANCH_OF[other]) % 2 == 0
        ):
            return False  # a pillar
        for letter, names in (("R", _BRANCH_OF), ("S", _STEM_OF)):
            if word in names and other in names:
                self._emit(letter, names[word], start, end)
                self._emit(letter, names[other], end + 1, after)
                self.at = after
                return True
        return False

    def _listed_branch(self, word: str, start: int, end: int) -> bool:
        """You or In where a branch has just been named: Shen and You."""
        if word not in ("you", "yin", "in", "o") or [t.letter for t in self.tokens[-2:]] != [
            "R",
            "&",
        ]:
            return False
        self._emit("R", _BRANCH_OF[word], start, end)
        self.at = end
        return True

    def _roman_sign(self, word: str, start: int, end: int) -> bool:
        """A stem or a branch alone, with a capital: Ren, the Bing of the month, at Chen."""
        stem, branch = _STEM_OF.get(word), _BRANCH_OF.get(word)
        if (stem is None and branch is None) or (
            word in _ONLY_PAIRED and not (word in _SHORT and self._is_branch(end))
        ):
            return False
        if word in _AMBIGUOUS:
            letter = self._side_of(stem, branch, end)
            if letter is None:
                return False
        else:
            letter = "R" if stem is None else "S"
        self._emit(letter, branch if letter == "R" else stem, start, end)
        return True

    def _joins_branch(self, word: str, end: int) -> bool:
        """Whether a syllable that is an English word is listed with a branch: Yin and Shen."""
        joint, at = self._next_word(end)
        if joint != "and" or word not in _BRANCH_OF or word == "o":
            return False
        other, _ = self._next_word(at)
        begin = at + 1
        return (
            other in _BRANCH_OF
            and other not in _STEM_OF
            and other not in _ONLY_PAIRED
            and "A" <= self.text[begin : begin + 1] <= "Z"
        )

    def _is_branch(self, end: int) -> bool:
        """Whether what stands around a short syllable makes a branch of it: Si clashes with Hai."""
        word, _ = self._next_word(end)
        if word in _BESIDE_BRANCH or word.startswith(_RELATING):
            return True
        return [token.letter for token in self.tokens[-2:]] in (["R", "&"], ["R", "C"], ["R", "r"])

    def _side_of(self, stem: int | None, branch: int | None, end: int) -> str | None:  # noqa: PLR0911 - one branch a form of words
        """Whether an ambiguous syllable is a stem or a branch, by what stands beside it."""
        text = self.text
        begin = end
        while text[begin : begin + 1] in (" ", "(", "*", "（"):
            begin += 1
        rows = self.korean.get(text[begin : begin + 1]) if begin > end else None
        for _, (letter, value, _rule) in rows or ():
            if (letter, value) in (("S", stem), ("R", branch)):
                return str(letter)
        word, _ = self._latin_word(begin)
        if word in ELEMENTS_EN or word in ("yin", "yang", "stem"):
            return "S"
        if word == "and":
            other, _ = self._next_word(begin + 3)
            if other in _BRANCH_OF and other not in _STEM_OF:
                return "R"
        if [token.letter for token in self.tokens[-2:]] in (
            ["R", "&"],
            ["R", ","],
            ["B", "="],
            ["B", "j"],
        ):
            return "R"
        if self.tokens and self.tokens[-1].letter in "TMS":
            return "S"
        if (self.tokens and self.tokens[-1].letter in "BRi") or word in ("branch", "month"):
            return "R"
        return "S"
