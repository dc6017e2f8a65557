"""Every fact that a rule may ask for, and the words that it brings; the linter holds texts to it."""

from __future__ import annotations

from functools import cache
from itertools import combinations, product
from typing import TYPE_CHECKING, get_args

from saju.compatibility import PartId
from saju.day_master import STAGES, TEN_GODS
from saju.outer_reasons import FORMS
from saju.reading.facts import AMOUNTS, BONDS, FIRST_DECADES, SEASONS, SIDES
from saju.relation_tables import RelationKind
from saju.sexagenary import BRANCHES, PILLARS, STEMS
from saju.star_rules import STAR_RULES
from saju.stars import twelve_spirit
from saju.words import ELEMENTS_EN, GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterable

PLACES = ("year", "month", "day", "hour")
GODS = tuple(god for pair in TEN_GODS for god in pair)
STARS = tuple(dict.fromkeys(rule.name for rule in STAR_RULES))
SPIRITS = tuple(twelve_spirit(BRANCHES[0], branch).name for branch in BRANCHES)
STRUCTURES = (
    *(f"{god}격" for god in GODS if god != "겁재"),
    *("월겁격", "건록격", "양인격"),
    *(name for name, _ in FORMS),
)
STRENGTHS = ("태약", "신약", "중화", "신강", "태강")
LEVELS = ("high", "middle", "low")
_HANJA = {
    "pillar": tuple(pillar.hanja for pillar in PILLARS),
    "branch": tuple(branch.hanja for branch in BRANCHES),
}
_COMBINATION = "combination"
_COMINGS = ("year", "month", "today")
# Facts of these names may hold with several values at once.
MANIFOLD = frozenset(
    (
        *("boundary", "has", "star", "relation", "transforms", "void", "strongest", "weakest"),
        *(f"{coming}_{what}" for coming in _COMINGS for what in ("star", "relation")),
        *("compat_relation", "compat_mixed"),
    )
)

ALWAYS = frozenset(
    (
        *("day_master", "animal", "season", "month_element", "strength", "structure", "useful"),
        *("useful_group", "climate", "climate_stems", "strongest", "weakest", "counts"),
        *(f"element_{name}" for name in ELEMENTS_EN),
        *(f"{place}_{what}" for place in PLACES[:3] for what in ("pillar", "branch")),
        *(f"stage_{place}" for place in PLACES[:3]),
        *("god_year_stem", "god_month_stem"),
        *(f"god_{place}_branch" for place in PLACES[:3]),
    )
)
_HOUR = ("hour_pillar", "hour_branch", "stage_hour", "god_hour_stem", "god_hour_branch")
_LUCK = (
    "luck_first_age",
    *(f"{name}_{number}" for name in ("luck", "luck_age", "luck_god") for number in range(1, 11)),
)
_DATE = (
    *("date", "year_number", "year_now", "month_now", "today"),
    *(f"{coming}_{what}" for coming in _COMINGS for what in ("god", "branch_god", "stage")),
)
_NEXT = ("next_luck", "next_age", "next_god", *_LUCK, *_DATE)
_NOW = ("now_luck", "now_age", "now_god", "now_branch_god", "now_stage", *_LUCK, *_DATE)
_PAIR_HOUR = ("one_hour_branch", "other_hour_branch", "reason_hour_branch")
_PAIR = (
    *("one", "other", "one_stem", "other_stem", "one_god", "other_god", "score", "best"),
    *("one_animal", "other_animal"),
    *(f"{name}_{place}_branch" for name in ("one", "other") for place in PLACES[:3]),
    *(f"reason_{part}" for part in get_args(PartId) if part != "hour_branch"),
)


class _Known(dict[str, frozenset[str]]):
    """Facts by their ids."""

    def put(self, name: str, values: Iterable[str] = ("",), words: Iterable[str] = ()) -> None:
        """Facts that begin alike and ensure the same words."""
        ensured = frozenset(words)
        self.update((f"{name}{value}", ensured) for value in values)


@cache
def vocabulary() -> dict[str, frozenset[str]]:
    """The words that each fact ensures, beside those that are always there."""
    known = _Known()
    _of_signs(known)
    _of_balance(known)
    known.put("luck_direction:", ("forward", "backward"), _LUCK)
    for number in range(1, FIRST_DECADES + 1):
        known.put(f"luck_god:{number}=", GODS, _LUCK)
    known.put("luck_ages:open", words=_LUCK)
    useful = ("luck_useful", "luck_useful_age", *_LUCK)
    known.put("luck_useful:first", words=useful)
    known.put("luck_useful:", ("now", "next", "coming"), (*useful, *_DATE))
    _of_dates(known)
    known.put("boundary:", PLACES, ("boundary_other",))
    known.put("people:", ("one",))
    _of_pairs(known)
    return known


def relation_words(kind: str) -> tuple[str, ...]:
    """The words of a relation; what it makes is said of combinations alone."""
    made = ("relation_made",) if kind.endswith(_COMBINATION) else ()
    return ("relation", "relation_places", *made)


