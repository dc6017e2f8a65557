"""Claims that count or compare elements, ten gods and their groups."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.amounts import comparison_claim, count_claim, extreme_claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.english.clauses import Clause

_MORE = re.compile(r"\b(?:a second|a third|a fourth|another|one more)\b")
_COUNTS = (
    re.compile(r"(~?)(N)[e'p]{0,3}([EGH])(?![BLT])"),
    re.compile(r"(~?)(N)(?:[EGH],)+([EGH])$"),
    re.compile(r"(~?)(N)e['p]{1,2}=n?([EH])"),
    re.compile(r"([EGH])(?:j|=h?|h@?|vi?|s)?n?(~?)([N#])(?![EGHKJ]|e(?!'?p))"),
    re.compile(r"([EGH])(?:=h|h|=|,)?(~?)(#)"),
    re.compile(r"([EGH])[=hi'p]{1,4},h(~?)(#)"),  # runs through the chart, appearing twice
)
_OF_SIGNS = frozenset(
    [
        "sign",
        "signs",
        "characters",
        "character",
        "visible",
        "out",
        "places",
        "place",
        "spot",
        "spots",
        "position",
        "positions",
        "in",
        "of",
        "occurrences",
        "appearance",
        "appearances",
        "seat",
        "seats",
        "instances",
        "total",
        "altogether",
        "times",
        "time",
    ]
)
_BESIDES = (
    "besides",
    " aside",
    "apart from",
    "not counting",
    "excluding",
    "beside you",
    "other than",
)
_JOINED = frozenset("=h@'prei,v")
_EACH = re.compile(r"Ne?%")
_COMPARED = (
    re.compile(r"(?:[m+]|c)[hm']*([EH])[p']*q[m']*([EH])"),
    re.compile(r"([EH])=?h?([m+c])[^EHNq]{0,4}q[m']*([EH])"),
    re.compile(r"([EH])=?(c)[ie]?'?([EH])"),
)
_COMPARED_WITH = re.compile(r"q'?([EH])[p']*,?'?([EH])[=h]{0,2}v?([m+csf])")
_OF_ALL = re.compile(r"(?:[m+fc])'?([EH])[h=]?q|([EH])=?h?(?:v?[mcf+]|c)[smw]?q")  # than any other
_NO_OTHER = re.compile(r"^l[=h]?([c+f])[smw]?q'?([EH])(?=$|[,;i])")  # no element is stronger than
_MOST = re.compile(
    r"([EH])(?:=|h|,'*,|,|j|=h|h=)?[n']{0,2}(v)(?!['ep=]{0,3}[EH])|(v)[smwf]?[eijhp'=N]{0,4}([EH])(?!q)"
)


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


def compared(clause: Clause, taken: set[int]) -> Iterator[Claim]:
    """Claims that one is more than another."""
    shape, tokens = clause.shape, clause.tokens
    if "q" not in shape and "c" not in shape:
        return
    for match in _COMPARED_WITH.finditer(shape):
        other, one, word = match.start(1), match.start(2), match.start(3)
        less = tokens[word].value == "w" or shape[word] == "f"
        taken.update((one, other))
        span = Span(clause, *range(match.start(), match.end()), counted=True)
        yield comparison_claim(span, tokens[one], tokens[other], less=less, denied=False)
    for pattern in _COMPARED:
        for match in pattern.finditer(shape):
            at = [k for k in range(match.start(), match.end()) if shape[k] in "EH"]
            if len(at) != 2 or taken & {*at}:
                continue
            inside = tokens[match.start() : match.end()]
            less = any(token.value == "w" for token in inside) or "f" in match.group()
            taken.update(at)
            denied = "n" in shape[max(match.start() - 2, 0) : match.end()]
            counted = any(
                "outnumber" in clause.sentence.text[token.start : token.end] for token in inside
            )
            span = Span(clause, *range(match.start(), match.end()), counted=counted)
            yield comparison_claim(span, tokens[at[0]], tokens[at[1]], less=less, denied=denied)


def foremost(clause: Clause, taken: set[int]) -> Iterator[Claim]:
    """Claims that one is the strongest or the weakest."""
    shape, tokens = clause.shape, clause.tokens
    for match in _OF_ALL.finditer(shape) if "q" in shape else ():
        k = match.start(match.lastindex or 1)
        q = shape.index("q", match.start())
        if tokens[q].value == "all" and k not in taken:
            taken.add(k)
            inside = tokens[match.start() : match.end()]
            less = "f" in match.group() or any(each.value == "w" for each in inside)
            yield extreme_claim(Span(clause, k, q), tokens[k], "w" if less else "s", denied=False)
    for match in _NO_OTHER.finditer(shape) if "q" in shape else ():
        k = match.start(2)
        if k not in taken:
            taken.add(k)
            less = tokens[match.start(1)].value == "w" or match[1] == "f"
            yield extreme_claim(
                Span(clause, k, match.start(1)), tokens[k], "w" if less else "s", denied=False
            )
    for match in _MOST.finditer(shape) if "v" in shape else ():
        k, v = (match.start(1), match.start(2)) if match[1] else (match.start(4), match.start(3))
        which = tokens[v].value
        if shape[v + 1 : v + 2] in tuple("wf") and match[3]:
            which = shape[v + 1]  # the most scarce
        if which is None:
            which = next((letter for letter in shape[v + 1 : v + 3] if letter in "smwf"), None)
        if which is None and shape[v + 1 : v + 2] == "e":
            which = "s"
        if which is None or k in taken or shape[k + 1 : k + 2] in tuple("LTB"):
            continue
        taken.add(k)
        yield extreme_claim(
            Span(clause, k, v), tokens[k], which, denied="n" in shape[min(k, v) : max(k, v)]
        )


def counted(clause: Clause, taken: set[int]) -> Iterator[Claim]:  # noqa: C901, PLR0912 - each way to count
    """Claims of numbers."""
    shape, tokens = clause.shape, clause.tokens
    if ("N" not in shape and "#" not in shape) or _besides_self(clause):
        return
    for each in _EACH.finditer(shape):
        n = each.start()
        numbers = [n] if isinstance(tokens[n].value, int) else []
        if clause.at[each.end() - 1][0] - clause.at[each.start()][0] > 3:
            continue
        if len(numbers) == 1 and isinstance(tokens[numbers[0]].value, int):
            floor = shape.rfind("N", 0, n) + 1  # Fire has three, Wood and Earth two each
            for k in (k for k in range(floor, each.end()) if shape[k] in "EGH"):
                taken.add(k)
                yield count_claim(
                    Span(clause, k, numbers[0]), tokens[k], tokens[numbers[0]].value, None
                )
    for at, pattern in enumerate(_COUNTS):
        for match in pattern.finditer(shape):
            k, bound, n = (3, 1, 2) if at < 3 else (1, 2, 3)
            n_at = match.start(n)
            item, number = match.start(k), tokens[n_at].value
            if (item in taken and "v" not in match.group()) or not isinstance(number, int):
                continue
            if at == 3 and (
                clause.at[match.start(n)][0] - clause.at[item][1] > 6
                or (match.end() < len(shape) and shape[match.end()] == "%")
            ):
                continue
            if at == 3 and number == 1 and shape[item + 1] == "N" and not _is_digit(clause, n_at):
                continue
            if number == 1 and at == 0 and shape[: match.start()].endswith(("nh", "n", "l", "n'h")):
                continue  # not a single one
            if at > 2 and shape[item - 1 : item] == "&" and shape[item - 2] in "EGH":
                continue  # both together
            if at == 0 and number == 1 and shape[match.start() - 1 : match.start()] == "=":
                continue  # is one of Direct Resource
            if (
                at == 3
                and number == 1
                and "=" in match.group()
                and match.end() < len(shape)
                and shape[match.end()] not in ",;&"
                and "only"
                not in clause.sentence.text[tokens[item].end : tokens[match.start(n)].end]
            ):
                continue
            if (
                at == 0
                and shape[match.start() - 1 : match.start()] in tuple("EGH")
                and clause.sentence.text[tokens[match.start(n)].start - 1] == "("
            ):
                continue
            if at == 3 and "j" in match.group() and _counts_others(clause, match.start(n)):
                continue
            if at == 0 and clause.at[item][0] - clause.at[match.start(n)][1] > 4:
                continue
            if (
                shape[match.start(n) - 1 : match.start(n)] in ("#", "&")
                and shape[match.start(n) - 2 : match.start(n) - 1] == "N"
            ):
                continue
            if _is_of_place(clause, match.end()) or "D" in shape or _adds_more(clause, item):
                continue
            bounds = tokens[match.start(bound)].value if match[bound] else None
            number, limit = _bounded(number, bounds)
            if at == 2 and number == 1 and limit is None:
                limit = "least"  # one of your eight characters is wood
            if shape[max(match.start() - 1, 0) : match.start()] == "n" and bounds is None:
                continue
            taken.add(item)
            said = tokens[item]
            if said.value == "비견" and "H" in shape:  # a list of groups: Companion 2, Output 1
                said = said._replace(letter="H", value=0)
            yield count_claim(Span(clause, item, match.start(n)), said, number, limit)


def tallied(clause: Clause, taken: set[int]) -> Iterator[Claim]:  # noqa: C901 - each way to count
    """Numbers of signs with the item at some distance: only one character carries Water."""
    shape, tokens = clause.shape, clause.tokens
    numbers = [k for k, letter in enumerate(shape) if letter == "N"]
    if "D" in shape or not numbers or _besides_self(clause):
        return
    for n in numbers:
        number = tokens[n].value
        if not isinstance(number, int) or not _counts_signs(clause, n):
            continue
        if number == 1 and n and (shape[n - 1] in "EGH" or shape[n + 1 : n + 2] == "e"):
            continue  # the water one, one of Direct Resource
        end = n + 1
        while end < len(shape) and shape[end] in _JOINED - {","}:
            end += 1
        if not (end < len(shape) and shape[end] in "EGH"):
            end = n - 1
            while end >= 0 and (
                shape[end] in _JOINED - {","}
                or (shape[end] == "," and end == n - 1 and _says_signs(clause, n))
            ):
                end -= 1
        if end < n and shape[end - 1 : end] == "&":
            continue
        if end < 0 or shape[end] not in "EGH" or end in taken or "i" in shape[n:end]:
            continue
        if _is_of_place(clause, max(end, n) + 1):
            continue
        taken.add(end)
        denied = "n" in shape[min(end, n) : max(end, n)]
        if not denied:
            number, limit = _bounded(
                number, tokens[n - 1].value if shape[n - 1 : n] == "~" else None
            )
            if number == 1 and clause.sentence.text.startswith(" of ", tokens[n].end):
                limit = "least"  # one of your eight characters is wood
            yield count_claim(Span(clause, end, n), tokens[end], number, limit)


def _besides_self(clause: Clause) -> bool:
    """Whether the day master is left out of the count."""
    if not {*"M@"} & {*clause.shape}:
        return False
    words = clause.sentence.text[clause.tokens[0].start : clause.tokens[-1].end].lower()
    return any(word in words for word in _BESIDES)


def _says_signs(clause: Clause, n: int) -> bool:
    """Whether signs are what a number is of, in so many words."""
    end = clause.tokens[n].end
    return clause.sentence.text.startswith((" sign", " character"), end)


def _counts_signs(clause: Clause, n: int) -> bool:
    """Whether a number is of signs: one character, two of its eight, a single place."""
    tokens, after = clause.sentence.tokens, clause.at[n][1] + 1
    if after >= len(tokens):
        return True
    token = tokens[after]
    word = clause.sentence.text[token.start : token.end].lower()
    own = tokens[after - 1]
    if clause.sentence.text.startswith("half", own.start) or own.end - own.start > len(
        "half of all"
    ):
        return True
    return (token.letter in "pe,;" and word != "pillars") or word.split(" ")[0] in _OF_SIGNS


def _counts_others(clause: Clause, n: int) -> bool:
    """Whether the word after a number is neither of signs nor of the chart: metal: two forces."""
    tokens, after = clause.sentence.tokens, clause.at[n][1] + 1
    if after >= len(tokens) or tokens[after].letter != ".":
        return False
    token = tokens[after]
    return clause.sentence.text[token.start : token.end].lower() not in _OF_SIGNS


def _is_of_place(clause: Clause, end: int) -> bool:
    """Whether a count is of one place or of some pillars only."""
    return clause.shape[end : end + 1] in tuple("LTBW") or clause.shape[end : end + 2] in (
        "iW",
        "iL",
        "iT",
        "iB",
    )


def _is_digit(clause: Clause, n: int) -> bool:
    """Whether a number is written as a digit: Wood 1, where `the wood one` is another thing."""
    return clause.sentence.text[clause.tokens[n].start].isdigit()


def _adds_more(clause: Clause, k: int) -> bool:
    """Whether another of the kind is told later on: two in the stems, and a third in the branch."""
    end = clause.tokens[-1].end
    return _MORE.search(clause.sentence.text, clause.tokens[k].end, end + 1) is not None


def _bounded(number: int, bound: str | None) -> tuple[int, str | None]:
    if bound == "more":
        return number + 1, "least"
    if bound == "fewer":
        return number - 1, "most"
    return number, None if bound == "most" and number > 8 else (None if bound is None else bound)
