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


def _anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", _prose(page), re.MULTILINE)
    plain = (re.sub(r"\]\([^)]*\)", "", heading).replace("[", "") for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


def _prose(page: Path) -> str:
    return _FENCED.sub("", page.read_text("utf-8"))
