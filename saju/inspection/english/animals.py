"""Claims about the animal sign, and about the animals of calendar years."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.signs import animal_claim, year_animal_claim
from saju.inspection.english.binding import is_denied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.english.clauses import Clause

_BEFORE_SELF = re.compile(r"(A)[,=]{0,2}@(?![CDhO])")
# Each with a letter that it needs.
_ANIMALS = (
    ("a", re.compile(r"a[j='n@]{0,3}(A)")),
    ("@", re.compile(r"@[@']{0,1}=[=n'e]{0,3}(A)(?![BLCRAO&D]|i(?!p))")),
    ("@", re.compile(r"^[='h]{0,2}(A)[eYi'0N]{0,3},[=']?@")),
    ("@", _BEFORE_SELF),
    ("@", re.compile(r"@=?'?(A)$")),
    ("A", re.compile(r"(A)(?=hL)|b[iYe]{0,3}'?(A)(?![BL])|^(A)b")),
    ("a", re.compile(r"(A)i?a")),
    ("@", re.compile(r"@'?(A)(?=$|,)")),
    ("a", re.compile(r"(A)=n?'?a")),
    ("Y", re.compile(r"Y=?[@']{1,2}(A)(?![BLCi])")),
    ("_", re.compile(r"^(?=.*[@']).*[ub]i'?(A)_")),
    ("b", re.compile(r"b[riYef='@]{1,5}(A)(?![BLC]|i(?!Y))")),
)
_MANY = re.compile("(?:A[,&]{1,2}){2}A")  # of luck, of a year's months
_IS_GOD = re.compile(r"[=,]['@N]{0,2}[GHBT]")
_SEATED = (
    " on the ", " upon the ", " beneath the ", " in the ", " over the ", " under the ",
    " above the ", " below the ", " behind the ", " inside the ", " within the ",
)  # fmt: skip
_IS_SEAT = re.compile(
    r" (?:is|sits|stands|lies) (?:(?:in|at|on) )?(?:the|your) [a-z' ]{0,10}(?:seat|palace|house)"
)
_YEAR_IS = re.compile(r"[Lt](?:h|[=j]{1,2}n?)[e'f]{0,2}(A)(?![BLC])")
_YEAR_ANIMAL = re.compile(r"YAb|Y[,@'.]{1,4}=(?:e'?)?A$|A(?:e|_|\.)?Y|Y=a?A(?![tBL_.])")


def animal_claims(clause: Clause) -> Iterator[Claim]:
    """The claims of a clause about animals."""
    yield from _of_birth(clause)
    if "Y" in clause.shape and "U" not in clause.shape:
        yield from _year_animals(clause)


def _of_birth(clause: Clause) -> Iterator[Claim]:  # noqa: C901 - each thing that excuses
    shape = clause.shape
    if "Y" in shape and not {"b", "@", "'"} & set(shape):
        return
    if {"C", "O", "U"} & set(shape):
        return
    if "A" in shape and is_branch(clause, shape.index("A")):
        return
    seen = set[int]()
    if _puts_right(clause):
        seen.add(shape.index("A"))
        yield animal_claim(*clause.span(shape.index("A")), clause.tokens[shape.index("A")].value)
    for match in _YEAR_IS.finditer(shape):
        k = match.start(1)
        if clause.tokens[match.start()].value == "year" and k not in seen:
            seen.add(k)
            denied = "n" in match.group()
            yield animal_claim(*clause.span(k), clause.tokens[k].value, denied=denied)
    if _MANY.search(shape):
        return
    for letter, pattern in _ANIMALS:
        for match in pattern.finditer(shape) if letter in shape else ():
            k = match.start(match.lastindex or 1)
            if k not in seen and not (
                pattern is _BEFORE_SELF and _is_apart(clause, k, match.end())
            ):
                seen.add(k)
                denied = shape[k + 1 : k + 3] != "@=" and is_denied(clause, k, "=h@'.iea&")
                yield animal_claim(
                    *clause.span(match.start(), match.end() - 1),
                    clause.tokens[k].value,
                    denied=denied,
                )


def _is_apart(clause: Clause, k: int, end: int) -> bool:
    """Whether words stand between an animal and somebody after it: the Dog, giving you a streak."""
    if clause.at[end - 1][0] - clause.at[k][1] <= end - 1 - k:
        return False
    text = clause.sentence.text
    return text.find("such as", clause.tokens[k].end, clause.tokens[end - 1].start) < 0


def is_branch(clause: Clause, k: int) -> bool:
    """Whether the animal is a branch: you sit on the Rat; the Dragon, an Indirect Officer."""
    shape = clause.shape
    start = clause.tokens[k].start
    before = clause.sentence.text[max(start - 12, 0) : start].lower()
    if before.endswith(_SEATED):
        return True
    if before.endswith(" of the ") and not {*"abY"} & {*shape}:
        return True
    if _IS_SEAT.match(clause.sentence.text, clause.tokens[k].end):
        return True
    return bool(_IS_GOD.match(shape, k + 1)) and not {*shape} & {*"ab"}


def _puts_right(clause: Clause) -> bool:
    """Whether it only names the animal that the clause before denied another of: not a Rat but a Pig."""
    before = clause.before
    return (
        clause.joint in ("but", ";")
        and before is not None
        and clause.shape[:2].lstrip("'") in ("A", "Aj", "A,")
        and before.shape.startswith("nA")
    )


def _year_animals(clause: Clause) -> Iterator[Claim]:
    """The animal of a calendar year: the Horse of 1978; 1971 belongs to the Dog."""
    for match in _YEAR_ANIMAL.finditer(clause.shape):
        found = range(match.start(), match.end())
        k, y = (next(at for at in found if clause.shape[at] == letter) for letter in "AY")
        tokens = clause.tokens
        yield year_animal_claim(*clause.span(k, y), tokens[y].value, tokens[k].value)
