"""What a reading is made of: sections of sentences, each with the facts it rests on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `facts` are ids of what it rests on, such as `day_master:己`."""

    text: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One subject of a reading."""

    id: str
    title: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The sentences, a blank between them."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts of all sentences, each once."""
        return tuple(dict.fromkeys(fact for each in self.sentences for fact in each.facts))


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole reading, section by section."""

    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        """Titles and texts, a blank line between sections."""
        return "\n\n".join(f"{section.title}\n{section.text}" for section in self.sections)
