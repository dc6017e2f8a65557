"""Flower: all of it behind its login, workers and tasks by their names, and no birth."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.acceptance.basic import basic, flowers_login
from tests.acceptance.caller import Caller
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, running
from tests.acceptance.test_privacy import BIRTH, giveaways

if TYPE_CHECKING:
    from collections.abc import Iterator

STARTS_S = 30.0
HEARS_S = 20.0
PAGES = (
    *("/", "/workers", "/workers?json=1", "/tasks", "/tasks/datatable", "/broker", "/login"),
    *("/metrics", "/healthcheck", "/logout", "/static/css/flower.css", "/nowhere"),
)
API = (
    *("/api/workers", "/api/workers?refresh=1", "/api/tasks", "/api/task/types"),
    *("/api/queues/length", "/api/task/info/some", "/api/task/result/some"),
)
COMMANDS = (
    *("/api/worker/shutdown/some", "/api/worker/pool/restart/some", "/api/worker/pool/grow/some"),
    *("/api/worker/queue/add-consumer/some", "/api/task/apply/palja.read"),
    *("/api/task/async-apply/palja.read", "/api/task/send-task/palja.read"),
    *("/api/task/revoke/some", "/api/task/abort/some", "/api/task/rate-limit/palja.read"),
)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with running(PALJA_OPTIMIZATION_ENABLED="false") as stack:  # each question is a job
        wait_until(lambda: listens(stack), STARTS_S, "Flower listens")
        yield stack


@pytest.fixture
def flower(stack: Stack) -> Caller:
    return Caller(stack.flower_port)


def listens(stack: Stack) -> bool:
    with suppress(OSError):
        return Caller(stack.flower_port).get("/").status > 0
    return False


@pytest.mark.parametrize("path", [*PAGES, *API])
def test_every_page_asks_for_the_login(flower: Caller, path: str) -> None:
    for login in ({}, basic("palja:wrong"), basic("admin:admin"), {"Authorization": "Basic \xff"}):
        reply = flower.get(path, login)
        assert (reply.status, reply.raw) == (401, b"Access denied"), login
        assert reply.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("path", COMMANDS)
def test_no_command_is_carried_out_without_the_login(flower: Caller, path: str) -> None:
    for method in ("POST", "PUT", "OPTIONS"):
        assert flower.send(method, path, b"{}").status == 401


def test_it_shows_the_worker_and_the_tasks_by_their_names_and_no_birth(
    stack: Stack, flower: Caller
) -> None:
    login = flowers_login(stack)
    asked: list[str] = []

    def shown() -> bool:
        # Flower hears what happens from when it listens on; what was before, it does not know.
        asked.append(stack.caller.ask({"birth_info": BIRTH}, Prefer="wait=10").json["job_id"])
        tasks = flower.get("/api/tasks", login)
        return tasks.status == 200 and len(tasks.json) >= 3

    wait_until(shown, HEARS_S, "three tasks")
    tasks = flower.get("/api/tasks", login).json
    assert set(tasks) <= set(asked)
    assert {task["name"] for task in tasks.values()} == {"palja.read"}
    assert {(task["args"], task["kwargs"]) for task in tasks.values()} == {("-", "-")}
    [process] = stack.workers()
    names = {task["worker"] for task in tasks.values()}
    assert [re.sub("@.+", "", name) for name in names] == [f"worker-1-{process.pid}"]
    assert "SUCCESS" in {task["state"] for task in tasks.values()}
    told: list[str] = []

    def worker_told() -> bool:
        told[:] = [
            name
            for name, worker in flower.get("/api/workers?refresh=1", login).json.items()
            if "palja.read" in worker.get("registered", [])
        ]
        return bool(told)

    wait_until(worker_told, HEARS_S, "the worker has told of itself")
    [worker] = told
    task = next(iter(tasks))
    pages = (
        *("/", "/workers", "/workers?json=1", "/tasks", "/broker", "/metrics", *API[:4]),
        *(f"/worker/{worker}", f"/task/{task}", f"/api/task/info/{task}"),
    )
    replies = {page: flower.get(page, login) for page in pages}
    replies["/tasks/datatable"] = flower.get(
        "/tasks/datatable?draw=1&start=0&length=50&search[value]=&order[0][column]=0"
        "&order[0][dir]=asc&columns[0][data]=name",
        login,
    )
    assert {page: reply.status for page, reply in replies.items() if reply.status != 200} == {}
    leaks = {page: found for page, reply in replies.items() if (found := giveaways(reply.raw))}
    assert leaks == {}
    assert worker in replies["/"].raw.decode()


def test_its_figures_are_for_prometheus_and_its_labels_are_few(
    stack: Stack, flower: Caller
) -> None:
    text = flower.get("/metrics", flowers_login(stack)).raw.decode()
    samples = [
        sample for family in text_string_to_metric_families(text) for sample in family.samples
    ]
    online = [sample for sample in samples if sample.name == "flower_worker_online"]
    assert [sample.value for sample in online] == [1.0]
    of_flower = [sample for sample in samples if sample.name.startswith("flower_")]
    assert {name for sample in of_flower for name in sample.labels} <= {
        *("worker", "type", "task", "le"),
    }
    assert {sample.labels.get("task", "") for sample in of_flower} <= {"", "palja.read"}


def test_a_password_of_the_settings_is_the_login_and_is_printed_nowhere() -> None:
    with running(PALJA_FLOWER_PASSWORD="given by, a: setting") as stack:
        wait_until(lambda: listens(stack), STARTS_S, "Flower listens")
        flower = Caller(stack.flower_port)
        assert flower.get("/healthcheck", basic("palja:given by, a: setting")).status == 200
        assert flower.get("/healthcheck", basic("palja:given by")).status == 401
        wait_until(lambda: "Flower    http" in stack.log, STARTS_S, "the banner")
        assert "given by, a: setting" not in stack.log
        assert not (stack.state_dir / "flower-password").exists()
