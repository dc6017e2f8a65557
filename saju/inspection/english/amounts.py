"""Claims about elements, ten gods, their groups and stars: present, absent, strong, weak, how many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.amounts import amount_claim
from saju.inspection.claims.stars import star_branch_claim
from saju.inspection.english.binding import is_denied, places_of, tokens_at
from saju.inspection.english.counts import compared, counted, foremost, tallied
from saju.inspection.english.whole import names_structure
from saju.inspection.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.english.clauses import Clause

_STRONG_BEFORE = re.compile(r"(v?)([smwf])[eij&'=]{0,2}((?:[EGH][,&]{1,2})*[EGH])(?!q)")
_STRONG_AFTER = re.compile(
    r"([EGH])(?:=|h(?![mf])|=h|h=|j)[=n']{0,2}(v?)([smwf])(?![EGHMZ])|([EGH])()(s)(?=$|[,'pi&N])|"
    "([EGH])()([mwf])"
)

_HEADER = 5  # tokens
_ADJECTIVE = 3  # tokens from an adjective to what it is of
_DEFINITION = 28  # letters in which a definition begins
_OWNED = re.compile(r"=(?:Ne)?'")
_AMONG = re.compile("(?:ee?)?h[N']?i'?[TBW]")
_OVER = re.compile(r"(G)[h=]?(i)(G)")
_RARELY = ("barely ", "hardly ", "scarcely ", "has ", "plays ")
_ON_BRANCH = (
    re.compile("(?P<star>X)[=h]{0,2}i'?(?P<branch>[RA])(?![,&]?[RA])"),
    re.compile("(?P<branch>[RA])=[@']?(?P<star>X)"),
)
_OF_STRUCTURE = re.compile("Q[ep']{0,3}=[@']?$")
_NOT_THERE = re.compile("nh(?=$|[,;])")
_NOT_MISSING = re.compile("=?n=?l|n=?l")


def amount_claims(clause: Clause) -> Iterator[Claim]:
    """The claims of a clause about how much of what there is."""
    shape = clause.shape
    if clause.of_year or clause.of_luck or ("P" in shape and not {*"LTB"} & {*shape}):
        return
    if "*" not in shape and {*"EGHX"}.isdisjoint(shape):
        return
    k = shape.find("*")
    if k >= 0 and (
        clause.tokens[k].value or (("h" in shape or "=" in shape) and not {*"nl"} & {*shape})
    ):
        for element in range(5):
            item = Token("E", element, clause.tokens[k].start, clause.tokens[k].end)
            yield _amount(clause, k, item, "h", [], denied=False)
    taken: set[int] = set()
    if "X" in shape and {*"LTB"}.isdisjoint(shape):
        yield from _on_branches(clause, taken)
    for finder in (_stacked, compared, foremost, counted, tallied, _strong):
        yield from finder(clause, taken)
    yield from _mentioned(clause, taken)


def _amount(
    clause: Clause, k: int, item: Token, letter: str, places: list[int], *, denied: bool
) -> Claim:
    first, last = clause.span(k, *places)
    return amount_claim(first, last + 1, item, letter, tokens_at(clause, places), denied=denied)


def _strong(clause: Clause, taken: set[int]) -> Iterator[Claim]:  # noqa: C901 - each way to say it
    shape, tokens = clause.shape, clause.tokens
    if not any(letter in shape for letter in "smwf"):
        return
    for match in _STRONG_BEFORE.finditer(shape):
        before = shape[match.start() - 1 : match.start()]
        if "=" in shape[match.end(2) : match.start(3)] and before != "'":
            continue
        if (before in tuple("EGHXM") and before) or (
            before == "=" and match[2] in "sw" and shape[max(match.start() - 2, 0)] in "EGH"
        ):
            continue
        for k in range(match.start(3), match.end(3)):
            if shape[k] in "EGH" and k not in taken and _stands_by(clause, match):
                taken.add(k)
                denied = is_denied(clause, match.start(2), "=h@'.i#N+&v")
                yield _amount(clause, k, tokens[k], match[2], [], denied=denied)
    for match in _STRONG_AFTER.finditer(shape):
        if match[9] and not _is_joined(clause, match.start()):
            continue
        for k in _same(clause, match.start()):
            if k not in taken:
                taken.add(k)
                denied = "n" in match.group() or shape[max(match.start() - 1, 0)] == "n"
                said = match[3] or match[6] or match[9]
                yield _amount(clause, k, tokens[k], said, [], denied=denied)


def _is_joined(clause: Clause, k: int) -> bool:
    """Whether the adjective after a term is of it: fire-poor, or fire barely registers; not fire poor."""
    return clause.sentence.text[clause.tokens[k].end] == "-" or clause.says(k + 1).startswith(
        _RARELY
    )


def _on_branches(clause: Clause, taken: set[int]) -> Iterator[Claim]:
    """Stars that are said to be or to stand on a branch: the Travelling Horse on the Rat."""
    shape, tokens = clause.shape, clause.tokens
    if {*"nlC"} & {*shape}:
        return
    for pattern in _ON_BRANCH:
        for match in pattern.finditer(shape):
            k, j = match.start("star"), match.start("branch")
            if k not in taken:
                taken.add(k)
                yield star_branch_claim(*clause.span(k, j), tokens[k], tokens[j])


def _stands_by(clause: Clause, match: re.Match[str]) -> bool:
    """Whether an adjective is of the term after it: not of somebody heavy, with a bit of wood."""
    return clause.at[match.start(3)][0] - clause.at[match.start(2)][1] <= _ADJECTIVE


def _same(clause: Clause, k: int) -> list[int]:
    """The list that ends with the term at `k`."""
    found, shape = [k], clause.shape
    while k >= 2 and shape[k - 1] in ",&" and shape[k - 2] == shape[k]:
        k -= 2
        found.append(k)
    return found


def _mentioned(clause: Clause, taken: set[int]) -> Iterator[Claim]:  # noqa: C901, PLR0912 - each kind of term
    """What is there or not there, at its place where one is named."""
    shape, tokens = clause.shape, clause.tokens
    says = any(letter in shape for letter in "hlp")
    placed = any(letter in shape for letter in "LTBW")
    if not says and not placed and not ("n" in shape or "X" in shape or "j" in shape):
        return
    for k, letter in enumerate(shape):
        if letter in "EH" and shape[k + 1 : k + 3] == "iD":
            continue  # no wood in the basement
        if letter == "E" and (
            "M=l" in shape[:k] or shape[k + 1 : k + 3] == "hE" or shape[max(k - 2, 0) : k] == "Eh"
        ):
            continue  # the self is neither metal nor fire; metal carries water
        if letter == "E" and shape[:k] == "=" and clause.says(0) == "as":
            continue  # as water fills low places
        if letter not in "EGHX" or k in taken or (letter == "G" and names_structure(clause, k)):
            continue
        if (shape[k + 1 : k + 2] in ("r", "O") or shape[k + 1 : k + 3] == "N&") and letter == "E":
            continue
        if letter == "G" and _OF_STRUCTURE.search(shape, 0, k):
            continue
        denied = is_denied(clause, k)
        if letter in "GX":
            places = places_of(clause, k, "LTB", letter)
            if places:
                away = is_bare if letter == "G" else _is_the_year
                if re.match("h?i'?L", shape[k + 1 : k + 5]) and "h" in shape[k : k + 2]:
                    away = _is_bare_day
                places = [j for j in places if not away(clause, j)]
                if letter == "G" and _is_next(clause, k, places):
                    continue
                if places:
                    yield _amount(clause, k, tokens[k], "h", places, denied=denied)
                continue
        elif letter in "HE":
            places = _direct(clause, k)
            if places:
                yield _amount(clause, k, tokens[k], "h", places, denied=denied)
                continue
        if (
            letter == "G"
            and (end := clause.following(k, ",&GH=h@", 8)) + 1 < len(shape)
            and shape[end : end + 2] == "iW"
            and _is_plural(clause, end + 1)
        ):
            yield _amount(clause, k, tokens[k], "h", [end + 1], denied=denied)
            continue
        if letter == "X":
            if (
                shape[k + 1 : k + 3] != "h@"
                and not is_defined(clause, k)
                and (
                    {*"@'pNl"} & {*shape[:k]}
                    or {*"p#l"} & {*shape[k:]}
                    or _OWNED.match(shape, k + 1)
                    or (clause.is_own and "@" not in shape)
                    or _is_had(clause, k)
                    or _is_header(clause, k)
                )
            ):
                yield _amount(clause, k, tokens[k], "h", [], denied=denied)
        elif "Q" not in shape and _is_stated(clause, k, denied=denied):
            yield _amount(clause, k, tokens[k], "h", [], denied=denied)


def _is_inside(clause: Clause, k: int) -> bool:
    """Whether a term is spoken of as one of this chart: with Eating God in your chart, you …."""
    shape = clause.shape
    if shape[k + 1 : k + 4] != "i'p" and shape[k + 1 : k + 3] != "ip":
        return False
    p = shape.index("p", k)
    start = clause.tokens[p].start
    if shape[p - 1] != "'" and not clause.sentence.text.endswith(" the ", 0, start):
        return False  # in a chart
    return "q" not in shape and shape[k - 1 : k] not in tuple("smwfvc+")


def _stacked(clause: Clause, taken: set[int]) -> Iterator[Claim]:
    """Ten gods one over the other in a pillar: Eating God rides above Indirect Resource."""
    shape, tokens = clause.shape, clause.tokens
    for match in _OVER.finditer(shape):
        one, word, other = match.start(1), match.start(2), match.start(3)
        places = {token.value for token in tokens if token.letter == "L"}
        if tokens[word].value not in ("over", "above") or len(places) != 1:
            continue
        place = next(token for token in tokens if token.letter == "L")
        for k, part in ((one, "T"), (other, "B")):
            taken.add(k)
            first, last = clause.span(k)
            at = [place._replace(letter=part)]
            yield amount_claim(first, last + 1, tokens[k], "h", at, denied=False)


def _is_next(clause: Clause, k: int, places: list[int]) -> bool:
    """Whether a ten god is a later one of a list after one stem or branch, which has but the first."""
    return (
        len(places) == 1
        and places[0] < k
        and clause.shape[places[0]] in "TB"
        and clause.shape[max(k - 2, 0) : k] in ("G,", "G&")
    )


def _is_plural(clause: Clause, k: int) -> bool:
    return clause.sentence.text[clause.tokens[k].end - 1] == "s"


def _is_header(clause: Clause, k: int) -> bool:
    """Whether a star is the item of a list or stands before a colon."""
    alone = clause.shape == "X" and len(clause.sentence.tokens) < _HEADER
    return alone or "j" in (clause.shape[k - 1 : k], clause.shape[k + 1 : k + 2])


def _is_had(clause: Clause, k: int) -> bool:
    """Whether a verb of having stands right beside a star."""
    shape = clause.shape
    start, end = clause.preceding(k, "'#&,XitLTBeN", 9), clause.following(k, "=X,&", 4)
    before = start >= 0 and shape[start] == "h"
    return (
        before
        or _NOT_THERE.match(shape, k + 1) is not None
        or (
            end < len(shape)
            and shape[end] == "h"
            and shape[end + 1 : end + 2] != "@"
            and clause.at[end][0] - clause.at[k][1] <= 3
        )
    )


def _is_bare_day(clause: Clause, j: int) -> bool:
    """Whether a day is named without its branch: its stem is the self, and the word is a common one."""
    token = clause.tokens[j]
    return token.value == "day" and token.letter in "LT" and token.end - token.start < 6


def is_defined(clause: Clause, k: int) -> bool:
    """Whether a text says what a star is, not that it is there: … is the star of caring."""
    end = clause.tokens[k].end
    after = clause.sentence.text[end : end + _DEFINITION]
    return " is the star" in after or " is a star" in after


def is_bare(clause: Clause, j: int) -> bool:
    """Whether a place is only `the day` or `the year`, which may be any."""
    return _is_bare_day(clause, j) or _is_the_year(clause, j)


def _is_the_year(clause: Clause, j: int) -> bool:
    """Whether a star is with `the year`, which may be any year."""
    token, text = clause.tokens[j], clause.sentence.text
    return (
        token.end - token.start < 6
        and token.value == "year"
        and text[token.start - 4 : token.start] == "the "
    )


def _direct(clause: Clause, k: int) -> list[int]:  # noqa: PLR0911 - one branch a form of words
    """Places that an element or a group is said to stand at."""
    shape = clause.shape
    end = clause.following(k, "=hD", 2)
    if end < len(shape) and shape[end] == "i":
        end = clause.following(end, "'", 1)
        if (end < len(shape) and shape[end] in "TBW" and "=" not in shape[k:end]) or (
            end < len(shape) and shape[end] in "TB"
        ):
            return [end]
    if shape[k] == "E" and (among := _AMONG.match(shape, k + 1)) is not None:
        return [among.end() - 1]
    start = clause.preceding(k, "h", 1)
    if start >= 0 and shape[start] in "TBW" and shape[start + 1 : k] == "h":
        return [start]
    start = clause.preceding(k, "=", 1)
    if start >= 0 and shape[start] in "TB" and shape[start + 1 : k] == "=":
        return [start]
    if shape[k + 1 : k + 2] == "L" and shape[k] == "E":
        return [k + 1]
    if shape[k] == "H" and re.match(r"[=h]{0,2}i'?L", shape[k + 1 : k + 6]):
        return [shape.index("L", k)]
    return []


def _is_stated(clause: Clause, k: int, *, denied: bool) -> bool:  # noqa: PLR0911 - one branch a form of words
    """Whether a term is said to be there or to be missing."""
    shape = clause.shape
    if any(each == "W" and not _is_plural(clause, j) for j, each in enumerate(shape)):
        return False  # the branch of a year or a day
    if denied:
        left = clause.preceding(k, ",&'N#EGHX+ve", 8)
        if left >= 0 and (
            shape[left] in "hl" or (shape[left : left + 1] == "j" and shape[left - 1 : left] == "l")
        ):
            return True
        if re.search("(?:l[uei'p]{0,4}|nNe[@'p]{0,2})=$", shape[:k]) or shape[k - 1 : k] == "l":
            return True
        if left >= 0 and shape[left] == "n" and (k - left == 1 or "=" not in shape):
            return True
        right = clause.following(k, "=,&'EGHX@vhjN", 8)
        return right < len(shape) and shape[right] in "nl"
    left = clause.preceding(k, ",&'N#EGHX+.@", 8)
    if left >= 0 and shape[left] in "hl" and "q" not in shape:
        return True
    text, end = clause.sentence.text, clause.tokens[k].end + 1
    if text.startswith(("shows ", " shows "), end) and not text.startswith("shows up", end):
        return False  # shows something
    if _NOT_MISSING.match(shape, k + 1) or _is_inside(clause, k):
        return True
    right = clause.following(k, "=.nl", 4)
    while right + 1 < len(shape) and shape[right] in ",&" and shape[right + 1] in "EGHX":
        right = clause.following(right + 1, "=.nl", 4)
    return (
        right < len(shape)
        and shape[right] == "h"
        and shape[right + 1 : right + 2] not in tuple("GXEHm")
    )
