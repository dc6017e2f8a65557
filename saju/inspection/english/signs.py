"""Claims about pillars, single signs at their places, the day master and the animal sign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.signs import (
    PLACES,
    day_master_claim,
    pillar_claim,
    sign_claim,
)
from saju.inspection.english.animals import animal_claims
from saju.inspection.english.binding import is_denied, places_of, respectively

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.english.clauses import Clause

_ROW = re.compile(r"P[,&j]*P[,&j]*P(?:[,&j]*P)?")
_ZODIAC = re.compile(r"a[j=]?P")
_IS_PLACE = re.compile(r"[SRA]=n?'?[TB]")
_THAT = re.compile(r",? ?[^.;:]{0,30}\b(?:that|which)\b")
_NATIVE = re.compile(" (?:chart|native|person|man|woman|lady|gentleman|client)\\b")
_OWNED = frozenset(("yours", "his", "hers", "mine"))
_FOUR = re.compile(r"(?<![RA][,&])(?:[RA][,&]?){4}(?![,&]?[RA])|(?<!S[,&])(?:S[,&]?){4}(?![,&]?S)")
_MASTER = re.compile(r"M[j=,'n@ehiW]{0,4}([SE])(?![SE])")
_MASTER_NEITHER = re.compile(r"M=l([SE])(?:nE|[,&]n?E|nS|[,&]n?S)*")
_MASTER_BEFORE = re.compile(r"([SE])(?:=?n?e?'?|,)M(?!S|j)")
_PERSON_IS = re.compile(r"@[@',]{0,2}(?:=|h=)[=n'h]{0,3}e?'?(?:@?,)?([SE])(?![itTLEhS]|'i)")
_PERSON_LAST = re.compile(
    r"(?<![SRi])([S])'?@(?=n?=?(?:$|[,;n]))|([SE])[j,]@n=$|([SE])@=n(?=$|[,;])"
)
_PERSON_OF = re.compile(r"(?:^|[='&]|r)[fw]?([S])@(?![=h][SE])")
_FELLOW = re.compile(r"@e(S)(?=[,;]|$)")
_BEING = re.compile(r"(?:^|[,;])=([S])(?=[,j]|$)")
_OWN = re.compile(r"'[sw]?(S)(?![iteTLBSR&,]|'|$)|(?<=r)'(S)")
_BORN_UNDER = re.compile(r"b[i=][ie@']{0,2}(S)(?:(?![iteTLBSRy])|(?=L(?:$|,)))")
_HERS = re.compile(r"'=n?(S)(?=$|[,;b@&_L.j])")
_FOR = re.compile(r"r(S)(?![iteTLBSR&])")
_SIGN_RIGHT = re.compile(r"([SRA])[=h@D]{0,2}[ie][ieD']{0,3}([LTB])(?![A-Z])|([RA])(B)(?!S)")
_SIGN_LEFT = re.compile(r"([LTB])(?:[=j@'h,ni]{0,4}|e'?)([SRA])(?![CT])")


# Each with a letter that it needs.
_PEOPLE = (
    ("@", _PERSON_IS),
    ("@", _PERSON_LAST),
    ("@", _PERSON_OF),
    ("@", _FELLOW),
    ("=", _BEING),
    ("'", _OWN),
    ("b", _BORN_UNDER),
    ("r", _FOR),
)


def sign_claims(clause: Clause) -> Iterator[Claim]:
    """The claims of a clause about what stands where."""
    shape = clause.shape
    if "P" in shape and (not clause.of_luck or "LP" in shape):
        yield from _pillars(clause)
    if ("S" in shape or "E" in shape) and (
        "M" in shape or "@" in shape or "'" in shape or "=" in shape
    ):
        yield from _masters(clause)
    if not clause.of_year and ("S" in shape or "R" in shape or "A" in shape):
        yield from _at_places(clause)
    if "W" in shape and not clause.of_year:
        yield from _rows(clause)
    if "A" in shape:
        yield from animal_claims(clause)
    zodiac = _ZODIAC.search(shape) if "a" in shape else None
    if zodiac is not None and not clause.of_year:
        k = zodiac.end() - 1
        yield pillar_claim(
            *clause.span(k - 1, k),
            clause.tokens[k].value,
            "year",
            denied=is_denied(clause, k, "=h@'iea"),
        )


def _pillars(clause: Clause) -> Iterator[Claim]:  # noqa: C901, PLR0912 - each way to say it
    shape, tokens = clause.shape, clause.tokens
    for match in _ROW.finditer(shape) if not clause.of_luck else ():
        found = [k for k in range(match.start(), match.end()) if shape[k] == "P"]
        if shape[max(match.start() - 1, 0)] != "L" and not clause.of_year:
            named = shape.find("p", 0, match.start())  # your four pillars are 戊寅, …
            for place, k in zip(PLACES, found, strict=False):
                span = clause.span(k) if named < 0 else clause.span(named, k)
                yield pillar_claim(*span, tokens[k].value, place)
            return
    for k, letter in enumerate(shape):
        if letter != "P":
            continue
        value = tokens[k].value
        if clause.of_luck:
            if shape[k - 1 : k] == "L":
                yield pillar_claim(*clause.span(k - 1, k), value, tokens[k - 1].value)
            continue
        if shape[k + 1 : k + 2] == "y":
            place = PLACES[tokens[k + 1].value]
            if not clause.of_year and (place != "year" or "b" in shape or shape.count("y") > 1):
                denied = is_denied(clause, k)
                yield pillar_claim(*clause.span(k, k + 1), value, place, denied=denied)
            continue
        if clause.of_year:
            continue
        before = tokens[k - 1] if k else None
        if before is not None and before.letter == "=" and before.value in ("year", "hour"):
            yield pillar_claim(*clause.span(k - 1, k), value, before.value)
            continue
        if shape[:k].endswith(("bi", "b")) and "L" not in shape:
            yield pillar_claim(*clause.span(k - 1, k), value, "day")
            continue
        if _NATIVE.match(clause.sentence.text, tokens[k].end):
            yield pillar_claim(*clause.span(k), value, "day")  # a 丙戌 native
            continue
        if shape[k - 1 : k] == "C":
            continue  # named in brackets what relates
        for j in places_of(clause, k, "L", "P"):
            denied = is_denied(clause, k, "=h@'.i&vejLLT")
            yield pillar_claim(*clause.span(j, k), value, tokens[j].value, denied=denied)


def _masters(clause: Clause) -> Iterator[Claim]:  # noqa: C901, PLR0912 - each way to say it
    shape, tokens = clause.shape, clause.tokens
    seen: set[int] = set()
    for match in _MASTER.finditer(shape) if "M" in shape else ():
        k = match.start(1)
        joined = shape[match.start() + 1 : k]
        if shape[k] == "E" and (
            not set("=j") & set(joined) or shape[k + 1 : k + 2] in tuple("hlsmwfSj")
        ):
            continue
        if "i" in joined or ("h" in joined and "=" not in joined):
            continue
        if joined == "," and shape[k + 1 : k + 2] == "i":
            continue  # 甲 on the day stem, 丙 on the month stem
        seen.add(k)
        yield day_master_claim(*clause.span(match.start(), k), tokens[k], denied="n" in joined)
    for match in _MASTER_NEITHER.finditer(shape) if "M=l" in shape else ():
        for k in range(match.start(1), match.end()):
            if shape[k] in "SE":
                seen.add(k)
                yield day_master_claim(*clause.span(match.start(), k), tokens[k], denied=True)
    for match in _MASTER_BEFORE.finditer(shape) if "M" in shape else ():
        k = match.start(1)
        if k not in seen and (
            shape[k] == "S"
            or "=" in match.group()
            or shape[max(k - 1, 0) : k] in ("'", "=", "", ",")
        ):
            seen.add(k)
            yield day_master_claim(
                *clause.span(k, match.end() - 1), tokens[k], denied=is_denied(clause, k)
            )
    if clause.of_year and not re.search("[@']S@|S@", shape):
        return
    for letter, pattern in _PEOPLE:
        for match in pattern.finditer(shape) if letter in shape else ():
            k = match.start(match.lastindex or 1)
            if shape[k] == "E" and "as" in [
                clause.sentence.text[t.start : t.end] for t in tokens[match.start() : k]
            ]:
                continue
            if k in seen or (
                shape[k] == "E" and shape[k + 1 : k + 2] not in ("", ",", "@", "&", "n")
            ):
                continue
            if pattern is _BEING and (
                _is_cleft(clause, k) or not {*"W_L"}.isdisjoint(shape[: match.start()])
            ):
                continue
            if pattern is _FOR and not ({"@", "'"} & set(shape) and {*"GKH"} & set(shape)):
                continue
            if pattern is _OWN and {*"TC"} & set(shape):
                continue
            seen.add(k)
            first = k if pattern is _OWN else match.start()
            denied = pattern not in (_OWN, _FOR, _PERSON_OF) and _is_off(clause, k)
            yield day_master_claim(*clause.span(first, k), tokens[k], denied=denied)
    for match in _HERS.finditer(shape):
        k = match.start(1)
        if k not in seen and clause.says(match.start()) in _OWNED:
            seen.add(k)
            denied = "n" in match.group()
            yield day_master_claim(*clause.span(k), tokens[k], denied=denied)
    # The self is 癸, not 壬: what follows is denied or put right.
    for match in re.finditer(r"(S),?n(S)", shape):
        one, other = match.start(1), match.start(2)
        if one in seen and other not in seen:
            yield day_master_claim(*clause.span(other), tokens[other], denied=True)


def _is_cleft(clause: Clause, k: int) -> bool:
    """Whether a sign is only put first: it is 己, its middle qi, that reaches the hour."""
    end = clause.tokens[k].end
    return _THAT.match(clause.sentence.text, end) is not None


def _is_off(clause: Clause, k: int) -> bool:
    return is_denied(clause, k, "=h@'.ie")


def _at_places(clause: Clause) -> Iterator[Claim]:  # noqa: C901, PLR0912 - each way to say it
    shape = clause.shape
    seen: set[int] = set()
    yield from _is_placed(clause)
    several = sum(shape.count(letter) for letter in "LTB") > 1 and "C" not in shape
    for k, letter in enumerate(shape if several else ""):
        paired = respectively(clause, k, "LTB") if letter in "SRA" else None
        if paired is not None:
            seen.add(k)
            yield from _sign_at(clause, k, paired)
    for match in _SIGN_RIGHT.finditer(shape):
        k, j = (match.start(1), match.start(2)) if match[1] else (match.start(3), match.start(4))
        if k in seen:
            continue
        if "C" in shape and clause.sentence.text.startswith(" between", clause.tokens[k].end):
            continue  # the Rat punishes the Rabbit between month and day
        if shape[k] == "S" and re.match("e[RA]", shape[j + 1 : j + 3]):
            continue  # Xin in the month of Xu
        if is_pair(shape, k) and ("C" in shape or len(_listed(clause, j)) > 1):
            continue  # the Snake and the Pig meet in month and day
        if "O" not in shape or "by" not in [token.value for token in clause.tokens[k:j]]:
            for place in _listed(clause, j):
                yield from _sign_at(clause, k, place)
        seen.add(k)
    for match in _SIGN_LEFT.finditer(shape):
        j, k = match.start(1), match.start(2)
        joined = shape[j + 1 : k]
        if (
            k in seen
            or ("," in joined and joined != ",")
            or (joined == "," and re.search("[XGKH][=h]?i$", shape[:j]))
            or (
                shape[j] == "L"
                and not {"h", "j", "e"} & set(joined)
                and not (
                    "i" in shape[max(j - 2, 0) : j] and shape[k + 1 : k + 2] in ("", ",", "h", "D")
                )
            )
        ):
            continue
        said = clause.sentence.text[clause.tokens[j].end : clause.tokens[k].start]
        if (
            " when " in said
            or shape[:j].endswith(("Oe", "Oe'"))
            or ("i" in joined and "h" not in joined and shape[:j].endswith("'i"))
        ):
            continue
        if ("h" in joined and _is_named(clause, j)) or (joined == "," and shape[j - 1 : j] == "&"):
            continue
        following = clause.following(k, "'")
        if following < len(shape) and shape[following] in "LTB" and shape[k] != "S":
            continue
        yield from _sign_at(clause, k, j)


def _rows(clause: Clause) -> Iterator[Claim]:
    """Four signs in the order of the pillars: the bottom row is Pig, Rooster, Horse, Rooster."""
    part = {"stem": "T", "branch": "B"}
    said = {part.get(str(token.value)) for token in clause.tokens if token.letter == "W"}
    for match in _FOUR.finditer(clause.shape):
        found = [k for k in range(match.start(), match.end()) if clause.shape[k] in "SRA"]
        own = "T" if clause.shape[found[0]] == "S" else "B"
        if own in said and len(found) == 4:
            for place, k in zip(PLACES, found, strict=True):
                token = clause.tokens[k]
                yield sign_claim(*clause.span(k), token, own, place)


def _is_placed(clause: Clause) -> Iterator[Claim]:
    """A sign that is a place: 未 happens to be her year branch."""
    for match in _IS_PLACE.finditer(clause.shape):
        yield from _sign_at(clause, match.start(), match.end() - 1)


def _is_named(clause: Clause, j: int) -> bool:
    """Whether the sign at a place has been named, so that it hides what follows: 亥 of the hour holds 甲."""
    start = clause.preceding(j, "ie'", 3)
    return 0 <= start < j - 1 and clause.shape[start] in "RA"


def is_pair(shape: str, k: int) -> bool:
    """Whether a sign is the second of two that are told together: Snake and Pig, Rat–Ox."""
    before = shape[k - 1 : k]
    if before in ("&", ","):
        before = shape[max(k - 2, 0) : k - 1]
    return before != "" and before in "SRA"


def _listed(clause: Clause, j: int) -> list[int]:
    found, shape = [j], clause.shape
    while j + 2 < len(shape) and shape[j + 1] in ",&" and shape[j + 2] in "LTB":
        j += 2
        found.append(j)
    return found


def _sign_at(clause: Clause, k: int, j: int) -> Iterator[Claim]:
    place, token = clause.tokens[j], clause.tokens[k]
    if clause.shape[max(k - 2, 0) : k + 1] == "CRR":  # harm (묘진해): the two of a relation
        return
    part = "T" if token.letter == "S" else "B"
    if place.letter not in ("L", part) or (
        place.letter == "L" and "D" in clause.shape and part == "T"
    ):
        return
    denied = is_denied(clause, k, "=h@'.&DLT")
    yield sign_claim(*clause.span(j, k), token, part, place.value, denied=denied)
