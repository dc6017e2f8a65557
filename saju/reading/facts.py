"""What holds of a chart, as ids that the texts ask for, and the words each fact brings to a sentence.

Words are kept here as values without a language; `saju.reading.fact_words` says them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from saju.analysis import Analysis
from saju.day_master import branch_ten_god, ten_god, twelve_stage
from saju.saying import Said
from saju.sexagenary import Pillar
from saju.words import ELEMENTS_EN, GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from saju.relations import Relation
    from saju.signs import Signs

SEASONS = ("winter", "winter", "spring", "spring", "spring", "summer",
           "summer", "summer", "autumn", "autumn", "autumn", "winter")  # fmt: skip
SEASON_ELEMENTS = {"spring": 0, "summer": 1, "autumn": 3, "winter": 4}
BONDS = ("same", "born", "ruled", "ruling", "bearing")
AMOUNTS = ("none", "few", "some", "many")
SIDES = {
    "very_weak": "weak",
    "weak": "weak",
    "balanced": "balanced",
    "strong": "strong",
    "very_strong": "strong",
}
FIRST_DECADES = 3
FAR_AGE = 80  # from which on no decade to come is told of
ALWAYS = "always"  # what a sentence rests on that is true of every chart


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a table of `words.toml`, with a number behind it where one is counted."""

    table: str
    key: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Age:
    """An age, or the least and the greatest that an unknown hour leaves open."""

    least: int
    most: int


Value = Term | Age | Pillar | Said | date | int | tuple["Value", ...]
LuckStarts = tuple[int, int] | None


class Facts:
    """The ids of all that holds, and the words that they bring.

    `held`: to each id the words that belong to it alone, such as the places of a star. `words`:
    to each other word the facts it rests on, and its value.
    """

    __slots__ = ("held", "words")

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Value]] = {}
        self.words: dict[str, tuple[tuple[str, ...], Value]] = {}

    def add(self, fact: str, **words: Value) -> None:
        """That a fact holds, and words that any sentence may use."""
        self.held.setdefault(fact, {})
        for name, value in words.items():
            self.words[name] = ((fact,), value)

    def bind(self, fact: str, **words: Value) -> None:
        """That a fact holds, and words for the sentences that ask for it; the first ones stay."""
        self.held.setdefault(fact, words)

    def tell(self, name: str, facts: Iterable[str], value: Value) -> None:
        """A word that rests on several facts."""
        self.words[name] = (tuple(facts), value)


def element(index: int) -> Term:
    """An element as a word."""
    return Term("element", ELEMENTS_EN[index])


def add_chart(facts: Facts, signs: Signs, luck_starts: LuckStarts = None) -> Analysis:
    """Adds all that holds of a chart by itself, and returns its analysis.

    `luck_starts` is the least and the greatest 대운수 that an unknown hour allows.
    """
    analysis = Analysis(signs)
    facts.add(ALWAYS)
    _signs(facts, signs)
    _ten_gods(facts, signs)
    _elements(facts, analysis)
    _strength(facts, analysis)
    for star in analysis.stars:
        places = tuple(
            Term("place", place if star.part == "pillar" else f"{place}_{star.part}")
            for place in star.places
        )
        facts.bind(f"star:{star.name}", star=Term("star", star.name), star_places=places)
    for place, spirit in analysis.twelve_spirits.items():
        facts.bind(f"spirit:{place}={spirit.name}", spirit=Term("spirit", spirit.name))
    for relation in analysis.relations:
        bind_relation(facts, "relation", relation, relation.places)
        if relation.transforms:
            where = f"relation:{relation.kind}@{'+'.join(relation.places)}"
            facts.bind(f"transforms:{relation.kind}", **facts.held[where])
    for place in analysis.voids[0].places:
        facts.bind(f"void:{place}", void_place=Term("place", f"{place}_branch"))
    _luck(facts, analysis, luck_starts)
    return analysis


