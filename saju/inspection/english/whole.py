"""Claims about the chart as a whole: strength, structure, void, twelve stages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.whole import (
    stage_claim,
    strength_claim,
    structure_claim,
    void_branch_claim,
    void_pair_claim,
    void_place_claim,
)
from saju.inspection.english.binding import is_denied, places_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.english.clauses import Clause

_STRENGTH = (
    re.compile(r"n?'?([sw])M"),
    re.compile(r"M([w])(?![EGHX])"),
    re.compile(
        r"(?:M|@|p)[j@',hi]{0,3}(?:=h?|h=?|j)[=n']{0,3}([sw])(?![jeEGHXtLTB]|&.|i'?[EGHXLTB])"
    ),
    re.compile(r"[MS]=?(s)(?='?p)"),
    re.compile(r"S=[=n']{0,2}([sw])(?![ieEGHX])"),
    re.compile(r"(?:^|=)n?'?([sw])p"),
    re.compile(r"'[.]?([sw])S"),
    re.compile(r"[=@j]n?([sw])S"),
    re.compile(r"n=?'?S([sw])"),
    re.compile(r"M[=&h,'@nipS]{1,8}([sw])(?=$|[,&i])"),
    re.compile(r"^=n?([sw]),'?S?M"),
)


def whole_claims(clause: Clause) -> Iterator[Claim]:
    """The claims of a clause about the whole chart."""
    shape = clause.shape
    if "Z" in shape or (("s" in shape or "w" in shape) and {"M", "p", "S", "@"} & set(shape)):
        yield from _strengths(clause)
    if "Q" in shape:
        yield from _structures(clause)
    if "O" in shape and not clause.of_luck:
        yield from _voids(clause)
    if "K" in shape and not clause.of_year:
        yield from _stages(clause)


def _strengths(clause: Clause) -> Iterator[Claim]:  # noqa: C901, PLR0912 - each way to say it
    shape, tokens = clause.shape, clause.tokens
    if clause.of_year:
        return
    for k, letter in enumerate(shape):
        if letter != "Z":
            continue
        after = shape[k + 1 : k + 2]
        before = shape[k - 1] if k else ""
        if before == "q":
            continue  # better than balanced
        named = before == "=" and shape[k - 2 : k - 1] in ("p", "M", "@")
        if (after and after in "EGHXqt" and not (named and after == "E")) or (
            before in tuple("EGHX") and before
        ):
            continue
        start = clause.preceding(k, "=n'h", 4)
        if start >= 0 and shape[start] in "EGHX" and "=" in shape[start:k]:
            continue
        denied = is_denied(clause, k, "=h@'.&iMpSZe,")
        if denied and tokens[k].value == "balanced" and {*"MS"}.isdisjoint(shape):
            continue  # the elements of a chart, too, may be out of balance
        yield strength_claim(*clause.span(k), tokens[k].value, denied=denied)
    for pattern in _STRENGTH:
        for match in pattern.finditer(shape):
            k = match.start(1)
            if "Z" in shape[k : k + 2]:
                continue
            if (
                "@" in match.group()
                and shape[k + 1 : k + 2] == "i"
                and "p" not in shape[k:]
                and "M" not in match.group()
            ):
                continue
            if pattern is _STRENGTH[0] and (
                shape[match.end() :][:1] == "n"
                or (
                    match.start() == 0
                    and len(shape) > 2
                    and shape[2] != ","
                    and not {*"'@p"} & {*shape}
                )
            ):
                continue
            if "M" in match.group() and is_any_self(clause, match.start()):
                continue
            if match.start() == 0 and _is_any_chart(clause, match.group()):
                continue
            around = shape[max(match.start() - 2, 0) : match.end()]
            denied = around.count("n") % 2 == 1
            if shape[match.end() : match.end() + 1] == "n":
                denied = clause.tokens[match.end()].value != "rather"
            value = "strong" if shape[k] == "s" else "weak"
            yield strength_claim(*clause.span(k, match.start()), value, denied=denied)
            return


def _is_any_chart(clause: Clause, said: str) -> bool:
    """Whether any such chart is meant: a weak chart does not mean a weak body."""
    start = clause.tokens[0].start
    return said in ("sp", "wp") and clause.sentence.text[max(start - 2, 0) : start].lower() == "a "


def is_any_self(clause: Clause, k: int) -> bool:
    """Whether any day master is meant: a day master that is too strong becomes stubborn."""
    if not {*"@'p"}.isdisjoint(clause.shape):
        return False
    start = clause.tokens[k].start
    before = clause.sentence.text[max(start - 3, 0) : start]
    return before in ("A ", ". A") or before.endswith((" a ", ".A ", "\nA "))


def names_structure(clause: Clause, k: int) -> bool:
    """Whether a ten god is the name of the structure: the Hurting Officer type of structure."""
    shape = clause.shape
    return shape[k + 1 : k + 2] == "Q" or bool(re.match(r"[@e']{0,2}Q", shape[k + 1 : k + 4]))


def _structures(clause: Clause) -> Iterator[Claim]:
    shape, tokens = clause.shape, clause.tokens
    for k, letter in enumerate(shape):
        if letter != "Q":
            continue
        value, j = tokens[k].value, k
        if value is None:
            end = clause.following(k, "=jie'hn@,u", 6)
            start = clause.preceding(k, "ej@'", 3)
            if (
                end < len(shape)
                and shape[end] == "G"
                and (set("=jeh,i") & set(shape[k:end]) or clause.at[end][0] - clause.at[k][1] == 1)
            ):
                j = end
            elif start >= 0 and shape[start] == "G":
                j = start
            elif _names_frame(clause, k) >= 0:
                j = _names_frame(clause, k)
            else:
                continue
            value = f"{tokens[j].value}격"
        if _is_any(clause, k):
            continue
        denied = is_denied(clause, j, "=h@'.ejiQr")
        yield structure_claim(*clause.span(k, j), value, denied=denied)


def _is_any(clause: Clause, k: int) -> bool:
    """Whether such a structure is spoken of in general: A Direct Officer structure dislikes others."""
    token, text = clause.tokens[k], clause.sentence.text
    begin = max(token.start - 3, 0)
    return (
        clause.before is None
        and not {*"@'p=h"} & {*clause.shape[:k]}
        and text[begin : token.start].lower().strip() in ("a", "an")
        and clause.at[k][0] == 1
        and clause.shape[k + 1 : k + 2] not in (",", "Q", "j")
        and clause.shape[k + 1 :] != "="
        and len(clause.sentence.tokens) > clause.at[k][1] + 1
    )


def _names_frame(clause: Clause, k: int) -> int:
    """A ten god that is said to be or to give the structure: hers is Hurting Officer."""
    shape = clause.shape
    gods = [j for j, letter in enumerate(shape) if letter == "G"]
    if (
        len(gods) == 1
        and "=" in shape[min(gods[0], k) : max(gods[0], k) + 1]
        and not set("TL") & set(shape)
    ):
        return gods[0]
    return -1


def _voids(clause: Clause) -> Iterator[Claim]:  # noqa: C901 - each way to say it
    shape, tokens = clause.shape, clause.tokens
    k = shape.index("O")
    if {"Y"} & set(shape) and "b" not in shape:
        return
    signs = [j for j, letter in enumerate(shape) if letter in "RA"]
    signs = [
        j
        for at, j in enumerate(signs)
        if tokens[j].value not in [tokens[i].value for i in signs[:at]]
    ]
    pillars = [j for j, letter in enumerate(shape) if letter == "P" and tokens[j].value == 57]
    places = [j for j, letter in enumerate(shape) if letter in "LB"]
    denied = _void_denied(clause, k)
    by_day = not any(
        token.value == "year" and token.letter in "tLBT_" for token in clause.sentence.tokens
    )
    span = clause.span(k, *signs[:2])
    if len(signs) == 2:
        yield from _void_where(clause, max(k, *signs))
    if len(signs) == 2:
        yield void_pair_claim(*span, [tokens[j].value for j in signs], by_day=by_day, denied=denied)
        return
    if not signs and pillars:
        yield void_pair_claim(*span, [8, 9], by_day=by_day, denied=denied)
        return
    if len(signs) > 2:
        near = sorted(signs, key=lambda j: abs(j - k))[:2]
        if shape[min(near) + 1 : max(near)] in ("&", ",", ""):
            yield void_pair_claim(
                *span, [tokens[j].value for j in near], by_day=by_day, denied=denied
            )
        return
    if len(signs) == 1 and "E" not in shape:
        yield void_branch_claim(*span, tokens[signs[0]].value, denied=denied)
    if not signs and not places and "W" in shape[:k] and {*"ln"} & {*shape[:k]}:
        for place in ("year", "month", "day", "hour"):
            token = tokens[k]._replace(letter="B", value=place)
            yield void_place_claim(*clause.span(k), token, denied=True)
    places = [j for j in places if not _reckoned_by(clause, j, k)]
    for j in places[:2] if len(places) == len(signs) or not signs else ():
        yield void_place_claim(*clause.span(k, j), tokens[j], denied=denied)


def _void_where(clause: Clause, end: int) -> Iterator[Claim]:
    """Which places the void falls on, or that it falls on none, said after its branches."""
    shape, tokens = clause.shape, clause.tokens
    after = shape[end + 1 :]
    places = [
        j
        for j in range(end + 1, len(shape))
        if shape[j] in "LB" and not _reckoned_by(clause, j, end)
    ]
    if not places and re.match("[,;&]*l(?:e@?'?)?(?:=|h|$|[,i])", after):
        places_of_chart = ("year", "month", "day", "hour")
        for place in places_of_chart:
            token = tokens[end]._replace(letter="B", value=place)
            yield void_place_claim(*clause.span(end), token, denied=True)
    for j in places:
        if {*shape[end + 1 : j]} <= {*",&'LBih=nlO"}:
            denied = sum(shape.count(letter, end + 1, j) for letter in "nl") % 2 == 1
            yield void_place_claim(*clause.span(end, j), tokens[j], denied=denied)


def _void_denied(clause: Clause, k: int) -> bool:
    """`neither`, `none` and `no` after a pair tell of its presence, not of the pair."""
    shape = clause.shape
    before = shape[:k]
    if re.search("le'?$", before):
        return False  # neither of the void ones, 子 and 丑, is there
    return sum(before.count(letter) for letter in "nl") % 2 == 1


def _reckoned_by(clause: Clause, j: int, k: int) -> bool:
    """Whether a place is only what the void is counted from: by the day pillar, of his day pillar."""
    shape, tokens = clause.shape, clause.tokens
    if tokens[j].value not in ("day", "year") or tokens[j].letter != "L":
        return False
    start = clause.preceding(j, "'e", 2)
    return (
        (start >= 0 and shape[start] in "iuO")
        or "e" in shape[max(j - 2, 0) : j]
        or (shape[:j] == "" and "h" in shape[j:k])
    )


def _stages(clause: Clause) -> Iterator[Claim]:
    shape, tokens = clause.shape, clause.tokens
    for k, letter in enumerate(shape):
        if letter != "K":
            continue
        denied = is_denied(clause, k, "=h@'.iekSMELTBRA,")
        signs = [j for j, each in enumerate(shape) if each in "RA"]
        places = places_of(clause, k, "BLT", "K")
        if signs and (
            not places or min(abs(j - k) for j in signs) < min(abs(j - k) for j in places)
        ):
            after = re.match(r"i'?[RA]", shape[k + 1 :])
            j = k + after.end() if after else min(signs, key=lambda j: abs(j - k))
            if shape[k - 1 : k] == "S" and "," in shape[k:j]:
                continue
            token = tokens[j]._replace(letter="R")
            yield stage_claim(*clause.span(j, k), token, tokens[k].value, denied=denied)
        if not places and not signs and re.search("[M@]h?i'$", shape[:k]):
            seat = tokens[k]._replace(letter="B", value="day")
            yield stage_claim(*clause.span(k), seat, tokens[k].value, denied=denied)
        for j in places:
            yield stage_claim(
                *clause.span(j, k), tokens[j]._replace(letter="B"), tokens[k].value, denied=denied
            )
