"""Text files with the lines of what stands in them, which a TOML parser does not tell."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HEADER = re.compile(r"\s*\[\[\s*([^\[\]]+?)\s*\]\]")
_AT_LINE = re.compile(r"line (\d+)")
_KEYS = {"when", "say"}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A mistake, the file and the line it is in."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A rule as it is written: its topic, conditions and sentences, and the lines it takes."""

    path: Path
    line: int
    source: tuple[str, ...]
    topic: str
    when: tuple[str, ...]
    say: tuple[str, ...]

    def problem(self, text: str, part: str = "") -> Problem:
        """A mistake in a part of the rule, at the line where that begins."""
        lines = (number for number, line in enumerate(self.source) if part and part in line)
        return Problem(self.path, self.line + next(lines, 0), text)


def read(path: Path, found: list[Problem]) -> dict[str, Any]:
    """A TOML file; one that is none is a problem, and empty."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text)
    except FileNotFoundError:
        found.append(Problem(path, 1, "there is no such file"))
    except UnicodeDecodeError:
        found.append(Problem(path, 1, "this is no UTF-8"))
    except tomllib.TOMLDecodeError as error:
        line = _AT_LINE.search(str(error))
        last = len(text.splitlines())  # where the parser says "at end of document"
        found.append(Problem(path, int(line[1]) if line else last, f"no TOML: {error}"))
    return {}


def entries_of(path: Path, found: list[Problem]) -> list[Entry]:
    """The rules of a file; what is none is a problem."""
    tables = read(path, found)
    if not tables:
        return []
    entries: list[Entry] = []
    taken: dict[str, int] = {}
    for topic, line, source in _blocks(path):
        number = taken.get(topic, 0)
        taken[topic] = number + 1
        table = tables[topic][number]
        entry = Entry(
            path, line, source, topic, _texts(table.get("when")), _texts(table.get("say"))
        )
        entries.append(entry)
        if set(table) != _KEYS:
            found.append(entry.problem("a rule has `when` and `say`, and nothing else"))
        elif not entry.say or [*entry.say] != table["say"]:
            found.append(entry.problem("`say` wants one sentence or more"))
        elif [*entry.when] != table["when"]:
            found.append(entry.problem("`when` wants facts"))
    for topic, value in tables.items():
        if topic not in taken:
            line = first_line(path, topic)
            found.append(
                Problem(path, line, f"a rule begins with [[{topic}]], not with {value!r:.30}")
            )
    return entries


def first_line(path: Path, beginning: str) -> int:
    """The first line of a file that has some text, else 1."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if beginning in line), 1)


def _blocks(path: Path) -> list[tuple[str, int, tuple[str, ...]]]:
    """Topic, line number and lines of each rule."""
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [
        (number, match[1].strip("\"'"))
        for number, line in enumerate(lines)
        if (match := _HEADER.match(line))
    ]
    ends = [*(number for number, _ in starts), len(lines)][1:]
    return [
        (topic, start + 1, tuple(lines[start:end]))
        for (start, topic), end in zip(starts, ends, strict=True)
    ]


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(each for each in value if isinstance(each, str) and each)