def bind_relation(facts: Facts, name: str, relation: Relation, places: Sequence[str]) -> None:
    """A relation by its kind, and by its kind and the places of birth it touches."""
    part = "stem" if relation.kind.startswith("stem_") else "branch"
    words: dict[str, Value] = {
        "relation": Term(f"relation_{relation.kind}", relation.name),
        "relation_places": tuple(Term("place", f"{place}_{part}") for place in places),
    }
    if relation.element is not None:
        words["relation_made"] = element(relation.element)
    facts.bind(f"{name}:{relation.kind}", **words)
    facts.bind(f"{name}:{relation.kind}@{'+'.join(places)}", **words)


def _signs(facts: Facts, signs: Signs) -> None:
    pillars, me = signs.pillars, signs.day_master
    school = signs.conventions.twelve_stages
    facts.add(f"day_master:{me.hanja}", day_master=Term("stem", me.hanja))
    facts.add("polarity:yang" if me.is_yang else "polarity:yin")
    for place, pillar in pillars.items():
        branch = pillar.branch
        facts.add(f"{place}_pillar:{pillar.hanja}", **{f"{place}_pillar": pillar})
        facts.add(
            f"{place}_branch:{branch.hanja}", **{f"{place}_branch": Term("branch", branch.hanja)}
        )
        stage = twelve_stage(me, branch, school)
        facts.add(f"stage:{place}={stage}", **{f"stage_{place}": Term("stage", stage)})
    facts.add(
        f"year_branch:{pillars.year.branch.hanja}", animal=Term("animal", pillars.year.branch.hanja)
    )
    facts.add("hour:known" if pillars.hour else "hour:unknown")
    facts.add(f"gender:{signs.gender or 'unknown'}")
    month = pillars.month.branch
    facts.add(
        f"month_branch:{month.hanja}",
        season=Term("season", month.hanja),
        month_element=element(month.element),
    )
    facts.add(f"season:{SEASONS[month.index]}")
    facts.add(f"month_to_me:{BONDS[(month.element - me.element) % 5]}")


def _ten_gods(facts: Facts, signs: Signs) -> None:
    me = signs.day_master
    groups = [0] * 5
    for place, pillar in signs.pillars.items():
        if place != "day":
            groups[(pillar.stem.element - me.element) % 5] += 1
            _ten_god(facts, f"{place}_stem", ten_god(me, pillar.stem))
        groups[(pillar.branch.element - me.element) % 5] += 1
        _ten_god(facts, f"{place}_branch", branch_ten_god(me, pillar.branch))
    for group, count in zip(GROUPS, groups, strict=True):
        facts.add(f"group:{group}={AMOUNTS[min(count, 3)]}")


def _ten_god(facts: Facts, place: str, god: str) -> None:
    facts.add(f"ten_god:{place}={god}", **{f"god_{place}": Term("ten_god", god)})
    facts.add(f"has:{god}")


def _elements(facts: Facts, analysis: Analysis) -> None:
    balance = analysis.balance
    counted = [f"count:{name}={n}" for name, n in zip(ELEMENTS_EN, balance.counts, strict=True)]
    facts.tell(
        "counts",
        counted,
        tuple(
            Term("element", name, count)
            for name, count in zip(ELEMENTS_EN, balance.counts, strict=True)
        ),
    )
    missing = tuple(element(index) for index in balance.missing)
    for name, count, fact in zip(ELEMENTS_EN, balance.counts, counted, strict=True):
        facts.add(fact, **{f"element_{name}": count})
        if count:
            facts.add(f"element:{name}={AMOUNTS[min(count, 3)]}")
        else:
            facts.bind(f"element:{name}=missing", missing=missing)
    _scarce(facts, analysis)
    facts.bind("elements:incomplete" if missing else "elements:complete")
    if missing:
        facts.held["elements:incomplete"]["missing"] = missing
    for name, indices in (("strongest", balance.strongest), ("weakest", balance.weakest)):
        ids = [f"{name}:{ELEMENTS_EN[index]}" for index in indices]
        for fact in ids:
            facts.add(fact)
        facts.tell(name, ids, tuple(element(index) for index in indices))


