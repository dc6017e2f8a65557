"""Words in Latin letters, and the stems and branches that are written in them."""

from __future__ import annotations

import re
from string import ascii_uppercase

from saju.inspection.pieces import Pieces
from saju.inspection.spelling import BRANCHES_ROMAN, STEMS_ROMAN
from saju.words import ELEMENTS_EN

_WORD = re.compile("[A-Za-z][A-Za-z'’]*")
_WORDS = re.compile("[a-z](?:[a-z']*[a-z])?")
_KELVIN = "\u212a"  # which is k in lower case
_LOW = {**{ord(sign): sign.lower() for sign in ascii_uppercase}, ord("’"): "'"}
_NEXT = re.compile("[-– \u00a0]{1,3}(?=[A-Za-z])")
_JOINTS = "-– \u00a0"
_AMBIGUOUS = ("wu", "sin")
# Syllables that are English words or half of other things stand for a sign only in pairs.
ONLY_PAIRED = frozenset(("yin", "you", "in", "o", "ja", "sa", "mi", "si", "hae", "shin", "yu"))
# Of these the ones that are no English words stand for a branch beside another or its unit.
_SHORT = frozenset(("si", "sa", "mi", "hae", "yu", "ja"))
_BESIDE_BRANCH = frozenset(
    [
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
    ]
)
_RELATING = ("clash", "combin", "punish", "harm", "break", "resent", "meets", "opposes")
_STAGES = {"myo": "묘", "byeong": "병", "sa": "사"}  # which are signs, too
_TOMB = re.compile(r",? \(?(?:the )?(?:tomb|grave|burial|storehouse|storage)")
STEM_OF = {name: at for names in STEMS_ROMAN for at, name in enumerate(names)}
BRANCH_OF = {name: at for names in BRANCHES_ROMAN for at, name in enumerate(names)}
STEM_OF["shin"], BRANCH_OF["shin"] = 7, 8


class RomanPieces(Pieces):
    """Reads words and romanised signs."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._words: dict[int, tuple[str, int]] = {}
        self._words_read = False

    def _latin_word(self, start: int) -> tuple[str, int]:
        """The word that begins at a place, in lower case, and its end."""
        words = self._words
        if not self._words_read:
            self._words_read = True
            low = self.text.replace("’", "'").lower()
            if len(low) != len(self.text) or _KELVIN in self.text:  # only in hostile text
                low = self.text.translate(_LOW)
            words.update({m.start(): (m.group(), m.end()) for m in _WORDS.finditer(low)})
        if start in words:
            return words[start]
        found_here = _WORD.match(self.text, start)  # within a word, after a sign was cut off
        if found_here is None:
            return "", start
        word = found_here.group().rstrip("'’")
        return word.lower().replace("’", "'"), start + len(word)

    def _next_word(self, end: int) -> tuple[str, int]:
        """The word after a blank or a hyphen, and its end; nothing where no word follows so."""
        found = self._words.get(end + 1)
        if found is not None and self.text[end] in _JOINTS:
            return found
        joint = _NEXT.match(self.text, end)
        if joint is None:
            return "", 0
        return self._latin_word(joint.end())

    def _roman_pair(self, word: str, start: int, end: int) -> bool:
        """Two joined branches or stems: mao-you clash, Ding–Ren combination."""
        if self.text[end : end + 1] not in ("-", "–"):
            return False
        other, after = self._latin_word(end + 1)
        if word in STEM_OF and other in BRANCH_OF and (STEM_OF[word] - BRANCH_OF[other]) % 2 == 0:
            return False  # a pillar
        for letter, names in (("R", BRANCH_OF), ("S", STEM_OF)):
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
        self._emit("R", BRANCH_OF[word], start, end)
        self.at = end
        return True

    def _roman_sign(self, word: str, start: int, end: int) -> bool:
        """A stem or a branch alone, with a capital: Ren, the Bing of the month, at Chen."""
        if word in _STAGES and self._is_stage(word, end):
            self._emit("K", _STAGES[word], start, end)
            return True
        stem, branch = STEM_OF.get(word), BRANCH_OF.get(word)
        if (stem is None and branch is None) or (
            word in ONLY_PAIRED and not (word in _SHORT and self._is_branch(end))
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

    def _is_stage(self, word: str, end: int) -> bool:
        """Whether a syllable is a stage: among other stages, or explained as one (Myo, the tomb)."""
        if word == "myo" and _TOMB.match(self.text, end):
            return True
        return any(token.letter == "K" for token in self.tokens[-8:])

    def _joins_branch(self, word: str, end: int) -> bool:
        """Whether a syllable that is an English word is listed with a branch: Yin and Shen."""
        joint, at = self._next_word(end)
        if joint != "and" or word not in BRANCH_OF or word == "o":
            return False
        other, _ = self._next_word(at)
        begin = at + 1
        return (
            other in BRANCH_OF
            and other not in STEM_OF
            and other not in ONLY_PAIRED
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
            if other in BRANCH_OF and other not in STEM_OF:
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
