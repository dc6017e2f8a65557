"""The labelled statements themselves: their form, their balance, and that the charts bear out
their labels wherever a statement can be checked by comparing a field.
"""

from __future__ import annotations

import json
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest

from saju import Birth, Chart, chart_of
from saju.analysis import Analysis
from saju.day_master import branch_ten_god, ten_god, twelve_stage
from saju.hidden_stems import hidden_stems, main_stem
from saju.model import Place
from saju.sexagenary import PILLARS, STEM_BY_HANJA

FILE = Path(__file__).parent / "authorities" / "statements.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
BY_BIRTH: dict[str, list[dict[str, Any]]] = {}
for _row in ROWS:
    BY_BIRTH.setdefault(json.dumps(_row["birth"], sort_keys=True), []).append(_row)
FIELDS = {
    "id", "birth", "language", "text", "true", "about", "contradicts", "split", "check",
}  # fmt: skip
ABOUT = {
    "pillar", "day_master", "element", "ten_god", "star", "luck", "animal", "relation",
    "strength", "structure", "hidden_stem", "stage", "void", "year_luck",
}  # fmt: skip
ELEMENTS = ("wood", "fire", "earth", "metal", "water")
GROUPS = {"비겁": "비견 겁재", "식상": "식신 상관", "재성": "편재 정재", "관성": "편관 정관",
          "인성": "편인 정인"}  # fmt: skip


def signs_facts(chart: Chart) -> dict[str, Any]:
    """What single signs are: pillars, ten gods, stages, hidden stems, animal."""
    me, pillars = chart.signs.day_master, chart.signs.pillars
    facts: dict[str, Any] = {
        "day_master": me.hanja,
        "animal": pillars.year.branch.animal,
        "hour_known": pillars.hour is not None,
        "pillar.hour": None,
    }
    gods = Counter[str]()
    for place, pillar in pillars.items():
        hidden = [one.stem for one in hidden_stems(pillar.branch)]
        below = branch_ten_god(me, pillar.branch)
        above = ten_god(me, pillar.stem)
        gods.update([below] if place == "day" else [above, below])
        facts |= {
            f"pillar.{place}": pillar.hanja,
            f"ten_god.{place}_stem": above,
            f"ten_god.{place}_branch": below,
            f"stage.{place}": twelve_stage(me, pillar.branch),
            f"hidden_stems.{place}": "".join(stem.hanja for stem in hidden),
            f"main_stem.{place}": main_stem(pillar.branch).hanja,
        }
        facts |= {f"hides.{place}.{stem}": STEM_BY_HANJA[stem] in hidden for stem in STEM_BY_HANJA}
        facts |= {
            f"hides.{place}.{name}": any(stem.element == element for stem in hidden)
            for element, name in enumerate(ELEMENTS)
        }
    facts |= {f"ten_gods.{god}": gods[god] for pair in GROUPS.values() for god in pair.split()}
    return facts | {
        f"ten_gods.{group}": sum(gods[god] for god in pair.split())
        for group, pair in GROUPS.items()
    }


def balance_facts(analysis: Analysis) -> dict[str, Any]:
    """Elements, strength and structure."""
    balance, strength = analysis.balance, analysis.strength
    facts: dict[str, Any] = {
        "strength": strength.name,
        "strength_side": "strong" if strength.score >= 50 else "weak",
        "season": strength.season.holds,
        "ground": strength.ground.holds,
        "company": strength.company.holds,
        "structure": analysis.structure.name,
    }
    for element, name in enumerate(ELEMENTS):
        facts[f"count.{name}"] = balance.counts[element]
        facts[f"hidden_count.{name}"] = balance.hidden_counts[element]
        facts[f"strongest.{name}"] = element in balance.strongest
    for one, other in product(range(5), repeat=2):
        more = balance.counts[one] > balance.counts[other]
        facts[f"more.{ELEMENTS[one]}.{ELEMENTS[other]}"] = more
    for void in analysis.voids:
        facts[f"void.{void.by}"] = "".join(branch.hangul for branch in void.branches)
    for place in get_args(Place):
        facts[f"is_void.{place}"] = place in analysis.voids[0].places
    return facts


