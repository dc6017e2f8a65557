"""Which places a term of a Korean sentence belongs to, and what is said of it there.

Korean puts what governs first: 월지의 편관, 월지는 … 편관이다; so the nearest place before a term is
its own unless another subject stands between. Only where there is none, the place after it counts:
편관이 월지에 있다.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from saju.inspection.tokens import Sentence, Token

ITEMS = "EGHX"
_PLACES = "TBL"
_SIGNS = "RSPA"
_ALONG = ".eivN2kxdM"  # what may stand between a place and its term
_FAR = 24  # tokens: what stands further away is not looked for


class Places(NamedTuple):
    """Places that govern a term: the tokens, the last one's position, and what follows it."""

    tokens: list[Token]
    at: int
    joint: str


def listed(sentence: Sentence, k: int) -> list[int]:
    """The terms that are named together with the one at `k`, which is the first: 편관과 정관."""
    shape = sentence.shape
    found = [k]
    size = len(shape)
    while True:
        at = found[-1] + 1
        if at < size and shape[at] in ",&":
            at += 1
        elif at < size and shape[at] == "j" and sentence.text.startswith("도", sentence.tokens[at].start):
            at += 1
        if at >= size or shape[at] not in ITEMS:
            return found
        found.append(at)


def place_before(sentence: Sentence, k: int, *, nominal: bool, signs: bool = False) -> Places | None:  # noqa: C901, PLR0911, PLR0912 - one branch a kind of token
    """The places that govern the term at `k`; `nominal`: it is a predicate, so a topic goes on.

    `signs`: a branch that stands at no place is one itself, as 寅 in 寅에서는 건록.
    """
    shape, tokens = sentence.shape, sentence.tokens
    j, both, crossed, subject = k - 1, False, False, False
    least = max(k - _FAR, 0)
    while j >= least:
        letter = shape[j]
        if letter in _PLACES:
            found = _group(sentence, j)
            joint = shape[j + 1 : k]
            if crossed and not _is_topic(shape, j, k):
                return None
            if both and letter == "L":
                place = tokens[j]
                parts = "B" if place.value == "day" else "TB"
                return Places([place._replace(letter=part) for part in parts], j, joint)
            return Places(found, j, joint)
        if letter == "W":
            if tokens[j].value == "both":
                both = True
                j -= 1
                continue
            return None if crossed else Places([tokens[j]], j, shape[j + 1 : k])
        if letter == "M" and shape[k] == "X" and shape[j + 1] != ".":
            return Places([tokens[j]._replace(letter="T", value="day")], j, shape[j + 1 : k])
        if letter == "D":
            return None if crossed else Places([tokens[j]], j, shape[j + 1 : k])
        if signs and letter == "R" and not crossed and _stands_alone(shape, j):
            return Places([tokens[j]], j, shape[j + 1 : k])
        if letter in _SIGNS or letter in _ALONG:
            j -= 1
        elif letter in "jo=uq":
            noun = shape[j - 1] if j else ""
            if signs and noun == "R" and not crossed:
                j -= 1
            elif noun and noun in _SIGNS + "M":
                subject = subject or (letter == "j" and noun == "M")
                j -= 2
            elif noun and noun in "GX" and letter == "=" and shape[k] in "GX":
                j -= 2  # 편관이자 도화
            elif noun and noun in _PLACES + "W":
                j -= 1
            elif noun and noun in ITEMS + "QZKCVOUYJAa":
                if not crossed:
                    return None
                subject = True
                j -= 1
            else:
                j -= 1
        elif letter == "&":
            j -= 1
        elif letter in ITEMS:
            if shape[j + 1] in "&,GEHX" or crossed:
                j -= 1
            else:
                return None
        elif letter == ",":
            before = shape[j - 1] if j else ""
            topic = before == "j" and j > 1 and shape[j - 2] in _PLACES + _SIGNS
            of_list = before and before in ITEMS and shape[j + 1] in ITEMS
            said = sentence.text[tokens[j - 1].start : tokens[j - 1].end]
            if before == "=" and nominal and not crossed and not subject and said[-1:] in "로서라며":
                crossed = True  # 낳아 주는 기운으로, 십성으로는 편인
            elif not of_list and not topic and before != ";":
                return None
            j -= 1
        elif letter == ";":
            if not nominal or subject:
                return None
            crossed = True
            j -= 1
        elif letter in "hlsmwf":
            if not crossed and shape[j + 1] != "d":
                return None
            j -= 1
        elif letter == "n":
            if j > 1 and shape[j - 1] in "=ji" and shape[j - 2] in "GX":
                j -= 3  # 정관이 아니라 편관
            else:
                return None
        else:
            return None
    return None


