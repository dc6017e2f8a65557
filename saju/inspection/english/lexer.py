"""English words and romanised signs, a phrase at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.inspection.english.names import CAPITAL_GROUPS
from saju.inspection.english.roman import BRANCH_OF, ONLY_PAIRED, RomanPieces
from saju.inspection.pieces import NAMED_TWICE
from saju.inspection.tokens import Mark, Token

_OWNERS = frozenset(("you", "your", "yours", "i", "my"))
if TYPE_CHECKING:
    from saju.inspection.english.words import Meaning

_UNITS = ("year", "month", "day", "hour")
ELEMENTS_ROMAN = frozenset(
    ["mok", "hwa", "to", "geum", "su", "mu", "huo", "tu", "jin", "shui", "kim"]
)
_ELEMENT_SIGNS = "목화토금수木火土金水"
# As forums write ten gods.
_ABBREVIATED = {
    "EG": "식신", "HO": "상관", "IW": "편재", "DW": "정재", "DO": "정관", "IR": "편인", "DR": "정인",
    "RW": "겁재",
}  # fmt: skip
_PARTICIPLES = frozenset(
    [
        "been",
        "had",
        "gone",
        "come",
        "left",
        "become",
        "begun",
        "taken",
        "got",
        "given",
        "seen",
        "met",
    ]
)
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


class LatinPieces(RomanPieces):
    """Reads what is written in Latin letters."""

    def _english(self) -> None:  # noqa: C901, PLR0912, PLR0915 - one branch a form of words
        text = self.text
        start = self.at
        self.latin_words += 1
        first, end = self._words.get(start) or self._latin_word(start)
        capital = text[start] < "a"
        if (
            not capital
            and first not in self.english
            and first not in ELEMENTS_ROMAN
            and text[end : end + 1] not in ("-", "–")
            and not first.endswith("n't")
        ):
            self.at = end
            self.tokens.append(Token(".", None, start, end))
            return
        if first == "i" and text[start : start + 4].lower() == "i.e.":
            self.at = start + 4
            self._emit("=", None, start, self.at)
            return
        if capital:
            if self._capital(first, start, end):
                return
        elif first in ("stem", "branch") and text[start - 1] == "(" and text[end : end + 1] == ")":
            self._emit("W", first, start, end)
            self.at = end
            return
        for words, (letter, value), at in self._phrases(first, end):
            if letter == "P" and not self._is_name(start, at):
                continue
            if letter == "S" and words[-1] in ("to", "su") and text[end] == " ":
                continue
            if first.rstrip("s") in _CAPITAL and not capital and len(words) == 1:
                continue
            if letter == "." and words[-1].startswith("friend") and text[at - len(words[-1])] < "a":
                continue
            if (
                letter == "H"
                and len(words) == 1
                and not capital
                and first in _COMMON
                and (first[-1] != "s" or not (self.tokens and self.tokens[-1].letter == "l"))
            ):
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
                if letter in NAMED_TWICE:
                    self._emit(letter, value, start, at)
                    if letter == "P":
                        self._unit(at)
                else:
                    self.tokens.append(Token(letter, value, start, at))
            return
        if first in ELEMENTS_ROMAN and text[end : end + 2] == " (":
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

    def _capital(self, first: str, start: int, end: int) -> bool:
        """Whether a word was read that its capital makes a term: Wealth, EG, May 1990, Yin and Shen."""
        text = self.text
        if end - start == len("EG") and (god := _ABBREVIATED.get(text[start:end])):
            self.at = end
            self._emit("G", god, start, end)
            return True
        if first in CAPITAL_GROUPS and not self._is_phrase(first, end):
            self.at = end
            self._emit("H", CAPITAL_GROUPS[first], start, end)
            return True
        if first in ("may", "march") and (
            text[end + 1 : end + 2].isdigit() or text[start - 2 : start - 1].isdigit()
        ):
            self.at = end
            self._emit("d", None, start, end)
            return True
        if first in ONLY_PAIRED and self._joins_branch(first, end):
            self._emit("R", BRANCH_OF[first], start, end)
            self.at = end
            return True
        if first == "should" and not self.tokens:
            self.marks.append(Mark("if", 0))
        return self._roman_pair(first, start, end) or self._listed_branch(first, start, end)

    def _phrases(self, first: str, end: int) -> list[tuple[tuple[str, ...], Meaning, int]]:
        """The phrases that stand here, those of most words first, and where they end."""
        begun = self.english.get(first)
        found: list[tuple[tuple[str, ...], Meaning, int]] = []
        if begun is None:
            return found
        alone, longer = begun
        if longer:
            second, at = self._next_word(end)
            for rest, meaning in longer.get(second, ()):
                stop = at
                for word in rest:
                    after, stop = self._next_word(stop)
                    if after != word:
                        break
                else:
                    found.append(((first, second, *rest), meaning, stop))
        if alone is not None:
            found.append(((first,), alone, end))
        return found

    def _is_phrase(self, first: str, end: int) -> bool:
        """Whether a longer phrase that the tables know begins here."""
        word, _ = self._latin_word(end + 1)
        begun = self.english.get(first)
        return bool(word) and begun is not None and word in begun.longer

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

    def _is_name(self, start: int, end: int) -> bool:
        """Two short syllables are a pillar when they are joined or both begin with a capital."""
        spelt = self.text[start:end]
        parts = spelt.split(" ")
        if parts[-1] in ("in", "you", "o"):
            return False  # Byeong in the month
        return len(parts) == 1 or all(part[:1].isupper() for part in parts) or len(spelt) > 8
