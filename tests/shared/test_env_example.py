from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.settings import Settings, load_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
LINE = re.compile(
    r"(?P<name>[A-Z_]+)=(?P<value>\S.*?)"
    r"  # (?:s|bytes|count|port|text|URL|path|list|bool|USD): (?P<meaning>\S.*)"
)


def written() -> list[str]:
    text = EXAMPLE.read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def variables() -> list[str]:
    return [str(field.validation_alias) for field in Settings.model_fields.values()]


def test_each_setting_has_one_line_and_nothing_else_has() -> None:
    names = [line.partition("=")[0] for line in written()]

    assert sorted(names) == sorted(variables())


@pytest.mark.parametrize("line", written(), ids=lambda line: line.partition("=")[0])
def test_a_line_tells_default_unit_and_meaning(line: str) -> None:
    assert LINE.fullmatch(line)


@pytest.mark.parametrize("field", Settings.model_fields)
def test_the_value_there_is_the_default(field: str) -> None:
    copied = load_settings({}, env_files=(EXAMPLE,))
    untouched = load_settings({}, env_files=())

    assert getattr(copied, field) == getattr(untouched, field)
