"""Claims about elements, ten gods, their groups and stars: present, absent, strong, weak, how many.

Each list of terms is looked at once: its places before or after it, and what is said of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from saju.inspection.claims.amounts import (
    all_elements_claim,
    amount_claim,
    comparison_claim,
    count_claim,
    extreme_claim,
    sum_claim,
)
from saju.inspection.korean.hedges import is_half_denied, is_of_elsewhere, is_of_what_follows
from saju.inspection.korean.reach import (
    ITEMS,
    Fate,
    Places,
    fate_of,
    listed,
    place_after,
    place_before,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence, Token

_ATTRIBUTE = re.compile(r"(?<![EGHX]j)(?<![EGHX]jv)(?:(v?)([smwfl])|()hn)d(?:=d)?$")
_PICKED = re.compile(r"(v?)([smwflh])(?:(?<=v[sm])|d[.p]{0,2})j$")
_NUMBERED = re.compile(r"N(?:e|j|hd|j=d?)$")
_COMPARED = re.compile(
    r"(?:([EH])e?[.]?j([EH])e?q|([EH])e?q[.N]{0,2}([EH])e?j)[.vN]{0,3}([smwf])(d?)(n*)"
)
_IN_TURN = re.compile(r"[j=]{1,2}N(?:,N)+")  # 목·화·토 = 1·2·2
_SUM = re.compile(r"[oj;]{1,3}N")
_TERM = re.compile("[EGHXF]")
_AT_PLACES = re.compile(r"[TB]i[^;]*;?$")
_OF_ALL = re.compile(r"[가-힣0-9]{1,3} ?(?:개|글자|자|곳)?(?:의 글자)? ?(?:중|가운데)")
_AT_WORK = re.compile("\\)?(?:의 (?:영향으로|작용으로|영향을 받아|영향 덕)| (?:덕분|덕에|덕택))")
_EVENLY = re.compile("고루|고르|균형|두루")  # whose denial says nothing of what is lacking
_PARTING = re.compile(" ?(?:날|해|달|때|시기|시절|사람|분|집|자리)[ ,]")
_NEAR = 8  # tokens before a term that may say how much there is of it
_ELEMENTS = 5


class Span(NamedTuple):
    """Tokens from the first to before the last, as a match tells it."""

    first: int
    last: int
    letters: str

    def start(self) -> int:
        """The first token."""
        return self.first

    def end(self) -> int:
        """The token after the last."""
        return self.last

    def group(self) -> str:
        """The letters between."""
        return self.letters


def item_claims(sentence: Sentence) -> Iterator[Claim]:
    """The claims of a sentence about what there is, where, and how much of it."""
    shape = sentence.shape
    compared: set[int] = set()
    if "q" in shape:
        for match in _COMPARED.finditer(shape):
            compared.update(range(match.start(), match.end()))
            yield _comparison(sentence, match)
    done = 0
    for match in _TERM.finditer(shape):
        k = match.start()
        if k < done or k in compared:
            continue
        if match[0] == "F":
            yield from _of_set(sentence, k)
            continue
        group = listed(sentence, k)
        yield from _of_list(sentence, group)
        done = group[-1] + 1


def _of_set(sentence: Sentence, k: int) -> Iterator[Claim]:
    """오행을 두루 갖춘 사주, 빠진 오행이 없다: every element; 나머지는 하나씩: all not named yet."""
    shape = sentence.shape
    fate, token = fate_of(shape, k), sentence.tokens[k]
    if token.value != "rest":
        apart = shape[k - 1 : k] == "F"  # 나머지 오행은 모두
        evenly = fate.denied and _EVENLY.search(sentence.text, token.start, token.end)
        if not apart and not evenly and (token.value == "full" or fate.verb == "h"):
            yield all_elements_claim(k, fate.end, denied=fate.denied)
        return
    named = {t.value for t in sentence.tokens[:k] if t.letter == "E"}
    rest = [
        token._replace(letter="E", value=value) for value in range(_ELEMENTS) if value not in named
    ]
    span = Span(k, fate.end + 1, "")
    for item in rest if named else ():
        for at, denied in fate.counts:
            number = sentence.tokens[at].value
            if isinstance(number, int):
                yield count_claim(span, item, number, None, denied=denied)
        if fate.verb in ("h", "l"):
            yield amount_claim(k, fate.end + 1, item, fate.verb, [], denied=fate.denied)


def _comparison(sentence: Sentence, match: re.Match[str]) -> Claim:
    tokens = sentence.tokens
    one, other = (match.start(1), match.start(2)) if match[1] else (match.start(4), match.start(3))
    less, denied = match[5] in "wf", len(match[7]) % 2 == 1
    return comparison_claim(match, tokens[one], tokens[other], less=less, denied=denied)


def _of_list(sentence: Sentence, group: list[int]) -> Iterator[Claim]:  # noqa: PLR0911, PLR0912, C901 - one branch a form of words
    shape, tokens = sentence.shape, sentence.tokens
    first, last = group[0], group[-1]
    numbers = _IN_TURN.match(shape, last + 1) if last > first else None
    if numbers and numbers.group().count("N") == len(group):
        counted = [k for k in range(numbers.start(), numbers.end()) if shape[k] == "N"]
        for k, number in zip(group, counted, strict=True):
            if isinstance(tokens[number].value, int):
                yield count_claim(Span(k, number + 1, "EN"), tokens[k], tokens[number].value, None)
        return
    before = shape[max(first - _NEAR, 0) : first]
    if shape[last + 1 : last + 2] == "q" or before.endswith("q"):
        return
    fate = fate_of(shape, last)
    after = shape[last + 1 : last + 2]
    items = [tokens[first]]
    if last > first:
        items = list({tokens[k].value: tokens[k] for k in group}.values())
    if last > first and _is_either(sentence, first, last, fate):
        return
    span = Span(first, fate.end + 1, shape[first : fate.end + 1])
    attribute = ("d" in before or before.endswith("j")) and (
        _ATTRIBUTE.search(before) or _PICKED.search(before)
    )
    if attribute and _PARTING.match(sentence.text, tokens[first - 1].end):
        attribute = None  # 받을 힘이 많은 날 정인까지
    if attribute and attribute[2] != "h":
        yield from _attributed(items, attribute, span, shape, last)
        if attribute[2] in (None, "l", "f"):
            return
    rest = shape[last + 2 : last + 3] if after == "i" else after
    nominal = rest in ("=", "", ",", ";", "p")
    places = place_before(sentence, first, nominal=nominal)
    if places is not None and not _belongs(places, shape, last, fate, nominal=nominal):
        return
    if places is None or _too(sentence, last):
        later = place_after(sentence, last)
        if later is not None:
            yield from _placed(sentence, items, later, fate, span)
            if places is None and not (fate.counts and items[0].letter in "EH"):
                return
    if fate.denied and is_half_denied(sentence, last, fate):
        return
    if places is not None:
        yield from _placed(sentence, items, places, fate, span)
        return
    yield from _at_large(sentence, group, items, fate, span)


def _is_either(sentence: Sentence, first: int, last: int, fate: Fate) -> bool:
    """Whether one of several is enough: 비겁이나 인성이다, but not 비겁이나 인성이 없다."""
    if (fate.verb == "l") != (fate.denied and fate.verb in ("", "h", "l")):
        return False
    return any(
        token.letter == "&"
        and (token.value == "or" or sentence.text[token.end - 1 : token.end] == "나")
        for token in sentence.tokens[first:last]
    )


def _attributed(
    items: list[Token], match: re.Match[str], span: Span, shape: str, last: int
) -> Iterator[Claim]:
    """강한 화, 부족한 수, 가장 강한 것은 토."""
    denied = shape.startswith(("n", "jn", "=n", "=jn"), last + 1)
    for item in items:
        if match[1]:
            yield extreme_claim(span, item, match[2], denied=denied)
        elif item.letter in "EGH" or match[2] is None:
            how = match[2] or "l"
            yield amount_claim(span.first, span.last, item, how, [], denied=denied)


def _belongs(places: Places, shape: str, last: int, fate: Fate, *, nominal: bool) -> bool:
    """Whether the place's subject goes on to the term: 월지는 편관이다, but not 월지는 편관이 누른다."""
    if "j" not in places.joint or nominal:
        return True
    after = shape[last + 1 : last + 2]
    named = after in ("j", "o", "i") and fate.verb in tuple("hl")
    return named or shape.startswith(("jn", "in"), last + 1)


