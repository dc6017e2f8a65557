"""How the values of facts are called in a language, by its `words.toml`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from saju.particles import Word
from saju.reading.facts import Age, Term
from saju.saying import Said
from saju.sexagenary import Pillar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saju.reading.facts import Value


class Speaker:
    """One language's words; the Korean ones take particles."""

    __slots__ = ("_language", "_patterns", "_tables")

    def __init__(self, language: str, tables: Mapping[str, Mapping[str, str]]) -> None:
        self._language = language
        self._tables = tables
        self._patterns = tables["pattern"]

    def say(self, value: Value) -> Word:
        """A value in words; the name of what has no entry in the tables is its own."""
        if isinstance(value, Term):
            return self._term(value)
        if isinstance(value, Age):
            return self._age(value)
        if isinstance(value, Pillar):
            sounds = self._tables["sound"]
            stem, branch = sounds[value.stem.hanja], sounds[value.branch.hanja]
            return self._put("pillar", stem=stem, branch=branch, hanja=value.hanja)
        if isinstance(value, tuple):
            return self._listed([self.say(each) for each in value], counted=_is_counted(value))
        if isinstance(value, date):
            month = self._tables["month"][str(value.month)]
            return self._put("date", year=value.year, month=month, day=value.day)
        return Word(self._said(value) if isinstance(value, Said) else value)

    def _said(self, said: Said) -> str:
        return said.ko if self._language == "ko" else said.en

    def _term(self, term: Term) -> Word:
        named = self._tables.get(term.table, {})
        word = named.get(term.key)
        if word is None:
            pattern = named.get("_")
            word = pattern.format(Word(term.key)) if pattern else term.key
        if term.count is None:
            return Word(word)
        return self._put("count", element=word, count=term.count)

    def _age(self, age: Age) -> Word:
        if age.least == age.most:
            return self._put("age", age=age.least)
        either = age.most - age.least == 1
        return self._put("either_age" if either else "some_age", least=age.least, most=age.most)

    def _listed(self, words: list[Word], *, counted: bool) -> Word:
        if counted or len(words) < 2:
            return Word(", ".join(words))
        first = Word(", ".join(words[:-1]))
        return self._put("and", first=first, last=words[-1])

    def _put(self, pattern: str, **words: object) -> Word:
        return Word(self._patterns[pattern].format_map(words))


def _is_counted(values: tuple[Value, ...]) -> bool:
    return any(isinstance(value, Term) and value.count is not None for value in values)
