"""What is wrong with the texts, in whose line: `palja texts`, or `python -m saju.reading.lint`."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from saju.reading.lint_rules import rule_problems
from saju.reading.lint_sources import Entry, Problem, entries_of, first_line, read
from saju.reading.rules import LANGUAGES, PLAN, TEXTS, TITLES, WORDS, rule_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def problems(folder: Path = TEXTS) -> list[Problem]:
    """All that is wrong with the texts of a folder, by file and line."""
    found: list[Problem] = []
    planned = read(folder / PLAN, found)
    by_language: dict[str, list[Entry]] = {}
    for language in LANGUAGES:
        home = folder / language
        entries = [entry for path in rule_files(home) for entry in entries_of(path, found)]
        for entry in entries:
            found += rule_problems(entry, language)
        found += _said_twice(entries)
        titles, _ = read(home / TITLES, found), read(home / WORDS, found)
        found += _untitled(home, titles, planned)
        by_language[language] = entries
    if planned:
        found += _topics(folder, planned, by_language)
    found += _unpaired(by_language)
    return sorted(set(found))


def _said_twice(entries: Iterable[Entry]) -> Iterator[Problem]:
    first: dict[str, Entry] = {}
    for entry in entries:
        for number, sentence in enumerate(entry.say):
            before = first.setdefault(sentence, entry)
            # A word alone is a sentence that the engine writes.
            if (before is not entry or sentence in entry.say[:number]) and not (
                sentence.startswith("{") and sentence.endswith("}")
            ):
                where = f"{before.path.name}:{before.line}"
                yield entry.problem(f"this sentence is in {where} too", sentence)


def _untitled(
    home: Path, titles: dict[str, Any], planned: dict[str, dict[str, Any]]
) -> Iterator[Problem]:
    path, common = home / TITLES, titles.get("title", {})
    for service_type, sections in planned.items():
        for section in sections:
            if section not in common and section not in titles.get(service_type, {}):
                yield Problem(path, 1, f"no title for {service_type}.{section}")
    for table, named in titles.items():
        used = (
            {section for sections in planned.values() for section in sections}
            if table == "title"
            else set(planned.get(table, {}))
        )
        for section in named:
            if planned and section not in used:
                line = first_line(path, f"{section} =")
                yield Problem(path, line, f"the plan has no section {table}.{section}")


def _topics(
    folder: Path, planned: dict[str, dict[str, Any]], by_language: dict[str, list[Entry]]
) -> Iterator[Problem]:
    """Topics that are planned and have no rules, or have rules and are nowhere planned."""
    path = folder / PLAN
    topics: set[str] = set()
    for service_type, sections in planned.items():
        for name, section in sections.items():
            line = first_line(path, f"[{service_type}.{name}]")
            try:
                pairs = [(topic, most) for topic, most in section["topics"]]
            except (KeyError, TypeError, ValueError):
                yield Problem(path, line, 'wants topics = [["topic", 2], …]')
                continue
            for topic, most in pairs:
                topics.add(topic)
                if type(most) is not int or most < 1:
                    yield Problem(path, line, f"{topic} is to be said {most!r} times")
    for language, entries in by_language.items():
        told = {entry.topic for entry in entries}
        for topic in sorted(topics - told):
            line = first_line(path, f'["{topic}"')
            yield Problem(path, line, f"nothing is said of {topic} in {language}")
        for entry in entries:
            if entry.topic not in topics:
                yield entry.problem(f"the plan has no topic {entry.topic}")


def _unpaired(by_language: dict[str, list[Entry]]) -> Iterator[Problem]:
    """Rules that one language has and another has not."""
    counted = {
        language: Counter((entry.topic, frozenset(entry.when)) for entry in entries)
        for language, entries in by_language.items()
    }
    for language, entries in by_language.items():
        for other in LANGUAGES:
            left = counted[language] - counted[other]
            for entry in entries:
                key = (entry.topic, frozenset(entry.when))
                if left[key] > 0:
                    left[key] -= 1
                    asked = ", ".join(entry.when) or "nothing"
                    yield entry.problem(f"{entry.topic} when {asked} is not in {other}")


def main() -> int:
    """Prints each problem on a line, and returns 1 where there are any."""
    found = problems()
    for problem in found:
        print(problem)  # noqa: T201 - a command prints
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
