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
_STEPPED_OVER = frozenset("RSPA.eivN2kxdM&W")  # what may stand between a place and its term
_GOALS = frozenset("TBLWDMR")
_NAMING = frozenset(ITEMS + "QZKCVOUYJAa")
_AROUND = ("를 중심", "을 중심", "를 비롯", "을 비롯", "를 포함", "을 포함")
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
        if (at < size and shape[at] in ",&") or (
            at < size
            and shape[at] == "j"
            and sentence.text.startswith("도", sentence.tokens[at].start)
        ):
            at += 1
        if at >= size or shape[at] not in ITEMS:
            return found
        found.append(at)


def place_before(
    sentence: Sentence, k: int, *, nominal: bool, signs: bool = False
) -> Places | None:
    """The places that govern the term at `k`; `nominal`: it is a predicate, so a topic goes on.

    `signs`: a branch that stands at no place is one itself, as 寅 in 寅에서는 건록.
    """
    return _Walk(sentence, k, nominal=nominal, signs=signs).place()


class _Walk:
    """The way from a term back to its place, token by token."""

    def __init__(self, sentence: Sentence, k: int, *, nominal: bool, signs: bool) -> None:
        self.sentence, self.shape, self.k = sentence, sentence.shape, k
        self.nominal, self.signs = nominal, signs
        self.j = k - 1
        self.both = False  # whether 위아래로 was said: of stem and branch
        self.crossed = False  # whether a clause has ended between
        self.subject = False  # whether another subject was named

    def place(self) -> Places | None:
        """The nearest place that is the term's own."""
        least = max(self.k - _FAR, 0)
        while self.j >= least:
            letter = self.shape[self.j]
            if letter in _GOALS and self._is_goal(letter):
                return self._reached(letter)
            steps = self._steps(letter)
            if steps == 0:
                return None
            self.j -= steps
        return None

    def _is_goal(self, letter: str) -> bool:
        if letter == "W" and self.sentence.tokens[self.j].value == "both":
            self.both = True
            return False
        token = self.sentence.tokens[self.j]
        if letter in _PLACES and self.sentence.text.startswith(_AROUND, token.end):
            return False  # 월지를 중심으로 화가 강하다
        if letter == "M":
            named = self.shape.startswith("Se", self.j + 1)  # 일간 갑목의 양인: of that stem
            return self.shape[self.k] == "X" and self.shape[self.j + 1] != "." and not named
        if letter == "R":
            return self.signs and not self.crossed and _stands_alone(self.shape, self.j)
        return True

    def _reached(self, letter: str) -> Places | None:
        j, token = self.j, self.sentence.tokens[self.j]
        joint = self.shape[j + 1 : self.k]
        if letter in "WDR":
            return None if self.crossed else Places([token], j, joint)
        if letter == "M":
            return Places([token._replace(letter="T", value="day")], j, joint)
        if self.crossed and not _is_topic(self.shape, j, self.k):
            return None
        if self.both and letter == "L":
            parts = "B" if token.value == "day" else "TB"
            return Places([token._replace(letter=part) for part in parts], j, joint)
        return Places(_group(self.sentence, j), j, joint)

    def _steps(self, letter: str) -> int:  # noqa: PLR0911 - one branch a kind of token
        """How many tokens to go back over the one that stands here; 0 where the way ends."""
        shape, j = self.shape, self.j
        if letter in _STEPPED_OVER:
            return 1
        if letter in "jo=uq":
            return self._over_noun(letter)
        if letter in ITEMS:
            return int(shape[j + 1] in "&,GEHX" or self.crossed)
        if letter == "y":
            return int(self.signs and shape[j - 1 : j] == "R")  # 미월에 양
        if letter == ",":
            return self._over_comma()
        if letter == ";":
            if not self.nominal or self.subject:
                return 0
            self.crossed = True
            return 1
        if letter in "hlsmwf":
            return int(self.crossed or shape[j + 1] == "d")
        refused = letter == "n" and j > 1 and shape[j - 1] in "=ji" and shape[j - 2] in "GX"
        return 3 if refused else 0  # 정관이 아니라 편관

    def _over_noun(self, particle: str) -> int:
        """Over a particle and its noun, unless that is a term with something of its own said."""
        noun = self.shape[self.j - 1] if self.j else ""
        if not noun or (noun == "R" and self.signs and not self.crossed):
            return 1
        if noun in "RSPAM":
            self.subject = self.subject or (particle == "j" and noun == "M")
            return 2
        if noun in "GX" and particle == "=" and self.shape[self.k] in "GX":
            return 2  # 편관이자 도화
        if noun in _NAMING:
            self.subject = self.crossed
            return int(self.crossed)
        return 1

    def _over_comma(self) -> int:
        """Over a comma in a list, after a topic, or after 로: 낳아 주는 기운으로, 십성으로는 편인."""
        shape, j = self.shape, self.j
        before = shape[j - 1] if j else ""
        if before == "=" and self.nominal and not self.crossed and not self.subject:
            token = self.sentence.tokens[j - 1]
            if self.sentence.text[token.end - 1 : token.end] in tuple("로서라며"):
                self.crossed = True
                return 1
        of_list = before != "" and before in ITEMS and shape[j + 1] in ITEMS
        topic = before == "j" and j > 1 and shape[j - 2] in _PLACES + _SIGNS
        return int(of_list or topic or before == ";")


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
            shape[before] == "j" and not sentence.text.startswith("도", tokens[before].start)
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
    taken = joint == "o" and sentence.text.startswith(" 차지", sentence.tokens[end].end)
    if taken or joint in ("i", "=") or (joint in ("h", "N", "") and shape[k + 1] in "jo"):
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
            if (
                (verb and not denied)
                or (counts and not counts[-1][1])
                or (shape[at - 1] == "=" and not counts)
            ):
                break
            counts.append((at, False))
            last = at
        elif letter == "d":
            attributive = True
            if not (at + 1 < size and shape[at + 1] in "njd=p.") and verb:
                last = at
                break
        elif (letter in "TBLM" and not verb and not counts) or (
            letter in "RS" and at and shape[at - 1] in "TBLe" and not verb
        ):
            pass
        elif letter == "j" and shape[at - 1] != "p" and not {*"jo"}.isdisjoint(shape[k + 1 : at]):
            break  # another subject, of a word left out
        elif letter not in "jo=ie.pWkx2&" or (letter == "." and at == k + 1):
            break
        at += 1
    return Fate(verb, denied, most, counts, attributive, last)
