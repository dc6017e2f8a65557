"""From rows to results: in order, each paid for once, whatever happens in between."""

from __future__ import annotations

import asyncio
import json
import random
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from client import Forbidden, GatewayUnreachable, RateLimited, Unavailable, UnexpectedAnswer
from scripts.batch.asking import absence
from scripts.batch.asking import batch as module
from scripts.batch.asking.absence import Absence
from scripts.batch.asking.batch import AT_ONCE, MOST_ROWS, Batch
from scripts.batch.asking.gateway import Gateway
from scripts.batch.asking.purse import Purse
from scripts.batch.asking.window import Window
from scripts.batch.questions.taking import Taking
from scripts.batch.results.files import Results, opened
from scripts.batch.results.forms import JsonLines
from scripts.batch.results.journal import Journal
from scripts.batch.results.outcome import Outcome
from scripts.batch.rows.row import Fault, Row
from scripts.batch.told import Stopped
from scripts.gateway import WrongArgument
from scripts.pace import Pace
from shared.clock import SystemClock
from tests.fakes.calls import FakeCalls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

FULL = {"status": 503, "code": "queue_full", "detail": "full", "retry_after": 0}
WRONG = {
    "status": 422,
    "code": "invalid_birth_info",
    "detail": "wrong",
    "errors": [{"field": "birth_info.day", "code": "no_such_day", "message": "no day 31"}],
}


def question(number: int) -> dict[str, Any]:
    return {"birth_info": {"year": 1900 + number % 200, "month": 1 + number // 200, "day": 1}}


def asked(number: int) -> str:
    return json.dumps(question(number), separators=(",", ":"), sort_keys=True)


def rows_of(numbers: Iterable[int]) -> Iterator[Row]:
    for index, number in enumerate(numbers):
        yield Row(index, index + 2, f"id{number}", question(number))


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(absence, "FIRST_PAUSE_S", 0.001)
    monkeypatch.setattr(absence, "HICCUP_S", 0.0)
    monkeypatch.setattr(module, "FIRST_PAUSE_S", 0.001)


class Run:
    """One folder's batch, run as often as it takes."""

    def __init__(self, folder: Path, calls: FakeCalls) -> None:
        self.calls = calls
        self.told: list[str] = []
        self.stop = asyncio.Event()
        self._results, self._bad = folder / "r.jsonl", folder / "r.bad.jsonl"
        self._journal = folder / "r.journal"

    async def run(
        self,
        rows: Iterator[Row],
        *,
        resume: bool = False,
        most_usd: float | None = None,
        patience_s: float = 5.0,
        during: Callable[[Batch], Any] | None = None,
    ) -> Results:
        journal = (
            Journal.open(self._journal)
            if resume
            else Journal.create(self._journal, batch="b", form="jsonl")
        )
        written, clock = journal.written, SystemClock()
        out = opened(self._results, written.result_bytes)
        bad = opened(self._bad, written.bad_bytes)
        self.stop = asyncio.Event()
        tell = lambda kind, **_: self.told.append(kind)  # noqa: E731 - a name for the call below
        results = Results(out, bad, JsonLines(), written)
        one = Batch(
            Gateway(self.calls, Absence("away", clock, patience_s, tell), clock, tell),
            Taking(rows),
            results,
            journal,
            window=Window(clock, 45.0),
            purse=Purse(most_usd, written.tally.cost_usd),
            pace=Pace(None, clock),
            makeshift=Absence("makeshift", clock, patience_s, tell),
            describe=lambda row: Outcome.of_faults(
                tuple({"field": fault.field, "problem": fault.kind} for fault in row.faults), "bad"
            ),
            show=lambda: None,
        )
        try:
            async with asyncio.timeout(20), asyncio.TaskGroup() as group:
                watching = group.create_task(during(one)) if during else None
                await one.run(self.stop)
                if watching:
                    watching.cancel()
        finally:
            out.close()
            bad.close()
            journal.close()
        return results

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._results.read_text().splitlines()]

    @property
    def bad(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._bad.read_text().splitlines()]

    @property
    def fingerprint(self) -> tuple[int, str]:
        with closing(Journal.open(self._journal)) as journal:
            return journal.taken

    def asked(self, kind: str) -> int:
        return sum(each == kind for each, _ in self.calls.calls)


def assert_whole(run: Run, number: int) -> None:
    assert [line["index"] for line in run.lines] == list(range(number))
    assert {line["status"] for line in run.lines} == {"completed"}
    assert len(run.calls.paid) == len(set(run.calls.paid)), "paid twice"


async def stopped(run: Run, *arguments: Any, **options: Any) -> str:
    """How the run stopped."""
    with pytest.raises((Stopped, ExceptionGroup)) as caught:
        await run.run(*arguments, **options)
    error: Any = caught.value
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, Stopped), error
    return error.kind


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path, FakeCalls())