def _too(sentence: Sentence, last: int) -> bool:
    """Whether another place is added: 월지의 도화가 시지에도 있다."""
    text, end = sentence.text, sentence.tokens[last].end
    return "에도" in text[end : end + 8]


def _placed(
    sentence: Sentence, items: list[Token], places: Places, fate: Fate, span: Span
) -> Iterator[Claim]:
    tokens = places.tokens
    at_large = tokens[0].letter in "WD"
    if tokens[0].letter == "D" and sentence.shape[max(places.at - 1, 0)] in "RBe":
        return  # 미토 속에는 물이 없다: of that branch alone
    first, last = min(span.first, places.at), max(span.last, places.at + 1)
    denied = fate.denied != (fate.verb in ("l", "f"))
    apiece = len(items) == len(tokens) > 1 and _each(sentence, places.at, span.last - 1)
    for k, item in enumerate(items):
        named = item.letter == "H" and not fate.verb and not at_large
        told = fate.verb in ("h", "l") and places.joint[:1] != "j"
        if item.letter in "EH" and not told and not named:
            continue
        if at_large and fate.verb not in ("h", "l") and item.letter != "G":
            continue
        if at_large and not fate.verb:
            continue
        yield amount_claim(first, last, item, "h", [tokens[k]] if apiece else tokens, denied=denied)


