"""English sentences cut into clauses of terms and the few words that join them.

Unknown words are left out; a term that is said again in other signs (Yin Earth (己土, Gi-To)) is one;
a bare month or hour becomes its place where it can be nothing else. So that what belongs together
stands together, whatever words are between.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from saju.inspection.english.carrying import MERGED, place_half, put_right, take_up
from saju.inspection.english.names import CAPITAL_GROUPS
from saju.inspection.english.settling import settle
from saju.inspection.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.tokens import Sentence

_AT_AGE = re.compile("P[iu]N(?![EGHXSR])|1u?P")
_AFTER_NO = frozenset(",:!;—–.")
_AGAIN = frozenset(MERGED + "E")
_VERBS = "h=lC"
_OF_ELEMENT = {"very_strong": "s", "strong": "s", "weak": "w", "very_weak": "w"}
_VERBAL = frozenset(_VERBS)
_PASSING = frozenset("UY$J0_ydIV")  # of luck or a year, which goes on after `and`
_PLACE_IS = re.compile("['.]{0,3}[LTB][=h]['.]{0,2}[PSRAGXKM]")
_SUBJECTS = frozenset("PSREGHXAKQLTBtMD@pO")
_AT, _TERMS = frozenset("LTBt"), frozenset("PSRAGHXK")
_FUNCTIONAL = frozenset("=@'.ir,1e&")
_ASIDES = ("however", "therefore", "though", "hence")
_FARTHEST = 12  # tokens from `and` to the verb


class Clause:
    """Tokens of a clause, their letters in a row, and where each stands in the sentence."""

    def __init__(
        self, sentence: Sentence, before: Clause | None, joint: str, told: Sentence | None = None
    ) -> None:
        self.sentence = sentence
        self.told = told
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
        if "b" not in shape and (
            ("d" in shape and "Y" in shape)
            or ("_" in shape and not {*"LTB"} & {*shape})
            or (shape.count("y") == 1 and self._names_year())
        ):
            return True
        if not self.at:
            return False
        first, last = self.at[0][0], self.at[-1][1]
        low = first if {*"LTB"} & {*shape} else 0
        return any(
            mark.kind == "transit" and low <= mark.at <= last + 1 for mark in self.sentence.marks
        )

    def _names_year(self) -> bool:
        k = self.shape.index("y")
        return (
            self.tokens[k].value == 0
            and "L" not in self.shape[:k]
            and self.shape[max(k - 2, 0)] != "'"
        )

    @cached_property
    def is_own(self) -> bool:
        """Whether a word in it says that it speaks of this very chart."""
        first, last = self.at[0][0], self.at[-1][1]
        return any(
            mark.kind == "own" and first <= mark.at <= last + 1 for mark in self.sentence.marks
        )

    @cached_property
    def of_luck(self) -> bool:
        """Whether its pillars are those of luck: it names a decade, or an age and no place."""
        shape = self.shape
        if "U" in shape:
            return True
        if {"L", "y", "d"} & set(shape):
            return False
        if "$" in shape or ("I" in shape and "P" in shape):
            return True
        first, last = self.tokens[0].start, self.tokens[-1].end
        if self.sentence.text.find("hour", first, last) >= 0:
            return False
        return "P" in shape and (
            "J" in shape
            or bool(_AT_AGE.search(shape))
            or "0" in shape
            or bool({"U", "$"} & set(self.whole))
        )

    @property
    def whole(self) -> str:
        """The letters of the sentence's clauses up to this one."""
        return (self.before.whole + ";" if self.before else "") + self.shape

    def says(self, k: int) -> str:
        """The words of a position, in lower case."""
        token = self.tokens[k]
        return self.sentence.text[token.start : token.end].lower()

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


