"""Claims about the stems that branches hide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.hidden import hidden_claim
from saju.inspection.english.binding import is_denied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.english.clauses import Clause
    from saju.inspection.tokens import Token

_HOLDS = re.compile(
    r"[RAB](?:[ei]'?[LB]|e')?,?[=]?[hj][jN'=]{0,2}(?:[S][,&]?){1,4}|(?:[S][,&]*)+[=h]{0,2}[i][iDeh']{0,3}[RA](?!B)|^[iD][iD'e]*[RA][iedLB'@]{0,4}h[Ne']{0,2}S"
)
_RUN = re.compile(r"[SE](?:[,&j]*[SE])*")
_BRANCHES = re.compile(r"[RA]")
_SEATS = re.compile(r"[BL]")
_ALSO = re.compile(r"(?:e'?[LB])?&'?([RA])")
_APART = re.compile("[&,][@']?[h=l][Ne']{0,3}$")
_AFTER = re.compile(r"[=hD.,@'N]{0,4}[iD][iDe'hN]{0,3}")


_KEEPING = ("keep", "preserv", "retain")
_Placed = tuple[re.Match[str], int | None]


def hidden_claims(clause: Clause) -> Iterator[Claim]:  # noqa: C901, PLR0911, PLR0912 - each thing that excuses
    """The claims of a clause about hidden stems."""
    shape, tokens = clause.shape, clause.tokens
    if clause.of_year or not {"S", "E"} & set(shape):
        return
    d = max(shape.find("D"), shape.find("2"))
    if "K" in shape and d >= 0 and tokens[d].end - tokens[d].start == len("where"):
        return  # where Xin reaches its peak
    held = _HOLDS.search(shape)
    if d < 0 and (held is None or _stands_on(clause, held)):
        return
    runs = [match for match in _RUN.finditer(shape) if not _is_self(clause, match.start())]
    if not runs:
        return
    if "S" not in shape and d >= 0 and clause.says(d).startswith(_KEEPING):
        return  # keeps the light
    if any("S" in run.group() for run in runs):
        # The Geng in the Snake, and it has Wood to cut: the element is another matter.
        runs = [
            run for run in runs if "S" in run.group() or not _APART.search(shape, 0, run.start())
        ]
    placed = [(run, _place_of(clause, run, runs)) for run in runs]
    if (told := _told_branch(clause)) is not None and d == 0 and all(p is None for _, p in placed):
        hidden = [tokens[k] for k in _members(shape, runs[0])]
        if shape[runs[0].start()] == "S" and runs[0].start() <= 2:
            denied = is_denied(clause, runs[0].start(), "=h@'.iD")
            yield hidden_claim(*clause.span(0, runs[0].end() - 1), told, hidden, denied=denied)
        return
    known: list[_Placed] = [(run, place) for run, place in placed if place is not None]
    if not known:
        if d < 0 or "stem" not in clause.sentence.text[tokens[d].start : tokens[d].end]:
            return
        known = [(_longest(runs), None)]
    if not any(clause.shape[run.start()] == "S" for run, _ in known):
        known = known[:1] if d < 0 else [_nearest(known, d)]
    for run, place in known:
        stems = _members(shape, run)
        only = place is not None and _is_all(clause, run, stems)
        denied = is_denied(clause, stems[0], "=h@'.iDNRAe")
        if place is None and {"n", "l"} & {*shape[run.end() : d]}:
            continue  # neither in the open nor among the hidden stems
        also = _also(clause, place)
        if place is not None and also and len(stems) > 1:  # the one in the one, or both in both
            first, last = clause.span(*stems, place, *also)
            yield hidden_claim(
                first, last, tokens[place], [tokens[k] for k in stems],
                also=[tokens[k] for k in also], denied=denied,
            )  # fmt: skip
            continue
        for at in (place, *also):
            first, last = clause.span(*stems, *([] if at is None else [at]))
            yield hidden_claim(
                first, last, None if at is None else tokens[at], [tokens[k] for k in stems],
                only=only, main="2" in shape and len(stems) == 1, denied=denied,
            )  # fmt: skip


def _told_branch(clause: Clause) -> Token | None:
    """The branch that `it` is, the only one of the sentence before: 亥 …. It hides 甲 as well."""
    told = clause.told
    if told is None or not told.english or told.shape.count("R") + told.shape.count("A") != 1:
        return None
    start = clause.tokens[0].start
    if clause.before is not None or clause.sentence.text[max(start - 3, 0) : start] != "It ":
        return None
    return next(token for token in told.tokens if token.letter in "RA")


def _place_of(clause: Clause, run: re.Match[str], runs: list[re.Match[str]]) -> int | None:
    """The branch that hides a run of stems: the last one before it, or the one it is in."""
    shape = clause.shape
    at = runs.index(run)
    floor = runs[at - 1].end() if at else 0
    ceiling = runs[at + 1].start() if at + 1 < len(runs) else len(shape)
    after = _AFTER.match(shape, run.end())
    for pattern in (_BRANCHES, _SEATS):
        if after is not None and after.end() < ceiling and "&" not in after.group():
            found = pattern.match(shape, after.end())
            if (
                found is not None
                and not _stands_on(clause, after)
                and ("D" in after.group() or pattern is _BRANCHES)
            ):
                return found.start()
        before = list(pattern.finditer(shape, floor, run.start()))
        if before:
            return before[-1].start()
    for pattern in (_BRANCHES, _SEATS):
        later = list(pattern.finditer(shape, run.end(), ceiling))
        if later and not at and "D" in shape and "S" in run.group():
            return later[0].start()
    if at and "S" in run.group() and not {*shape[floor : run.start()]} - {*"&,'hDir=."}:
        return _place_of(clause, runs[at - 1], runs)  # together with its 丁
    return None


def _nearest(known: list[_Placed], d: int) -> _Placed:
    return min(known, key=lambda pair: (pair[0].start() < d, abs(pair[0].start() - d)))


def _longest(runs: list[re.Match[str]]) -> re.Match[str]:
    return max(runs, key=lambda run: len(run.group()))


def _members(shape: str, run: re.Match[str]) -> list[int]:
    """The stems of a run, or its elements where it names none."""
    stems = [k for k in range(run.start(), run.end()) if shape[k] == "S"]
    return stems or [k for k in range(run.start(), run.end()) if shape[k] == "E"]


def _is_all(clause: Clause, run: re.Match[str], stems: list[int]) -> bool:
    """Whether `only` stands beside the stems."""
    start = clause.tokens[run.start()].start
    before = clause.sentence.text[max(start - 12, 0) : start]
    alone = before.lower().endswith("only ") and not before.lower().endswith("the only ")
    return clause.sentence.says_only(clause.tokens[stems[-1]]) or alone


def _also(clause: Clause, place: int | None) -> list[int]:
    """Other branches that `and` joins to a branch: the Pig of the day and the Horse of the hour."""
    if place is None or clause.shape[place] not in "RA":
        return []
    found = _ALSO.match(clause.shape, place + 1)
    return [] if found is None or "S" in clause.shape[found.end() :] else [found.start(1)]


def _stands_on(clause: Clause, held: re.Match[str]) -> bool:
    """Whether a stem stands on a branch instead of in it."""
    inside = clause.tokens[held.start() : held.end()]
    return any(
        token.letter == "i" and token.value in ("on", "above", "over", "by") for token in inside
    )


def _is_self(clause: Clause, k: int) -> bool:
    """Whether a stem is not hidden but a stem of the chart: for Bing, your Ji, the stem 甲."""
    before = clause.shape[max(k - 2, 0) : k]
    return before.endswith(("r", "T", "M", "r'"))