def _scarce(facts: Facts, analysis: Analysis) -> None:
    """Elements of which one sign or none is visible: that do no harm, that nothing else tells of."""
    support, climate = analysis.useful_elements
    season = SEASONS[analysis.signs.pillars.month.branch.index]
    told = (support.element, climate.element, SEASON_ELEMENTS[season])
    for index, count in enumerate(analysis.balance.counts):
        if count < 2:
            scarce = f"{ELEMENTS_EN[index]}={'few' if count else 'missing'}"
            if index != support.harmful:
                facts.add(f"wanted:{scarce}")
            if index not in told:
                facts.add(f"scarce_apart:{scarce}")
    if support.element != climate.element:
        facts.add(f"useful_apart:{ELEMENTS_EN[support.element]}")


def _strength(facts: Facts, analysis: Analysis) -> None:
    strength, structure = analysis.strength, analysis.structure
    facts.add(f"strength:{strength.name}", strength=Term("strength", strength.name))
    facts.add(f"side:{SIDES[strength.verdict]}")
    for name, part in (
        ("season", strength.season),
        ("ground", strength.ground),
        ("company", strength.company),
    ):
        facts.add(f"{name}_holds:{'yes' if part.holds else 'no'}")
    facts.add(f"structure:{structure.name}", structure=Term("structure", structure.name))
    facts.add(f"structure_kind:{structure.kind}")
    support, climate = analysis.useful_elements
    facts.add(f"useful:{ELEMENTS_EN[support.element]}", useful=element(support.element))
    group = support.ten_god_group
    facts.add(f"useful_group:{group}", useful_group=Term("group", group))
    facts.add(
        f"climate:{ELEMENTS_EN[climate.element]}",
        climate=element(climate.element),
        climate_stems=tuple(Term("stem", stem.hanja) for stem in climate.stems),
    )


def luck_age(age: int, start_age: int, luck_starts: LuckStarts) -> Age:
    """The age that a decade begins at, as far as the hour is known."""
    least, most = luck_starts or (start_age, start_age)
    return Age(age - start_age + least, age - start_age + most)


def bind_useful_decade(
    facts: Facts, analysis: Analysis, luck_starts: LuckStarts, begun: int | None = None
) -> None:
    """The first decade that brings 용신, if any.

    `begun` is how many have begun on a known day: only the running and the later ones are asked.
    """
    luck = analysis.luck
    if luck is None:
        return
    useful = analysis.useful_elements[0].element
    for number, decade in enumerate(luck.pillars, 1):
        pillar = decade.pillar
        if number >= (begun or 1) and useful in (pillar.stem.element, pillar.branch.element):
            ahead = None if begun is None else number - begun
            when = {None: "first", 0: "now", 1: "next"}.get(ahead, "coming")
            if when == "coming" and decade.age >= FAR_AGE:
                return
            age = luck_age(decade.age, luck.start_age, luck_starts)
            facts.bind(f"luck_useful:{when}", luck_useful=pillar, luck_useful_age=age)
            return


def _luck(facts: Facts, analysis: Analysis, luck_starts: LuckStarts) -> None:
    luck, me = analysis.luck, analysis.signs.day_master
    if luck is None:
        return
    first_age = luck_age(luck.start_age, luck.start_age, luck_starts)
    facts.add(f"luck_direction:{luck.direction}", luck_first_age=first_age)
    if first_age.least < first_age.most:
        facts.add("luck_ages:open")
    for number, decade in enumerate(luck.pillars, 1):
        pillar, god = decade.pillar, ten_god(me, decade.pillar.stem)
        age = luck_age(decade.age, luck.start_age, luck_starts)
        words: dict[str, Value] = {
            f"luck_{number}": pillar,
            f"luck_age_{number}": age,
            f"luck_god_{number}": Term("ten_god", god),
        }
        facts.add(f"luck:{pillar.hanja}@{decade.age}", **words)
        if number <= FIRST_DECADES:
            facts.add(f"luck_god:{number}={god}")
