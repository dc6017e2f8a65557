"""The timeless part of a chart as plain values."""

from __future__ import annotations

from typing import Any

from saju.analysis import Analysis
from saju.day_master import branch_ten_god, ten_god, twelve_stage
from saju.hidden_stems import hidden_stems
from saju.luck import LuckPillar
from saju.model import Place
from saju.nayin import nayin
from saju.render import rows
from saju.render.words import by_element, pair_body, sign_body
from saju.sexagenary import ELEMENTS, Pillar
from saju.signs import Signs
from saju.stars import Spirit, twelve_spirit


def signs_body(signs: Signs) -> dict[str, Any]:
    """The timeless fields: pillars in hangul and in full, and every row that follows from them."""
    pillars = signs.pillars
    hour = pillars.hour
    analysis = Analysis(signs)
    full = {place: _pillar(analysis, place, pillar) for place, pillar in pillars.items()}
    outlook = analysis.hour_outlook
    return {
        "year_pillar": pillars.year.hangul,
        "month_pillar": pillars.month.hangul,
        "day_pillar": pillars.day.hangul,
        "hour_pillar": None if hour is None else hour.hangul,
        "ilgan": signs.day_master.hangul,
        "pillars": full if hour else full | {"hour": None},
        "saju_year": signs.saju_year,
        "animal": pillars.year.branch.animal,
        "gender": signs.gender,
        "elements": by_element(analysis.balance.counts),
        "balance": rows.balance_body(analysis.balance),
        "strength": rows.strength_body(analysis.strength),
        "structure": rows.structure_body(analysis.structure),
        "useful_elements": [rows.useful_body(useful) for useful in analysis.useful_elements],
        "relations": [rows.relation_body(relation) for relation in analysis.relations],
        "stars": [rows.star_body(star) for star in analysis.stars],
        "voids": [rows.void_body(void) for void in analysis.voids],
        "luck": _luck(analysis),
        "hour_outlook": None if outlook is None else rows.outlook_body(outlook),
        "conventions": signs.conventions.to_payload(),
    }


def _pillar(analysis: Analysis, place: Place, pillar: Pillar) -> dict[str, Any]:
    stem, branch = pillar.stem, pillar.branch
    own, conventions = analysis.signs.day_master, analysis.signs.conventions
    sound = nayin(pillar)
    return {
        "hanja": pillar.hanja,
        "hangul": pillar.hangul,
        "stem": sign_body(stem),
        "branch": sign_body(branch) | {"animal": branch.animal},
        "element": {"stem": ELEMENTS[stem.element], "branch": ELEMENTS[branch.element]},
        "ten_god": {
            "stem": "일간" if place == "day" else ten_god(own, stem),
            "branch": branch_ten_god(own, branch),
        },
        "hidden_stems": [
            sign_body(hidden.stem)
            | {"share": hidden.share, "days": hidden.days, "ten_god": ten_god(own, hidden.stem)}
            for hidden in hidden_stems(branch, conventions.hidden_stems)
        ],
        "twelve_stage": twelve_stage(own, branch, conventions.twelve_stages),
        "own_stage": twelve_stage(stem, branch, conventions.twelve_stages),
        "twelve_spirit": spirit_body(analysis.twelve_spirits[place]),
        "nayin": {
            "hanja": sound.hanja,
            "hangul": sound.hangul,
            "element": ELEMENTS[sound.element],
        },
        "void_by": [void.by for void in analysis.voids if place in void.places],
    }


def spirit_body(spirit: Spirit) -> dict[str, str | None]:
    """One of the twelve spirits."""
    return {"hanja": spirit.hanja, "hangul": spirit.name, "alias": spirit.alias}


def _luck(analysis: Analysis) -> dict[str, Any] | None:
    luck = analysis.luck
    if luck is None:
        return None
    return {
        "direction": luck.direction,
        "start_age": luck.start_age,
        "is_nearest": luck.is_nearest,
        "pillars": [
            _luck_pillar(analysis.signs, decade) | {"from_saju_year": first_year}
            for decade, first_year in zip(luck.pillars, luck.first_years, strict=True)
        ],
    }


def _luck_pillar(signs: Signs, decade: LuckPillar) -> dict[str, Any]:
    own, conventions, branch = signs.day_master, signs.conventions, decade.pillar.branch
    base = signs.pillars.year if conventions.twelve_spirits == "year" else signs.pillars.day
    return pair_body(decade.pillar) | {
        "age": decade.age,
        "korean_age": decade.korean_age,
        "ten_god": {
            "stem": ten_god(own, decade.pillar.stem),
            "branch": branch_ten_god(own, branch),
        },
        "twelve_stage": twelve_stage(own, branch, conventions.twelve_stages),
        "twelve_spirit": spirit_body(twelve_spirit(base.branch, branch)),
    }
