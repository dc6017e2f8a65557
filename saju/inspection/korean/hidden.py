"""Claims about hidden stems (지장간): what a branch holds, alone or mainly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.hidden import hidden_claim
from saju.inspection.korean.reach import Fate, fate_of, place_before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence, Token

_NOT_FOUND = re.compile(
    "[가-힣]{0,2} (?:나오|보이|찾을|찾아볼)[가-힣]{0,2} ?[가-힣]{0,2} ?(?:않|없)"
)
_IN_BRANCH = re.compile(r"([BR])(R?)(?:i|h|jD?|o|ihdWj)((?:S[&,]?){1,4})(?=j?h|=|$|;|,)")
_ROW = re.compile(r"([BR])(R?)j((?:S[,&i]{1,2}){1,3}S)(?=j?[hN]|=|$|;|,|o[hND])")
_MAIN = re.compile(r"2[je=]{0,2}d?(S)(?![TBLM])")
_LAST = re.compile(r"([BR])R?i((?:S[&,]?){1,3})jD[=jh]{0,2}(n*)")
_SHOWN = ("투출", "드러", "나타", "솟", "올라")  # of what is hidden, that it is seen as well
_SKIPPED = ",&ji2Nv=oekhd"  # what may stand between the stems of a list
_TOPIC = re.compile(r"[,;]?([BR])R?j")
_HOLDS = re.compile(r"((?:[SE][&,j]*){1,4})[oj][v2]?$")


def hidden_claims(sentence: Sentence) -> Iterator[Claim]:
    """The claims of a sentence about hidden stems."""
    shape, tokens = sentence.shape, sentence.tokens
    seen: set[int] = set()
    listed = "S," in shape or "S&" in shape
    for k in [k for k, letter in enumerate(shape) if letter == "D"]:
        found = list(_of_word(sentence, k))
        seen.update(range(k, max((claim.last for claim in found), default=k) + 1))
        yield from found
    for match in _IN_BRANCH.finditer(shape):
        stems = [t for t in tokens[match.start(3) : match.end(3)] if t.letter == "S"]
        if match.start(3) in seen or (
            len(stems) < 2 and "jD" not in match.group() and shape[match.start(3) - 1] != "i"
        ):
            continue
        if shape[match.start() - 1 : match.start()] == "T":
            continue
        place, at = tokens[match.start()], match.end() - 1
        if place.letter == "B" and len(stems) == 1 and not shape.startswith("jh", match.end()):
            continue
        only = sentence.says_only(stems[-1])
        yield hidden_claim(match.start(), at, place, stems, only=only)
    for match in _ROW.finditer(shape) if listed else ():
        if match.start(3) not in seen and shape[match.start() - 1 : match.start()] != "T":
            stems = [t for t in tokens[match.start(3) : match.end(3)] if t.letter == "S"]
            yield hidden_claim(match.start(), match.end() - 1, tokens[match.start()], stems)
    if "2" in shape:
        yield from _mains(sentence)
    for match in _LAST.finditer(shape) if "jD" in shape else ():
        stems = [t for t in tokens[match.start(2) : match.end(2)] if t.letter == "S"]
        place, denied = tokens[match.start(1)], len(match[3]) % 2 == 1
        yield hidden_claim(match.start(), match.end() - 1, place, stems, denied=denied)


def _of_word(sentence: Sentence, k: int) -> Iterator[Claim]:
    """What stands beside 지장간, 속, 안에, 암장 and the like."""
    shape, tokens = sentence.shape, sentence.tokens
    named, verb = _named_after(sentence, k)
    first = k
    if not named:
        before = _HOLDS.search(shape, max(k - 10, 0), k)
        if before is None:
            return
        first = before.start()
        named = [at for at in range(first, before.end()) if shape[at] in "SE"]
        verb = fate_of(shape, k)
    stems = [tokens[at] for at in named]
    places = place_before(sentence, first, nominal=True, signs=True)
    place = None if places is None else next((t for t in places.tokens if t.letter in "BR"), None)
    if places is not None and place is None and places.tokens[0].letter in "TL":
        return
    if place is None:
        place = _spoken_of(sentence, k) or _topic_of(sentence, first)
    if place is None and len(stems) == 1 and stems[0].letter == "E" and not verb.verb:
        return
    only = place is not None and sentence.says_only(stems[-1])
    main = len(stems) == 1 and "2" in shape[first : named[0]]
    shown = sentence.text.startswith(_SHOWN, tokens[min(verb.end, len(tokens) - 1)].start)
    shown = shown or any(
        sentence.text.startswith(_SHOWN, token.start) for token in tokens[named[-1] : verb.end]
    )
    denied = not only and not shown and (verb.verb == "l") != verb.denied
    if not verb.verb and _NOT_FOUND.match(sentence.text, stems[-1].end):
        denied = True  # 지장간을 뒤져도 화는 나오지 않는다
    begins = first if places is None else min(places.at, first)
    yield hidden_claim(
        begins, max(k, verb.end, named[-1]), place, stems, only=only, main=main, denied=denied
    )


def _named_after(sentence: Sentence, k: int) -> tuple[list[int], Fate]:
    """The stems or elements named after the word at `k`, and what is said of them."""
    shape, tokens = sentence.shape, sentence.tokens
    named: list[int] = []
    at = k + 1
    while at < len(shape):
        letter = shape[at]
        if letter in "SE":
            if named and letter != shape[named[0]]:
                break
            named.append(at)
        elif letter == ";" and not named and shape[at - 1] == "o":
            pass  # 지장간을 열어 보면
        elif (
            letter == ";"
            and named
            and tokens[at].end > tokens[at].start
            and shape[at + 1 : at + 2] == "S"
        ):
            pass  # 계수 외에 기토도
        elif (letter == "h" and named) or letter not in _SKIPPED:
            break
        at += 1
    if len(named) > 1 and shape[named[-1] + 1 : named[-1] + 3] in ("jT", "oT", "jB"):
        named.pop()
    if named and shape[named[-1] + 1 : named[-1] + 2] in ("T", "B"):
        named.pop()
    return named, fate_of(shape, named[-1] if named else k)


def _mains(sentence: Sentence) -> Iterator[Claim]:
    """월지 유금의 본기는 신금이다."""
    shape, tokens = sentence.shape, sentence.tokens
    spoken: Token | None = None  # of whose 본기 the sentence has told
    for match in _MAIN.finditer(shape):
        main = tokens[match.start()].value == "main"
        places = place_before(sentence, match.start(), nominal=True, signs=True)
        place = (
            None if places is None else next((t for t in places.tokens if t.letter in "BR"), None)
        )
        if place is None or places is None:
            place = spoken or _spoken_of(sentence, match.start())
        if place is None:
            continue
        spoken = place
        after = shape[match.end() : match.end() + 3].lstrip("j=")
        first = match.start() if places is None else places.at
        yield hidden_claim(
            first,
            match.start(1),
            place,
            [tokens[match.start(1)]],
            main=main,
            denied=after.startswith("n"),
        )


def _topic_of(sentence: Sentence, at: int) -> Token | None:
    """The only branch before, if the sentence is about it: 축토는 언 땅이지만 지장간에 계수를 품고."""
    shape = sentence.shape[:at]
    if sum(map(shape.count, "RBTLP")) > 1 + ("BR" in shape):
        return None
    found = _TOPIC.match(shape)
    return None if found is None else sentence.tokens[found.start(1)]


def _spoken_of(sentence: Sentence, at: int) -> Token | None:
    """The branch named before 같은 지장간, 그 안에, and the like."""
    text = sentence.text[: sentence.tokens[at].start][-4:].rstrip()
    named = sentence.text[sentence.tokens[at].start :][:2] in (
        "안에",
        "속에",
        "속",
        "본기",
        "정기",
        "중기",
        "초기",
    )
    if not named and not text.endswith(("같은", "그", "이", "여기", "해당")):
        return None
    before = reversed(sentence.tokens[max(at - 12, 0) : at])
    return next((token for token in before if token.letter in "BR"), None)
