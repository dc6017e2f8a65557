"""Claims about luck pillars (대운): which, from which age or year, and in which direction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from saju.day_master import branch_ten_god, ten_god
from saju.inspection.claim import Answer, Claim
from saju.inspection.claims.luck import (
    direction_claim,
    luck_at_claim,
    luck_god_claim,
    luck_pillar_claim,
    luck_start_claim,
)
from saju.inspection.english.binding import is_denied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.english.clauses import Clause
    from saju.inspection.natal import Natal

_FROM_GOD = re.compile("uG[,.]?[ru]G")
_AT_TIME = re.compile("P[iu]{1,2}$")
_DECADE = re.compile("P,(G)[U$]")  # 己巳, a Seven Killings decade
_STACKED = re.compile("GiG|Gi,?&?Gi")
_HALF = re.compile("(?:stem|branch)(?: is| as| brings|:)? $")
_OF_HALF = re.compile("Wi?[=h]?[=hj']G|^G[hi]{1,2}W")
_FIRST = re.compile(r"1'?[U$](?!r?h)|[U$][=ej']{0,2}1|1u?P")


def luck_claims(clause: Clause) -> Iterator[Claim]:  # noqa: C901, PLR0912 - each way to say it
    """The claims of a clause about luck pillars."""
    shape, tokens = clause.shape, clause.tokens
    if "I" in shape and (
        {"U", "$"} & set(clause.whole) or {"'", "P"} & set(shape) or _tells_luck(clause)
    ):
        for k, letter in enumerate(shape):
            if letter == "I":
                denied = is_denied(clause, k, "=h@'.i$UueRALB")
                yield direction_claim(*clause.span(k), tokens[k].value, denied=denied)
    if not clause.of_luck:
        if "G" in shape:
            yield from _gods_of_told(clause)
            if "P" in shape:
                yield from _gods_of_halves(clause)
        return
    pillars = [
        k
        for k, letter in enumerate(shape)
        if letter == "P"
        and shape[k + 1 : k + 2] != "y"
        and shape[max(k - 1, 0)] != "L"
        and shape[max(k - 2, 0) : k] != "Iu"
        and not re.match("uP[ir]P", shape[max(k - 1, 0) :])
    ]
    times = [k for k in range(len(shape)) if _when(clause, k) is not None]
    for k in pillars:
        value = tokens[k].value
        if _FIRST.search(shape) and len(pillars) == 1:
            yield luck_pillar_claim(*clause.span(k), value, first_only=True)
        when = _time_of(clause, k, pillars, times)
        if when is None:
            if {"U", "$", "I"} & set(shape):
                yield luck_pillar_claim(*clause.span(k), value)
        else:
            letter, age = _when(clause, when) or ("J", None)
            starts = _starts(clause, when, k)
            yield luck_at_claim(*clause.span(when, k), letter, age, value, starts=starts)
    gods = [k for k, letter in enumerate(shape) if letter == "G"]
    if _FROM_GOD.search(shape):
        gods = gods[1:]  # from Hurting Officer to Eating God: the first is of the luck before
    if len(pillars) == 1 and gods and len(gods) <= 2:
        for k in gods:
            if not is_denied(clause, k):
                yield luck_god_claim(
                    *clause.span(pillars[0], k), [tokens[pillars[0]].value], tokens[k].value
                )
    elif len(pillars) > 1:
        for match in _DECADE.finditer(shape):
            p, k = match.start(), match.start(1)
            yield luck_god_claim(*clause.span(p, k), [tokens[p].value], tokens[k].value)
    if not pillars and times and "U" in shape and gods:
        at = next((t for t in times if t and shape[t - 1] in "iuJ"), times[0])
        letter, age = _when(clause, at) or ("J", None)
        if letter == "J" and isinstance(age, int):
            for k in gods[:1]:
                yield _god_at(*clause.span(times[0], k), age, tokens[k].value)
    if not pillars and len(times) == 1 and not gods and {"U", "$"} & set(shape) and "u" in shape:
        letter, age = _when(clause, times[0]) or ("J", None)
        if letter == "J" and isinstance(age, int) and age < 100:
            yield luck_start_claim(*clause.span(times[0]), age)


def _gods_of_told(clause: Clause) -> Iterator[Claim]:
    """The ten gods of the luck pillar that the sentence before names: the stem up there is Friend."""
    told, shape = clause.told, clause.shape
    if (
        told is None
        or "G" not in shape
        or {*"LTBMPRAYSCQ"} & {*shape}
        or told.shape.count("P") != 1
    ):
        return
    if not {*told.shape} & {*"U$J"} or {*told.shape} & {*"LTBMYb"}:
        return
    if not (_STACKED.match(shape) or _OF_HALF.search(shape)):
        return
    pillar = next(token.value for token in told.tokens if token.letter == "P")
    for k, letter in enumerate(shape):
        if letter == "G" and not is_denied(clause, k):
            yield luck_god_claim(*clause.span(k), [pillar], clause.tokens[k].value)


def _gods_of_halves(clause: Clause) -> Iterator[Claim]:
    """What the halves of a pillar are to the self, whosever it is: 乙巳: stem Eating God."""
    shape = clause.shape
    if "P" not in shape or shape.count("P") != 1 or {*shape} & {*"LTBMRASCQDY"}:
        return
    pillar = clause.tokens[shape.index("P")].value
    for k, letter in enumerate(shape):
        if letter != "G":
            continue
        start = clause.tokens[k].start
        named = _HALF.search(clause.sentence.text, max(start - 16, 0), start)
        if named is not None and not is_denied(clause, k):
            yield luck_god_claim(*clause.span(k), [pillar], clause.tokens[k].value)


def _tells_luck(clause: Clause) -> bool:
    told = clause.told
    return told is not None and bool({*told.shape} & {*"U$"})


def _when(clause: Clause, k: int) -> tuple[str, Any] | None:  # noqa: PLR0911 - one branch a form of words
    """The age or the year at a position."""
    letter, value = clause.shape[k], clause.tokens[k].value
    if letter in "N0" and clause.sentence.text.endswith(" ending in ", 0, clause.tokens[k].start):
        return None
    if letter == "J" and value is not None:
        if k and clause.shape[k - 1] == "e" and clause.says(k).isalpha():
            return None  # of the next ten
        return "J", value
    if letter == "Y":
        return "Y", value
    if letter == "0":
        before = clause.shape[k - 1] if k else ""
        if before in ("i", "u", "J", "e", "r", ",", "=", "&", "U", "j", "") or isinstance(
            value, tuple
        ):
            return "J", value
    if letter == "N" and isinstance(value, int) and clause.shape[max(k - 2, 0) : k] == "@=":
        return ("J", value) if clause.shape[k + 1 : k + 2] not in tuple("EGHXSRp") else None
    if (
        letter == "N"
        and isinstance(value, int)
        and k
        and clause.shape[k - 1] in "JuiU"
        and clause.shape[k + 1 : k + 2] not in tuple("EGHXSR")
    ):
        return "J", value
    return None


def _time_of(clause: Clause, k: int, pillars: list[int], times: list[int]) -> int | None:
    """The time that goes with a pillar: the one after it with `from` or `at`, else the nearest."""
    if not times:
        return None
    shape = clause.shape
    if len(pillars) > 1 and times[0] < pillars[0] and times[-1] < pillars[-1]:
        times = [j for j in times if j < k]  # from 21 you are in Imin and from 31 in Gyemyo
    times = [j for j in times if not (j < k and _is_bound(clause, j, k))]
    following = [j for j in times if j > k and not any(k < p < j for p in pillars)]
    leading = [j for j in times if j < k and not any(j < p < k for p in pillars)]
    if len(pillars) == 1:
        if leading and leading[-1] == k - 1 and shape[max(k - 2, 0) : k - 1] in tuple("uiJ"):
            return leading[-1]  # from 55 Eulmi, from 65
        if following and set(shape[k + 1 : following[0]]) & set("iu@"):
            own = following[0]
            if leading and shape[following[0] - 1] == "r":
                own = leading[-1]
            return own if not leading or abs(own - k) <= abs(leading[-1] - k) else leading[-1]
        return (leading or following)[0]
    if following and set(shape[k + 1 : following[0]]) & set("iu@"):
        return following[0]
    return leading[-1] if leading else None


def _is_bound(clause: Clause, j: int, k: int) -> bool:
    """Whether a time is that of the pillar before it: from 壬辰 at age 1 through 辛卯."""
    if not _AT_TIME.search(clause.shape, 0, j):
        return False
    between = clause.sentence.text[clause.tokens[j].end : clause.tokens[k].start]
    return between.strip() in ("through", "to", "then", "via", ", then", ", through")


def _starts(clause: Clause, when: int, k: int) -> bool:
    """Whether the luck is said to begin at the time."""
    shape = clause.shape
    if isinstance(clause.tokens[when].value, tuple):
        return False
    low, high = min(when, k), max(when, k)
    return "u" in shape[max(low - 2, 0) : high + 2]


def _god_at(first: int, last: int, age: int, claimed: str) -> Claim:
    """The luck at an age brings a ten god."""

    def test(natal: Natal) -> Answer:
        luck = natal.analysis.luck
        if luck is None:
            return None, ""
        own: set[str] = set()
        starts = {decade.age for decade in luck.pillars}
        for decade in luck.pillars:
            fits = decade.age == age if age in starts else decade.age - 1 <= age <= decade.age + 10
            if fits:
                own |= {
                    ten_god(natal.day_master, decade.pillar.stem),
                    branch_ten_god(natal.day_master, decade.pillar.branch),
                }
        return (claimed in own if own else None), f"{age} " + "·".join(sorted(own))

    return Claim("luck", first, last, f"{age} {claimed}", test)
