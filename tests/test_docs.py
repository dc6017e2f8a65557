"""The pages lead where they say: every relative link, and every heading that one names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    page
    for page in ROOT.rglob("*.md")
    if not any(
        part.startswith(".") or part == "node_modules" for part in page.parts[len(ROOT.parts) :]
    )
)
_FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_ELSEWHERE = re.compile(r"[a-z]+:")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(_CODE.sub("", _prose(page))):
        if _ELSEWHERE.match(target):
            continue
        path, _, anchor = target.partition("#")
        led = (page.parent / path) if path else page
        assert led.exists(), target
        assert not anchor or anchor in _anchors(led), target


def test_the_readme_is_the_same_in_both_languages() -> None:
    english, korean = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.ko.md"))
    assert _commands(korean) == _commands(english)
    assert len(re.findall(r"^## ", korean, re.MULTILINE)) == (
        len(re.findall(r"^## ", english, re.MULTILINE))
    )
    assert _leads_to(korean) == _leads_to(english)


def _leads_to(text: str) -> set[str]:
    """The pages that it links, but for its own headings and the other language."""
    links = _LINK.findall(_FENCED.sub("", text))
    return {link for link in links if not link.startswith(("#", "README"))}


def _commands(text: str) -> list[list[str]]:
    """What is typed, block by block, without the words behind it."""
    blocks = re.findall(r"^```(?:sh|python)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [
        [line.partition("  # ")[0].partition("    # ")[0].rstrip() for line in block.splitlines()]
        for block in blocks
    ]


def _anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", _prose(page), re.MULTILINE)
    plain = (re.sub(r"\]\([^)]*\)", "", heading).replace("[", "") for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


def _prose(page: Path) -> str:
    return _FENCED.sub("", page.read_text("utf-8"))
