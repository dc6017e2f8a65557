"""A folder of texts that is small enough to be read at a glance."""

from __future__ import annotations

import shutil
from pathlib import Path

from saju.reading import Reading, facts_of
from saju.reading.rules import TEXTS, plan, texts
from saju.reading.teller import Teller
from saju.signs import Signs

PLAN = '[career.advice]\ntopics = [["work", 1]]\n'
TITLES = '[title]\nadvice = "조언"\n'


def rule(topic: str, when: list[str], *say: str) -> str:
    """A rule as a file has it."""
    facts = ", ".join(f'"{fact}"' for fact in when)
    sentences = "".join(f'  "{sentence}",\n' for sentence in say)
    return f"[[{topic}]]\nwhen = [{facts}]\nsay = [\n{sentences}]\n"


def write(folder: Path, *rules: str, plan: str = PLAN, language: str = "ko") -> Path:
    """Rules of a language, the other having the same if it has none yet; the folder."""
    (folder / "plan.toml").write_text(plan, encoding="utf-8")
    for name in ("ko", "en"):
        home = folder / name
        home.mkdir(exist_ok=True)
        shutil.copy(TEXTS / name / "words.toml", home)
        (home / "titles.toml").write_text(TITLES, encoding="utf-8")
    (folder / language / "rules.toml").write_text("\n".join(rules), encoding="utf-8")
    return folder


def told(folder: Path, signs: Signs, language: str = "ko") -> Reading:
    """The reading that the folder's texts give."""
    seed = repr(signs.to_payload()).encode()
    return Teller(facts_of(signs), texts(language, folder), seed).reading(plan(folder)["career"])
