"""What a batch that stopped had begun: read again from the input, and told apart by the journal."""

from __future__ import annotations

from dataclasses import dataclass, field

from scripts.batch.questions.taking import Taking
from scripts.batch.results.journal import Journal
from scripts.batch.rows.row import Row
from scripts.batch.told import Stopped


@dataclass(slots=True)
class Begun:
    """Rows that were read and are not written."""

    jobs: list[tuple[str, Row]] = field(default_factory=list)
    """They wait for these jobs."""
    calls: dict[str, list[Row]] = field(default_factory=dict)
    """They were asked by these calls, and the answer was missed."""
    new: list[Row] = field(default_factory=list)
    """They were not asked."""


async def taken_up(journal: Journal, taking: Taking, first: int, at_once: int) -> Begun:
    """Reads as far as was read, passing over the rows before `first`, which are written.

    Raises:
        Stopped: these are other rows than those that were read then.
    """
    taken, digest = journal.taken
    asked, begun = journal.asked, Begun()
    while taking.taken < taken:
        rows = await taking.some(min(at_once, taken - taking.taken))
        if not rows:
            raise Stopped("stopped_changed")
        for row in rows:
            found = asked.get(row.index)
            if row.index < first:
                continue
            if found is None:
                begun.new.append(row)
            elif found.job is None:
                begun.calls.setdefault(found.call, []).append(row)
            else:
                begun.jobs.append((found.job, row))
    if taken and taking.digest != digest:
        raise Stopped("stopped_changed")
    return begun
