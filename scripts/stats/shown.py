"""The figures for a terminal: what is aimed at beside what was measured, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from client import Figures, Latency

NOTHING = "–"
"""What was never measured."""
_MET, _MISSED = Text("met", style="green"), Text("missed", style="red")


def shown(figures: Figures) -> RenderableType:
    """All that a person looks for first; `--json` has the rest."""
    parts: Sequence[RenderableType | None] = (
        _head(figures),
        _alerts(figures),  # before what a small terminal cuts off
        _targets(figures),
        _latencies(figures),
        _models(figures),
        _circuits(figures.raw["breakers"]),
        _processes(figures),
    )
    return Group(*(each for part in parts if part is not None for each in (part, "")))


def seconds(value: float | None) -> str:
    """A time in the unit that suits it."""
    if value is None:
        return NOTHING
    return f"{value * 1000:,.3g} ms" if value < 1 else f"{value:,.1f} s"


def percent(value: float | None) -> str:
    """A share."""
    return NOTHING if value is None else f"{value:.1%}"


def dollars(value: float | None) -> str:
    """A cost."""
    return NOTHING if value is None else f"${value:,.4f}"


def _head(figures: Figures) -> Text:
    since = "nothing counted yet"
    if figures.since is not None:
        since = f"counting since {figures.since:%Y-%m-%d %H:%M} UTC"
    queue = f"queue {figures.queue_depth:,}, running {_count(figures.running)}"
    if figures.queue_oldest_age_s is not None:
        queue += f", the oldest waits {seconds(figures.queue_oldest_age_s)}"
    head = Text(f"{since}; {queue}; optimisation ")
    head.append(
        "on" if figures.optimization_enabled else "off",
        "" if figures.optimization_enabled else "red",
    )
    return head


def _targets(figures: Figures) -> Table:
    """What is aimed at; whether it is met is told by the last five minutes where they know."""
    window, aims = figures.window, figures.targets
    table = Table("", "in all", "last 5 min", "target", "", box=None, pad_edge=False)
    table.add_row("questions", _count(figures.total_requests), _count(window["total_requests"]))
    table.add_row(
        "questions a second",
        "",
        _number(figures.requests_per_second),
        f"{aims['requests_per_second']:g}",
    )
    ratio, aim = window["hit_ratio"], aims["hit_ratio"]
    table.add_row(
        "hit ratio", percent(figures.hit_ratio), percent(ratio), f"≥ {aim:.0%}",
        _word(None if ratio is None else ratio >= aim),
    )  # fmt: skip
    mean, aim = window["latency"]["answers"]["mean"], aims["answer_time_s"]
    table.add_row(
        "answer time", seconds(figures.latency["answers"].mean), seconds(mean),
        f"≤ {seconds(aim)}", _word(None if mean is None else mean <= aim),
    )  # fmt: skip
    sizes = [one.memory_mb for one in figures.processes if one.memory_mb is not None]
    largest, aim = max(sizes, default=None), aims["process_memory_mb"]
    table.add_row(
        "largest process", "", _megabytes(largest), f"≤ {aim:g} MB",
        _word(None if largest is None else largest <= aim),
    )  # fmt: skip
    table.add_row("fallbacks", figures.fallback_rate or NOTHING)
    table.add_row("first provider answers", figures.primary_success_rate or NOTHING)
    return table


def _latencies(figures: Figures) -> Table:
    table = _numbers("time", "count", "mean", "p50", "p95", "p99", "p95 of 5 min")
    for name, row in figures.latency.items():
        lately = Latency.of(figures.window["latency"][name])
        times = (row.mean, row.p50, row.p95, row.p99, lately.p95)
        table.add_row(name.replace("_", " "), _count(row.count), *map(seconds, times))
    return table


def _models(figures: Figures) -> Table | None:
    rows = figures.raw["models"]
    if not rows:
        return None
    table = _numbers("model", "calls", "good", "tokens in", "out", "cost")
    for row in rows:
        table.add_row(
            f"{row['provider']} {row['model']}",
            _count(row["calls"]),
            row["success_rate"] or NOTHING,
            _count(row["input_tokens"]),
            _count(row["output_tokens"]),
            dollars(row["cost_usd"]),
        )
    return table


def _circuits(breakers: Mapping[str, Mapping[str, Any]]) -> Text | None:
    """The providers that are skipped now."""
    lines = [
        f"{provider} is skipped: {circuit['reason']}, since {circuit['since']}"
        for provider, circuit in breakers.items()
        if circuit["state"] != "closed"
    ]
    return Text("\n".join(lines), style="red") if lines else None


def _processes(figures: Figures) -> Table:
    table = _numbers("process", "memory", "cached", "waiting")
    for one in figures.processes:
        table.add_row(
            f"{one.kind} {one.pid} on {one.host}",
            _megabytes(one.memory_mb),
            _count(one.memory_entries),
            _count(one.waiting_callers),
        )
    return table


def _alerts(figures: Figures) -> Text:
    if not figures.alerts:
        return Text("No alerts.", style="green")
    text = Text()
    for alert in figures.alerts:
        text.append(
            f"{alert.name} {alert.value:g}, the limit is {alert.limit:g}\n", style="bold red"
        )
        text.append(f"  {alert.action}\n")
    text.rstrip()
    return text


def _numbers(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table


def _word(met: bool | None) -> Text:  # noqa: FBT001 - three answers to one question
    return Text("") if met is None else _MET if met else _MISSED


def _count(value: int | None) -> str:
    return NOTHING if value is None else f"{value:,}"


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.2f}"


def _megabytes(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.1f} MB"