async def test_every_row_is_answered_in_order_and_paid_for_once(run: Run) -> None:
    results = await run.run(rows_of(range(1000)))
    assert_whole(run, 1000)
    assert len(run.calls.paid) == 1000
    assert results.written.tally.cost_usd == 500.0
    assert run.asked("wait") == 1000  # one long poll a job
    assert run.asked("known") == 1000 // AT_ONCE


async def test_what_is_known_makes_no_job_and_is_asked_without_a_name(run: Run) -> None:
    for number in range(1000):
        run.calls.know(question(number))
    results = await run.run(rows_of(range(1000)))
    assert_whole(run, 1000)
    assert {kind for kind, _ in run.calls.calls} == {"known", "fetch"}
    assert results.written.tally.hits == 1000


async def test_rows_that_ask_the_same_wait_for_one_job_and_share_its_cost(run: Run) -> None:
    results = await run.run(rows_of([1, 2, 1, 1, 2, 1]))
    assert_whole(run, 6)
    assert len(run.calls.paid) == 2
    assert results.written.tally.cost_usd == 1.0


async def test_what_the_gateway_refuses_is_told_by_the_column_that_filled_it(run: Run) -> None:
    run.calls.refusals[asked(0)] = [WRONG]
    [row] = rows_of([0])
    await run.run(iter([replace(row, columns={"birth_info.day": "생일"})]))
    assert [one["errors"][0]["field"] for one in run.bad] == ["생일"]


async def test_bad_rows_stand_in_their_places_and_beside(run: Run) -> None:
    run.calls.refusals[asked(2)] = [WRONG, WRONG]
    run.calls.refusals[asked(3)] = [
        {"status": 500, "code": "internal_error", "detail": "it has been logged"}
    ]
    run.calls.failing.add(asked(4))
    faulty = Row(5, 7, None, None, (Fault("성별", "not_among", {}, "남성"),), "x")
    rows = iter([*rows_of(range(5)), faulty])
    results = await run.run(rows)
    assert [line["status"] for line in run.lines] == [
        "completed",
        "completed",
        "invalid",
        "failed",
        "failed",
        "invalid",
    ]
    assert [(one["line"], one["errors"][0]["field"]) for one in run.bad] == [
        (4, "birth_info.day"),
        (7, "성별"),
    ]
    assert run.lines[4]["problem"]["code"] == "lost_too_often"
    tally = results.written.tally
    assert (tally.rows, tally.failed, tally.invalid, tally.unanswered) == (6, 2, 2, 4)


async def test_a_full_queue_is_waited_for(run: Run) -> None:
    for number in range(10, 20):
        run.calls.refusals[asked(number)] = [FULL, FULL]
    await run.run(rows_of(range(50)))
    assert_whole(run, 50)
    assert run.told == []


