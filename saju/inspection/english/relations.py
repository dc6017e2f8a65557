"""Claims about relations between pillars: combinations, clashes, punishments, harms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.relations import (
    any_relation_claim,
    places_related_claim,
    signs_related_claim,
)
from saju.inspection.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Answer, Claim
    from saju.inspection.english.clauses import Clause
    from saju.inspection.natal import Natal

_AROUND_FIRST = re.compile("([RAS])[=hN']{0,2}(C)'?([RAS])(?=[,&][RAS][=hN']{0,2}C'?[RAS])")
_AROUND = re.compile("[,&]([RAS])[=hN']{0,2}(C)'?([RAS])")
_OF_HALF = {
    ("combination", "stem"): "stem_combination", ("combination", "branch"): "branch_combination",
    ("any_clash", "stem"): "stem_clash", ("any_clash", "branch"): "clash",
}  # fmt: skip
_DOCTRINE = 4  # signs
_FARTHEST = 9  # tokens between a relation and its signs


def relation_claims(clause: Clause) -> Iterator[Claim]:
    """The claims of a clause about relations between pillars."""
    shape, tokens = clause.shape, clause.tokens
    if "V" not in shape and "C" not in shape:
        return
    if clause.of_year or "Y" in shape or "X" in shape:
        return
    if from_outside(clause):
        return
    for k, letter in enumerate(shape):
        if letter == "V":
            kind, indices = tokens[k].value
            signs = [Token("S", index, 0, 0) for index in indices]
            yield signs_related_claim(*clause.span(k), kind, signs, denied=_denied(clause, k))
    kinds = [k for k, letter in enumerate(shape) if letter == "C"]
    for at, k in enumerate(kinds):
        if (
            at + 1 < len(kinds)
            and kinds[at + 1] - k == 1
            and len(kinds) > 1
            and _vaguer(clause, k, kinds[at + 1])
        ):
            continue
        if at and k - kinds[at - 1] == 1 and not _vaguer(clause, kinds[at - 1], k):
            continue
        for claim in _related(clause, k, kinds[at - 1] if at else -1, denied=_denied(clause, k)):
            yield _of_chart(clause, claim)


def _vaguer(clause: Clause, k: int, j: int) -> bool:
    return clause.tokens[k].value == "combination" and "combination" in str(clause.tokens[j].value)


def from_outside(clause: Clause) -> bool:
    """Whether one side of the relation is not of the chart: it makes a clash with the day branch."""
    shape = clause.shape
    placed = sum(shape.count(letter) for letter in "LTBM")
    signs = shape.count("R") + shape.count("A")
    if "_" in shape or (
        placed and placed == signs - 1 and "R" * signs in shape and "W" not in shape
    ):
        return True
    if "V" not in shape:
        return False
    others = sum(shape.count(letter) for letter in "RAS")
    return others == 0 and placed == 1


def _denied(clause: Clause, k: int) -> bool:
    """Whether a relation is denied, by words before it or right behind."""
    shape = clause.shape
    before = max(shape.rfind("j", 0, k), 0)
    end = clause.following(k, "=hC@", 4)
    found = sum(shape.count(letter, before, k) for letter in "nl")
    if clause.tokens[k - 1].value == "nor" and k:
        return True  # neither combine nor clash
    after = end < len(shape) and shape[end] in "nl" and clause.tokens[end].value != "nor"
    return (found + after) % 2 == 1


def _of_chart(clause: Clause, claim: Claim) -> Claim:
    """A claim of a list of relations, which may be the doctrine of them all: the Rat clashes with …."""
    shape = clause.shape
    named = {(token.letter == "S", token.value) for token in clause.tokens if token.letter in "RAS"}
    if len(named) < _DOCTRINE or not {*"LTBM@'p"}.isdisjoint(shape):
        return claim

    def test(natal: Natal) -> Answer:
        answer = claim.test(natal)
        return (None, answer[1]) if answer[1].endswith("없음") and not answer[0] else answer

    return claim._replace(test=test)


def _related(  # noqa: C901, PLR0912 - each way to say what relates
    clause: Clause, k: int, floor: int, *, denied: bool
) -> Iterator[Claim]:
    shape, tokens = clause.shape, clause.tokens
    kind = tokens[k].value
    if shape[k + 1 : k + 3] == "eW":
        kind = _OF_HALF.get((kind, tokens[k + 2].value), kind)
    if kind == "any_clash" and "branch" in _words_before(clause, k):
        kind = "clash"
    carried = _own(clause, k, floor) or _carried(clause, k, floor)
    if carried:
        yield signs_related_claim(
            *clause.span(k, *carried), kind, [tokens[j] for j in carried], denied=denied
        )
        return
    for letters in _nearest_first(shape, k):
        signs = [j for j, letter in enumerate(shape) if letter in letters]
        before = [j for j in signs if floor < j < k]
        if len(before) > 1 and "C" in shape[k + 1 :]:
            signs = before
        if len(signs) == 1 and letters == "S" and "M" in shape:
            continue
        if len(signs) < 2:
            continue
        if letters == "S" and not _of_stems(kind):
            continue
        chosen = _nearest(clause, signs, k)
        if chosen and "C" in shape[chosen[-1] :] and {*",&"} & {*shape[k + 1 : chosen[0]]}:
            return  # they resent each other, and the Dog and the Rooster harm each other
        if chosen and (chosen[-1] < floor or min(abs(j - k) for j in chosen) > _FARTHEST):
            return
        if chosen:
            yield signs_related_claim(
                *clause.span(k, *chosen), kind, [tokens[j] for j in chosen], denied=denied
            )
            return
    places = [j for j, letter in enumerate(shape) if letter in "LTBM" and j > floor]
    if shape.count("R") + shape.count("A") + shape.count("S") == 0 or len(places) == 2:
        named = [
            Token("T", "day", *tokens[j][2:]) if tokens[j].letter == "M" else tokens[j]
            for j in places
        ]
        if len(named) >= 2 and len({token.value for token in named[:2]}) == 2:
            named = _alike(named[:2])
            yield places_related_claim(*clause.span(k, *places[:2]), kind, named, denied=denied)
            return
    if not places and not {"R", "A", "S", "V", "P"} & set(shape) and clause.before is not None:
        told = [token for token in clause.before.tokens if token.letter in "RAS"]
        kinds = {token.letter == "S" for token in told}
        if len(told) == 2 and len(kinds) == 1 and told[0].value != told[1].value:
            yield signs_related_claim(*clause.span(k), kind, told, denied=denied)
            return
    if not places and not {"R", "A", "S", "V", "P"} & set(shape) and _at_large(clause, k):
        yield any_relation_claim(*clause.span(k), kind, None, denied=denied)


def _own(clause: Clause, k: int, floor: int) -> list[int]:
    """The two signs around a later relation, in its own clause: …, and the Ox harmonises with 午."""
    shape = clause.shape
    found = _AROUND_FIRST.match(shape) if floor < 0 else _AROUND.search(shape, floor, k + 3)
    if found is None or found.start(2) != k or clause.shape[found.end() :][:1] == "&":
        return []
    return [found.start(1), found.start(3)]


def _carried(clause: Clause, k: int, floor: int) -> list[int]:
    """The subject of the first relation and the one sign of a later: it clashes with 亥 and joins 酉."""
    if floor < 0:
        return []
    shape, tokens = clause.shape, clause.tokens
    joint = max(shape.rfind("&", floor, k), shape.rfind(",", floor, k))
    if joint < 0 or (shape[joint - 1] in "RAS" and {*"RAS"} & {*shape[joint:k]}):
        return []
    end = shape.find("C", k + 1)
    own = [
        j
        for j in range(joint + 1, len(shape) if end < 0 else end)
        if shape[j] in "RAS" and (j < k or "&" not in shape[k:j])
    ]
    first = shape.index("C")
    subjects = [j for j in range(first) if shape[j] in "RAS"]
    if len(own) != 1 or len({tokens[j].value for j in subjects}) != 1:
        return []
    alike = (shape[subjects[0]] == "S") == (shape[own[0]] == "S")
    return [subjects[0], *own] if alike else []


def _words_before(clause: Clause, k: int) -> str:
    start = clause.tokens[k].start
    return clause.sentence.text[max(start - 18, 0) : start].lower()


def _nearest_first(shape: str, k: int) -> tuple[str, str]:
    """Branches or stems first, whichever stand nearer to a relation."""
    stems = [abs(j - k) for j, letter in enumerate(shape) if letter == "S"]
    branches = [abs(j - k) for j, letter in enumerate(shape) if letter in "RA"]
    if len(stems) > 1 and min(stems) < min(branches, default=99) - 1:
        return ("S", "RA")
    return ("RA", "S")


def _alike(named: list[Token]) -> list[Token]:
    letters = {token.letter for token in named}
    if len(letters) > 1:
        part = next(letter for letter in ("B", "T", "L") if letter in letters)
        if "L" not in letters:
            part = "L"
        return [token._replace(letter=part) for token in named]
    return named


def _of_stems(kind: str) -> bool:
    return kind in ("combination", "any_clash", "at_odds", "stem_combination", "stem_clash")


def _nearest(clause: Clause, signs: list[int], k: int) -> list[int]:
    """The signs that relate: a run joined by `and`, or the two nearest on either side."""
    shape, tokens = clause.shape, clause.tokens
    kind = tokens[k].value
    runs: list[list[int]] = [[signs[0]]]
    for j in signs[1:]:
        between = shape[runs[-1][-1] + 1 : j]
        if not set(between) - set("&,") or between in ("i", "q"):
            runs[-1].append(j)
        else:
            runs.append([j])
    wanted = 3 if kind in ("three_combination", "directional_combination", "punishment") else 2
    long = [run for run in runs if 2 <= len(run) <= wanted]
    if long:
        best = min(long, key=lambda run: abs(run[0] - k) + 5 * ("," in shape[k : run[0]]))
        chosen = best
    else:
        before, after = [j for j in signs if j < k], [j for j in signs if j > k]
        if before and after:
            chosen = [before[-1], after[0]]
        elif len(signs) == 2:
            chosen = signs
        else:
            chosen = before[-2:] or after[:2]
    if len(chosen) < 2 or (len({tokens[j].value for j in chosen}) == 1 and "unish" not in kind):
        return []
    return chosen


def _at_large(clause: Clause, k: int) -> bool:
    """Whether a relation is said to be there at all, or not."""
    shape = clause.shape
    if clause.tokens[k].value in ("break", "harm"):
        return False
    if clause.says(k) == "harmony" and "@" in shape:
        return False  # you find harmony with somebody
    if shape[k + 1 : k + 3] == "eW":
        return {*"hl"} & {*shape} != set()
    start = clause.preceding(k, "N'C&,e", 3)
    if start >= 0 and shape[start] in "hl" and shape[k + 1 : k + 2] not in tuple("eEGHMq"):
        return True
    return shape[k + 1 : k + 2] == "h" and shape[k + 2 : k + 3] in ("", "i", ",")
