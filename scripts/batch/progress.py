"""How far a batch is: a bar where there is a terminal, a line now and then where there is none."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from scripts.batch.results.outcome import Tally
from scripts.batch.sentences import Sentences
from shared.clock import Clock

LINE_EVERY_S = 10.0
RATE_OVER_S = 60.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a batch stands. `total` is an estimate until the input has ended; None: nobody knows."""

    tally: Tally
    open_jobs: int
    total: int | None


class Speed:
    """Rows a second, lately, and how long the rest takes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def of(self, rows: int) -> float | None:
        """Rows a second over the last minute; None: it has not begun."""
        now_s = self._clock.monotonic_s()
        self._seen.append((now_s, rows))
        while len(self._seen) > 2 and now_s - self._seen[0][0] > RATE_OVER_S:
            self._seen.popleft()
        since_s, before = self._seen[0]
        return None if now_s <= since_s else (rows - before) / (now_s - since_s)


class Watch(Protocol):
    """Shows how a batch stands, and tells sentences in between."""

    def show(self, standing: Standing) -> None:
        """Shows it, if it is time."""
        ...

    def say(self, line: str) -> None:
        """Tells a sentence."""
        ...

    def end(self) -> None:
        """Shows it for the last time."""
        ...


class Bar:
    """On a terminal: a bar with two lines beside it, which fit into eighty columns."""

    def __init__(self, file: TextIO, said: Sentences, clock: Clock) -> None:
        self._said = said
        self._speed = Speed(clock)
        self._console = Console(file=file, highlight=False, markup=False)
        self._progress = Progress(
            BarColumn(bar_width=16),
            TextColumn("{task.fields[told]}", markup=False),
            console=self._console,
        )
        self._task = self._progress.add_task("", total=None, told="")
        self._progress.start()

    def show(self, standing: Standing) -> None:
        """Draws it anew."""
        told = "\n".join(figures(self._said, standing, self._speed))
        self._progress.update(
            self._task, completed=standing.tally.rows, total=standing.total, told=told
        )

    def say(self, line: str) -> None:
        """Above the bar."""
        self._console.print(f"palja: {line}", soft_wrap=True)

    def end(self) -> None:
        """Leaves the bar as it is."""
        self._progress.stop()


class Lines:
    """Where there is no terminal, as in a log."""

    def __init__(self, file: TextIO, said: Sentences, clock: Clock) -> None:
        self._file = file
        self._said = said
        self._clock = clock
        self._speed = Speed(clock)
        self._last_s = clock.monotonic_s()

    def show(self, standing: Standing) -> None:
        """A line every ten seconds."""
        now_s = self._clock.monotonic_s()
        told = figures(self._said, standing, self._speed)
        if now_s - self._last_s >= LINE_EVERY_S:
            self._last_s = now_s
            self.say(" · ".join(told))

    def say(self, line: str) -> None:
        """A line."""
        print(f"palja: {line}", file=self._file, flush=True)

    def end(self) -> None:
        """Nothing."""


class Teller:
    """Tells sentences at once, above the bar once there is one."""

    def __init__(self, file: TextIO, said: Sentences, clock: Clock) -> None:
        self._file = file
        self._said = said
        self._clock = clock
        self._watch: Watch | None = None

    def tell(self, kind: str, **facts: object) -> None:
        """Tells a sentence."""
        line = self._said.of(kind, **facts)
        if self._watch is None:
            print(f"palja: {line}", file=self._file, flush=True)
        else:
            self._watch.say(line)

    def begin(self) -> None:
        """From now on it is shown how the batch stands."""
        self._watch = watch_of(self._file, self._said, self._clock)

    def show(self, standing: Standing) -> None:
        """Shows how the batch stands."""
        if self._watch is not None:
            self._watch.show(standing)

    def end(self) -> None:
        """Nothing more is shown."""
        if self._watch is not None:
            self._watch.end()
            self._watch = None


def watch_of(file: TextIO, said: Sentences, clock: Clock) -> Watch:
    """A bar on a terminal, lines elsewhere."""
    make: Callable[[TextIO, Sentences, Clock], Watch] = Bar if file.isatty() else Lines
    return make(file, said, clock)


def figures(said: Sentences, standing: Standing, speed: Speed) -> tuple[str, str]:
    """How far and how fast, and what came of the rows, in words."""
    tally, total = standing.tally, standing.total
    rate = speed.of(tally.rows)
    left_s = max(0, total - tally.rows) / rate if rate and total is not None else None
    return (
        said.of(
            "speed",
            rows=f"{tally.rows:,}" if total is None else f"{tally.rows:,}/{total:,}",
            rate="–" if rate is None else f"{rate:,.1f}",
            left="–" if left_s is None else duration(left_s),
            cost=f"{tally.cost_usd:.4f}",
        ),
        said.of(
            "counts",
            hits=tally.hits,
            fallbacks=tally.fallbacks,
            unanswered=tally.unanswered,
            open=standing.open_jobs,
        ),
    )


def duration(seconds: float) -> str:
    """Hours, minutes and seconds, as clocks show them."""
    minutes, rest_s = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest_s:02}" if hours else f"{minutes}:{rest_s:02}"
