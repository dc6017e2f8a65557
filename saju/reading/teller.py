"""Which sentences are said of a chart, and their words put in.

Of the rules that hold those with most conditions speak first, then those that stand first; of a
rule's sentences one is taken by a digest of the signs and the topic, so that the same chart has the
same text in every process.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from saju.reading.facts import ALWAYS
from saju.reading.parts import Reading, Section, Sentence
from saju.reading.rules import Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saju.particles import Word
    from saju.reading.facts import Facts, Value
    from saju.reading.rules import PlannedSection, Rule, Template, Texts


class Teller:
    """One chart's facts told with one language's texts; no sentence is said twice."""

    def __init__(self, facts: Facts, texts: Texts, seed: bytes) -> None:
        self._facts = facts
        self._present = frozenset(facts.held)
        self._texts = texts
        self._seed = seed
        self._said: set[str] = set()

    def reading(self, sections: Iterable[PlannedSection]) -> Reading:
        """The sections of a plan that have something to say."""
        told = ((planned, self._sentences(planned)) for planned in sections)
        return Reading(
            tuple(
                Section(planned.id, self._texts.title(planned.service_type, planned.id), sentences)
                for planned, sentences in told
                if sentences
            )
        )

    def _sentences(self, planned: PlannedSection) -> tuple[Sentence, ...]:
        return tuple(
            sentence for topic, most in planned.topics for sentence in self._topic(topic, most)
        )

    def _topic(self, name: str, most: int) -> list[Sentence]:
        topic = self._texts.topics.get(name)
        if topic is None:
            return []
        digest = blake2b(self._seed + name.encode(), digest_size=8).digest()
        lot = int.from_bytes(digest, "big")
        told: list[Sentence] = []
        relations: set[tuple[Value, Value]] = set()  # that have been told
        for rule in topic.holding(self._present):
            if len(told) == most:
                break
            told_of = self._relations(rule)
            if told_of and told_of <= relations:
                continue  # one meeting of signs is told of once, by the closest rule
            lot, first = divmod(lot, len(rule.say))
            sentence = self._say(rule, first)
            if sentence is not None:
                told.append(sentence)
                relations |= told_of
        return told

    def _relations(self, rule: Rule) -> set[tuple[Value, Value]]:
        """The relations a rule speaks of, each with its places."""
        for fact in rule.facts:
            own = self._facts.held[fact]
            if "relation" in own:
                found, places = own["relation"], own["relation_places"]
                each_found = found if isinstance(found, tuple) else (found,)
                return {(each, places) for each in each_found}
        return set()

    def _say(self, rule: Rule, first: int) -> Sentence | None:
        """The sentence whose turn it is, or the next that is new."""
        for template in (*rule.say[first:], *rule.say[:first]):
            sentence = self._filled(template, rule)
            if sentence.text not in self._said:
                self._said.add(sentence.text)
                return sentence
        return None

    def _filled(self, template: Template, rule: Rule) -> Sentence:
        pieces, facts = [], [*rule.facts]
        for piece in template:
            if isinstance(piece, Place):
                of_word, word = self._word(piece.name, rule)
                pieces.append(format(word, piece.pair))
                facts += of_word
            else:
                pieces.append(piece)
        text = "".join(pieces)
        return Sentence(text[0].upper() + text[1:], tuple(dict.fromkeys(facts)) or (ALWAYS,))

    def _word(self, name: str, rule: Rule) -> tuple[tuple[str, ...], Word]:
        """A word, of the rule's own facts or of any, and the facts it rests on."""
        say = self._texts.speaker.say
        for fact in rule.facts:
            own: dict[str, Value] = self._facts.held[fact]
            if name in own:
                return (fact,), say(own[name])
        facts, value = self._facts.words[name]
        return facts, say(value)
