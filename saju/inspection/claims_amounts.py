"""Claims about elements, ten gods, their groups and stars: present, absent, strong, weak, how many.

Where a chart lies between strong and weak, or has a sign only hidden, nothing is judged: schools
weigh differently.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from saju.hidden_stems import hidden_stems
from saju.inspection.claim import Answer, Claim, Kind
from saju.inspection.natal import GOD_NAMES, PART_KO, PLACE_KO
from saju.sexagenary import BRANCHES, ELEMENTS, STEMS
from saju.words import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.natal import Natal
    from saju.inspection.tokens import Sentence, Token

_KINDS: dict[str, Kind] = {"E": "element", "G": "ten_god", "H": "ten_god", "X": "star"}
_SAID = {"h": "있음", "l": "없음", "s": "강함", "m": "많음", "w": "약함", "f": "적음"}
_STRONG_POINTS, _WEAK_POINTS = 25.0, 12.0
_NEAR_POINTS = 4.0
_LIST = r"[EGHX](?:[,&j]?[EGHX])*"
_KOREAN = re.compile(
    rf"(?:([TBLWD])[iej]{{0,2}}(?:[RS][jei]?)?)?({_LIST})[jeo]{{0,2}}[.vpk]{{0,2}}([hlsmwf])(d?)(n*)"
)
_KOREAN_PLACED = re.compile(
    r"([TBL](?:[,&][TBL])*)([iej]{0,2})(?:[RSP][jeo&]?)?([GX](?:[,&][GX])*)([jo=]?)(n*)"
)
_KOREAN_BOTH = re.compile(r"(L)P?[je]?W[je]?\.?(G)(?!o)")
_KOREAN_AFTER = re.compile(r"([GX])[jo]\.?([TBL])i(?:\.?([hl])(d?)(n*))?")
_KOREAN_ATTRIBUTE = re.compile(r"(?<!j)(?<!j[.v])(v?)([smwfl])d([EGH](?:[,&][EGH])*)")
_KOREAN_MOST = re.compile(r"v([smwf])d[.p]{0,2}j([EGH](?:[,&][EGH])*)")
_KOREAN_COUNT = re.compile(r"([EGH])[jeo]{0,2}[.vp]?(?:Wi)?(N)(N?)")
_KOREAN_COMPARED = re.compile(r"(?:([EH])[j]([EH])q|([EH])q\.?([EH])j)[.v]?([smwf])(d?)(n*)")
_ENGLISH_BEFORE = re.compile(rf"(n*)([hlsmwf]+)[eij]?((?:{_LIST}))(?:=?h?i([TBLW]))?")
_ENGLISH_AFTER = re.compile(rf"({_LIST})=?h?(n*)\.?(v?)([hlsmwf])(i?[TBLW]?)")
_ENGLISH_MOST = re.compile(rf"({_LIST})=(n*)(v)|(v)=?([EH])")
_ENGLISH_COUNT = re.compile(r"(N)([EGH])|([EGH])(?:j|h|=h?|\.)([N#])(N?)")
_ENGLISH_COMPARED = re.compile(
    r"[m+]([EH])q([EH])|([EH])=?[mc]*cq([EH])|([EH])=m+[.]?q([EH])|([EH])c([EH])"
)
_ENGLISH_PLACED = re.compile(r"([TBL])(?:=|h|=h|j)(n*)([GX])|([GX])(?:=?h?)(n*)i([TBL])")


def amount_claims(sentence: Sentence) -> Iterator[Claim]:
    """The claims of a sentence about how much of what there is."""
    shape = sentence.shape
    if not any(letter in shape for letter in "EGHX"):
        return
    finders = _ENGLISH_FINDERS if sentence.english else _KOREAN_FINDERS
    taken: set[int] = set()
    for pattern, finder in finders:
        for match in pattern.finditer(shape):
            if not taken.intersection(range(match.start(), match.end())):
                found = list(finder(sentence, match))
                if found:
                    taken.update(range(match.start(), match.end()))
                yield from found


def _listed(tokens: list[Token], start: int, end: int) -> list[Token]:
    return [token for token in tokens[start:end] if token.letter in "EGHX"]


def _korean_predicate(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    tokens, shape = sentence.tokens, sentence.shape
    letter, which, denied = match[3], match[4], len(match[5]) % 2 == 1
    following = shape[match.end() : match.end() + 1]
    if which and not match[5] and following and following in "EGHXSRMLTBPA":
        return  # 화가 강한 목: the predicate belongs to what follows
    if "v" in shape[match.end(2) : match.start(3)]:
        for item in _listed(tokens, match.start(2), match.end(2)):
            yield _most(match, item, letter, denied=denied)
        return
    places = [tokens[match.start(1)]] if match[1] else []
    items = _listed(tokens, match.start(2), match.end(2))
    if shape[match.start(2) - 1 : match.start(2)] == "q":
        return
    for item in items:
        yield _claim(match.start(), match.end(), item, letter, places, denied=denied)


def _korean_placed(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """월지 편관, 월지의 편관, 월지는 편관입니다."""
    tokens, shape = sentence.tokens, sentence.shape
    following = shape[match.end() : match.end() + 1]
    if "j" in match[2] and not (
        match[5] or (match[4] in ("=", "") and following in ("", ",", ";", ".", "d", "="))
    ):
        return
    if match[1] == "L" and not match[2] and match[4] != "o" and following == "":
        return
    places = [token for token in tokens[match.start(1) : match.end(1)] if token.letter in "TBL"]
    items = _listed(tokens, match.start(3), match.end(3))
    for item in items:
        yield _claim(match.start(), match.end(), item, "h", places, denied=len(match[5]) % 2 == 1)


def _korean_both(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """월주는 위아래로 정재: the stem and the branch."""
    pillar, item = sentence.tokens[match.start()], sentence.tokens[match.start(2)]
    if sentence.tokens[match.end() - 1 : match.end()] and pillar.value != "day":
        stem, branch = pillar._replace(letter="T"), pillar._replace(letter="B")
        yield _claim(match.start(), match.end(), item, "h", [stem, branch], denied=False)


def _korean_after(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """편관이 월지에 있다."""
    tokens = sentence.tokens
    denied = (match[3] == "l") != (len(match[5] or "") % 2 == 1)
    yield _claim(
        match.start(),
        match.end(),
        tokens[match.start(1)],
        "h",
        [tokens[match.start(2)]],
        denied=denied,
    )


def _korean_attribute(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """강한 화 기운, 부족한 수."""
    for item in _listed(sentence.tokens, match.start(3), match.end(3)):
        if match[1]:
            yield _most(match, item, match[2], denied=False)
        else:
            yield _claim(match.start(), match.end(), item, match[2], [], denied=False)


def _korean_most(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """가장 강한 오행은 토."""
    for item in _listed(sentence.tokens, match.start(2), match.end(2)):
        denied = sentence.shape[match.end() :].startswith(("jn", "n"))
        yield _most(match, item, match[1], denied=denied)


def _korean_count(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    if match.start() and sentence.shape[match.start() - 1] in "&qed":
        return
    number = sentence.tokens[match.start(2)].value
    bound = sentence.tokens[match.start(3)].value if match[3] else None
    if isinstance(number, int):
        yield _count(match, sentence.tokens[match.start(1)], number, bound)


def _korean_compared(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    tokens = sentence.tokens
    one, other = (match.start(1), match.start(2)) if match[1] else (match.start(4), match.start(3))
    less = match[5] in "wf"
    yield _compared(match, tokens[one], tokens[other], less=less, denied=len(match[7]) % 2 == 1)


def _english_before(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """Has no fire, strong earth, does not lack water."""
    tokens, shape = sentence.tokens, sentence.shape
    verbs = match[2]
    denied = len(match[1]) % 2 == 1
    letter = verbs[-1]
    if "l" in verbs[:-1] and letter in "smwf":
        denied = not denied
    elif "l" in verbs:
        letter = "l"
    before = shape[match.start() - 1 : match.start()]
    after = shape[match.end() : match.end() + 1]
    joined = shape[match.end(2) : match.start(3)]
    if (
        before
        and before in "EGHX="
        and letter in "smwfl"
        and joined not in ("i", "e")
        and before != "="
    ):
        return  # fire strong; water
    if after == "q" or ("." in joined and letter in "hl"):
        return
    places = [tokens[match.start(4)]] if match[4] else []
    for item in _listed(tokens, match.start(3), match.end(3)):
        yield _claim(match.start(), match.end(), item, letter, places, denied=denied)


def _english_after(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """Fire is strong, water is not present in the stems."""
    tokens = sentence.tokens
    denied = len(match[2]) % 2 == 1
    following = sentence.shape[match.end() : match.end() + 1]
    before = sentence.shape[match.start() - 1] if match.start() else ""
    if (following and following in "EGHXNM") or (before in ("l", "n") and match[4] == "h"):
        return  # no wood appears
    places = [tokens[match.end() - 1]] if match[5] and match[5][-1] != "i" else []
    for item in _listed(tokens, match.start(1), match.end(1)):
        if match[3]:
            yield _most(match, item, match[4], denied=denied)
        else:
            yield _claim(match.start(), match.end(), item, match[4], places, denied=denied)


def _english_most(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    tokens = sentence.tokens
    if match[3]:
        which = tokens[match.start(3)].value or "s"
        for item in _listed(tokens, match.start(1), match.end(1)):
            yield _most(match, item, which, denied=len(match[2]) % 2 == 1)
    else:
        which = tokens[match.start(4)].value
        if which:
            yield _most(match, tokens[match.start(5)], which, denied=False)


def _english_count(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    tokens = sentence.tokens
    number, item = (
        (match.start(1), match.start(2)) if match[1] else (match.start(4), match.start(3))
    )
    following = sentence.shape[match.end() : match.end() + 1]
    if isinstance(tokens[number].value, int) and (
        tokens[number].letter == "#" or following != ("e" if match[1] else ".")
    ):
        yield _count(match, tokens[item], tokens[number].value, None)


def _english_compared(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    at = [index for index in range(match.start(), match.end()) if sentence.shape[index] in "EH"]
    less = any(
        token.value == "w"
        for token in sentence.tokens[match.start() : match.end()]
        if token.letter == "c"
    )
    yield _compared(match, sentence.tokens[at[0]], sentence.tokens[at[1]], less=less, denied=False)


def _english_placed(sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    tokens = sentence.tokens
    place, item = (1, 3) if match[1] else (6, 4)
    denied = len(match[2] or match[5] or "") % 2 == 1
    if sentence.shape[match.start() - 1 : match.start()] in ("l", "n") and match.start():
        denied = not denied
    yield _claim(
        match.start(),
        match.end(),
        tokens[match.start(item)],
        "h",
        [tokens[match.start(place)]],
        denied=denied,
    )


_KOREAN_FINDERS = (
    (_KOREAN_BOTH, _korean_both),
    (_KOREAN_AFTER, _korean_after),
    (_KOREAN_COMPARED, _korean_compared),
    (_KOREAN_MOST, _korean_most),
    (_KOREAN, _korean_predicate),
    (_KOREAN_PLACED, _korean_placed),
    (_KOREAN_COUNT, _korean_count),
    (_KOREAN_ATTRIBUTE, _korean_attribute),
)
_ENGLISH_FINDERS = (
    (_ENGLISH_COMPARED, _english_compared),
    (_ENGLISH_PLACED, _english_placed),
    (_ENGLISH_MOST, _english_most),
    (_ENGLISH_COUNT, _english_count),
    (_ENGLISH_AFTER, _english_after),
    (_ENGLISH_BEFORE, _english_before),
)


def _name(item: Token) -> str:
    if item.letter == "E":
        return ELEMENTS[item.value]
    return GROUPS[item.value] if item.letter == "H" else str(item.value)


def _place_name(place: Token) -> str:
    if place.letter in "WD":
        return {"stem": "천간", "branch": "지지"}.get(str(place.value), "지장간")
    return PLACE_KO[place.value] + PART_KO[place.letter]


def _claim(
    first: int, last: int, item: Token, letter: str, places: list[Token], *, denied: bool
) -> Claim:
    if denied and letter in "hl":  # 보이지 않는다 is 없다, 없는 것은 아니다 is 있다
        letter, denied = "l" if letter == "h" else "h", False
    said = f"{_name(item)} {_SAID[letter]}"
    if places:
        said = "·".join(map(_place_name, places)) + " " + said
        absent = letter == "l"
        if letter in "smwf":
            letter = "h"
        return Claim(
            _KINDS[item.letter], first, last - 1, said,
            lambda natal: _at_places(natal, item, places), denied != absent,
        )  # fmt: skip
    return Claim(
        _KINDS[item.letter],
        first,
        last - 1,
        said,
        lambda natal: _amount(natal, item, letter),
        denied,
    )


def _most(match: re.Match[str], item: Token, letter: str, *, denied: bool) -> Claim:
    said = f"{_name(item)} 가장 {_SAID[letter]}"
    return Claim(
        _KINDS[item.letter], match.start(), match.end() - 1, said,
        lambda natal: _extreme(natal, item, letter), denied,
    )  # fmt: skip


def _count(match: re.Match[str], item: Token, number: int, bound: Any) -> Claim:
    said = f"{_name(item)} {number}"

    def test(natal: Natal) -> Answer:
        own = _visible(natal, item)
        expected = f"{_name(item)} {own}"
        if bound == "least":
            return own >= number, expected
        if bound == "most":
            return own <= number, expected
        return own == number, expected

    return Claim(_KINDS[item.letter], match.start(), match.end() - 1, said, test)


def _compared(match: re.Match[str], one: Token, other: Token, *, less: bool, denied: bool) -> Claim:
    counted = any(letter in match.group() for letter in "mf")
    said = f"{_name(one)} {'<' if less else '>'} {_name(other)}"

    def test(natal: Natal) -> Answer:
        counts = _visible(natal, one), _visible(natal, other)
        points = _points(natal, one), _points(natal, other)
        expected = f"{_name(one)} {counts[0]}, {_name(other)} {counts[1]}"
        if less:
            counts, points = counts[::-1], points[::-1]
        by_count, by_weight = counts[0] - counts[1], points[0] - points[1]
        if by_count > 0 or (by_weight > 0 and by_count == 0 and not counted):
            return True, expected
        if counted and by_count <= 0:
            return False, expected
        return (None if by_weight > 0 else False), expected

    return Claim(_KINDS[one.letter], match.start(), match.end() - 1, said, test, denied)


# What the chart says


def _element(natal: Natal, item: Token) -> int | None:
    if item.letter == "E":
        return int(item.value)
    if item.letter == "H":
        return (natal.day_master.element + int(item.value)) % 5
    return None


def _gods_of(item: Token) -> tuple[str, ...]:
    if item.letter == "H":
        return GOD_NAMES[2 * item.value : 2 * item.value + 2]
    return (str(item.value),)


def _visible(natal: Natal, item: Token) -> int:
    if item.letter == "E":
        return natal.analysis.balance.counts[item.value]
    return sum(god in _gods_of(item) for god in natal.gods.values())


def _points(natal: Natal, item: Token) -> float:
    element = _element(natal, item)
    if element is not None:
        return natal.analysis.balance.weights[element]
    return 10.0 * _visible(natal, item)


def _is_hidden(natal: Natal, item: Token) -> bool:
    if item.letter == "E":
        return natal.analysis.balance.hidden_counts[item.value] > 0
    return not natal.hidden_gods.isdisjoint(_gods_of(item))


def _amount(natal: Natal, item: Token, letter: str) -> Answer:  # noqa: PLR0911 - one branch a form of words
    if item.letter == "X":
        return _star(natal, str(item.value), absent=letter in "lf")
    count, hidden = _visible(natal, item), _is_hidden(natal, item)
    expected = f"{_name(item)} {count}" + ("" if count or not hidden else " (지장간)")
    if letter == "h":
        return (True if count else None if hidden else False), expected
    if letter == "l":
        return count == 0, expected
    points = _points(natal, item)
    if item.letter == "G":
        if letter in "sm":
            return (None if count else False), expected
        return (True if count == 0 else None if count < 3 else False), expected
    expected += f", {points:.0f}/100"
    strongest = points == max(natal.analysis.balance.weights)
    if letter in "sm":
        if count >= 3 or points >= _STRONG_POINTS or strongest:
            return True, expected
        return (None if count >= 2 and points >= _WEAK_POINTS + 4 else False), expected
    if count <= 1 and points < _STRONG_POINTS:
        return True, expected
    if count >= 3 or points >= _STRONG_POINTS:
        return False, expected
    return None, expected


def _extreme(natal: Natal, item: Token, letter: str) -> Answer:
    own = _element(natal, item)
    if own is None:
        return None, ""
    balance = natal.analysis.balance
    sign = 1 if letter in "sm" else -1
    points = [sign * each for each in balance.weights]
    counts = [sign * each for each in balance.counts]
    best = points.index(max(points))
    expected = f"가장 {_SAID[letter]}: {ELEMENTS[best]}"
    if points[own] == max(points) or counts[own] == max(counts):
        return True, expected
    return (None if max(points) - points[own] < _NEAR_POINTS else False), expected


def _star(natal: Natal, name: str, *, absent: bool) -> Answer:
    own = name in natal.stars or name in natal.spirit_names
    if absent:
        return not own, f"{name} {'있음' if own else '없음'}"
    if own:
        return True, f"{name} 있음"
    return (None if name in natal.spirits else False), f"{name} 없음"


def _at_places(natal: Natal, item: Token, places: list[Token]) -> Answer:
    answers = [_at(natal, item, place) for place in places]
    verdicts = [verdict for verdict, _ in answers]
    expected = ", ".join(said for _, said in answers)
    if False in verdicts:
        return False, expected
    return (None if None in verdicts else True), expected


def _at(natal: Natal, item: Token, place: Token) -> Answer:  # noqa: PLR0911 - one branch a form of words
    if place.letter == "W":
        return _at_large(natal, item, "T" if place.value == "stem" else "B")
    if place.letter == "D":
        return _is_hidden(natal, item), "지장간"
    if place.value not in natal.branches:
        return False, "시주 없음"
    if item.letter == "X":
        return _star_at(natal, str(item.value), place)
    parts = "TB" if place.letter == "L" else place.letter
    if item.letter == "E":
        elements = {
            "T": STEMS[natal.stems[place.value]].element,
            "B": BRANCHES[natal.branches[place.value]].element,
        }
        found = {elements[part] for part in parts}
        if place.letter == "B":
            hidden = {h.stem.element for h in hidden_stems(BRANCHES[natal.branches[place.value]])}
            if item.value in hidden - found:
                return None, "지장간"
        return item.value in found, "·".join(ELEMENTS[each] for each in sorted(found))
    gods = [natal.gods[place.value, part] for part in parts if (place.value, part) in natal.gods]
    holds: bool | None = any(god in _gods_of(item) for god in gods)
    if not gods:
        holds = None
    return holds, _place_name(place) + " " + "·".join(gods)


def _at_large(natal: Natal, item: Token, part: str) -> Answer:
    if item.letter == "E":
        if part == "T":
            elements = [STEMS[index].element for index in natal.stems.values()]
        else:
            elements = [BRANCHES[index].element for index in natal.branches.values()]
        return item.value in elements, "·".join(ELEMENTS[each] for each in elements)
    if item.letter == "X":
        return None, ""
    gods = [god for (_, where), god in natal.gods.items() if where == part]
    return any(god in _gods_of(item) for god in gods), "·".join(gods)


def _star_at(natal: Natal, name: str, place: Token) -> Answer:
    own = natal.stars.get(name, set()) | natal.spirit_names.get(name, set())
    expected = f"{name} " + ("·".join(PLACE_KO[each] + "주" for each in sorted(own)) or "없음")
    if place.value in own:
        return True, expected
    return (None if place.value in natal.spirits.get(name, set()) else False), expected
