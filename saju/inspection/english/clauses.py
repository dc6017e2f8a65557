"""English sentences cut into clauses of terms and the few words that join them.

Unknown words are left out; a term that is said again in other signs (Yin Earth (己土, Gi-To)) is one;
a bare month or hour becomes its place where it can be nothing else. So that what belongs together
stands together, whatever words are between.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from saju.inspection.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.tokens import Sentence

PLACED = "LTB"
_MERGED = "PSRGHXKQZAVLTBDMOU"
_VERBS = "h=lC"
_JOINTS = frozenset("ie'&,bu")
_UNITS = ("year", "month", "day", "hour")
_BEFORE_PLACE = frozenset(
    ("the", "your", "his", "her", "my", "its", "our", "their", "birth", "and", "or", "of", "in", "on", "natal", "s")
)


class Clause:
    """Tokens of a clause, their letters in a row, and where each stands in the sentence."""

    def __init__(self, sentence: Sentence, before: Clause | None, joint: str) -> None:
        self.sentence = sentence
        self.before = before
        self.joint = joint
        self.tokens: list[Token] = []
        self.at: list[tuple[int, int]] = []
        self.shape = ""

    def span(self, *positions: int) -> tuple[int, int]:
        """The first and the last token of the sentence that the positions cover."""
        return min(self.at[k][0] for k in positions), max(self.at[k][1] for k in positions)

    @cached_property
    def of_year(self) -> bool:
        """Whether it speaks of a calendar year or of luck, not of the birth."""
        shape = self.shape
        if "U" in shape or ("Y" in shape and "b" not in shape and "A" not in shape):
            return True
        if "b" not in shape and ("d" in shape or "_" in shape or (shape.count("y") == 1 and self._names_year())):
            return True
        if not self.at:
            return False
        first, last = self.at[0][0], self.at[-1][1]
        if {*"LTB"} & {*shape}:
            low = first
        else:
            low = 0
        return any(
            mark.kind == "transit" and low <= mark.at <= last + 1 for mark in self.sentence.marks
        )

    def _names_year(self) -> bool:
        k = self.shape.index("y")
        return self.tokens[k].value == 0 and "L" not in self.shape[:k] and self.shape[max(k - 2, 0)] != "'"

    @cached_property
    def of_luck(self) -> bool:
        """Whether its pillars are those of luck: it names a decade, or an age and no place."""
        shape = self.shape
        if "U" in shape:
            return True
        if {"L", "y", "d"} & set(shape):
            return False
        if "$" in shape:
            return True
        return "P" in shape and ("J" in shape or "0" in shape or bool({"U", "$"} & set(self.whole)))

    @cached_property
    def whole(self) -> str:
        """The letters of the sentence's clauses up to this one."""
        return (self.before.whole + ";" if self.before else "") + self.shape

    def following(self, k: int, letters: str, most: int = 6) -> int:
        """The first position after `k` that none of the letters, at most so many, stands at."""
        end = k + 1
        while end < len(self.shape) and end <= k + most and self.shape[end] in letters:
            end += 1
        return end

    def preceding(self, k: int, letters: str, most: int = 6) -> int:
        """The last position before `k` that none of the letters, at most so many, stands at."""
        start = k - 1
        while start >= 0 and start >= k - most and self.shape[start] in letters:
            start -= 1
        return start


def clauses_of(sentence: Sentence) -> Iterator[Clause]:
    """The clauses of a sentence that hold anything."""
    clause = Clause(sentence, None, "")
    letters: list[str] = []
    tokens, at = clause.tokens, clause.at
    for index, token in enumerate(sentence.tokens):
        letter = token.letter
        if letter == ".":
            if token.value is None or not _is_age(token.value):
                continue
            letter = "0"
            token = Token("0", *token[1:])
        if letter in "J0N" and sentence.text.startswith((" years", "-year"), token.end) and not (
            sentence.text.startswith(" years old", token.end)
        ):
            continue
        if letter == ";":
            is_dash = sentence.text[token.start] in "-–—−"
            if not letters:
                continue
            if (is_dash or sentence.text[token.start] == "|") and not _is_said(letters):
                letter = "j"
            else:
                _close(clause, letters)
                yield clause
                clause = Clause(sentence, clause, "but" if token.value == "but" else "-" if is_dash else ";")
                tokens, at, letters = clause.tokens, clause.at, []
                continue
        if letters and _again(tokens, letters, token, letter, at):
            at[-1] = (at[-1][0], index)
            continue
        if letter == "&" and letters and letters[-1] == ",":
            letters[-1] = "&"
            continue
        letters.append(letter)
        tokens.append(token)
        at.append((index, index))
    if letters:
        _close(clause, letters)
        yield clause


