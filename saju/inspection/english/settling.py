"""What bare days, months, years and hours stand for: a place of the birth, or any day, month and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saju.inspection.english.clauses import Clause

_JOINTS = frozenset("ie'&,b")
_UNITS = ("year", "month", "day", "hour")
_HALVES = {"above": "T", "over": "T", "below": "B", "under": "B"}
_TERMS = frozenset("PSRAGXKOHC")
_WORD_ROOM = 16  # no longer word matters
_LISTING = frozenset(("as", "for", "at", "across", "with", "either", "namely"))
_BEFORE_PLACE = frozenset(
    (
        "the",
        "your",
        "his",
        "her",
        "my",
        "its",
        "our",
        "their",
        "birth",
        "and",
        "or",
        "of",
        "in",
        "on",
        "natal",
        "s",
        "between",
        "both",
    )
)


def settle(clause: Clause, letters: list[str]) -> None:
    """Settle in place what bare days, months, years and hours stand for."""
    if "t" in letters or "_" in letters:
        _settle_bare(clause, letters)
    if any(token.letter == "i" and token.value in _HALVES for token in clause.tokens):
        _lay(clause, letters)
        _cross(clause, letters)
    if "Y" in letters and "b" not in letters:
        for k, letter in enumerate(letters):
            if letter in "TB" and clause.tokens[k].value == "year":
                letters[k] = "W"
                part = "stem" if letter == "T" else "branch"
                clause.tokens[k] = clause.tokens[k]._replace(letter="W", value=part)


def _settle_bare(clause: Clause, letters: list[str]) -> None:  # noqa: C901, PLR0912, PLR0915 - each way to name a place
    for k, letter in enumerate(letters):
        if letter == "_" and clause.tokens[k].value and letters[max(k - 1, 0)] == "&" and k > 1:
            part, place = clause.tokens[k].value
            if letters[k - 2] in ("t", "L"):
                for j, where in ((k - 2, clause.tokens[k - 2].value), (k, place)):
                    letters[j] = part
                    clause.tokens[j] = clause.tokens[j]._replace(letter=part, value=where)
            continue
        if letter != "t":
            continue
        if letters[k + 1 : k + 3] == ["&", "_"] and clause.tokens[k + 2].value:
            continue  # the year and month branches: settled with the second
        before = letters[k - 1] if k else ""
        after = letters[k + 1] if k + 1 < len(letters) else ""
        value = clause.tokens[k].value
        word = _word_before(clause.sentence.text, clause.tokens[k].start)
        start = clause.tokens[k].start
        beside = bool(before) and (
            (before in "RAPSE" and clause.tokens[k - 1].end + 2 >= start)
            or (before in "XGKH" and clause.sentence.text[start - 1] in "([")
        )
        if after == "e" and letters[k + 2 : k + 3] in (["P"], ["S"]) and _is_birth(letters[:k]):
            settled = "L"  # born on a day of Fire Rabbit
        elif (
            (word == "the" and after == "," and _is_topic(clause, k) and {*"GXKP"} & {*letters})
            or (
                before == "e"
                and after == "="
                and letters[k + 2 : k + 3] in (["G"], ["X"], ["K"], ["P"])
                and ("@" in letters[:k] or letters[k + 2] == "K")
            )
            or (after == "," and not before and letters[k + 2 : k + 3] == ["P"] and not word)
            or (word in _LISTING and after in (",", "&") and after and "t" in letters[k + 1 :])
        ):
            settled = "L"
        elif (
            word in ("a", "an") and after == "e" and letters[k + 2 : k + 3] in (["G"], ["X"], ["H"])
        ):
            settled = "_"
        elif after in ("R", "A") and value in ("month", "hour") and _is_owner(clause, k):
            settled = "B"
        elif before == "u" and not beside:
            settled = "."
        elif word not in _BEFORE_PLACE and word and not beside:
            settled = "_" if not word or word in ("this", "that") else "."
        elif before == "P" and beside and word != "the":
            letters[k] = "y"
            clause.tokens[k] = clause.tokens[k]._replace(letter="y", value=_UNITS.index(value))
            continue
        elif clause.sentence.text.startswith(
            (" branch", " stem", " pillar"), clause.tokens[k].end
        ) or (
            before in ("R", "A")
            and beside
            and value in ("year", "day")
            and "b" not in letters
            and _is_any(clause, k - 1)
        ):
            settled = "_"
        elif before in ("R", "A") and beside:
            settled = "B"
            if value == "year" and "b" not in letters and not _is_owned(clause, letters, k - 1):
                settled = "_"
            if value == "year" and after == "Y":
                settled = "."
        elif after == "Y" or before in ("N", "J", "0", "Y"):
            settled = "."
        elif (
            before == "i"
            and letters[max(k - 2, 0)] not in "XGKPSRA"
            and clause.tokens[k - 1].value in ("under", "on")
            and value not in ("day", "hour")
        ):
            settled = "_"
        elif (
            (value == "hour" and after in ("h", "="))
            or (before == "=" and k > 1 and letters[k - 2] in "PSRA")
            or (
                after == "e"
                and k + 2 < len(letters)
                and (
                    (letters[k + 2] in "RA" and value in ("month", "hour"))
                    or (letters[k + 2] in "PS" and value == "hour")
                )
            )
        ):
            settled = "L"
        elif after == "e" and "b" not in letters[:k]:
            settled = "."
        elif (before == "r" and k > 1 and letters[k - 2] in "PSRA") or (
            after == "="
            and k + 2 < len(letters)
            and letters[k + 2] in "PSRAO"
            and (value != "day" or (letters[k + 2] == "P" and _is_told(clause, letters)))
            and (value != "year" or letters[k + 2] != "O")
        ):
            settled = "L"
        elif (
            before == "e"
            and clause.says(k - 1) != "between"
            and (k < 2 or letters[k - 2] not in "PSRAGXKEHTBO")
        ):
            settled = "_" if "X" in letters else "."
        elif before == "&" and (
            k < 2 or letters[k - 2] not in "LTB" or (after in ("=", "h") and letters[k - 2] != "L")
        ):
            settled = "_"
        elif (
            (
                (
                    (after == "j" and (not before or before in ",&jPKGXSR"))
                    or after in tuple("PSR")
                    or (before in _JOINTS and before != ",")
                    or beside
                )
                or (
                    (before == "," or not before)
                    and after in (",", "&")
                    and ("t" in letters[k + 1 :] or "L" in letters)
                )
                or (before == "," and k > 1 and letters[k - 2] == "L")
                or (before in ("X", "G", "K") and not after and "h" in letters and "L" in letters)
                or (before == "h" and letters[k - 2] in "XGPSRAK" and k > 1)
                or ("C" in letters and "r" in (before, after) and "t" in letters[k + 2 : k + 3])
                or ("C" in letters and before == "r" and letters[k - 2] in "tL" and k > 1)
                or (
                    "P" in letters
                    and value != "year"
                    and (before in ("i", "r", "e") or after == "@")
                )
            )
            or (value == "hour" and _TERMS & {*letters} and not {*"UYd"} & {*letters})
            or (value == "month" and before in ("r", "i", "h") and _TERMS & {*letters[:k]})
        ):
            settled = "L"
        else:
            settled = "_"
        letters[k] = settled
        clause.tokens[k] = clause.tokens[k]._replace(letter=settled)


def _is_owned(clause: Clause, letters: list[str], k: int) -> bool:
    """Whether `your`, `his` or `the` stands before the list of signs that ends at `k`."""
    while k >= 2 and letters[k - 1] in "&," and letters[k - 2] in "RA":
        k -= 2
    word = _word_before(clause.sentence.text, clause.tokens[k].start)
    return word not in ("a", "an", "every", "each", "any", "next", "or", "another", "some", "")


def _lay(clause: Clause, letters: list[str]) -> None:
    """Settle what is above or below in a pillar: Direct Wealth above and Direct Officer below."""
    pillars = [k for k, letter in enumerate(letters) if letter in "LP"]
    if len(pillars) != 1 or letters[pillars[0]] != "L":
        return
    for k, letter in enumerate(letters):
        part = _HALVES.get(str(clause.tokens[k].value)) if letter == "i" else None
        if part and letters[max(k - 1, 0)] in "GEXKH" and "".join(letters[k + 1 : k + 2]) in ",&":
            letters[k] = part
            value = clause.tokens[pillars[0]].value
            clause.tokens[k] = clause.tokens[k]._replace(letter=part, value=value)


def _cross(clause: Clause, letters: list[str]) -> None:
    """Settle what is under a stem or over a branch: beneath the year stem is the year branch."""
    for k, letter in enumerate(letters):
        if letter != "i" or clause.tokens[k].value is None:
            continue
        j = k + 1 + (letters[k + 1 : k + 2] == ["'"])
        if j >= len(letters):
            break
        half = _HALVES.get(str(clause.tokens[k].value))
        token = clause.tokens[j]
        if half == "B" and letters[j] in "TM":
            place = "day" if letters[j] == "M" else token.value
            letters[j], clause.tokens[j] = "B", token._replace(letter="B", value=place)
        elif half == "T" and letters[j] == "B":
            part = "M" if token.value == "day" else "T"
            letters[j], clause.tokens[j] = part, token._replace(letter=part)


def _is_any(clause: Clause, k: int) -> bool:
    """Whether any such year is meant: a Dragon year."""
    return _word_before(clause.sentence.text, clause.tokens[k].start) in (
        "a",
        "an",
        "every",
        "each",
        "any",
    )


def _is_birth(before: list[str]) -> bool:
    """Whether a day is that of birth: the first that comes after `born`, and no date between."""
    return "b" in before and not {"d", "L"} & {*before}


def _is_told(clause: Clause, letters: list[str]) -> bool:
    """Whether the day may be that of birth: no date and no other day is spoken of."""
    told = clause.told
    dated = {*letters} | ({*told.shape} if told is not None else set())
    passing = any(mark.kind == "transit" for mark in clause.sentence.marks)
    return not (passing or ({*"YdU$"} & dated and "b" not in dated))


def _is_owner(clause: Clause, k: int) -> bool:
    """Whether a unit owns what comes next: the month's Pig."""
    return clause.sentence.text[clause.tokens[k].end - 1] == "s"


def _is_topic(clause: Clause, k: int) -> bool:
    """Whether a clause begins with it as what it is about: as for the year, …."""
    start = clause.tokens[k].start
    before = clause.sentence.text[max(start - 11, 0) : start].lower()
    return before.endswith(("as for the ", "as to the "))


def _word_before(text: str, start: int) -> str:
    """The word right before a place in a text; nothing where a sentence or a line begins."""
    before = text[max(start - _WORD_ROOM, 0) : start].rstrip(" *(")
    begin = end = len(before)
    while begin > 0 and before[begin - 1].isalpha():
        begin -= 1
    return before[begin:end].lower()
