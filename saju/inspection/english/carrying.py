"""What a clause takes over from the one before: its subject, its place, the term that `which` is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saju.inspection.english.clauses import Clause
    from saju.inspection.tokens import Token

PLACED = "LTB"
MERGED = "PSRGHXKQZAVLTBDMOU"  # terms


def take_up(clause: Clause, letters: list[str], token: Token) -> None:
    """Begin a clause with `which` by what it speaks of: the last term of the clause before."""
    before = clause.before
    if before is None or not before.shape.rstrip(",="):
        return
    size = len(before.shape.rstrip(",="))
    if size > 1 and before.shape[size - 1] in "$U" and before.shape[size - 2] == "P":
        size -= 1
    start = size - 1
    if start and before.shape[start] in "SRAP" and before.shape[start - 1] in PLACED:
        start -= 1
    elif (
        start > 1
        and before.shape[start] in "RA"
        and before.shape[start - 1] in "h=j"
        and before.shape[start - 2] == "B"
        and {*"nl"}.isdisjoint(before.shape)
    ):  # the spouse palace holds the Snake, which is Direct Officer
        letters.append("B")
        clause.tokens.append(before.tokens[start - 2])
        clause.at.append(before.at[start - 2])
    if before.shape[size - 1] in MERGED or before.shape[size - 1] == "E":
        letters += before.shape[start:size]
        clause.tokens += before.tokens[start:size]
        clause.at += before.at[start:size]
        if token.end - token.start == len("where") and {*letters} & {*"RA"}:
            letters.append("D")  # the Dog of the year, where another 壬 lies
            clause.tokens.append(token._replace(letter="D"))
            clause.at.append(before.at[size - 1])


def put_right(clause: Clause, letters: list[str]) -> None:
    """Give a correction the subject of what it corrects: the self is not 壬 but 癸."""
    before = clause.before
    if before is None or "n" not in before.shape or {*letters} & {*"h=lnC"}:
        return
    if "".join(letters).lstrip("'i")[:1] not in tuple(MERGED):
        return
    size = before.shape.index("n")
    if before.shape[size + 1 : size + 2] in ("=", "h"):
        letters[:0] = [*before.shape[:size], before.shape[size + 1]]
        clause.tokens[:0] = [*before.tokens[:size], before.tokens[size + 1]]
        clause.at[:0] = [*before.at[:size], before.at[size + 1]]
    else:
        letters[:0] = before.shape[:size]
        clause.tokens[:0] = before.tokens[:size]
        clause.at[:0] = before.at[:size]


def place_half(clause: Clause, letters: list[str]) -> None:
    """Place `the stem` and `its branch` in the pillar that has just been named."""
    if "L" in letters:
        place: str | None = clause.tokens[letters.index("L")].value
    else:
        place = _named_place(clause)
    if place is None:
        return
    for k, letter in enumerate(letters):
        token = clause.tokens[k]
        half = {"stem": "T", "branch": "B"}.get(str(token.value)) if letter == "W" else None
        if half and clause.sentence.text[token.end - 1] not in "sw":
            letters[k] = "M" if (half, place) == ("T", "day") else half
            clause.tokens[k] = token._replace(letter=letters[k], value=place)


def _named_place(clause: Clause) -> str | None:
    """The place that the clauses before name, or else the sentence before; None where not one."""
    at, said = clause.before, ""
    while at is not None:
        if {*at.shape} & {*"YU$_"}:
            return None
        places = {token.value for token in at.tokens if token.letter in PLACED}
        if places:
            return str(places.pop()) if len(places) == 1 else None
        at = at.before
    if clause.told is None:
        return None
    said = clause.told.shape
    if {*said} & {*"YU$_"} or any(mark.kind == "transit" for mark in clause.told.marks):
        return None
    places = {token.value for token in clause.told.tokens if token.letter in PLACED}
    return str(places.pop()) if len(places) == 1 else None