def _of_signs(known: _Known) -> None:
    known.put("day_master:", (stem.hanja for stem in STEMS))
    known.put("polarity:", ("yang", "yin"))
    for place in PLACES:
        words = _HOUR if place == "hour" else ()
        for what, signs in _HANJA.items():
            known.put(f"{place}_{what}:", signs, words)
        for what in ("stem", "branch"):
            if (place, what) != ("day", "stem"):
                known.put(f"ten_god:{place}_{what}=", GODS, words)
        known.put(f"stage:{place}=", STAGES, words)
        known.put(f"spirit:{place}=", SPIRITS, ("spirit", *words))
        known.put(f"void:{place}", words=("void_place", *words))
    known.put("hour:known", words=_HOUR)
    known.put("hour:unknown")
    known.put("gender:", ("male", "female"), _LUCK)
    known.put("gender:unknown")
    known.put("season:", SEASONS)
    known.put("month_to_me:", BONDS)
    known.put("has:", GODS)
    known.put("star:", STARS, ("star", "star_places"))
    _relations(known, "relation", (2, 3))
    for kind in get_args(RelationKind):
        if kind.endswith(_COMBINATION):
            known.put(f"transforms:{kind}", words=relation_words(kind))


def _of_balance(known: _Known) -> None:
    for name in ELEMENTS_EN:
        known.put(f"element:{name}=", AMOUNTS[1:])
        known.put(f"element:{name}=missing", words=("missing",))
        for scarce in ("wanted", "scarce_apart"):
            known.put(f"{scarce}:{name}=", ("missing", "few"))
    known.put("elements:complete")
    known.put("elements:incomplete", words=("missing",))
    for name in ("strongest", "weakest", "useful", "climate", "useful_apart"):
        known.put(f"{name}:", ELEMENTS_EN)
    for group in GROUPS:
        known.put(f"group:{group}=", AMOUNTS)
    known.put("useful_group:", GROUPS)
    known.put("strength:", STRENGTHS)
    known.put("side:", SIDES.values())
    for part in ("season", "ground", "company"):
        known.put(f"{part}_holds:", ("yes", "no"))
    known.put("structure:", STRUCTURES)
    known.put("structure_kind:", ("inner", "outer"))


def _of_dates(known: _Known) -> None:
    known.put("date:unknown")
    known.put("date:known", words=_DATE)
    known.put("now:running", words=_NOW)
    known.put("now:before", words=_NEXT)
    known.put("next_god:", GODS, _NEXT)
    for name, words in (("now", _NOW), *((coming, _DATE) for coming in _COMINGS)):
        known.put(f"{name}_god:", GODS, words)
        known.put(f"{name}_branch_god:", GODS, words)
        known.put(f"{name}_stage:", STAGES, words)
    for name in _COMINGS:
        known.put(f"{name}_", ("void", "helps", "hinders"), _DATE)
        known.put(f"{name}_star:", STARS, ("star", *_DATE))
        _relations(known, f"{name}_relation", (1, 2, 3), _DATE)


def _of_pairs(known: _Known) -> None:
    known.put("people:two", words=_PAIR)
    known.put("compat_level:", LEVELS, _PAIR)
    known.put("compat_hours:known", words=(*_PAIR_HOUR, *_PAIR))
    known.put("compat_hours:unknown", words=_PAIR)
    known.put("compat_best:", get_args(PartId), _PAIR)
    known.put("compat_worst:", get_args(PartId), ("worst", *_PAIR))
    known.put("compat_differs", words=("worst", *_PAIR))
    known.put("bond:", BONDS, _PAIR)
    for name in ("one_god", "other_god"):
        known.put(f"{name}:", GODS, _PAIR)
    for part, level in product(get_args(PartId), LEVELS):
        of_hour = _PAIR_HOUR if part == "hour_branch" else ()
        known.put(f"compat:{part}={level}", words=(*of_hour, *_PAIR))
    for kind in get_args(RelationKind):
        known.put(f"compat_relation:{kind}", words=(*relation_words(kind), *_PAIR))
    for place in PLACES:
        of_hour = _PAIR_HOUR if place == "hour" else ()
        known.put(f"compat_relation:none@{place}", words=(*of_hour, *_PAIR))
        mixed = ("relation", "relation_places", "relation_good", "relation_hard")
        known.put(f"compat_mixed:{place}", words=(*mixed, *of_hour, *_PAIR))
        for kind in get_args(RelationKind):
            brings = (*relation_words(kind), *of_hour, *_PAIR)
            known.put(f"compat_relation:{kind}@{place}", words=brings)


def _relations(
    known: _Known, name: str, sizes: tuple[int, ...], words: tuple[str, ...] = ()
) -> None:
    seats = ["+".join(places) for size in sizes for places in combinations(PLACES, size)]
    for kind in get_args(RelationKind):
        brings = (*relation_words(kind), *words)
        known.put(f"{name}:{kind}", words=brings)
        known.put(f"{name}:{kind}@", seats, brings)
