"""What prose about a chart is cut into: one letter a token, so that patterns are written in letters.

Terms: P pillar · S stem · R branch · E element · G ten god (십성) · H group of ten gods · X star ·
A animal · K twelve-stage · Q structure (격국) · Z strength (신강/신약) · C kind of relation ·
V relation of named signs · L place of a pillar · T of a stem · B of a branch · M day master ·
U luck (대운) · O void (공망) · D hidden stems (지장간) · W stems or branches at large · N count ·
J age · Y calendar year · I direction of luck · k "twelve stages" · g season, ground
or company (득령) · a "animal sign".
Words: h has · l lacks · s strong · w weak · m many · f few · v most · q than · n not · j topic,
subject or colon · o object · e of · i in · & and · , comma · = is · d "which is" · b born · u from ·
p chart · ; clause ends · . anything else.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Token(NamedTuple):
    """A piece of text: its letter, what it means, and where it stands."""

    letter: str
    value: Any
    start: int
    end: int


class Mark(NamedTuple):
    """A word that says of whom or how a sentence speaks, before the token `at`.

    `kind`: own, other, child (another person, once the owner was named), transit, suppose (the whole
    sentence), if (from here), would (up to here), could (of what stands right before), general (the
    whole sentence).
    """

    kind: str
    at: int


class Sentence(NamedTuple):
    """A sentence: its tokens, their letters in a row, its marks."""

    tokens: list[Token]
    shape: str
    marks: list[Mark]
    starts_paragraph: bool
    asks: bool
    english: bool
    text: str

    def seen_as(self, tokens: list[Token], marks: list[Mark]) -> Sentence:
        """Another view of the sentence, of these tokens and marks."""
        shape = "".join([token[0] for token in tokens])
        _, _, _, starts_paragraph, asks, english, text = self
        return Sentence(tokens, shape, marks, starts_paragraph, asks, english, text)

    def says_only(self, token: Token) -> bool:
        """Whether 뿐 or `only` says of the token that there is nothing else."""
        return self.text.startswith(("뿐", "만 ", "만을 ", " only"), token.end)