def _stands_alone(shape: str, j: int) -> bool:
    before = shape[max(j - 2, 0) : j]
    return not before.endswith(("T", "B", "L", "Be", "Le", "R", "Bj", "Li", "S", "M")) and (
        shape[j + 1 : j + 2] != "R"
    )


def _group(sentence: Sentence, j: int) -> list[Token]:
    """The place at `j` and those named together with it before: 연지와 월지, 월지 묘목과 시지 묘목."""
    shape, tokens = sentence.shape, sentence.tokens
    found = [tokens[j]]
    while j > 0:
        before = j - 1
        if shape[before] in "&,j" and not (
            shape[before] == "j"
            and not sentence.text.startswith("도", tokens[before].start)
        ):
            before -= 1
        if before >= 0 and shape[before] in "RS" and before < j - 1:
            before -= 1
            if before >= 0 and shape[before] == "e":
                before -= 1
        if before < 0 or shape[before] not in _PLACES:
            break
        found.insert(0, tokens[before])
        j = before
    return found


def _is_topic(shape: str, j: int, k: int) -> bool:
    """Whether a place of the clause before is its topic: 시간의 무토가, 시간에는 무토가 떠."""
    at = j + 1
    if shape[at : at + 1] in ("e", "i"):
        at += 1
        return at < k and shape[at] in "RS" and shape[at + 1 : at + 2] == "j"
    if shape[at : at + 1] in ("R", "S", "P"):
        at += 1
    return shape[at : at + 1] in ("j", "=")


def place_after(sentence: Sentence, k: int) -> Places | None:
    """The places where the term at `k` is said to be: 편관이 월지에 있다."""
    shape = sentence.shape
    at, size = k + 1, len(shape)
    while at < size and shape[at] in "jov.WN" and at < k + 4:
        at += 1
    if at >= size or shape[at] not in _PLACES or at == k + 1:
        return None
    last = at
    while last < size:
        end = last + 1
        if end < size and shape[end] in "RS":
            end += 1
        step = end + 1 if end < size and shape[end] in "&," else end
        if step < size and shape[step] in _PLACES:
            last = step
            continue
        break
    joint = shape[end : end + 1]
    if joint in ("i", "=") or (joint in ("h", "N", "") and shape[k + 1] in "jo"):
        return Places(_group(sentence, last), last, joint)
    return None


class Fate(NamedTuple):
    """What is said of a term: how many, how much, and whether that is denied."""

    verb: str
    denied: bool
    most: bool
    counts: list[tuple[int, bool]]
    attributive: bool
    end: int


def fate_of(shape: str, k: int) -> Fate:  # noqa: C901, PLR0912 - one branch a kind of token
    """What follows the term at `k` in its clause, as far as it is of the term."""
    verb, denied, most, attributive = "", False, False, False
    counts: list[tuple[int, bool]] = []
    at, size = k + 1, len(shape)
    last = k
    while at < size:
        letter = shape[at]
        if letter in "hlsmwf":
            if verb:
                break
            verb, last = letter, at
        elif letter == "n":
            if counts and not verb:
                counts[-1] = (counts[-1][0], True)
            else:
                denied = not denied
            last = at
        elif letter == "v":
            most = True
        elif letter == "N":
            if verb or (counts and not counts[-1][1]) or (shape[at - 1] == "=" and not counts):
                break
            counts.append((at, False))
            last = at
        elif letter == "d":
            attributive = True
            if not (at + 1 < size and shape[at + 1] in "njd=p.") and verb:
                last = at
                break
        elif letter in "TBLM" and not verb and not counts:
            pass
        elif letter in "RS" and at and shape[at - 1] in "TBLe" and not verb:
            pass
        elif letter == "j" and not {*"jo"}.isdisjoint(shape[k + 1 : at]):
            break  # another subject, of a word left out
        elif letter not in "jo=ie.pWkx2&" or (letter == "." and at == k + 1):
            break
        at += 1
    return Fate(verb, denied, most, counts, attributive, last)
