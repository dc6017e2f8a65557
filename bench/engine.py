"""The engine: charts for a second of one core, beside other engines, and what importing it takes."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property

import sxtwl
from lunar_python import Solar

from bench.report import Row, ratios
from saju import Birth, SajuError, chart_of
from saju.analysis import Analysis
from saju.day_master import branch_ten_god, ten_god, twelve_stage
from saju.hidden_stems import hidden_stems
from saju.nayin import nayin
from saju.render import chart_body

# The kernel's high-water mark, since getrusage's counts what the parent had when it forked.
IMPORT = """
import time
began_s = time.perf_counter()
import saju
took_ms = (time.perf_counter() - began_s) * 1000
mark = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(took_ms, int(mark.split()[1]) / 1024)
"""
ROUNDS = 5
ROWS = [name for name, row in vars(Analysis).items() if isinstance(row, cached_property)]
FIRST_DAY = datetime(1901, 1, 1)  # noqa: DTZ001 - a wall clock


def measure(*, short: bool) -> Iterator[Row]:
    """Charts for a CPU second, medians of rounds."""
    size = 2_000 if short else 20_000
    births = births_of(size)
    ours = per_cpu_s(four_pillars, births)
    yield Row.of("four-pillar charts", ours, "/s", at_least=50_000)
    some = births[: size // 10]
    full = per_cpu_s(_full, some)
    yield Row.of("full charts, every row computed", full, "/s", at_least=5_000)
    yield Row.of("full charts, rendered for the API", per_cpu_s(_rendered, some), "/s")
    hourless = [replace(birth, hour=None, minute=0) for birth in some[: size // 100]]
    yield Row.of("the same without a birth hour", per_cpu_s(_rendered, hourless), "/s")
    few = births[: size // 20]
    for name, peer in (("lunar-python", lunar_python), ("sxtwl", _sxtwl)):
        theirs = per_cpu_s(peer, few)
        yield Row.of(f"four-pillar charts of {name}", theirs, "/s")
        yield Row.of("four-pillar charts", ratios(ours, theirs), "×", beside=name)
    took = [_import_once() for _ in range(ROUNDS)]
    yield Row("import", min(ms for ms, _ in took), "ms", at_most=50)
    yield Row(
        "memory of Python with the engine imported", min(mb for _, mb in took), "MB", at_most=25
    )


def births_of(size: int) -> list[Birth]:
    """Random births in Seoul of 1901–2099, half of them men; times that never were are left out."""
    chance = random.Random(1)
    births: list[Birth] = []
    while len(births) < size:
        moment = FIRST_DAY + timedelta(minutes=chance.randrange(199 * 365 * 1440))
        birth = Birth(
            moment.year,
            moment.month,
            moment.day,
            moment.hour,
            moment.minute,
            gender=chance.choice(("male", "female")),
        )
        try:
            chart_of(birth)
        except SajuError:
            continue
        births.append(birth)
    return births


def per_cpu_s(work: Callable[[Birth], object], births: Sequence[Birth]) -> list[float]:
    """How many births are done for a second of CPU time, in each round but a first that warms up."""
    found = []
    for _ in range(ROUNDS + 1):
        started_s = time.process_time()
        for birth in births:
            work(birth)
        found.append(len(births) / (time.process_time() - started_s))
    return found[1:]


def four_pillars(birth: Birth) -> object:
    """The least that is asked of an engine."""
    return chart_of(birth).signs.pillars


def _full(birth: Birth) -> object:
    chart = chart_of(birth)
    signs, moment = chart.signs, chart.moment
    analysis, me = Analysis(signs), signs.day_master
    decades = analysis.luck.pillars if analysis.luck else ()
    pillars = (*signs.pillars, *(decade.pillar for decade in decades))
    return (
        *(getattr(analysis, row) for row in ROWS),
        [nayin(pillar) for pillar in signs.pillars],
        [hidden_stems(pillar.branch) for pillar in signs.pillars],
        [(ten_god(me, one.stem), branch_ten_god(me, one.branch)) for one in pillars],
        [twelve_stage(me, one.branch) for one in pillars],
        moment.lunar_date,
        moment.boundary_warnings,
        moment.ruling_stem,
        moment.luck_first_days,
    )


def _rendered(birth: Birth) -> object:
    return chart_body(chart_of(birth))


def lunar_python(birth: Birth) -> object:
    """The same by another engine, written in Python alone, too."""
    solar = Solar.fromYmdHms(birth.year, birth.month, birth.day, birth.hour, birth.minute, 0)
    chart = solar.getLunar().getEightChar()
    return chart.getYear(), chart.getMonth(), chart.getDay(), chart.getTime()


def _sxtwl(birth: Birth) -> object:
    day = sxtwl.fromSolar(birth.year, birth.month, birth.day)
    return day.getYearGZ(), day.getMonthGZ(), day.getDayGZ(), day.getHourGZ(birth.hour)


def _import_once() -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True
    )
    ms, mb = done.stdout.split()
    return float(ms), float(mb)
