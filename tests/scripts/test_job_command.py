"""`palja job` on a real store."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from typer.testing import CliRunner, Result

from scripts.cli import app
from shared import redis_keys
from shared.cache.entry import pack
from shared.contracts.answers import Attempt, Usage, failure, story
from shared.jobs.record import Queued
from shared.jobs.record import Result as Ended
from shared.jobs.store import JobStore
from shared.queue import LISTS
from shared.store.connection import open_store
from tests.stores import MortalStore

QUESTION = b'{"service_type":"career","language":"ko","signs":{"pillars":"secret"}}'
ENGINE = Attempt("saju_engine", "saju-engine", "ok", None, 6)
GIVEN_UP = Ended(
    b'"response":"a long text","model_used":"saju_engine"',
    story("saju_engine", (ENGINE,), Usage(), code="lost_too_often"),
    reason="lost_too_often",
)


@pytest.fixture
def store(store_address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    """The store that the command finds in its settings, with a living worker."""
    monkeypatch.setenv("PALJA_REDIS_URL", store_address)
    with Redis.from_url(store_address) as client:
        client.flushdb()
        in_store(store_address, lambda jobs: jobs.beat("a worker"))
        yield client


def in_store(address: str, step: Any) -> Any:
    async def run() -> Any:
        redis = open_store(address, timeout_s=5, connections=2)
        jobs = JobStore(redis, lease_s=10, job_ttl_s=60, max_queued=3, cache_bytes=10_000)
        try:
            return await step(jobs)
        finally:
            await redis.aclose()

    return asyncio.run(run())


@pytest.fixture
def given_up(store: Redis, store_address: str) -> list[str]:
    """Three jobs that were given up, the oldest first."""

    async def end(jobs: JobStore) -> list[str]:
        ids = [f"job{n}" for n in range(3)]
        for job_id in ids:
            assert isinstance(await jobs.submit(job_id, "k" + job_id, QUESTION), Queued)
            assert await jobs.claim(job_id, "t") is not None
            assert await jobs.finish(job_id, "k" + job_id, GIVEN_UP)
        return ids

    ids: list[str] = in_store(store_address, end)
    for n, job_id in enumerate(ids):
        store.zincrby(redis_keys.FAILED, n, job_id)
    return ids


def ended(*words: str) -> Result:
    return CliRunner().invoke(app, ("job", *words))


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_damaged_job_is_one_line(
    given_up: list[str], store: Redis, options: tuple[str, ...]
) -> None:
    store.hset(redis_keys.JOB + given_up[0], "created", "1e400")

    done = ended(given_up[0], *options)

    assert done.exit_code == 1
    assert done.stderr == (
        f"palja: job {given_up[0]} is damaged: its record cannot be read; a worker sets it aside"
        " when it comes upon it\n"
    )


def test_an_id_that_is_none_is_told_in_one_line(store: Redis) -> None:  # noqa: ARG001 - it answers
    done = ended("a\nb\x1b[31m")

    assert done.exit_code == 1
    assert done.stderr.startswith(r"palja: job 'a\nb\x1b[31m' is not known")
    assert done.stderr.count("\n") == 1


def test_the_failed_are_listed_the_newest_first(given_up: list[str]) -> None:
    table = ended("--failed")
    assert table.exit_code == 0
    rows = table.stdout.splitlines()[1:]
    assert [row.split()[0] for row in rows] == given_up[::-1]
    assert rows[0].split()[1:] == ["lost_too_often", *rows[0].split()[2:4], "1", "career"]

    found = json.loads(ended("--failed", "--json").stdout)
    assert [row["job_id"] for row in found] == given_up[::-1]
    assert set(found[0]) == {"job_id", "reason", "at", "claims", "service_type"}
    assert "secret" not in table.stdout


@pytest.mark.usefixtures("store")
def test_an_empty_list_is_no_failure() -> None:
    assert ended("--failed").exit_code == 0
    assert ended("--failed", "--json").stdout == "[]\n"


def test_one_job_is_shown_without_its_reading_unless_asked(given_up: list[str]) -> None:
    shown = ended(given_up[0])
    assert shown.exit_code == 0
    for words in ("completed", "career", "lost_too_often", "saju-engine"):
        assert words in shown.stdout
    assert "a long text" not in shown.stdout
    assert "secret" not in shown.stdout
    assert "a long text" in ended(given_up[0], "--reading").stdout

    fields = json.loads(ended(given_up[0], "--json").stdout)
    assert (fields["status"], fields["claims"], fields["listed_as_failed"]) == (
        "completed",
        1,
        "lost_too_often",
    )
    assert fields["attempts"][0]["outcome"] == "ok"
    assert "response" not in fields
    with_reading = json.loads(ended(given_up[0], "--json", "--reading").stdout)
    assert with_reading["response"] == "a long text"


@pytest.mark.parametrize("job_id", ["-aQ", "--rF_2", "-"])
def test_an_id_that_begins_with_a_dash_is_no_option(
    given_up: list[str], store: Redis, job_id: str
) -> None:
    store.rename(redis_keys.JOB + given_up[0], redis_keys.JOB + job_id)
    store.zadd(redis_keys.FAILED, {job_id: store.zscore(redis_keys.FAILED, given_up[0]) or 0.0})
    store.hset(redis_keys.FAILURES, job_id, "lost_too_often 1 career")

    shown, again = ended(job_id, "--json"), ended("--requeue", job_id)

    assert json.loads(shown.stdout)["status"] == "completed"
    assert again.exit_code == 0, again.stderr
    assert again.stdout.split()[0] == job_id


def test_a_job_in_the_queue_and_one_without_a_reading_are_shown(
    store: Redis, store_address: str
) -> None:
    core, tail = failure("unreadable_question")

    async def work(jobs: JobStore) -> None:
        await jobs.submit("waits", "k1", QUESTION)
        await jobs.submit("failed", "k2", b"no json")
        await jobs.finish("failed", "k2", Ended(core, tail, reason="unreadable_question"))

    in_store(store_address, work)
    assert store.exists(redis_keys.JOB + "waits")
    assert json.loads(ended("waits", "--json").stdout)["status"] == "queued"
    assert json.loads(ended("failed", "--json").stdout)["code"] == "unreadable_question"
    assert ended("failed", "--reading").exit_code == 0


def test_a_question_is_asked_again_as_a_new_job_and_leaves_the_list(
    given_up: list[str], store: Redis
) -> None:
    before = store.hgetall(redis_keys.JOB + given_up[1])
    store.set(redis_keys.CACHE + "kjob1", pack(b"the engine's", 0), px=60_000)

    done = ended("--requeue", given_up[1])

    assert done.exit_code == 0, done.stderr
    new_id = done.stdout.split()[-1]
    assert json.loads(ended(new_id, "--json").stdout)["status"] == "queued"
    assert store.hgetall(redis_keys.JOB + given_up[1]) == before
    left = json.loads(ended("--failed", "--json").stdout)
    assert [row["job_id"] for row in left] == [given_up[2], given_up[0]]
    again = ended("--requeue", given_up[1])
    assert (again.exit_code, "has not failed" in again.stderr) == (1, True)


def test_with_a_broker_of_its_own_the_queue_is_asked_there(
    given_up: list[str],
    store: Redis,
    mortal_store: MortalStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PALJA_BROKER_URL", mortal_store.url)
    done = ended("--requeue", "all")
    with Redis.from_url(mortal_store.url) as broker:
        sent = sum(broker.llen(name) for name in LISTS)

    assert done.exit_code == 0, done.stderr
    # The jobs came into being in the store's own queue, where their first messages lie still.
    assert (sent, sum(store.llen(name) for name in LISTS)) == (len(given_up), len(given_up))
    assert store.zcard(redis_keys.OUTBOX) == 0


def test_a_broker_that_is_away_is_told(
    given_up: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALJA_BROKER_URL", "unix:///nowhere/store.sock?db=0")

    done = ended("--requeue", given_up[0])

    assert (done.exit_code, "PALJA_BROKER_URL" in done.stderr) == (1, True)


def test_all_are_asked_again_the_oldest_first(given_up: list[str]) -> None:
    done = ended("--requeue", "all")

    assert done.exit_code == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == given_up
    nothing = ended("--requeue", "all")
    assert (nothing.exit_code, "nothing to ask again" in nothing.stderr) == (1, True)


def test_what_cannot_be_asked_again_is_told_and_the_others_are(
    given_up: list[str], store: Redis
) -> None:
    store.delete(redis_keys.JOB + given_up[0])

    done = ended("--requeue", "all")

    assert done.exit_code == 1
    assert f"job {given_up[0]} is listed, but" in done.stderr
    assert len(done.stdout.splitlines()) == 2
    left = json.loads(ended("--failed", "--json").stdout)
    assert [row["job_id"] for row in left] == given_up[:1]


def test_a_full_queue_and_absent_workers_are_told(
    given_up: list[str], store: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALJA_MAX_QUEUED", "1")
    store.zadd(redis_keys.WAITING, {"another": 1e15})
    full = ended("--requeue", given_up[0])
    assert (full.exit_code, "the queue is full" in full.stderr) == (1, True)

    store.delete(redis_keys.WORKERS)
    silent = ended("--requeue", given_up[0])
    assert (silent.exit_code, "no worker" in silent.stderr) == (1, True)
    assert len(json.loads(ended("--failed", "--json").stdout)) == 3


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("words", [("unknown",), ("--requeue", "unknown")])
def test_an_unknown_job_is_one_line(words: tuple[str, ...]) -> None:
    done = ended(*words)

    assert done.exit_code == 1
    assert done.stderr.startswith("palja: job unknown is not known")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", [("some-id",), ("--failed",), ("--requeue", "all")])
def test_without_a_store_one_line_says_so(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALJA_REDIS_URL", f"unix://{tmp_path}/none.sock?db=0")

    done = ended(*words)

    assert done.exit_code == 1
    assert done.stderr.startswith("palja: the store is away")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [(), ("id", "--failed"), ("--failed", "--requeue", "all"), ("--failed", "--reading"),
     ("--requeue", "all", "--json")],
)  # fmt: skip
def test_words_that_make_no_command_are_refused(words: tuple[str, ...]) -> None:
    assert ended(*words).exit_code == 2
