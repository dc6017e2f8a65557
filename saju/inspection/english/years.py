"""Claims about calendar years (세운): their pillar, and the ten god that they bring a day master.

What a stem is to the day master (Bing is your Direct Wealth) holds wherever it stands, so it is judged here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.signs import year_pillar_claim
from saju.inspection.claims.years import stem_god_claim, year_god_claim
from saju.inspection.english.binding import is_denied
from saju.pillars import year_pillar_of
from saju.sexagenary import STEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.english.clauses import Clause

_YEAR = re.compile(r"Y[=jtL_.]{1,3}eP|Y[=j,'eh]{0,3}P(?:y|$|[=,hi])|PyY|PY")
_STACKED = re.compile("GiG|Gi,?&?Gi")  # Hurting Officer over Friend, of the year just named
_TO_SELF = re.compile("G[r]S")
_IN_DATE = re.compile(r"[0-9](?:st|nd|rd|th)?,? (?:[A-Z][a-z]+,? )?$")
_GOD_OF = re.compile(
    r"(S)(?:[h]?i['e]{0,2}[TLB]|W)?[,]?(?:u?[=j]|h=)[=@'.rSMn,]{0,5}(G)|(T)(S)[j=,](G)|(S)h?r['S@M]{0,2}=(G)|(S)[,](G)"
)


def year_claims(clause: Clause, this_year: int | None) -> Iterator[Claim]:  # noqa: C901 - each way to say it
    """The claims of a clause about a year's ten gods; `this_year`: the one called so."""
    shape, tokens = clause.shape, clause.tokens
    if "Y" in shape and "P" in shape and "d" not in shape:
        for match in _YEAR.finditer(shape):
            y, p = (k for k in range(match.start(), match.end()) if shape[k] in "YP")
            y, p = (y, p) if shape[y] == "Y" else (p, y)
            unit = tokens[p + 1].value if shape[p + 1 : p + 2] == "y" else 0
            if unit == 0 and "U" not in shape and "b" not in shape:
                yield year_pillar_claim(*clause.span(y, p), tokens[y].value, tokens[p].value)
    if "G" not in shape:
        return
    seen = set()
    for match in _GOD_OF.finditer(shape):
        found = [k for k in range(match.start(), match.end()) if shape[k] in "SG"]
        k, s = found[-1], next(j for j in found if shape[j] == "S")
        if shape[max(s - 1, 0) : s] in ("r", "i") or "D" in shape:
            continue
        between = clause.sentence.text[tokens[s].end : tokens[k].start]
        if "," in between and " it " in between:
            continue  # to him, a Wu, it was Eating God
        said = shape[s:k]
        if "=" in said and said.endswith(",") and "r" not in said:
            continue  # Bing is what you are, Direct Wealth in the month what you do
        seen.add(k)
        denied = is_denied(clause, k, "=h@'.ir")
        yield stem_god_claim(*clause.span(s, k), STEMS[tokens[s].value], tokens[k].value)._replace(
            denied=denied
        )
    year = _year(clause, this_year)
    if (
        _tells_a_day(clause)
        or year is None
        or "b" in shape
        or "U" in shape
        or {"L", "B"} & set(shape)
        or ("T" in shape and "Y" not in shape)  # even though you have Friend in the month stem
    ):
        return
    to_several = len(_TO_SELF.findall(shape)) > 1
    for k, letter in enumerate(shape):
        if to_several and _TO_SELF.match(shape, k):
            continue  # what it is to a Jia and to a Yi
        if letter != "G" or k in seen or is_denied(clause, k):
            continue
        yield year_god_claim(*clause.span(k), year, tokens[k].value, _part(clause, k, year))


def _tells_a_day(clause: Clause) -> bool:
    """Whether the year belongs to a date: on November 27, 2026 the day is 乙巳."""
    for token in clause.sentence.tokens:
        if token.letter == "Y":
            return bool(
                _IN_DATE.search(clause.sentence.text, max(token.start - 12, 0), token.start)
            )
    return False


def _year(clause: Clause, this_year: int | None) -> int | None:
    """The year spoken of: the last one named up to here in the sentence."""
    at: Clause | None = clause
    while at is not None:
        years = {token.value for token in at.tokens if token.letter == "Y"}
        if years:
            return int(years.pop()) if len(years) == 1 else None
        at = at.before
    told = clause.told
    if (
        told is not None
        and ("W" in clause.shape or _STACKED.match(clause.shape))
        and not {*"bLTBMtU$"} & {*told.shape}
    ):
        years = {token.value for token in told.tokens if token.letter == "Y"}
        if len(years) == 1:
            return int(years.pop())
    says_this = any(mark.kind == "this_year" for mark in clause.sentence.marks)
    return this_year if says_this else None


def _part(clause: Clause, k: int, year: int) -> str:
    """`stem` or `branch` where the clause says whose ten god it names, else nothing."""
    shape, tokens = clause.shape, clause.tokens
    places = [j for j, letter in enumerate(shape) if letter in "WT"]
    if places:
        after = [j for j in places if j > k and set(shape[k + 1 : j]) <= set("ih'=r@")]
        before = [j for j in places if j < k and "G" not in shape[j:k]]
        chosen = (
            after[0] if after and "i" in shape[k + 1 : after[0]] else before[-1] if before else None
        )
        if chosen is None and len(places) == 1 and shape.count("G") == 1:
            chosen = places[0]
        if chosen is not None:
            return str(tokens[chosen].value) if shape[chosen] == "W" else "stem"
    stem = year_pillar_of(year).stem.index
    names_it = any(
        token.letter == "S" and token.value == stem for token in tokens[max(k - 5, 0) : k]
    )
    return "stem" if names_it and shape.count("G") == 1 else ""
