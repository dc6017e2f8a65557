"""Which place a term of a clause belongs to, and whether it is denied."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saju.inspection.english.clauses import Clause
    from saju.inspection.tokens import Token

_LIST = ",&"


def places_of(clause: Clause, k: int, letters: str = "LTB", rivals: str = "") -> list[int]:  # noqa: C901, PLR0912 - one branch a form of words
    """Where the places of the term at `k` stand: after it with a preposition, before it, or nearby.

    `rivals`: letters of terms that would have a place between them and the term.
    """
    shape = clause.shape
    rivals = rivals or shape[k]
    paired = respectively(clause, k, letters)
    if paired is not None:
        return [paired]
    beside = _beside(clause, k, letters)
    if beside is not None:
        return _group(clause, beside, letters, backwards=beside < k)
    end = clause.following(k, "=h@'.rsmwfbD#nl", 5)
    if end > k + 1 and end < len(shape) and shape[end - 1] == "r" and shape[end] in letters:
        return _group(clause, end, letters)
    if end < len(shape) and shape[end] in "ie":
        end = clause.following(end, "'ie@hDN.RASG" if shape[k] not in "SRAG" else "'ie@hN.", 4)
        if end < len(shape) and shape[end] in letters:
            return _group(clause, end, letters)
    for reach, step in ((range(k - 1, -1, -1), -1), (range(k + 1, len(shape)), 1)):
        commas = 0
        for j in reach:
            letter = shape[j]
            if letter in letters:
                if step < 0 and _is_taken(clause, j, rivals):
                    break
                if step > 0 and _has_own(clause, j, rivals):
                    break
                return _group(clause, j, letters, backwards=step < 0)
            if letter in rivals and not (step < 0 and _is_list(clause, j, k)):
                break
            if letter in "QZCO" and shape[k] not in "QZCO":
                break
            commas += letter == ","
            if commas > 2:
                break
    return []


def respectively(clause: Clause, k: int, letters: str) -> int | None:
    """The place of a term in a list as long as the list of places: month and day are 辛未 and 丁未."""
    shape = clause.shape
    terms = [j for j, letter in enumerate(shape) if letter == shape[k]]
    places = [j for j, letter in enumerate(shape) if letter in letters]
    if len(terms) < 2 or len(terms) != len(places):
        return None
    if not (places[-1] < terms[0] or terms[-1] < places[0]):
        return None
    if not {*shape[terms[0] : terms[-1]]} <= {shape[k], *",&1@i'h="}:
        return None
    if not {*shape[places[0] : places[-1]]} <= {*letters, *",&'ie"}:
        return None
    return places[terms.index(k)]


def _beside(clause: Clause, k: int, letters: str) -> int | None:
    """The place in a row of a table: year stem: Friend, or in brackets: Peach Blossom (month)."""
    shape = clause.shape
    if k >= 2 and shape[k - 1] == "j" and shape[k - 2] in letters and shape[:k].count("j") > 1:
        return k - 2
    before = shape[k - 1 : k]
    if shape[k + 1 : k + 2] in tuple(letters) and not (before and before in letters):
        end = shape[k + 2 : k + 3]
        if not end or end in ",&j":
            return k + 1
    return None


def _is_taken(clause: Clause, j: int, rivals: str) -> bool:
    """Whether the place at `j` belongs to a term before it: Jia-Xu in the month, then Ding-You."""
    shape = clause.shape
    if not j or shape[j - 1] not in "ie'":
        return False
    start = clause.preceding(j, "ie'h=@", 6)
    return start >= 0 and shape[start] in rivals


def _has_own(clause: Clause, j: int, rivals: str) -> bool:
    """Whether the place at `j` is followed by another term that it belongs to."""
    end = clause.following(j, "=hj'.@SR,", 5)
    return end < len(clause.shape) and clause.shape[end] in rivals


def _is_list(clause: Clause, j: int, k: int) -> bool:
    return all(letter in _LIST or letter == clause.shape[k] for letter in clause.shape[j + 1 : k])


def _group(clause: Clause, j: int, letters: str, *, backwards: bool = False) -> list[int]:
    """The list of places around one."""
    found = [j]
    shape = clause.shape
    step = -1 if backwards else 1
    at = j + step
    while 0 <= at < len(shape):
        if shape[at] in letters:
            found.append(at)
        elif shape[at] not in ",&'ie#" or (shape[at] in "ie" and shape[at - step] not in "&,'#"):
            break
        at += step
    return sorted(found)


def tokens_at(clause: Clause, positions: list[int]) -> list[Token]:
    """The tokens of positions."""
    return [clause.tokens[k] for k in positions]


def is_denied(clause: Clause, k: int, through: str = "=h@'.i&veu#N~Wsmwf%+rpDM") -> bool:  # noqa: C901, PLR0912, PLR0915 - each way that English denies
    """Whether what is said of the term at `k` is denied: by an odd number of words before and after.

    A comma ends the reach of a word before it, but in a list; `rather than` denies what follows only.
    """
    shape, own = clause.shape, clause.shape[k]
    found = 0
    at = k - 1
    after_comma = False
    while at >= 0:
        letter = shape[at]
        if letter in "nl":
            if after_comma and at == 0 and shape[k + 1 : k + 2] not in tuple(",&"):
                break  # without fire, the metal
            if clause.tokens[at].value == "nor":
                found = 1
                break
            if letter == "l" and (
                _lacks_another(clause, at, k) or (found and shape[at + 1] == "&")
            ):
                break
            if letter == "l" and at and shape[at - 1] in "EGHX" and own in "EGHX":
                if after_comma:
                    break
                found += 1
                break
            found += 1
            after_comma = False
        elif letter in ",j":
            if letter == "j" and at and shape[at - 1] == "l":
                found += 1
                break
            if found or after_comma or letter == "j":
                break
            after_comma = (at + 1 < k and shape[at + 1] != own) or at + 1 == k
            if at and shape[at - 1] != own:
                break
        elif letter == own:
            pass
        elif (
            (letter == "&" and own in "EGHX" and at and shape[at - 1] not in own + "nl")
            or letter not in through
            or (after_comma and letter in "=h")
        ):
            break
        at -= 1
    end = k + 1
    commas = 0
    while end < len(shape):
        letter = shape[end]
        if letter in "nl":
            if clause.tokens[end].value in ("rather", "nor"):
                break
            if letter == "n" and shape[end - 1] == "h":
                break
            if (
                letter == "l"
                and end + 1 < len(shape)
                and shape[end + 1] in "EGHX"
                and own in "EGHX"
            ):
                break
            if (
                commas
                or (found and shape[end - 1] == own)
                or (
                    own not in "EGHX"
                    and shape[end - 1] == own
                    and clause.at[end][0] - clause.at[end - 1][1] > 2
                )
            ):
                break
            found += 1
            if shape[end - 1] == "j":
                break
        elif letter == ",":
            commas += 1
            if end + 1 < len(shape) and shape[end + 1] != own:
                break
            commas = 0
        elif letter in "&j":
            if (
                end + 1 < len(shape)
                and shape[end + 1] != own
                and not (letter == "j" and shape[end + 1] == "l" and own in "EGHX")
            ):
                break
        elif letter == "@" and own in "EGHX" and shape[end + 1 : end + 2] in ("l", "n"):
            pass
        elif letter == "=" and own == "Z" and k and shape[k - 1] == "=":
            break
        elif (
            letter == own
            or letter in "=ve#N."
            or (letter == "h" and own in "EGHX")
            or (letter in "i'" and own not in "EGHX")
            or (letter == "@" and own not in "EGHXS")
        ):
            pass
        else:
            break
        end += 1
    return found % 2 == 1


def _lacks_another(clause: Clause, at: int, k: int) -> bool:
    """Whether what is missing has its own noun before a preposition: no outlet for the wood."""
    tokens = clause.sentence.tokens
    for j in range(at + 1, k):
        if clause.shape[j] in "rie":
            before = clause.at[j][0] - 1
            return before > clause.at[at][1] and tokens[before].letter == "."
    return False