def _at_large(  # noqa: C901, PLR0912 - one branch a form of words
    sentence: Sentence, group: list[int], items: list[Token], fate: Fate, span: Span
) -> Iterator[Claim]:
    shape, tokens = sentence.shape, sentence.tokens
    following = shape[fate.end + 1 : fate.end + 2]
    begin = max(group[0] - _NEAR, 0)
    counted = _NUMBERED.search(shape[begin : group[0]])
    if counted and not fate.counts:
        number, owner = (
            tokens[begin + counted.start()].value,
            shape[: begin + counted.start()].removesuffix("j")[-1:],
        )
        subject = counted.group() == "Nj"
        gap = items[0].start - tokens[begin + counted.end() - 1].end
        if (owner and owner in ITEMS) or gap > 4 - counted.group().endswith("e") * 2:
            pass  # 여덟 글자의 무게로는 토
        elif subject and shape[group[-1] + 1 : group[-1] + 2] not in ("=", ""):
            pass
        elif isinstance(number, int) and len(items) == 1 and items[0].letter != "X":
            yield count_claim(span, items[0], number, None)
            return
    total = _SUM.match(shape, group[-1] + 1) if len(items) > 1 else None
    if total and _together(sentence, group[-1], total.end() - 1):
        k = total.end() - 1
        if isinstance(tokens[k].value, int):
            yield sum_claim(Span(k, k + 1, "N"), items, tokens[k].value)
        return
    for k, refused in fate.counts:
        number = tokens[k].value
        if _is_all_there_are(sentence, k):
            k, number = k + 1, _next_number(sentence, k)  # noqa: PLW2901 - 여덟 글자 중 세 개
        if not isinstance(number, int) or items[0].letter == "X":
            continue
        bound = tokens[k + 1].value if shape[k + 1 : k + 2] == "N" else None
        if number and items[0].letter in "GH" and _AT_PLACES.search(shape, 0, group[0]):
            bound = (
                "least"  # 연간과 월간에는 을목이 떠 있어 식신이 둘이며: there are others elsewhere
            )
        if len(items) > 1 and not _each(sentence, group[-1], k):
            continue
        for item in items:
            yield count_claim(span, item, number, bound, denied=refused)
    after = shape[group[-1] + 1 : group[-1] + 2]
    labelled = shape[group[0] - 1 : group[0]] == "j" and items[0].letter == "X" and not fate.verb
    if labelled and sentence.text[tokens[group[0] - 1].start] in ":：":
        for item in items:
            yield amount_claim(span.first, span.last, item, "h", [], denied=False)
    told = _by_other_words(sentence, group, items, fate, span)
    if told:
        yield from told
        return
    all_named = (
        len(items) == _ELEMENTS and fate.verb == "h"
    )  # 오행은 목, 화, 토, 금, 수로 이루어진다
    if not fate.verb or (after == "o" and fate.verb in "smwfl") or after == "i" or all_named:
        return
    if fate.attributive and following and following in "EGHXSRMLTBPAUYJ" and not fate.denied:
        return  # 화가 강한 목: the predicate belongs to what follows
    if fate.attributive and (
        is_of_what_follows(sentence, group[-1], fate) or is_of_elsewhere(sentence, fate)
    ):
        return
    for item in items:
        if fate.most and item.letter != "X" and fate.verb in "hl":
            continue  # 가장 먼저 보이는: of no amount
        if fate.most and item.letter != "X":
            yield extreme_claim(span, item, fate.verb, denied=fate.denied)
        elif item.letter == "X" and fate.verb in "smwf":
            if fate.verb in "sm" and not fate.attributive and "p" not in span.letters:
                yield amount_claim(span.first, span.last, item, "h", [], denied=fate.denied)
        else:
            yield amount_claim(span.first, span.last, item, fate.verb, [], denied=fate.denied)