async def test_an_answer_that_is_lost_on_its_way_is_not_paid_for_twice(run: Run) -> None:
    run.calls.cached = False  # nothing else helps then
    run.calls.lost_answers = 3
    await run.run(rows_of(range(100)))
    assert_whole(run, 100)
    assert run.told == ["away", "away_over"] * (len(run.told) // 2)


async def test_a_gateway_that_is_away_is_waited_for_and_told_of_once(run: Run) -> None:
    async def vanish(_: Batch) -> None:
        await run.calls.until(lambda: len(run.calls.paid) >= 100)
        run.calls.failures += [GatewayUnreachable("gone")] * 200

    await run.run(rows_of(range(500)), during=vanish)
    assert_whole(run, 500)
    assert run.told == ["away", "away_over"]


async def test_a_gateway_that_stays_away_ends_the_run_and_it_can_be_resumed(run: Run) -> None:
    async def vanish(_: Batch) -> None:
        await run.calls.until(lambda: len(run.calls.paid) >= 100)
        run.calls.failures += [Unavailable(503, "store_unavailable", "away")] * 100_000

    kind = await stopped(run, rows_of(range(500)), patience_s=0.05, during=vanish)
    assert kind == "stopped_away"
    run.calls.failures.clear()
    await run.run(rows_of(range(500)), resume=True)
    assert_whole(run, 500)


async def test_a_limit_of_calls_is_kept(run: Run) -> None:
    run.calls.failures += [RateLimited(429, "rate_limited", "often", retry_after_s=0.001)] * 30
    await run.run(rows_of(range(50)), patience_s=0.0)
    assert_whole(run, 50)
    assert run.told == ["limited"]


async def test_a_key_that_may_not_ask_ends_the_run_at_once(run: Run) -> None:
    run.calls.failures += [Forbidden(403, "scope_missing", "no")] * 2
    assert await stopped(run, rows_of(range(50))) == "stopped_refused"
    run.calls.failures.clear()
    await run.run(rows_of(range(50)), resume=True)
    assert_whole(run, 50)


async def test_an_address_of_no_gateway_is_told_at_once(run: Run) -> None:
    run.calls.failures.append(UnexpectedAnswer("/ answers 401 (text/html)"))
    with pytest.RaisesGroup(pytest.RaisesExc(WrongArgument, match="answers 401")):
        await run.run(rows_of(range(5)), patience_s=600.0)
    assert (run.told, run.calls.failures) == ([], [])


async def test_a_page_of_a_proxy_in_between_is_waited_for(run: Run) -> None:
    async def vanish(_: Batch) -> None:
        await run.calls.until(lambda: len(run.calls.paid) >= 100)
        run.calls.failures += [UnexpectedAnswer("/ answers 404 (text/html)")] * 50

    await run.run(rows_of(range(500)), during=vanish)
    assert_whole(run, 500)
    assert run.told == ["away", "away_over"]


async def test_the_engine_is_no_answer_while_workers_are_away(run: Run) -> None:
    run.calls.without_workers = 10
    await run.run(rows_of(range(20)))
    assert_whole(run, 20)
    assert run.told[0] == "makeshift"
    assert {line["result"]["model_used"] for line in run.lines} == {"openai"}


async def test_jobs_that_the_store_has_lost_are_asked_anew(run: Run) -> None:
    run.calls.hold()

    async def lose(_: Batch) -> None:
        await run.calls.until(lambda: bool(run.calls.open))
        run.calls.lose_jobs()
        run.calls.release()

    await run.run(rows_of(range(20)), during=lose)
    assert_whole(run, 20)


async def test_money_ends_the_asking_what_is_open_is_finished_and_more_goes_on(run: Run) -> None:
    assert await stopped(run, rows_of(range(100)), most_usd=10.0) == "stopped_cost"
    assert len(run.lines) == 20
    assert len(run.calls.paid) == 20
    assert await stopped(run, rows_of(range(100)), most_usd=10.0, resume=True) == "stopped_cost"
    assert len(run.calls.paid) == 20
    results = await run.run(rows_of(range(100)), most_usd=60.0, resume=True)
    assert_whole(run, 100)
    assert results.written.tally.cost_usd == 50.0


async def test_a_stop_writes_what_is_finished_and_leaves_open_jobs_to_the_next_run(
    run: Run,
) -> None:
    async def interrupt(_: Batch) -> None:
        await run.calls.until(lambda: len(run.calls.paid) >= 30)
        run.calls.hold()
        await run.calls.until(lambda: bool(run.calls.open))
        run.stop.set()

    assert await stopped(run, rows_of(range(200)), during=interrupt) == "stopped_by_user"
    left = len(run.lines)
    assert left < 200
    run.calls.release()
    await run.run(rows_of(range(200)), resume=True)
    assert_whole(run, 200)
    assert len(run.calls.paid) == 200


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("cached", [True, False], ids=["cached", "cache off"])
async def test_deaths_at_any_moment_lose_nothing_and_pay_nothing_twice(
    tmp_path: Path,
    seed: int,
    cached: bool,  # noqa: FBT001 - pytest passes it
) -> None:
    """Without a cache only journal and repeated calls stand between a death and a second bill."""
    chance = random.Random(seed)
    run = Run(tmp_path, FakeCalls(cached=cached))
    numbers = range(150)

    async def die(_: Batch) -> None:
        for _turn in range(chance.randrange(1, 120)):
            await asyncio.sleep(0)
        raise ZeroDivisionError  # takes the run with it wherever that is

    resume = False
    for _death in range(6):
        run.calls.lost_answers = chance.randrange(2)
        try:
            await run.run(rows_of(numbers), resume=resume, during=die)
        except ExceptionGroup as group:
            if not group.subgroup(ZeroDivisionError):
                raise
        else:
            break
        resume = True
    run.calls.lost_answers = 0
    if len(run.lines) < len(numbers):
        await run.run(rows_of(numbers), resume=True)
    assert_whole(run, len(numbers))
    assert len(run.calls.paid) == len(numbers)


async def test_an_input_that_has_changed_is_not_gone_on_with(run: Run) -> None:
    assert await stopped(run, rows_of(range(100)), most_usd=10.0) == "stopped_cost"
    before, fingerprint = len(run.calls.calls), run.fingerprint
    for changed in (rows_of(range(1, 101)), rows_of(range(10)), iter([])):
        kind = await stopped(run, changed, most_usd=60.0, resume=True)
        assert kind == "stopped_changed"
        assert run.fingerprint == fingerprint
    assert len(run.calls.calls) == before  # nobody was asked
    await run.run(rows_of(range(120)), most_usd=100.0, resume=True)  # more at the end is welcome
    assert_whole(run, 120)


async def test_no_more_rows_are_read_than_may_wait_for_a_slow_one(run: Run) -> None:
    for number in range(1, 10_000):
        run.calls.know(question(number))
    run.calls.hold()
    read = 0

    def rows() -> Iterator[Row]:
        nonlocal read
        for row in rows_of(range(10_000)):
            read += 1
            yield row

    async def look(_batch: Batch) -> None:
        await run.calls.until(lambda: read >= MOST_ROWS)
        for _turn in range(1000):  # turns in which more could be read
            await asyncio.sleep(0)
        assert read <= MOST_ROWS + AT_ONCE
        run.calls.release()

    await run.run(rows(), during=look)
    assert_whole(run, 10_000)
