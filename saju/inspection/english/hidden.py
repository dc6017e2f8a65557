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

_HOLDS = re.compile(
    r"[RAB](?:[ei]'?[LB])?[=]?[hj][jN'=]{0,2}(?:[S][,&]?){1,4}|(?:[S][,&]*)+[=h]{0,2}[i][iDeh']{0,3}[RA](?!B)|^[iD][iD'e]*[RA][iedLB']{0,3}h[Ne']{0,2}S"
)
_RUN = re.compile(r"[SE](?:[,&j]*[SE])*")


def hidden_claims(clause: Clause) -> Iterator[Claim]:
    """The claims of a clause about hidden stems."""
    shape, tokens = clause.shape, clause.tokens
    if clause.of_year or not {"S", "E"} & set(shape):
        return
    d = shape.find("D")
    held = _HOLDS.search(shape)
    if d < 0 and (held is None or _stands_on(clause, held)):
        return
    places = [k for k, letter in enumerate(shape) if letter in "RA"] or [
        k for k, letter in enumerate(shape) if letter in "BL"
    ]
    if not places and (
        d < 0 or "stem" not in clause.sentence.text[tokens[d].start : tokens[d].end]
    ):
        return
    runs = [match for match in _RUN.finditer(shape) if not _is_self(clause, match.start())]
    if not runs:
        return
    run = _chosen(runs, d)
    stems = [k for k in range(run.start(), run.end()) if shape[k] == "S"] or [
        k for k in range(run.start(), run.end()) if shape[k] == "E"
    ]
    place = min(places, key=lambda k: abs(k - (d if d >= 0 else run.start()))) if places else None
    only = clause.sentence.says_only(tokens[stems[-1]]) or bool(
        re.search(
            r"\bonly\b",
            clause.sentence.text[tokens[run.start()].start - 12 : tokens[run.start()].start],
        )
    )
    denied = is_denied(clause, stems[0], "=h@'.iDNRAe")
    for at in (place, *_also(clause, place)):
        first, last = clause.span(*stems, *([] if at is None else [at]))
        yield hidden_claim(
            first, last, None if at is None else tokens[at], [tokens[k] for k in stems],
            only=only and at is not None, main="2" in shape and len(stems) == 1, denied=denied,
        )  # fmt: skip


def _also(clause: Clause, place: int | None) -> list[int]:
    """Other branches that `and` joins to a branch: the Pig of the day and the Horse of the hour."""
    found: list[int] = []
    if place is not None and clause.shape[place] in "RA":
        for match in re.finditer(r"[RA](?:e'?[LB])?&'?([RA])", clause.shape):
            if match.start() == place:
                found.append(match.start(1))
    return found


def _stands_on(clause: Clause, held: re.Match[str]) -> bool:
    """Whether a stem stands on a branch instead of in it."""
    inside = clause.tokens[held.start() : held.end()]
    return any(token.letter == "i" and token.value is not None for token in inside)


def _is_self(clause: Clause, k: int) -> bool:
    """Whether a stem is not hidden but a stem of the chart: for Bing, your Ji, the stem 甲."""
    before = clause.shape[max(k - 2, 0) : k]
    return before.endswith(("r", "T", "M", "r'"))


def _chosen(runs: list[re.Match[str]], d: int) -> re.Match[str]:
    """The run of stems that is meant: the longest, else the one after the verb."""
    longest = max(runs, key=lambda run: len(run.group()))
    if len(longest.group()) > 1:
        return longest
    after = [run for run in runs if run.start() > d]
    return after[0] if after and d >= 0 else runs[0]
