"""Claims about elements, ten gods, their groups and stars: present, absent, strong, weak, how many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.amounts import (
    amount_claim,
    comparison_claim,
    count_claim,
    extreme_claim,
)
from saju.inspection.english.binding import is_denied, places_of, tokens_at
from saju.inspection.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.english.clauses import Clause

_COUNTS = (
    re.compile(r"(~?)(N)[e'p]{0,3}([EGH])(?![BLT])"),
    re.compile(r"(~?)(N)(?:[EGH],)+([EGH])$"),
    re.compile(r"(~?)(N)e['p]{1,2}=n?([EH])"),
    re.compile(r"([EGH])(?:j|=h?|h@?|v|s)?n?(~?)([N#])(?![EGHeKJ])"),
    re.compile(r"([EGH])(?:=h|h|=)?(~?)(#)"),
)
_EACH = re.compile(r"Ne?%")
_COMPARED = (
    re.compile(r"(?:[m+]|c)[hm']*([EH])[p']*q[m']*([EH])"),
    re.compile(r"([EH])=?h?([m+c])[^EHNq]{0,4}q[m']*([EH])"),
    re.compile(r"([EH])=?(c)[ie]?'?([EH])"),
)
_STRONG_BEFORE = re.compile(r"(v?)([smwf])[eij&']{0,2}((?:[EGH][,&]{1,2})*[EGH])(?!q)")
_STRONG_AFTER = re.compile(
    r"([EGH])(?:=|h(?![mf])|=h|h=|j)[=n']{0,2}(v?)[r]?([smwf])(?![EGHMZ])|([EGH])()(s)(?=$|[,'pi&N])"
)
_MOST = re.compile(r"([EH])(?:=|h|,|j|=h|h=)?[n']{0,2}(v)(?!['ep=]{0,3}[EH])|(v)[eijhp'=]{0,4}([EH])(?!q)")
_IS = re.compile(r"([E])=[n'@]{0,2}([H])|([H])=[n'@]{0,2}([E])")


def amount_claims(clause: Clause) -> Iterator[Claim]:
    """The claims of a clause about how much of what there is."""
    shape = clause.shape
    if clause.of_year or clause.of_luck or ("P" in shape and not {*"LTB"} & {*shape}):
        return
    if ("*" not in shape and not any(letter in shape for letter in "EGHX")):
        return
    if "*" in shape and "h" in shape and "n" not in shape:
        k = shape.index("*")
        for element in range(5):
            item = Token("E", element, clause.tokens[k].start, clause.tokens[k].end)
            yield _amount(clause, k, item, "h", [], denied=False)
    taken: set[int] = set()
    for finder in (_compared, _most, _counted, _strong):
        yield from finder(clause, taken)
    yield from _mentioned(clause, taken)


class Span:
    """Where a claim stands, as the constructors of claims ask for it."""

    def __init__(self, clause: Clause, *positions: int, counted: bool = False) -> None:
        self._first, self._last = clause.span(*positions)
        self._shape = clause.shape[min(positions) : max(positions) + 1] + "m" * counted

    def start(self) -> int:
        """The first token."""
        return self._first

    def end(self) -> int:
        """The token after the last."""
        return self._last + 1

    def group(self) -> str:
        """The letters."""
        return self._shape


def _amount(
    clause: Clause, k: int, item: Token, letter: str, places: list[int], *, denied: bool
) -> Claim:
    first, last = clause.span(k, *places)
    return amount_claim(first, last + 1, item, letter, tokens_at(clause, places), denied=denied)


def _compared(clause: Clause, taken: set[int]) -> Iterator[Claim]:
    shape, tokens = clause.shape, clause.tokens
    if "q" not in shape and "c" not in shape:
        return
    for pattern in _COMPARED:
        for match in pattern.finditer(shape):
            at = [k for k in range(match.start(), match.end()) if shape[k] in "EH"]
            if len(at) != 2 or taken & {*at}:
                continue
            inside = tokens[match.start() : match.end()]
            less = any(token.value == "w" for token in inside) or "f" in match.group()
            taken.update(at)
            denied = "n" in shape[max(match.start() - 2, 0) : match.end()]
            counted = any("outnumber" in clause.sentence.text[token.start : token.end] for token in inside)
            span = Span(clause, *range(match.start(), match.end()), counted=counted)
            yield comparison_claim(span, tokens[at[0]], tokens[at[1]], less=less, denied=denied)


def _most(clause: Clause, taken: set[int]) -> Iterator[Claim]:
    shape, tokens = clause.shape, clause.tokens
    for match in _MOST.finditer(shape) if "v" in shape else ():
        k, v = (match.start(1), match.start(2)) if match[1] else (match.start(4), match.start(3))
        which = tokens[v].value
        if which is None:
            which = next((letter for letter in shape[v + 1 : v + 3] if letter in "smwf"), None)
        if which is None or k in taken or shape[k + 1 : k + 2] in tuple("LTB"):
            continue
        taken.add(k)
        yield extreme_claim(Span(clause, k, v), tokens[k], which, denied="n" in shape[min(k, v) : max(k, v)])


def _counted(clause: Clause, taken: set[int]) -> Iterator[Claim]:
    shape, tokens = clause.shape, clause.tokens
    if "N" not in shape and "#" not in shape:
        return
    for each in _EACH.finditer(shape):
        numbers = [k for k, letter in enumerate(shape) if letter == "N"]
        if clause.at[each.end() - 1][0] - clause.at[each.start()][0] > 3:
            continue
        if len(numbers) == 1 and isinstance(tokens[numbers[0]].value, int):
            for k in (k for k, letter in enumerate(shape[: each.end()]) if letter in "EGH"):
                taken.add(k)
                yield count_claim(Span(clause, k, numbers[0]), tokens[k], tokens[numbers[0]].value, None)
    for at, pattern in enumerate(_COUNTS):
        for match in pattern.finditer(shape):
            k, bound, n = (3, 1, 2) if at < 3 else (1, 2, 3)
            item, number = match.start(k), tokens[match.start(n)].value
            if item in taken or not isinstance(number, int):
                continue
            if at == 3 and (clause.at[match.start(n)][0] - clause.at[item][1] > 6 or (match.end() < len(shape) and shape[match.end()] == "%")):
                continue
            if at == 3 and number == 1 and "=" in match.group() and match.end() < len(shape) and shape[match.end()] not in ",;&":
                continue
            if at == 0 and clause.at[item][0] - clause.at[match.start(n)][1] > 3:
                continue
            if shape[match.start(n) - 1 : match.start(n)] in ("#", "&") and shape[match.start(n) - 2 : match.start(n) - 1] == "N":
                continue
            if places_near(clause, item, match.end()) or "D" in shape:
                continue
            bounds = tokens[match.start(bound)].value if match[bound] else None
            number, limit = _bounded(number, bounds)
            if shape[max(match.start() - 1, 0) : match.start()] == "n" and bounds is None:
                continue
            taken.add(item)
            yield count_claim(Span(clause, item, match.start(n)), tokens[item], number, limit)


def places_near(clause: Clause, k: int, end: int) -> bool:
    """Whether a count is of one place or of some pillars only."""
    return clause.shape[end : end + 1] in tuple("LTBW") or clause.shape[end : end + 2] in ("iW", "iL", "iT", "iB")


def _bounded(number: int, bound: str | None) -> tuple[int, str | None]:
    if bound == "more":
        return number + 1, "least"
    if bound == "fewer":
        return number - 1, "most"
    return number, None if bound == "most" and number > 8 else (None if bound is None else bound)


def _strong(clause: Clause, taken: set[int]) -> Iterator[Claim]:
    shape, tokens = clause.shape, clause.tokens
    if not any(letter in shape for letter in "smwf"):
        return
    for match in _STRONG_BEFORE.finditer(shape):
        before = shape[match.start() - 1 : match.start()]
        if before in tuple("EGHXM") and before or (before == "=" and match[2] in "sw" and shape[max(match.start() - 2, 0)] in "EGH"):
            continue
        for k in range(match.start(3), match.end(3)):
            if shape[k] in "EGH" and k not in taken:
                taken.add(k)
                denied = is_denied(clause, match.start(2), "=h@'.i#N+&v")
                yield _amount(clause, k, tokens[k], match[2], [], denied=denied)
    for match in _STRONG_AFTER.finditer(shape):
        for k in _same(clause, match.start()):
            if k not in taken:
                taken.add(k)
                denied = "n" in match.group() or shape[max(match.start() - 1, 0)] == "n"
                yield _amount(clause, k, tokens[k], match[3] or match[6], [], denied=denied)


def _same(clause: Clause, k: int) -> list[int]:
    """The list that ends with the term at `k`."""
    found, shape = [k], clause.shape
    while k >= 2 and shape[k - 1] in ",&" and shape[k - 2] == shape[k]:
        k -= 2
        found.append(k)
    return found


def _mentioned(clause: Clause, taken: set[int]) -> Iterator[Claim]:
    """What is there or not there, at its place where one is named."""
    shape, tokens = clause.shape, clause.tokens
    says = any(letter in shape for letter in "hl")
    placed = any(letter in shape for letter in "LTBW")
    if not says and not placed and not ("n" in shape or "X" in shape or "j" in shape):
        return
    for k, letter in enumerate(shape):
        if letter not in "EGHX" or k in taken:
            continue
        denied = is_denied(clause, k)
        if letter in "GX":
            places = places_of(clause, k, "LTB", letter)
            if places and not (letter == "G" and _only_sign(clause, k, places)):
                places = [j for j in places if not (letter == "G" and _is_bare_day(clause, j))]
                if places:
                    yield _amount(clause, k, tokens[k], "h", places, denied=denied)
                continue
        elif letter == "H" or letter == "E":
            places = _direct(clause, k)
            if places:
                yield _amount(clause, k, tokens[k], "h", places, denied=denied)
                continue
        if letter == "X":
            if {*"@'pj#Nl"} & set(shape) or _is_had(clause, k) or shape == "X":
                yield _amount(clause, k, tokens[k], "h", [], denied=denied)
        elif _is_stated(clause, k, denied=denied):
            yield _amount(clause, k, tokens[k], "h", [], denied=denied)


def _is_had(clause: Clause, k: int) -> bool:
    """Whether a verb of having stands right beside a star."""
    shape = clause.shape
    start, end = clause.preceding(k, "'#&,X", 4), clause.following(k, "=X,&", 4)
    before = start >= 0 and shape[start] == "h"
    return before or (end < len(shape) and shape[end] == "h" and shape[end + 1 : end + 2] != "@" and clause.at[end][0] - clause.at[k][1] <= 3)


def _is_bare_day(clause: Clause, j: int) -> bool:
    """Whether a day is named without its branch: its stem is the self, and the word is a common one."""
    token = clause.tokens[j]
    return token.value == "day" and token.letter in "LT" and clause.sentence.text.startswith("day", token.start) and token.end - token.start < 6


def _only_sign(clause: Clause, k: int, places: list[int]) -> bool:
    """Whether a place is that of another stem: Jia of the hour is to Bing the Indirect Resource."""
    return False


def _direct(clause: Clause, k: int) -> list[int]:
    """Places that an element or a group is said to stand at."""
    shape = clause.shape
    end = clause.following(k, "=hD", 2)
    if end < len(shape) and shape[end] == "i":
        end = clause.following(end, "'", 1)
        if end < len(shape) and shape[end] in "TBW" and "=" not in shape[k:end] or (
            end < len(shape) and shape[end] in "TB"
        ):
            return [end]
    start = clause.preceding(k, "h", 1)
    if start >= 0 and shape[start] in "TBW" and shape[start + 1 : k] == "h":
        return [start]
    if start >= 0 and shape[start] in "TB" and shape[k] == "H" and shape[start + 1 : k] in ("=", "="):
        return [start]
    start = clause.preceding(k, "=", 1)
    if start >= 0 and shape[start] in "TB" and shape[start + 1 : k] == "=":
        return [start]
    if shape[k + 1 : k + 2] == "L" and shape[k] == "E":
        return [k + 1]
    return []


def _is_stated(clause: Clause, k: int, *, denied: bool) -> bool:
    """Whether a term is said to be there or to be missing."""
    shape = clause.shape
    if denied:
        return bool(re.search(r"[nl][^EGHXPS;j]{0,4}$", shape[:k])) or "l" in shape[k : k + 5] or "h" in shape or "l" in shape
    left = clause.preceding(k, ",&'N#EGHX+.@", 8)
    if left >= 0 and shape[left] in "hl" and "q" not in shape:
        return True
    right = clause.following(k, "=.nl", 4)
    while right + 1 < len(shape) and shape[right] in ",&" and shape[right + 1] in "EGHX":
        right = clause.following(right + 1, "=.nl", 4)
    return right < len(shape) and shape[right] == "h" and shape[right + 1 : right + 2] not in tuple("GXEH")
