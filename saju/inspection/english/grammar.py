"""All that sentences of English claim."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from saju.inspection.english.amounts import amount_claims
from saju.inspection.english.charity import charitable
from saju.inspection.english.clauses import clauses_of
from saju.inspection.english.hidden import hidden_claims
from saju.inspection.english.luck import luck_claims
from saju.inspection.english.mentions import mention_claims
from saju.inspection.english.relations import relation_claims
from saju.inspection.english.signs import sign_claims
from saju.inspection.english.support import support_claims
from saju.inspection.english.tables import table_claims
from saju.inspection.english.whole import whole_claims
from saju.inspection.english.years import year_claims
from saju.inspection.tokens import Mark, Token

if TYPE_CHECKING:
    from saju.inspection.claim import Claim
    from saju.inspection.english.clauses import Clause
    from saju.inspection.tokens import Sentence

_FINDERS = (
    sign_claims,
    amount_claims,
    relation_claims,
    luck_claims,
    whole_claims,
    hidden_claims,
    support_claims,
)
_LONGEST_HEADING, _LONGEST_QUESTION = 10, 16
_PLACES_AND_TERMS = frozenset("LTBMYGKXEHJUOA")


def english_claims(
    sentences: list[Sentence], told: list[Sentence | None], this_year: int | None
) -> list[list[Claim]]:
    """The claims of each sentence; `this_year`: the year that they call this one; `told`: the last one.

    Where a sentence alone says nothing and follows a question or a heading, it is its answer.
    """
    found: list[list[Claim]] = []
    answers: list[tuple[int, int, int]] = []
    views: list[Sentence] = []
    for k, claims in enumerate(_claims(sentences, told, this_year)):
        sentence, before = sentences[k], told[k]
        claims += table_claims(sentence, before)  # noqa: PLW2901 - the same list
        found.append(list(charitable(sentence, claims)))
        if before is None or not before.english or not _introduces(before):
            continue
        if found[k] and not before.asks:
            continue
        offset = len(before.tokens) + 1
        skipped = 1 if sentence.shape.startswith(";") else 0
        start = sentence.tokens[0].start
        letter = "." if sentence.text.startswith(("It ", "They ", "That "), start) else "j"
        tokens = [*before.tokens, Token(letter, None, start, start), *sentence.tokens[skipped:]]
        marks = [Mark(kind, at + offset - skipped) for kind, at in sentence.marks]
        views.append(sentence.seen_as(tokens, marks))
        answers.append((k, offset, skipped))
    answered = _claims(views, [None] * len(views), this_year) if views else []
    for (k, offset, skipped), claims in zip(answers, answered, strict=True):
        alone = not found[k]
        for claim in claims:
            if claim.last >= offset and (claim.first < offset or alone):
                first = max(claim.first - offset + skipped, 0)
                last = claim.last - offset + skipped
                found[k].append(claim._replace(first=first, last=last))
    return found


def _introduces(before: Sentence) -> bool:
    """Whether a sentence asks for what comes next, or is its heading."""
    shape = before.shape
    if not _PLACES_AND_TERMS & {*shape}:
        return False
    if before.asks:
        return len(shape) <= _LONGEST_QUESTION
    return len(shape) <= _LONGEST_HEADING and not {*"h=l;"} & {*shape}


def _claims(
    sentences: list[Sentence], told: list[Sentence | None], this_year: int | None
) -> list[list[Claim]]:
    """The claims of each sentence; each finder looks at all clauses before the next one does."""
    clauses = [list(clauses_of(*each)) for each in zip(sentences, told, strict=True)]
    rows: list[tuple[Clause, list[Claim]]] = [(clause, []) for each in clauses for clause in each]
    for finder in _FINDERS:
        for clause, found in rows:
            found.extend(finder(clause))
    for clause, found in rows:
        found.extend(year_claims(clause, this_year))
    for clause, found in rows:
        found += list(mention_claims(clause, found))
    of_each = iter(rows)
    return [
        [claim for _, found in islice(of_each, len(each)) for claim in found] for each in clauses
    ]