def _is_at_work(sentence: Sentence, group: list[int], item: Token) -> bool:
    """Whether a term is told as one of the chart: 사주에 있는 정관, 식신의 영향으로."""
    if item.letter != "X" and sentence.shape.endswith("pihd", 0, group[0]):
        return True
    end = sentence.tokens[group[-1]].end
    return item.letter in "GH" and _AT_WORK.match(sentence.text, end) is not None


def _by_other_words(
    sentence: Sentence, group: list[int], items: list[Token], fate: Fate, span: Span
) -> list[Claim]:
    """화에 치우치다, 화를 많이 지니다: it is strong; 편관이 투출하다: it is among the stems."""
    places: list[Token] = []
    if not fate.verb:
        how = "h" if not fate.counts and _is_at_work(sentence, group, items[0]) else ""
    elif items[0].letter == "X":
        how = ""
    else:
        verb = sentence.tokens[sentence.shape.index(fate.verb, group[-1] + 1)]
        how, after = "", sentence.shape[group[-1] + 1]
        if (verb.value == "lean" and after in "i=") or (verb.value == "has" and after == "o"):
            how = verb.letter
        elif verb.value == "revealed" and after == "j":
            how, places = "h", [verb._replace(letter="W", value="stem")]
    if not how:
        return []
    return [amount_claim(*span[:2], item, how, places, denied=fate.denied) for item in items]


def _is_all_there_are(sentence: Sentence, k: int) -> bool:
    """Whether a number only says of how many: 여덟 글자 가운데."""
    return _OF_ALL.match(sentence.text, sentence.tokens[k].start) is not None


def _next_number(sentence: Sentence, k: int) -> int | None:
    following = sentence.tokens[k + 1 : k + 2]
    counted = following and following[0].letter == "N" and isinstance(following[0].value, int)
    return following[0].value if counted else None


def _each(sentence: Sentence, last: int, number: int) -> bool:
    """Whether a number is of each of several: 금과 수가 둘씩, 각각 두 글자."""
    text = sentence.text[sentence.tokens[last].end : sentence.tokens[number].end + 4]
    return "씩" in text or "각각" in text or "똑같이" in text


def _together(sentence: Sentence, last: int, number: int) -> bool:
    """Whether a number is of several together: 금과 수를 합치면 다섯."""
    text = sentence.text[sentence.tokens[last].end : sentence.tokens[number].start]
    return any(word in text for word in ("합치", "합쳐", "합하", "합해", "더하", "더해", "합이"))
