"""The engine's own reading of two charts: the compatibility's reasons in sections."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from saju.compatibility import Compatibility, CompatibilityPart, compatibility_of
from saju.errors import UnknownReading
from saju.particles import Word
from saju.reading import LANGUAGES, Reading, Section
from saju.saying import Said
from saju.sexagenary import Pillar
from saju.signs import Signs
from saju.table_files import text_file

_PARTS = {
    "day_masters": ("day_master",),
    "branches": ("day_branch", "year_branch", "month_branch", "hour_branch"),
    "elements": ("useful_element", "missing_elements"),
}
_HIGH, _MIDDLE = 70, 50

_Texts = Mapping[str, Mapping[str, str]]


def compatibility_reading(one: Signs, other: Signs, language: str) -> Reading:
    """The reading of two charts in `ko` or `en`; raises UnknownReading for another language."""
    if language not in LANGUAGES:
        message = f"there is no local reading in {language!r}; there are {', '.join(LANGUAGES)}"
        raise UnknownReading("language", language, message, LANGUAGES[0])
    found, texts = compatibility_of(one, other), _texts(language)
    by_id = {part.id: part for part in found.parts}
    told = (
        _section(
            texts,
            name,
            [part for part_id, part in by_id.items() if part_id in part_ids],
            language,
        )
        for name, part_ids in _PARTS.items()
    )
    return Reading((_overview(texts, one, other, found), *told, _advice(texts, found, language)))


@cache
def _texts(language: str) -> _Texts:
    return tomllib.loads(text_file(f"compatibility.{language}.toml"))


def _overview(texts: _Texts, one: Signs, other: Signs, found: Compatibility) -> Section:
    words = {"one": _pillar(texts, one.pillars.day), "other": _pillar(texts, other.pillars.day)}
    sentences = [
        texts["overview"]["pillars"].format_map(words),
        texts["overview"]["score"].format(score=found.score),
        texts["level"][_level(found.score)],
    ]
    if one.pillars.hour is None or other.pillars.hour is None:
        sentences.append(texts["overview"]["no_hour"])
    facts = (
        f"pillar:{one.pillars.day.hanja}",
        f"partner_pillar:{other.pillars.day.hanja}",
        f"compatibility={found.score}",
    )
    return Section("overview", texts["title"]["overview"], " ".join(sentences), facts)


def _section(texts: _Texts, name: str, parts: list[CompatibilityPart], language: str) -> Section:
    facts = tuple(f"compatibility:{part.id}={part.score}" for part in parts)
    text = " ".join(_in(language, part.reason) for part in parts)
    return Section(name, texts["title"][name], text, facts)


def _advice(texts: _Texts, found: Compatibility, language: str) -> Section:
    best, worst = (
        choose(found.parts, key=lambda part: (part.score, part.weight)) for choose in (max, min)
    )
    sentences = [texts["advice"]["strongest"].format(part=Word(_in(language, best.name)))]
    if worst.score < best.score:
        sentences.append(texts["advice"]["weakest"].format(part=Word(_in(language, worst.name))))
    sentences.append(texts["advice"]["closing"])
    facts = (f"compatibility:{best.id}={best.score}", f"compatibility:{worst.id}={worst.score}")
    return Section("advice", texts["title"]["advice"], " ".join(sentences), facts)


def _level(score: int) -> str:
    return "high" if score >= _HIGH else "middle" if score >= _MIDDLE else "low"


def _in(language: str, said: Said) -> str:
    return said.ko if language == "ko" else said.en


def _pillar(texts: _Texts, pillar: Pillar) -> Word:
    sounds = texts["sound"]
    return Word(
        texts["name"]["pillar"].format(
            stem=sounds[pillar.stem.hanja],
            branch=sounds[pillar.branch.hanja],
            hanja=pillar.hanja,
        )
    )
