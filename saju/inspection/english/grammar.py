"""All that a sentence of English claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.inspection.english.amounts import amount_claims
from saju.inspection.english.clauses import clauses_of
from saju.inspection.english.hidden import hidden_claims
from saju.inspection.english.luck import luck_claims
from saju.inspection.english.relations import relation_claims
from saju.inspection.english.signs import sign_claims
from saju.inspection.english.whole import whole_claims
from saju.inspection.english.years import year_claims

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence


def english_claims(sentence: Sentence, this_year: int | None) -> Iterator[Claim]:
    """The claims of a sentence; `this_year`: the year that it calls this one."""
    for clause in clauses_of(sentence):
        yield from sign_claims(clause)
        yield from amount_claims(clause)
        yield from relation_claims(clause)
        yield from luck_claims(clause)
        yield from whole_claims(clause)
        yield from hidden_claims(clause)
        yield from year_claims(clause, this_year)