def _is_age(value: object) -> bool:
    return isinstance(value, tuple) or (isinstance(value, int) and value <= 110)


def _is_said(letters: list[str]) -> bool:
    """Whether anything has been said already, so that a dash ends it."""
    return any(letter in _VERBS for letter in letters)


def _again(
    tokens: list[Token], letters: list[str], token: Token, letter: str, at: list[tuple[int, int]]
) -> bool:
    """Whether a term is the last one in other signs; a comma between them is taken off."""
    k = len(letters) - 1
    skipped = letters[k] in ",j&=" and k > 0 and letter in _MERGED
    if skipped:
        k -= 1
    last = tokens[k]
    same = letters[k] == letter and last.value == token.value and letter in _MERGED and letter != "C"
    if not same:
        if letters[k] in "ASR" and not skipped:
            same = (letters[k] + letter in ("AR", "RA") and last.value == token.value) or (
                letters[k] == "S" and letter == "E" and last.value // 2 == token.value
            )
        if not same:
            return False
    if skipped and letters[-1] in "&=":
        return False
    if skipped:
        del letters[-1], tokens[-1], at[-1]
    return True


def _close(clause: Clause, letters: list[str]) -> None:
    """Settle what bare days, months, years and hours stand for."""
    for k, letter in enumerate(letters):
        if letter == "_" and clause.tokens[k].value and letters[max(k - 1, 0)] == "&" and k > 1:
            part, place = clause.tokens[k].value
            if letters[k - 2] in ("t", "L"):
                for j, where in ((k - 2, clause.tokens[k - 2].value), (k, place)):
                    letters[j] = part
                    clause.tokens[j] = clause.tokens[j]._replace(letter=part, value=where)
            continue
        if letter != "t":
            continue
        before = letters[k - 1] if k else ""
        after = letters[k + 1] if k + 1 < len(letters) else ""
        value = clause.tokens[k].value
        word = _word_before(clause.sentence.text, clause.tokens[k].start)
        beside = before in tuple("RAPSE") and before and clause.tokens[k - 1].end + 2 >= clause.tokens[k].start
        if word not in _BEFORE_PLACE and word and not beside:
            settled = "_" if not word or word in ("this", "that") else "."
        elif before == "P" and beside:
            letters[k] = "y"
            clause.tokens[k] = clause.tokens[k]._replace(letter="y", value=_UNITS.index(value))
            continue
        elif clause.sentence.text.startswith((" branch", " stem", " pillar"), clause.tokens[k].end):
            settled = "_"
        elif before in ("R", "A") and beside:
            settled = "B"
            if value == "year" and after == "Y":
                settled = "."
        elif after == "Y" or before in ("N", "J", "0", "Y"):
            settled = "."
        elif before == "i" and clause.tokens[k - 1].value == "under" and value != "day":
            settled = "_"
        elif before == "=" and k > 1 and letters[k - 2] in "PSRA":
            settled = "L"
        elif after == "e" and "b" not in letters[:k]:
            settled = "."
        elif before == "r" and k > 1 and letters[k - 2] in "PSRA":
            settled = "L"
        elif after == "=" and k + 2 < len(letters) and letters[k + 2] in "PSRAO" and value != "day":
            settled = "L"
        elif before == "e" and (k < 2 or letters[k - 2] not in "PSRAGXKEHTBO"):
            settled = "_"
        elif before == "&" and (k < 2 or letters[k - 2] not in "LTB"):
            settled = "_"
        elif (after == "j" and not before) or after in tuple("PSR") or (before in _JOINTS and before != ",") or beside:
            settled = "L"
        elif (before == "," or not before) and after in (",", "&") and ("t" in letters[k + 1 :] or "L" in letters):
            settled = "L"
        elif before == "," and k > 1 and letters[k - 2] == "L":
            settled = "L"
        else:
            settled = "_"
        letters[k] = settled
        clause.tokens[k] = clause.tokens[k]._replace(letter=settled)
    if "Y" in letters and "b" not in letters:
        for k, letter in enumerate(letters):
            if letter in "TB" and clause.tokens[k].value == "year":
                letters[k] = "W"
                part = "stem" if letter == "T" else "branch"
                clause.tokens[k] = clause.tokens[k]._replace(letter="W", value=part)
    clause.shape = "".join(letters)


def _word_before(text: str, start: int) -> str:
    """The word right before a place in a text; nothing where a sentence or a line begins."""
    end = start
    while end > 0 and text[end - 1] in " *(":
        end -= 1
    begin = end
    while begin > 0 and end - begin < 12 and text[begin - 1].isalpha():
        begin -= 1
    return text[begin:end].lower()
