"""Prose about a chart: each statement found in it, where it stands, and whether the chart agrees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from saju.errors import TextTooLong
from saju.inspection.english.grammar import english_claims
from saju.inspection.english.scope import english_about
from saju.inspection.english.tables import before_each, table_claims
from saju.inspection.guests import Hosting
from saju.inspection.korean.grammar import korean_claims
from saju.inspection.korean.scope import korean_about
from saju.inspection.lexer import sentences_of
from saju.inspection.natal import Natal
from saju.inspection.scope import carried_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from saju.analysis import Analysis
    from saju.inspection.claim import Claim, Kind
    from saju.inspection.scope import About
    from saju.inspection.tokens import Sentence
    from saju.sexagenary import Pillar
    from saju.transits import Transit

Verdict = Literal["true", "false", "unknown"]

LONGEST_TEXT = 100_000
# What a sentence has to name to claim anything: a term, every element, a strong or weak chart.
_TERMS = re.compile("[A-Zg*]|p[^;]{0,4}[sw]|[sw]p")
_VERDICTS: dict[bool | None, Verdict] = {True: "true", False: "false", None: "unknown"}


class Statement(
    NamedTuple
):  # made a hundred times a text: a frozen dataclass takes five times as long
    """A statement about the chart: `text[start:end]` is its quote.

    `claimed` and `expected` say in a few Korean words what it says and what the chart has;
    `unknown` where schools differ or the chart cannot say.
    """

    kind: Kind
    start: int
    end: int
    quote: str
    claimed: str
    expected: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class TextInspection:
    """`score` is the share of the statements judged that are true; 1.0 where there is none."""

    score: float
    statements: tuple[Statement, ...]


def inspect_text(
    text: str,
    analysis: Analysis,
    *,
    partner: Analysis | None = None,
    transit: Transit | None = None,
    guests: Sequence[Pillar] = (),
) -> TextInspection:
    """The statements of a text about the chart, in the order of the text.

    What a text says of another person is held against `partner` where there is one, and is left
    out else, as are questions, hypotheses, doctrine and what luck to come brings. `transit` says
    which year is this one; `guests` are pillars of the time that is told, with which the chart may
    be said to make relations, as with the luck pillars that a paragraph names. Raises TextTooLong
    over 100,000 characters.
    """
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(
            "text",
            f"{len(text)} characters",
            f"a text of {len(text)} characters is over the limit of {LONGEST_TEXT}",
            f"at most {LONGEST_TEXT} characters",
        )
    own, other = Natal(analysis), None if partner is None else Natal(partner)
    found: dict[tuple[str, int, int, str], Statement] = {}

    this_year = None if transit is None else transit.saju_year
    carried: About = "chart"
    luck: dict[int, Pillar] = {}  # those that the paragraph has named
    hosts: tuple[Natal, ...] | None = None  # of the paragraph so far, once they are asked for
    # One task for all sentences, then the next, is a tenth faster than sentence by sentence.
    sentences = list(sentences_of(text))
    claimed = _claims(sentences, this_year)
    for sentence, claims in zip(sentences, claimed, strict=True):
        if sentence.starts_paragraph:
            carried = "chart"
            luck, hosts = {}, None
        if named := _luck_named(sentence, analysis):
            luck, hosts = luck | named, None
        whose = english_about if sentence.english else korean_about
        for claim in claims:
            people = _people(whose(sentence, claim, carried), own, other)
            if people:
                said = _statement(text, sentence, claim, people)
                if said.kind == "relation" and said.verdict == "false" and not claim.denied:
                    if hosts is None:
                        hosts = tuple(_hosts(own, other, list(luck.values()), guests))
                    said = _statement(text, sentence, claim, (*people, *hosts))
                found[said.kind, said.start, said.end, said.claimed] = said
        carried = carried_on(sentence, carried)
    statements = tuple(sorted(found.values(), key=lambda each: (each.start, each.end)))
    true, false = (
        sum(each.verdict == verdict for each in statements) for verdict in ("true", "false")
    )
    return TextInspection(true / (true + false) if true + false else 1.0, statements)


def _claims(sentences: list[Sentence], this_year: int | None) -> list[list[Claim]]:
    """The claims of each sentence."""
    found: list[list[Claim]] = [[] for _ in sentences]
    korean: list[int] = []
    english: list[int] = []
    told = list(before_each(sentences))
    for k, sentence in enumerate(sentences):
        if _TERMS.search(sentence.shape):
            (english if sentence.english else korean).append(k)
    if english:
        each = [sentences[k] for k in english], [told[k] for k in english]
        for k, claims in zip(english, english_claims(*each, this_year), strict=True):
            found[k] = claims
    if korean:
        of_korean = korean_claims([sentences[k] for k in korean], this_year)
        for k, claims in zip(korean, of_korean, strict=True):
            found[k] = claims
            # Signs in hanja are of no language: under an English head their places are its own.
            if (before := told[k]) is not None and before.english:
                found[k] = list(table_claims(sentences[k], before)) or claims
    return found


def _luck_named(sentence: Sentence, analysis: Analysis) -> dict[int, Pillar]:
    """The luck pillars of the chart that a sentence names."""
    if "P" not in sentence.shape or analysis.luck is None:
        return {}
    named = {token.value for token in sentence.tokens if token.letter == "P"}
    pillars = [decade.pillar for decade in analysis.luck.pillars]
    return {pillar.index: pillar for pillar in pillars if pillar.index in named}


def _hosts(
    own: Natal, other: Natal | None, luck: Sequence[Pillar], told: Sequence[Pillar]
) -> Iterator[Natal]:
    """The chart with whom it may be said to make a relation: luck, a time that is told, a partner."""
    if luck or told:
        yield Hosting(own, luck, told)
    if other is not None:
        yield Hosting(own, [pillar for _, pillar in other.pillars.items()])


def _people(whose: About, own: Natal, other: Natal | None) -> tuple[Natal, ...]:
    """Whose charts may make a claim true."""
    if whose == "nobody":
        return ()
    if whose == "other":
        return () if other is None else (other,)
    return (own,) if whose == "own" or other is None else (own, other)


def _statement(text: str, sentence: Sentence, claim: Claim, people: tuple[Natal, ...]) -> Statement:
    holds, expected = claim.test(people[0])
    if holds is False and len(people) > 1:
        holds, expected = next(
            (answer for other in people[1:] if (answer := claim.test(other))[0] is not False),
            (holds, expected),
        )
    if claim.denied and holds is not None:
        holds = not holds
    tokens = sentence.tokens
    start, end = tokens[claim.first].start, tokens[min(claim.last, len(tokens) - 1)].end
    said = f"{claim.said} (아님)" if claim.denied else claim.said
    return Statement(claim.kind, start, end, text[start:end], said, expected, _VERDICTS[holds])
