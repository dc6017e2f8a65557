"""All that a sentence of Korean claims."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from saju.inspection.korean.amounts import amount_claims
from saju.inspection.korean.luck import luck_claims
from saju.inspection.korean.phrases import loosened, merged
from saju.inspection.korean.relations import relation_claims
from saju.inspection.korean.signs import sign_claims
from saju.inspection.korean.topics import topic_claims
from saju.inspection.korean.whole import whole_claims
from saju.inspection.korean.years import year_claims

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence


def korean_claims(sentence: Sentence, this_year: int | None) -> Iterator[Claim]:
    """The claims of a sentence; `this_year`: the year that it calls this one."""
    close, at = merged(sentence)
    said = set()
    for claim in _claims(close, this_year):
        said.add((claim.kind, claim.said))
        yield _moved(claim, at)
    loose, inner = loosened(close)
    claims = topic_claims(loose)
    if inner is not None:
        claims = chain(claims, _claims(loose, this_year, loose=True))
        at = inner if at is None else [at[k] for k in inner]
    for claim in claims:
        if (claim.kind, claim.said) not in said:
            said.add((claim.kind, claim.said))
            yield _moved(claim, at)


def _claims(sentence: Sentence, this_year: int | None, *, loose: bool = False) -> Iterator[Claim]:
    yield from sign_claims(sentence, loose=loose)
    yield from amount_claims(sentence)
    yield from relation_claims(sentence, loose=loose)
    yield from luck_claims(sentence)
    yield from whole_claims(sentence)
    yield from year_claims(sentence, this_year)


def _moved(claim: Claim, at: list[int] | None) -> Claim:
    """A claim at the tokens of the sentence that its view was made from."""
    if at is None:
        return claim
    last = len(at) - 1
    return claim._replace(first=at[min(claim.first, last)], last=at[min(claim.last, last)])