def clauses_of(sentence: Sentence, told: Sentence | None = None) -> Iterator[Clause]:  # noqa: C901, PLR0912, PLR0915 - one branch a form of words
    """The clauses of a sentence that hold anything; `told` is the sentence before."""
    clause = Clause(sentence, None, "", told)
    letters: list[str] = []
    tokens, at = clause.tokens, clause.at
    for index, token in enumerate(sentence.tokens):
        letter = token.letter
        if letter == ".":
            if token.value is None or not _is_age(token.value):
                continue
            letter = "0"
        if (
            letter in "J0N"
            and sentence.text.startswith((" years", "-year"), token.end)
            and not sentence.text.startswith((" years old", " years of age"), token.end)
        ):
            continue
        if (
            letter == "H"
            and index == 0
            and not {*sentence.shape} & {*"LTBWM#NY"}
            and sentence.text[token.start : token.end].lower() in CAPITAL_GROUPS
        ):
            continue  # wealth, at the head of a sentence, may be the common noun
        if letter == "l" and not letters and sentence.text[token.end : token.end + 1] in _AFTER_NO:
            continue  # No: …
        if letter == "l" and _acts(sentence, index):
            continue  # nothing tempers the fire
        if letter == "A" and _is_likened(sentence.text, token):
            continue
        if letter == "Z" and len(letters) > 1 and letters[-1] in "=h" and letters[-2] in "EH":
            letter = _OF_ELEMENT.get(token.value, letter)  # Earth is very strong
        if (
            letter == "l"
            and letters
            and letters[-1] == "="
            and _says(sentence.text, token, "lacking")
        ):
            letter = "f"  # which may be little or nothing
        if letter == "j" and letters and _is_preamble(sentence, index, letters):
            tokens.clear()
            at.clear()
            letters.clear()
            continue
        if letter in "=hn" and letters[-2:] == [",", ","]:
            del letters[-2:], tokens[-2:], at[-2:]  # the Canopy, by contrast, is absent
        if letter == ";" and letters[-1:] == [","] and _is_aside(sentence, index):
            continue
        if letter == ";":
            is_dash = sentence.text[token.start] in "-–—−"
            if (
                letters
                and letters[-1] in "=&"
                and sentence.text[token.start].isalpha()
                and (token.value is None)
            ):
                continue  # is therefore
            if not letters or (token.value == "so" and letters[-1] not in ",&"):
                continue
            if (
                (is_dash or sentence.text[token.start] == "|")
                and not _is_said(letters)
                and not (is_dash and "j" in letters[:-1] and letters[-1] not in _AT)
            ):
                letter = "j"
            else:
                _finish(clause, letters)
                yield clause
                clause = Clause(sentence, clause, token.value or ";", told)
                tokens, at, letters = clause.tokens, clause.at, []
                if token.value == "which":
                    take_up(clause, letters, token)
                continue
        if (
            letters
            and letter in _AGAIN
            and _again(sentence.text, tokens, letters, token, letter, at)
        ):
            at[-1] = (at[-1][0], index)
            continue
        if letter == "&" and letters:
            if _is_whole(letters) and _begins_clause(
                sentence, index + 1, letters[-1], void="O" in letters
            ):
                _finish(clause, letters)
                yield clause
                clause = Clause(sentence, clause, "and", told)
                tokens, at, letters = clause.tokens, clause.at, []
                continue
            if letters[-1] == ",":
                letters[-1] = "&"
                continue
        if (
            letter in "LTBtM"
            and letters
            and letters[-1] == "B"
            and _seats(sentence.text, tokens[-1])
        ):
            letters[-1], tokens[-1] = "h", tokens[-1]._replace(letter="h", value=None)
        if letter == "=" and token.value == "person":  # she's: she is
            letters.append("@")
            tokens.append(token._replace(letter="@", value=None))
            at.append((index, index))
        letters.append(letter)
        tokens.append(token)
        at.append((index, index))
    if letters:
        _finish(clause, letters)
        yield clause


def _is_aside(sentence: Sentence, index: int) -> bool:
    """Whether a word between commas joins nothing: the Canopy, however, is absent."""
    token, after = sentence.tokens[index], sentence.shape[index + 1 : index + 3]
    said = sentence.text[token.start : token.end].lower()
    return said in _ASIDES and after[:1] == "," and after[1:] in ("=", "h", "l", "n")


def _acts(sentence: Sentence, index: int) -> bool:
    """Whether `nothing` or `nobody` does something, so that what it does it to is not absent."""
    token, tokens = sentence.tokens[index], sentence.tokens
    return (
        sentence.text[token.start : token.end].lower() in ("nothing", "nobody")
        and index + 1 < len(tokens)
        and tokens[index + 1].letter == "."
        and sentence.text[tokens[index + 1].end - 1] == "s"
    )


