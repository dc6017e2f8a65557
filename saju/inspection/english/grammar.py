"""All that a sentence of English claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.inspection.english.amounts import amount_claims
from saju.inspection.english.charity import charitable
from saju.inspection.english.clauses import clauses_of
from saju.inspection.english.hidden import hidden_claims
from saju.inspection.english.luck import luck_claims
from saju.inspection.english.mentions import mention_claims
from saju.inspection.english.relations import relation_claims
from saju.inspection.english.signs import sign_claims
from saju.inspection.english.tables import table_claims
from saju.inspection.english.whole import whole_claims
from saju.inspection.english.years import year_claims
from saju.inspection.tokens import Mark, Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.tokens import Sentence

_LONGEST_HEADING, _LONGEST_QUESTION = 10, 16
_PLACES_AND_TERMS = frozenset("LTBMYGKXEHJUOA")


def english_claims(
    sentence: Sentence, this_year: int | None, before: Sentence | None
) -> Iterator[Claim]:
    """The claims of a sentence; `this_year`: the year that it calls this one; `before`: the last one.

    Where a sentence alone says nothing and follows a question or a heading, it is its answer.
    """
    found = list(
        charitable(
            sentence, [*_claims(sentence, this_year, before), *table_claims(sentence, before)]
        )
    )
    yield from found
    if before is None or not before.english or not _introduces(before):
        return
    if found and not before.asks:
        return
    offset = len(before.tokens) + 1
    skipped = 1 if sentence.shape.startswith(";") else 0
    start = sentence.tokens[0].start
    letter = "." if sentence.text.startswith(("It ", "They ", "That "), start) else "j"
    colon = Token(letter, None, start, start)
    tokens = [*before.tokens, colon, *sentence.tokens[skipped:]]
    marks = [Mark(kind, at + offset - skipped) for kind, at in sentence.marks]
    for claim in _claims(sentence.seen_as(tokens, marks), this_year, None):
        if claim.last >= offset and (claim.first < offset or not found):
            yield claim._replace(
                first=max(claim.first - offset + skipped, 0), last=claim.last - offset + skipped
            )


def _introduces(before: Sentence) -> bool:
    """Whether a sentence asks for what comes next, or is its heading."""
    shape = before.shape
    if not _PLACES_AND_TERMS & {*shape}:
        return False
    if before.asks:
        return len(shape) <= _LONGEST_QUESTION
    return len(shape) <= _LONGEST_HEADING and not {*"h=l;"} & {*shape}


def _claims(sentence: Sentence, this_year: int | None, before: Sentence | None) -> Iterator[Claim]:
    for clause in clauses_of(sentence, before):
        found = [
            *sign_claims(clause),
            *amount_claims(clause),
            *relation_claims(clause),
            *luck_claims(clause),
            *whole_claims(clause),
            *hidden_claims(clause),
            *year_claims(clause, this_year),
        ]
        yield from found
        yield from mention_claims(clause, found)
