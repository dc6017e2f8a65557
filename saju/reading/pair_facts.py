"""What a second chart adds: the parts of the compatibility (궁합) and what one is to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.compatibility import compatibility_of
from saju.day_master import ten_god
from saju.reading.facts import BONDS, Term, bind_relation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saju.reading.facts import Facts
    from saju.relations import Relation
    from saju.signs import Signs

_HIGH, _MIDDLE = 70, 50


def add_pair(facts: Facts, one: Signs, other: Signs) -> None:
    """Adds what two charts are to each other; the first is the reader's."""
    found = compatibility_of(one, other)
    mine, yours = one.day_master, other.day_master
    facts.add("people:two")
    facts.add(f"compat_level:{_level(found.score)}")
    facts.add(f"compat_score:{found.score}", score=found.score)
    hours_known = one.pillars.hour is not None and other.pillars.hour is not None
    facts.add(f"compat_hours:{'known' if hours_known else 'unknown'}")
    facts.add(f"bond:{BONDS[(yours.element - mine.element) % 5]}")
    for name, signs in (("one", one), ("other", other)):
        facts.add(f"{name}_day:{signs.pillars.day.hanja}", **{name: signs.pillars.day})
        facts.add(
            f"{name}_master:{signs.day_master.hanja}",
            **{f"{name}_stem": Term("stem", signs.day_master.hanja)},
        )
    # What the partner is to the reader, and the reader to the partner.
    for name, god in (("one_god", ten_god(mine, yours)), ("other_god", ten_god(yours, mine))):
        facts.add(f"{name}:{god}", **{name: Term("ten_god", god)})
    for part in found.parts:
        fact = f"compat:{part.id}={_level(part.score)}"
        facts.add(fact, **{f"reason_{part.id}": part.reason})
        for relation in part.relations:
            place = relation.places[0].removeprefix("one_")
            bind_relation(facts, "compat_relation", relation, (place,))
        _mixed(facts, part.relations)
    _branches(facts, one, other)
    best, worst = (
        choose(found.parts, key=lambda part: (part.score, part.weight)) for choose in (max, min)
    )
    facts.add(f"compat_best:{best.id}", best=best.name)
    if worst.score < best.score:
        facts.add(f"compat_worst:{worst.id}", worst=worst.name)
        facts.add("compat_differs")


def _mixed(facts: Facts, relations: Sequence[Relation]) -> None:
    """A place where both branches combine and are at odds as well, as 巳 and 申 are."""
    good, hard = (
        tuple(
            Term(f"relation_{relation.kind}", relation.name)
            for relation in relations
            if relation.kind.endswith("combination") == combines
        )
        for combines in (True, False)
    )
    if good and hard:
        place = relations[0].places[0].removeprefix("one_")
        facts.bind(
            f"compat_mixed:{place}",
            relation=(*good, *hard),
            relation_places=(Term("place", f"{place}_branch"),),
            relation_good=good,
            relation_hard=hard,
        )


def _branches(facts: Facts, one: Signs, other: Signs) -> None:
    """The branches of both, and the places where they do not relate."""
    theirs = dict(other.pillars.items())
    for place, pillar in one.pillars.items():
        if place in theirs:
            for name, branch in (("one", pillar.branch), ("other", theirs[place].branch)):
                facts.add(
                    f"{name}_{place}:{branch.hanja}",
                    **{f"{name}_{place}_branch": Term("branch", branch.hanja)},
                )
            if not any(
                fact.startswith("compat_relation:")
                and fact.endswith(f"@{place}")
                and "stem_" not in fact
                for fact in facts.held
            ):
                facts.add(f"compat_relation:none@{place}")
    for name, signs in (("one", one), ("other", other)):
        hanja = signs.pillars.year.branch.hanja
        facts.add(f"{name}_year:{hanja}", **{f"{name}_animal": Term("animal", hanja)})


def _level(score: int) -> str:
    return "high" if score >= _HIGH else "middle" if score >= _MIDDLE else "low"
