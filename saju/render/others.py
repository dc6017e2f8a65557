"""What a chart is to another person, and to a day, as plain values."""

from __future__ import annotations

from typing import Any

from saju.compatibility import Compatibility
from saju.render.rows import relation_body
from saju.render.signs import spirit_body
from saju.render.words import pair_body, said_body
from saju.transits import Fortune, FortunePillar, Transit


def compatibility_body(compatibility: Compatibility) -> dict[str, Any]:
    """궁합: the score, and every part with its own."""
    return {
        "score": compatibility.score,
        "parts": [
            {
                "id": part.id,
                "name": said_body(part.name),
                "score": part.score,
                "weight": part.weight,
                "reason": said_body(part.reason),
                "relations": [relation_body(relation) for relation in part.relations],
            }
            for part in compatibility.parts
        ],
    }


def fortune_body(transit: Transit, fortune: Fortune) -> dict[str, Any]:
    """대운, 세운, 월운 and 일운 of a day."""
    return {
        "date": transit.date.isoformat(),
        "saju_year": transit.saju_year,
        "month_begins_here": None if transit.term is None else transit.term.name,
        "decade": None if fortune.decade is None else _pillar(fortune.decade),
        "year": _pillar(fortune.year),
        "month": _pillar(fortune.month),
        "day": _pillar(fortune.day),
    }


def _pillar(fortune: FortunePillar) -> dict[str, Any]:
    return pair_body(fortune.pillar) | {
        "ten_god": {"stem": fortune.ten_god_stem, "branch": fortune.ten_god_branch},
        "twelve_stage": fortune.stage,
        "twelve_spirit": spirit_body(fortune.spirit),
        "stars": list(fortune.stars),
        "void": fortune.void,
        "relations": [relation_body(relation) for relation in fortune.relations],
    }
