from __future__ import annotations

from pathlib import Path

import pytest

from bench.released import Figure, Release, compared

LAST = Release("0.1.0", {"a hit": 0.8, "a gateway": 60.0})


def marks(*figures: Figure) -> list[str]:
    _, _, *lines = compared(figures, LAST)
    return [line.split("|")[-2].strip() for line in lines]


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    assert Release.read(path) is None

    LAST.keep(path)

    assert Release.read(path) == LAST


def test_figures_stand_beside_those_of_the_last_release() -> None:
    assert list(compared([Figure("a hit", 0.812, "×")], LAST)) == [
        "| what | now | 0.1.0 | |",
        "| --- | ---: | ---: | --- |",
        "| a hit | 0.812 × | 0.8 |  |",
    ]


@pytest.mark.parametrize(
    ("value", "mark"), [(0.8, ""), (0.68, ""), (0.64, "**WORSE by 25%**"), (2, "")]
)
def test_a_rate_is_marked_when_it_fell_by_more_than_a_fifth(value: float, mark: str) -> None:
    assert marks(Figure("a hit", value, "×")) == [mark]


@pytest.mark.parametrize(
    ("value", "mark"), [(60, ""), (71, ""), (75, "**WORSE by 25%**"), (30, "")]
)
def test_a_cost_is_marked_when_it_grew_by_more_than_a_fifth(value: float, mark: str) -> None:
    assert marks(Figure("a gateway", value, "MB", less_is_better=True)) == [mark]


def test_what_the_last_release_did_not_measure_stands_alone() -> None:
    assert marks(Figure("a chart", 3, "×")) == [""]
    *_, line = compared([Figure("a chart", 3, "×")], None)
    assert line == "| a chart | 3 × |  |  |"


def test_the_kept_figures_of_the_last_release_can_be_read() -> None:
    assert Release.read() is not None
