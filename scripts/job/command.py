"""`palja job` from its words to its exit status; whatever cannot be done is one line."""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NoReturn

import orjson

from scripts.job.asking_again import NotAskedAgain, ask_again
from scripts.job.shown import failed_rows, job_fields, print_failed, print_fields
from shared.errors import (
    JobDamaged,
    JobNotFound,
    QueueUnavailable,
    ServiceError,
    SettingsError,
    StoreUnavailable,
)
from shared.jobs.failed import FailedJobs
from shared.jobs.job_queue import job_queue
from shared.jobs.store import JobStore
from shared.queue import is_plain_id
from shared.settings import load_settings
from shared.store.connection import open_store
from shared.store.embedded import store_url
from shared.store.replication import keeping

FAILED_STATUS, WRONG_ARGUMENT_STATUS = 1, 2
ALL = "all"
_TIMEOUT_S, _CONNECTIONS = 5.0, 2
_BROKER_S, _LOOK_S = 2.0, 0.05

Work = Callable[[JobStore, FailedJobs], Awaitable[int]]


def show(job_id: str, *, as_json: bool, reading: bool) -> int:
    """Prints one job, its reading only if that is asked for; returns the exit status."""

    async def work(jobs: JobStore, failed: FailedJobs) -> int:
        record = await jobs.read(job_id)
        listed = next((one for one in await failed.all() if one.job_id == job_id), None)
        fields = job_fields(record, listed, reading=reading)
        if as_json:
            print(_json(fields))
        else:
            print_fields(fields, sys.stdout)
        return 0

    return _status(work)


def show_failed(*, as_json: bool) -> int:
    """Prints the jobs that were given up, the newest first; returns the exit status."""

    async def work(_jobs: JobStore, failed: FailedJobs) -> int:
        found = await failed.all()
        if as_json:
            print(_json(failed_rows(found)))
        elif found:
            print_failed(found, sys.stdout)
        else:
            print("No job has failed.", file=sys.stderr)
        return 0

    return _status(work)


def requeue(job_id: str) -> int:
    """Asks the question of a failed job, or of all, again; returns the exit status.

    That is 0 only when each question is in the queue now.
    """

    async def work(jobs: JobStore, failed: FailedJobs) -> int:
        listed = [one.job_id for one in await failed.all()]
        chosen = listed[::-1] if job_id == ALL else [job_id]  # who has waited longest comes first
        if not chosen:
            raise NotAskedAgain("no job has failed, so there is nothing to ask again")
        await _until_queue_answers(jobs)
        status = 0
        for one in chosen:
            try:
                if one not in listed:
                    await _refuse(one, jobs)
                asked = await ask_again(one, jobs, failed, new_id=secrets.token_urlsafe)
            except (NotAskedAgain, JobNotFound) as error:
                _tell(_line(error))
                status = FAILED_STATUS
            else:
                print(f"{one} is asked again as {asked}")
        return status

    return _status(work)


async def _refuse(job_id: str, jobs: JobStore) -> NoReturn:
    """An unknown job is one thing, one that is not in the list another."""
    await jobs.read(job_id)
    raise NotAskedAgain(f"job {job_id} has not failed; `palja job --failed` lists those that have")


async def _until_queue_answers(jobs: JobStore) -> None:
    """A broker elsewhere is connected to in a moment; raises `QueueUnavailable` if it is away."""
    try:
        async with asyncio.timeout(_BROKER_S):
            while not await jobs.queue_reachable():  # noqa: ASYNC110 - a thread connects
                await asyncio.sleep(_LOOK_S)
    except TimeoutError:
        raise QueueUnavailable("it does not answer") from None


def refuse(reason: str) -> int:
    """Says why these words make no command; returns the exit status."""
    _tell(reason)
    return WRONG_ARGUMENT_STATUS


def _status(work: Work) -> int:
    try:
        return asyncio.run(_with_store(work))
    except SettingsError as error:
        return refuse(str(error))
    except (ServiceError, NotAskedAgain) as error:
        _tell(_line(error))
        return FAILED_STATUS


async def _with_store(work: Work) -> int:
    async with _store() as (jobs, failed):
        return await work(jobs, failed)


@asynccontextmanager
async def _store() -> AsyncIterator[tuple[JobStore, FailedJobs]]:
    settings = load_settings()
    url = settings.redis_url or store_url(settings.state_dir)
    redis = open_store(url, timeout_s=_TIMEOUT_S, connections=_CONNECTIONS)
    messages = job_queue(redis, store_url=url, broker_url=settings.broker_url)
    try:
        async with messages.opened():
            jobs = JobStore.configured(
                redis,
                settings,
                job_queue=messages,
                keeping=keeping(redis, url, missed=lambda: None),
            )
            yield jobs, FailedJobs(redis)
    finally:
        await redis.aclose()


def _line(error: Exception) -> str:
    match error:
        case JobDamaged():
            return (
                f"job {_named(error)} is damaged: its record cannot be read; a worker sets it aside"
                " when it comes upon it"
            )
        case JobNotFound():
            return f"job {_named(error)} is not known: it never was, has expired or was removed"
        case QueueUnavailable():
            return (
                f"the queue is away ({error}); is the broker running, and PALJA_BROKER_URL right?"
            )
        case StoreUnavailable():
            return f"the store is away ({error}); is the system running, and PALJA_REDIS_URL right?"
        case _:
            return str(error)


def _named(error: JobNotFound) -> str:
    """The id; what cannot be one is told as it was spelled, in one line."""
    return str(error) if is_plain_id(str(error)) else repr(str(error))


def _tell(line: str) -> None:
    print(f"palja: {line}", file=sys.stderr)


def _json(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z).decode()
