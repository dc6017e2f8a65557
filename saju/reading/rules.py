"""The texts of `saju/texts`, parsed once a process and indexed by the facts they ask for.

`plan.toml` has the sections of each service type; a folder for each language has its titles, its
words and, in any other file, its rules.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from saju.reading.fact_words import Speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TEXTS = Path(__file__).parent.parent / "texts"
PLAN, TITLES, WORDS = "plan.toml", "titles.toml", "words.toml"
LANGUAGES = ("ko", "en")


@dataclass(frozen=True, slots=True)
class Place:
    """A word's place in a template and the pair of particles it takes, if any."""

    name: str
    pair: str


Template = tuple[str | Place, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """The facts that all must hold, and the sentences of which one is said."""

    facts: tuple[str, ...]
    say: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """The rules of a topic, those with most conditions first, found by one fact of each.

    `anchors` are those facts; the numbers of `by_fact` are those of `rules`.
    """

    rules: tuple[Rule, ...]
    fallbacks: tuple[Rule, ...]
    by_fact: Mapping[str, tuple[int, ...]]
    anchors: frozenset[str]

    def holding(self, facts: frozenset[str]) -> list[Rule]:
        """The rules of which all facts hold, in their order; the fallbacks where there is none."""
        numbers = sorted(
            [
                number
                for fact in facts & self.anchors
                for number in self.by_fact[fact]
                if facts.issuperset(self.rules[number].facts)
            ]
        )
        return [self.rules[number] for number in numbers] or [*self.fallbacks]


@dataclass(frozen=True, slots=True)
class Texts:
    """All that is said in one language."""

    topics: Mapping[str, Topic]
    titles: Mapping[str, Mapping[str, str]]
    speaker: Speaker

    def title(self, service_type: str, section: str) -> str:
        """The title of a section, the service type's own or the common one."""
        return self.titles.get(service_type, {}).get(section) or self.titles["title"][section]


@dataclass(frozen=True, slots=True)
class PlannedSection:
    """A section and its topics, each with the number of sentences it has at most."""

    service_type: str
    id: str
    topics: tuple[tuple[str, int], ...]


Plan = dict[str, tuple[PlannedSection, ...]]


@cache
def plan(folder: Path = TEXTS) -> Plan:
    """The sections of every service type, in their order."""
    return {
        service_type: tuple(
            PlannedSection(
                service_type, name, tuple((topic, most) for topic, most in section["topics"])
            )
            for name, section in sections.items()
        )
        for service_type, sections in load(folder / PLAN).items()
    }


@cache
def texts(language: str, folder: Path = TEXTS) -> Texts:
    """The texts of a language."""
    rules: dict[str, list[Rule]] = {}
    once: dict[str, str] = {}
    for path in rule_files(folder / language):
        for topic, entries in load(path).items():
            rules.setdefault(topic, []).extend(_rule(entry, once) for entry in entries)
    return Texts(
        {name: topic_of(listed) for name, listed in rules.items()},
        load(folder / language / TITLES),
        Speaker(language, load(folder / language / WORDS)),
    )


def rule_files(folder: Path) -> list[Path]:
    """The files of a language that have rules, by name."""
    return sorted(path for path in folder.glob("*.toml") if path.name not in (TITLES, WORDS))


def load(path: Path) -> dict[str, Any]:
    """A TOML file; raises tomllib.TOMLDecodeError."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def topic_of(rules: Iterable[Rule]) -> Topic:
    """A topic's rules, indexed by the fact of each that fewest of them ask for."""
    ordered = sorted(rules, key=lambda rule: -len(rule.facts))
    asked = tuple(rule for rule in ordered if rule.facts)
    often = Counter(fact for rule in asked for fact in rule.facts)
    by_fact: dict[str, list[int]] = {}
    for number, rule in enumerate(asked):
        rarest = min(rule.facts, key=often.__getitem__)
        by_fact.setdefault(rarest, []).append(number)
    return Topic(
        asked,
        tuple(rule for rule in ordered if not rule.facts),
        {fact: tuple(numbers) for fact, numbers in by_fact.items()},
        frozenset(by_fact),
    )


def template_of(sentence: str, once: dict[str, str] | None = None) -> Template:
    """A sentence's pieces, each that `once` knows taken from there.

    Raises:
        ValueError: its braces are wrong.
    """
    once = {} if once is None else once
    pieces: list[str | Place] = []
    for literal, name, pair, conversion in Formatter().parse(sentence):
        if literal:
            pieces.append(once.setdefault(literal, literal))
        if name is not None:
            if conversion:
                raise ValueError("a word takes no '!'")
            pieces.append(_place(name, pair or ""))
    return tuple(pieces)


@cache
def _place(name: str, pair: str) -> Place:
    """The few there are stand in thousands of sentences."""
    return Place(name, pair)


def _rule(entry: Mapping[str, Any], once: dict[str, str]) -> Rule:
    # Python's own table of words would double, to 2 MB, for some thousands that are looked up once.
    return Rule(
        tuple(once.setdefault(fact, fact) for fact in entry["when"]),
        tuple(template_of(sentence, once) for sentence in entry["say"]),
    )
