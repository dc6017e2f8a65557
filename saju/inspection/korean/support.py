"""Claims about what carries the day master: the season, the ground and the company (득령·득지·득세)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saju.inspection.claims.whole import support_claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence

_LISTED = re.compile(r"g(?:[,&oj]*g)*")
_REFUSED = re.compile("못|않|아니|아닌|아닙|없|실패|잃|놓치|놓쳤|어긋|벗어")
_FOLLOWING = re.compile(r"[^.!?,;\n]{0,16}")
_UNDECIDED = (
    " 여부",
    " 개념",
    " 유무",
    "이란",
    "란 ",
    "이냐",
    "인지",
    "을 따",
    "를 따",
    "을 보",
    "를 보",
)
_WITH_THEM = frozenset("ZMBS")  # 실세 and the like are everyday words where nothing is weighed


def support_claims(sentence: Sentence) -> Iterator[Claim]:
    """The claims of a sentence about the season, the ground and the company."""
    shape, tokens, text = sentence.shape, sentence.tokens, sentence.text
    if "g" not in shape:
        return
    named = [token for token in tokens if token.letter == "g"]
    alone = len(named) == 1 and named[0].value[0] != "season"
    if alone and _WITH_THEM.isdisjoint(shape):
        return
    for match in _LISTED.finditer(shape):
        last = tokens[match.end() - 1]
        if shape[match.end() : match.end() + 1] in ("e", "q") or text.startswith(
            _UNDECIDED, last.end
        ):
            continue
        stop = shape.find(";", match.end())
        follows = shape.find("g", match.end())
        if 0 <= follows < stop or stop < 0:
            stop = follows
        said = _FOLLOWING.match(text, last.end)
        end = last.end if said is None else said.end()
        if stop >= 0:
            end = min(end, tokens[stop].start)
        refused = len(_REFUSED.findall(text, last.end, end)) % 2 == 1
        for k in range(match.start(), match.end()):
            if shape[k] == "g":
                part, lacks = tokens[k].value
                yield support_claim(k, k, part, denied=lacks != refused)
