"""Claims about elements, ten gods, their groups and stars: present, absent, strong, weak, how many.

Where a chart lies between strong and weak, or has a sign only hidden, nothing is judged: schools
weigh differently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from saju.hidden_stems import hidden_stems
from saju.inspection.claim import Answer, Claim, Kind
from saju.inspection.claims.stars import star_answer, star_at
from saju.inspection.natal import GOD_NAMES, PART_KO, PLACE_KO
from saju.sexagenary import BRANCHES, ELEMENTS, STEMS
from saju.words import GROUPS

if TYPE_CHECKING:
    from saju.inspection.natal import Natal
    from saju.inspection.tokens import Token

_KINDS: dict[str, Kind] = {"E": "element", "G": "ten_god", "H": "ten_god", "X": "star"}
_SAID = {"h": "있음", "l": "없음", "s": "강함", "m": "많음", "w": "약함", "f": "적음"}
_STRONG_POINTS, _WEAK_POINTS = 25.0, 12.0
_NEAR_POINTS = 4.0


class Span(Protocol):
    """Where a claim stands among the tokens, as a match of their letters tells it."""

    def start(self) -> int:
        """The first token."""

    def end(self) -> int:
        """The token after the last."""

    def group(self) -> Any:
        """The letters between."""


def _name(item: Token) -> str:
    if item.letter == "E":
        return ELEMENTS[item.value]
    return GROUPS[item.value] if item.letter == "H" else str(item.value)


def _place_name(place: Token) -> str:
    if place.letter in "WD":
        return {"stem": "천간", "branch": "지지"}.get(str(place.value), "지장간")
    return PLACE_KO[place.value] + PART_KO[place.letter]


def amount_claim(
    first: int, last: int, item: Token, letter: str, places: list[Token], *, denied: bool
) -> Claim:
    """There, absent, strong, much, weak or little (`letter`), at places or at large.

    None where schools may differ: only a hidden sign is there, or its weight is middling.
    """
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


def extreme_claim(match: Span, item: Token, letter: str, *, denied: bool) -> Claim:
    """An element or group is the strongest or weakest; None where it nearly is, or for a ten god."""
    said = f"{_name(item)} 가장 {_SAID[letter]}"
    return Claim(
        _KINDS[item.letter], match.start(), match.end() - 1, said,
        lambda natal: _extreme(natal, item, letter), denied,
    )  # fmt: skip


def count_claim(
    match: Span, item: Token, number: int, bound: Any, *, denied: bool = False
) -> Claim:
    """How many visible signs an item has; `bound`: `least` or `most`."""
    said = f"{_name(item)} {number}"

    def test(natal: Natal) -> Answer:
        own = _visible(natal, item)
        expected = f"{_name(item)} {own}"
        if bound == "least":
            return own >= number, expected
        if bound == "most":
            return own <= number, expected
        return own == number, expected

    return Claim(_KINDS[item.letter], match.start(), match.end() - 1, said, test, denied)


def sum_claim(match: Span, items: list[Token], number: int) -> Claim:
    """How many visible signs several items have together."""
    said = f"{'·'.join(map(_name, items))} 합쳐 {number}"

    def test(natal: Natal) -> Answer:
        own = sum(_visible(natal, item) for item in items)
        return own == number, f"{own}"

    return Claim(_KINDS[items[0].letter], match.start(), match.end() - 1, said, test)


def all_elements_claim(first: int, last: int, *, denied: bool) -> Claim:
    """Every element has a visible sign."""

    def test(natal: Natal) -> Answer:
        balance = natal.analysis.balance
        missing = [k for k, count in enumerate(balance.counts) if not count]
        said = "".join(ELEMENTS[k] for k in missing)
        return not missing, f"{said} 없음" if said else "모두 있음"

    return Claim("element", first, last, "오행 모두 있음", test, denied)


def comparison_claim(match: Span, one: Token, other: Token, *, less: bool, denied: bool) -> Claim:
    """One is more than another; None where only weight without count makes it so."""
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
        return star_answer(natal, str(item.value), absent=letter in "lf")
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
        return star_at(natal, str(item.value), place)
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
