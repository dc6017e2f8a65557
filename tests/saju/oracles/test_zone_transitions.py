"""Every gap and every fold of every zone, against a second reader of the zone files.

Oracle: `zone_history`, which reads the wheel's TZif blocks and footers by RFC 9636 with `struct`
and finds a local time's instants by definition: all those whose clock shows it. The engine asks
`zoneinfo` instead. Both read the same release of the IANA database, so neither tells whether the
database is right about history. Zones with equal files are read once; after 2037, where every file
leaves off and its footer rules alone, one zone is read for each different footer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from saju import Birth, Conventions, chart_of
from saju.errors import LocalTimeNeverWas, LocalTimeWasTwice
from tests.saju.oracles.zone_history import DAY_S, history_of, zone_file, zone_names

CLOCK = Conventions(solar_time="clock")
FIRST_S = date(1900, 1, 1).toordinal() * DAY_S
END_S = date(2101, 1, 1).toordinal() * DAY_S
FOOTERS_ALONE_S = date(2038, 1, 1).toordinal() * DAY_S


def instant_s(zone: str, local_s: int, fold: int | None = None) -> int | str:
    """The engine's instant of a local time, or the name of its refusal."""
    ordinal, of_day_s = divmod(local_s, DAY_S)
    day = date.fromordinal(ordinal)
    hour, minute, second = of_day_s // 3_600, of_day_s // 60 % 60, of_day_s % 60
    birth = Birth(
        day.year, day.month, day.day, hour, minute, second, timezone=zone, fold=fold
    )  # fmt: skip
    try:
        found = chart_of(birth, CLOCK).moment.instant_s
    except (LocalTimeNeverWas, LocalTimeWasTwice) as refused:
        return type(refused).__name__
    assert found is not None
    return found


def answers(zone: str, local_s: int) -> tuple[int | str, ...]:
    """The engine's answers without a fold, with the first and with the second."""
    return tuple(instant_s(zone, local_s, fold) for fold in (None, 0, 1))


def right_answers(zone: str, local_s: int) -> tuple[int | str, ...]:
    """What the definition says they are."""
    instants = history_of(zone).instants_s(local_s)
    if not instants:
        return ("LocalTimeNeverWas",) * 3
    if len(instants) == 1:
        return (instants[0],) * 3
    return ("LocalTimeWasTwice", instants[0], instants[-1])


def edges_s(zone: str, end_s: int) -> list[int]:
    """The first and last second inside, and the neighbours outside, of each gap and fold."""
    edges: set[int] = set()
    for at_s, before_s, after_s in history_of(zone).changes():
        low_s, high_s = sorted((at_s + before_s, at_s + after_s))
        edges |= {low_s - 1, low_s, high_s - 1, high_s}
    return sorted(edge_s for edge_s in edges if FIRST_S <= edge_s < end_s)


def zones_by_file() -> list[str]:
    """One name for each different zone file."""
    by_file = defaultdict(list)
    for name in zone_names():
        by_file[zone_file(name)].append(name)
    return ["Asia/Seoul" if "Asia/Seoul" in names else names[0] for names in by_file.values()]


def all_edges_s() -> Iterator[tuple[str, int]]:
    """Every zone's to 2037, and every footer's to 2100."""
    footers = set()
    for zone in zones_by_file():
        footer = zone_file(zone).rsplit(b"\n", 2)[1]
        end_s = FOOTERS_ALONE_S if footer in footers else END_S
        footers.add(footer)
        for edge_s in edges_s(zone, end_s):
            yield zone, edge_s


def test_every_gap_and_fold_of_every_zone_begins_and_ends_where_its_file_says() -> None:
    counts = {"LocalTimeNeverWas": 0, "LocalTimeWasTwice": 0, "once": 0}
    wrong = []
    for zone, edge_s in all_edges_s():
        expected = right_answers(zone, edge_s)
        counts[expected[0] if isinstance(expected[0], str) else "once"] += 1
        found = answers(zone, edge_s)
        if found != expected:
            wrong.append((zone, edge_s, found, expected))
    assert not wrong, (len(wrong), wrong[:5])
    # Two seconds inside each gap and each fold, and the second on either side.
    assert min(counts.values()) > 20_000


def test_no_local_time_of_any_zone_was_more_than_twice() -> None:
    assert max(len(history_of(zone).instants_s(edge_s)) for zone, edge_s in all_edges_s()) == 2