def _is_preamble(sentence: Sentence, index: int, letters: list[str]) -> bool:
    """Whether what stands before a colon only asks to be heard: let's be honest: no Fire at all."""
    return _FUNCTIONAL.issuperset(letters) and sentence.tokens[index - 1].letter == "."


def _is_whole(letters: list[str]) -> bool:
    """Whether a clause says something of the birth by itself, so that `and` may begin another."""
    if not _PASSING.isdisjoint(letters):
        return False
    said = letters[len(letters) - letters[::-1].index("j") :] if "j" in letters else letters
    if not _VERBAL.isdisjoint(said):
        return True
    return letters[-1] == "," and not (_AT.isdisjoint(said) or _TERMS.isdisjoint(said))


def _begins_clause(sentence: Sentence, index: int, before: str, *, void: bool) -> bool:  # noqa: C901, PLR0911 - a branch a word
    """Whether a subject and its verb come next: …, and the Canopy graces your chart.

    `before` is the letter before `and`: without a comma it may only list two of a kind. What is said
    of the `void` goes on after it, unless a place is told to be something.
    """
    if void and not _PLACE_IS.match(sentence.shape, index):
        return False
    has_subject = False
    last = ""
    for token in sentence.tokens[index : index + _FARTHEST]:
        letter = token.letter
        if not has_subject and (letter == before or (letter in "RA" and before in "RA")):
            return False
        if letter in "U$" and has_subject:
            return True  # and the 壬辰 luck pillar begins
        if letter in "smwf" and last == "E":
            return True  # and Earth prevails
        if letter == "l" and not last and _says(sentence.text, token, "no "):
            letter = "."
        last = letter
        if (letter == "=" and _says(sentence.text, token, "as")) or (
            letter == "." and _says(sentence.text, token, "that ")
        ):
            return False  # and the Rat that clashes with it
        if letter in "h=lC" and (
            has_subject or sentence.text[token.start : token.start + 6].lower() == "there "
        ):
            return True
        if letter == "l" and has_subject:
            return True
        if letter in ",;hlC" or (letter == "&" and not has_subject):
            return False
        has_subject = has_subject or letter in _SUBJECTS
    return False


def _says(text: str, token: Token, word: str) -> bool:
    return text.startswith(word, token.start)


def _is_likened(text: str, token: Token) -> bool:
    """Whether somebody is only like an animal: she behaves like a Monkey."""
    return text[max(token.start - 7, 0) : token.start].endswith(("like a ", "like an ", "ike the "))


def _seats(text: str, token: Token) -> bool:
    """Whether a token says that something sits, and a place comes next: sits on the hour stem."""
    return text[token.start : token.start + 4].lower() in ("sits", "seat")


def _is_age(value: object) -> bool:
    return isinstance(value, tuple) or (isinstance(value, int) and value <= 110)


def _is_said(letters: list[str]) -> bool:
    """Whether anything has been said already, so that a dash ends it."""
    return any(letter in _VERBS for letter in letters)


def _again(
    text: str,
    tokens: list[Token],
    letters: list[str],
    token: Token,
    letter: str,
    at: list[tuple[int, int]],
) -> bool:
    """Whether a term is the last one in other signs; a comma between them is taken off."""
    k = len(letters) - 1
    skipped = letters[k] in ",j&=" and k > 0 and letter in MERGED
    if skipped:
        k -= 1
    last = tokens[k]
    same = letters[k] == letter and last.value == token.value and letter in MERGED and letter != "C"
    if not same:
        if letters[k] in "ASR" and not skipped:
            same = (letters[k] + letter in ("AR", "RA") and last.value == token.value) or (
                letters[k] == "S" and letter == "E" and last.value // 2 == token.value
            )
        if not same:
            return False
    if letter in "PSRA" and text[last.start : last.end] == text[token.start : token.end]:
        return False  # two pillars may be the same: 庚戌 戊寅 戊寅 戊午
    if skipped and letters[-1] in "&=":
        return False
    if skipped:
        del letters[-1], tokens[-1], at[-1]
    return True


def _finish(clause: Clause, letters: list[str]) -> None:
    if clause.joint == "but":
        put_right(clause, letters)
    settle(clause, letters)
    if "W" in letters and not {*letters} & {*"TBYU$Pyd_"} and letters.count("L") < 2:
        place_half(clause, letters)
    clause.shape = "".join(letters)
