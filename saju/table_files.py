"""The package's data files, read when first needed."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def table_bytes(name: str) -> bytes:
    """A file of `tables/`, whole."""
    return (_HERE / "tables" / name).read_bytes()


def table_rows(name: str) -> list[list[str]]:
    """The rows of a text table, split at blanks, without its comments."""
    text = table_bytes(name).decode()
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


def text_file(name: str) -> str:
    """A file of `texts/`, whole."""
    return (_HERE / "texts" / name).read_text(encoding="utf-8")
