"""The timeless part of a chart in few words: what a model is told, at a tenth of the whole's size."""

from __future__ import annotations

from typing import Any

from saju.analysis import Analysis
from saju.day_master import branch_ten_god, ten_god, twelve_stage
from saju.hidden_stems import hidden_stems
from saju.model import Place
from saju.render.words import by_element, element_names
from saju.sexagenary import Pillar
from saju.signs import Signs


def brief_body(signs: Signs) -> dict[str, Any]:
    """Pillars with their ten gods, and the names of all that follows from them."""
    analysis = Analysis(signs)
    structure, strength = analysis.structure, analysis.strength
    pillars = {place: _pillar(signs, place, pillar) for place, pillar in signs.pillars.items()}
    return {
        "pillars": pillars if signs.pillars.hour else pillars | {"hour": None},
        "day_master": signs.day_master.hanja,
        "animal": signs.pillars.year.branch.animal,
        "gender": signs.gender,
        "elements": by_element(analysis.balance.counts),
        "element_points": by_element(analysis.balance.weights),
        "missing_elements": element_names(analysis.balance.missing),
        "strength": {"name": strength.name, "score": round(strength.score, 1)},
        "structure": structure.name,
        "useful_elements": {
            useful.method: element_names((useful.element,))[0]
            for useful in analysis.useful_elements
        },
        "relations": [
            {"name": relation.name, "pillars": relation.places} for relation in analysis.relations
        ],
        "stars": [{"name": star.name, "pillars": star.places} for star in analysis.stars],
        "void": {
            void.by: "".join(branch.hanja for branch in void.branches) for void in analysis.voids
        },
        "luck": _luck(analysis),
    }


def _pillar(signs: Signs, place: Place, pillar: Pillar) -> dict[str, Any]:
    own, conventions = signs.day_master, signs.conventions
    return {
        "hanja": pillar.hanja,
        "hangul": pillar.hangul,
        "ten_gods": [
            "일간" if place == "day" else ten_god(own, pillar.stem),
            branch_ten_god(own, pillar.branch),
        ],
        "hidden_stems": {
            hidden.stem.hanja: ten_god(own, hidden.stem)
            for hidden in hidden_stems(pillar.branch, conventions.hidden_stems)
        },
        "twelve_stage": twelve_stage(own, pillar.branch, conventions.twelve_stages),
    }


def _luck(analysis: Analysis) -> list[dict[str, Any]] | None:
    if analysis.luck is None:
        return None
    own = analysis.signs.day_master
    return [
        {
            "hanja": decade.pillar.hanja,
            "hangul": decade.pillar.hangul,
            "from_age": decade.age,
            "ten_gods": [
                ten_god(own, decade.pillar.stem),
                branch_ten_god(own, decade.pillar.branch),
            ],
        }
        for decade in analysis.luck.pillars
    ]
