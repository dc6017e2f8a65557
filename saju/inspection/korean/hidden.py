"""Claims about hidden stems (지장간): what a branch holds, alone or mainly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.hidden import hidden_claim
from saju.inspection.korean.reach import place_before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence, Token

_STEMS = r"(?:S[&,j]*){1,4}|E(?:[&,j]?E)*"
_LISTED = re.compile(rf"[^SETMGHX,;RBPLn]{{0,5}}({_STEMS})[jo=]?[.v]*([hl])?d?(n*)")
_IN_BRANCH = re.compile(rf"([BR])(R?)(?:i|h|jD?|o)((?:S[&,]?){{1,4}})(?=j?h|=|$|;|,)")
_MAIN = re.compile(r"2[je=]{0,2}d?(S)")
_LAST = re.compile(r"([BR])R?i((?:S[&,]?){1,3})jD[=jh]{0,2}(n*)")
_BEFORE = re.compile(rf"({_STEMS})(?:[BR]R?[eij]?)?$")


def hidden_claims(sentence: Sentence) -> Iterator[Claim]:
    """The claims of a sentence about hidden stems."""
    shape, tokens = sentence.shape, sentence.tokens
    seen: set[int] = set()
    for k in [k for k, letter in enumerate(shape) if letter == "D"]:
        found = list(_of_word(sentence, k))
        seen.update(range(k, max((claim.last for claim in found), default=k) + 1))
        yield from found
    for match in _IN_BRANCH.finditer(shape):
        stems = [t for t in tokens[match.start(3) : match.end(3)] if t.letter == "S"]
        if match.start(3) in seen or (len(stems) < 2 and "jD" not in match.group() and shape[match.start(3)-1] != "i"):
            continue
        if shape[match.start() - 1 : match.start()] == "T":
            continue
        place, at = tokens[match.start()], match.end() - 1
        if place.letter == "B" and len(stems) == 1 and not shape.startswith("jh", match.end()):
            continue
        only = sentence.says_only(stems[-1])
        yield hidden_claim(match.start(), at, place, stems, only=only)
    if "2" in shape:
        yield from _mains(sentence)
    for match in _LAST.finditer(shape):
        stems = [t for t in tokens[match.start(2) : match.end(2)] if t.letter == "S"]
        place, denied = tokens[match.start(1)], len(match[3]) % 2 == 1
        yield hidden_claim(match.start(), match.end() - 1, place, stems, denied=denied)


def _of_word(sentence: Sentence, k: int) -> Iterator[Claim]:
    """What stands beside 지장간, 속, 안에, 암장 and the like."""
    shape, tokens = sentence.shape, sentence.tokens
    match = _LISTED.match(shape, k + 1)
    if match is None or not match[1]:
        return
    stems = [token for token in tokens[match.start(1) : match.end(1)] if token.letter in "SE"]
    places = place_before(sentence, k, nominal=True, signs=True)
    place = None if places is None else next((t for t in places.tokens if t.letter in "BR"), None)
    if places is not None and place is None and places.tokens[0].letter in "TL":
        return
    if place is None:
        place = _spoken_of(sentence, k)
    if place is None and len(stems) == 1 and stems[0].letter == "E" and not match[2]:
        return
    only = place is not None and sentence.says_only(stems[-1])
    main = "2" in shape[k : match.start(1)]
    denied = not only and (match[2] == "l") != (len(match[3] or "") % 2 == 1)
    first = k if places is None else min(places.at, k)
    yield hidden_claim(first, match.end() - 1, place, stems, only=only, main=main, denied=denied)


def _mains(sentence: Sentence) -> Iterator[Claim]:
    """월지 유금의 본기는 신금이다."""
    shape, tokens = sentence.shape, sentence.tokens
    for match in _MAIN.finditer(shape):
        places = place_before(sentence, match.start(), nominal=True, signs=True)
        place = None if places is None else next((t for t in places.tokens if t.letter in "BR"), None)
        if place is None or places is None:
            place = _spoken_of(sentence, match.start())
        if place is None:
            continue
        after = shape[match.end() : match.end() + 3].lstrip("j=")
        first = match.start() if places is None else places.at
        yield hidden_claim(
            first, match.start(1), place, [tokens[match.start(1)]], main=True, denied=after.startswith("n")
        )


def _spoken_of(sentence: Sentence, at: int) -> Token | None:
    """The branch named before 같은 지장간, 그 안에, and the like."""
    text = sentence.text[: sentence.tokens[at].start][-4:].rstrip()
    named = sentence.text[sentence.tokens[at].start :][:2] in ("안에", "속에", "속", "본기", "정기")
    if not named and not text.endswith(("같은", "그", "이", "여기", "해당")):
        return None
    before = reversed(sentence.tokens[max(at - 12, 0) : at])
    return next((token for token in before if token.letter in "BR"), None)
