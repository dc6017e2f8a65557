"""docs/security.md names the tests that show what it claims."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`(tests/[\w/]+/)?(test_\w+\.py)`")


def test_every_test_that_the_page_names_is_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set()
    for paragraph in page.split("\n\n"):
        for row in paragraph.splitlines() if paragraph.startswith("|") else [paragraph]:
            folder = "tests/acceptance/"
            for given, name in NAMED.findall(row):
                folder = given or folder  # a bare name stands in the folder of the one before it
                named.add(f"{folder}{name}")
    assert len(named) > 20
    assert not [name for name in sorted(named) if not (ROOT / name).is_file()]


def test_every_pin_has_its_hashes_and_no_word_about_where_from() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
        assert len(pins) > 30
        assert not [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin]
        assert "index-url" not in text
        assert "://" not in text