def time_facts(chart: Chart, analysis: Analysis) -> dict[str, Any]:
    """대운 by age (만) and 세운 by year."""
    me, luck = chart.signs.day_master, analysis.luck
    facts: dict[str, Any] = {"luck_direction": luck.direction if luck else None}
    for decade in luck.pillars if luck else ():
        for age in range(decade.age, decade.age + 10):
            facts[f"luck.{age}"] = decade.pillar.hanja
            facts[f"luck_ten_god.{age}"] = ten_god(me, decade.pillar.stem)
    if luck:
        facts["luck_start"] = luck.start_age
    for year in range(2020, 2031):
        pillar = PILLARS[(year - 1984) % 60]
        facts[f"year.{year}"] = pillar.hanja
        facts[f"year_ten_god.{year}"] = ten_god(me, pillar.stem)
        facts[f"year_branch_ten_god.{year}"] = branch_ten_god(me, pillar.branch)
    return facts


def found_facts(analysis: Analysis) -> dict[str, Any]:
    """Stars and relations that are there, with and without their places."""
    facts: dict[str, Any] = {}
    for star in analysis.stars:
        facts[f"star.{star.name}"] = True
        facts |= {f"star.{star.name}.{place}": True for place in star.places}
    for relation in analysis.relations:
        seats = "-".join(relation.places)
        facts[f"relation.{relation.name}"] = True
        facts[f"relation.{relation.name}.{seats}"] = True
        facts[f"transforms.{relation.name}.{seats}"] = relation.transforms is True
    return facts


def facts_of(birth: dict[str, Any]) -> dict[str, Any]:
    chart = chart_of(Birth(**birth))
    analysis = Analysis(chart.signs)
    return (
        signs_facts(chart)
        | balance_facts(analysis)
        | time_facts(chart, analysis)
        | found_facts(analysis)
    )


def fact(facts: dict[str, Any], field: str) -> Any:
    """A star or a relation that is not listed is not there."""
    if field.startswith(("star.", "relation.")):
        return facts.get(field, False)
    return facts.get(field) if field.startswith("luck") else facts[field]


def test_has_enough_statements_of_enough_births() -> None:
    assert len(ROWS) >= 2800
    assert sum(map(len, BY_BIRTH.values())) == len(ROWS)
    assert len(BY_BIRTH) >= 100
    assert {row["about"] for row in ROWS} == ABOUT


def test_every_row_has_the_same_columns() -> None:
    for row in ROWS:
        assert set(row) == FIELDS, row["id"]
        assert row["language"] in {"ko", "en"}
        assert row["split"] in {"tune", "held_out"}


def test_ids_and_texts_are_unique() -> None:
    for column in ("id", "text"):
        assert [value for value, n in Counter(row[column] for row in ROWS).items() if n > 1] == []


def test_half_are_true_in_each_split_and_language() -> None:
    for column in ("split", "language"):
        for value in {row[column] for row in ROWS}:
            labels = [row["true"] for row in ROWS if row[column] == value]
            assert 0.47 <= sum(labels) / len(labels) <= 0.53, value


def test_languages_and_splits_have_their_shares() -> None:
    # The rows from s1914 on are all for tuning, as later authors wrote them.
    assert sum(row["language"] == "ko" for row in ROWS) / len(ROWS) == pytest.approx(0.62, abs=0.03)
    assert sum(row["split"] == "tune" for row in ROWS) / len(ROWS) == pytest.approx(0.71, abs=0.02)
    assert sum(row["split"] == "held_out" for row in ROWS) >= 800


@pytest.mark.parametrize("about", sorted(ABOUT))
def test_each_subject_has_both_labels_in_both_splits(about: str) -> None:
    counts = Counter((row["split"], row["true"]) for row in ROWS if row["about"] == about)
    assert len(counts) == 4
    assert min(counts.values()) >= 4


def test_a_statement_says_what_is_wrong_exactly_when_it_is_false() -> None:
    for row in ROWS:
        assert (row["contradicts"] is None) is row["true"], row["id"]


@pytest.mark.parametrize("birth", list(BY_BIRTH))
def test_the_chart_bears_out_the_labels(birth: str) -> None:
    facts = facts_of(json.loads(birth))
    for row in BY_BIRTH[birth]:
        wrong = [each for each in row["check"] if fact(facts, each["field"]) != each["says"]]
        # Exactly one thing is planted; a row without `check` was judged by reading alone.
        assert len(wrong) == (0 if row["true"] or not row["check"] else 1), row["id"]


def test_nearly_every_false_statement_can_be_compared() -> None:
    false = [row for row in ROWS if not row["true"]]
    assert sum(bool(row["check"]) for row in false) / len(false) > 0.95
