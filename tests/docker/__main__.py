"""`make docker-check`: the compose file on a real engine, from nothing to `down` and back.

Whatever DOCKER_HOST names is used. The project has a name and ports of its own, and is removed in the
end with its volumes; the image stays.
"""

from __future__ import annotations

import argparse
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import orjson

from tests.acceptance.caller import JOBS, Caller
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import free_ports
from tests.chaos.asking import questions
from tests.chaos.ledger import Ledger
from tests.chaos.load import Load
from tests.chaos.trial import interrupted_by
from tests.conftest import pytest_configure as forget_own_settings
from tests.docker.project import Container, Failed, Project, say

KILLED = ("worker", "gateway", "redis", "flower", "prometheus")
AGAIN_S = 240.0
SETTLE_S = 180.0
WAITING = 80
"""Four times what two workers have in hand at once."""
QUESTION = {"birth_info": {"year": 1990, "month": 3, "day": 15, "hour": 14, "minute": 30}}


class Check:
    """The steps, each of which raises AssertionError where something is otherwise than promised."""

    def __init__(self, project: Project, per_s: float) -> None:
        self.project = project
        self.per_s = per_s
        self.port = project.ports["PALJA_PORT"]
        self.key = ""
        self.flower_password = ""

    def run(self) -> None:
        project = self.project
        self.step("built", project.build)
        self.step("up, and all of it is well", project.up)
        self.step("the first start showed a key and Flower's login", self.read_key)
        self.step("each container is contained", self.contained)
        self.step("no answer without the key, a reading with it", self.ask)
        self.step("Flower asks for its login, Prometheus reads both", self.watch)
        self.step("a second start shows nothing", self.start_again)
        with Load(self.port, Ledger(), self.per_s, headers=self.headers) as load:
            self.warm(load)
            for service in KILLED:
                self.step(f"kill -9 of {service} under load", partial(self.kill, service))
            self.project.workers = 3
            self.step("--scale worker=3", self.scale)
            self.step("kill -9 of one of three workers", partial(self.kill, "worker"))
            self.step("all that was accepted has ended", partial(self.settle, load))
        self.step("down and up: jobs that waited are done, old ones are known", self.down_and_up)

    def step(self, what: str, do: Callable[[], str | None]) -> None:
        began_s = time.perf_counter()
        told = do()
        say(f"  {time.perf_counter() - began_s:6.1f} s  {what}{f': {told}' if told else ''}")

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def read_key(self) -> None:
        told = self.project.told("init")
        found = re.search(r"API key\s+(palja_[\w-]{43})", told)
        login = re.search(r"Flower\s+palja : (\S+)", told)
        assert found, told
        assert login, told
        self.key, self.flower_password = found[1], login[1]

    def contained(self) -> str:
        users = {}
        for container in self.project.containers():
            if container.service in {"init", "provider"}:
                continue
            command = "id -u; touch /palja-check 2>&1; grep -E 'CapEff|NoNewPrivs' /proc/1/status"
            told = self.project.docker("exec", container.id, "sh", "-c", f"{command}; true")
            user = told.split("\n", 1)[0]
            assert user.isdecimal(), told
            assert int(user) > 0, f"{container.service} runs as root"
            assert "Read-only file system" in told, told
            assert re.search(r"CapEff:\s+0+\n", told), told
            assert re.search(r"NoNewPrivs:\s+1", told), told
            users[container.service] = user
        return f"users {users}"

    def ask(self) -> str:
        caller = Caller(self.port)
        assert caller.ask(QUESTION).status == 401
        began_s = time.perf_counter()
        answer = caller.ask(QUESTION, Prefer="wait=30", **self.headers)
        assert answer.status == 200, answer
        assert answer.json["model_used"] == "openai", answer.json
        assert answer.json["chart"]["day_pillar"] == "기묘"
        return f"{time.perf_counter() - began_s:.2f} s, of which 0.3 are the provider's"

    def watch(self) -> str:
        flower = f"http://127.0.0.1:{self.project.ports['PALJA_FLOWER_PORT']}/api/workers"
        assert status(flower) == 401
        prometheus = f"http://127.0.0.1:{self.project.ports['PROMETHEUS_PORT']}/api/v1/targets"

        def all_up() -> bool:
            with suppress(URLError, OSError):
                told = orjson.loads(urlopen(prometheus, timeout=5).read())
                targets = told["data"]["activeTargets"]
                up = {one["labels"]["job"] for one in targets if one["health"] == "up"}
                return up >= {"palja", "flower"}
            return False

        return f"read after {wait_until(all_up, AGAIN_S, 'Prometheus reads its targets'):.0f} s"

    def start_again(self) -> None:
        before = self.project.told("init")
        self.project.up()
        told = self.project.told("init").replace(before, "")
        assert self.key not in told, told
        assert self.flower_password not in told, told

    def warm(self, load: Load) -> None:
        def answered() -> bool:
            return sum(entry.ended_s is not None for entry in load.ledger.entries) > self.per_s

        wait_until(answered, AGAIN_S, "the load is answered")

    def kill(self, service: str) -> str:
        victim = self.project.containers(service)[0]
        self.project.kill(victim)
        began_s = time.perf_counter()

        def back() -> bool:
            [now] = [one for one in self.project.containers(service) if one.id == victim.id]
            return now.restarts > victim.restarts and now.health == "healthy"

        wait_until(back, AGAIN_S, f"{service} is back")
        return f"well again after {time.perf_counter() - began_s:.1f} s"

    def scale(self) -> str:
        self.project.up()
        workers = self.project.containers("worker")
        assert [one.health for one in workers] == ["healthy"] * 3, workers
        return told_of(workers)

    def settle(self, load: Load) -> str:
        load.pause()
        wait_until(lambda: not load.ledger.open, SETTLE_S, f"{len(load.ledger.open)} still open")
        entries = load.ledger.entries
        accepted = [entry for entry in entries if entry.accepted]
        load.look_again(accepted)
        lost = [entry for entry in accepted if entry.lost or entry.gone]
        doubled = [entry for entry in accepted if len(entry.results) > 1]
        failed = [entry for entry in accepted if entry.status != "completed"]
        assert not lost, lost[:3]
        assert not doubled, doubled[:3]
        assert not failed, failed[:3]
        engine = sum(entry.by == "saju_engine" for entry in accepted)
        return (
            f"{len(entries)} asked, {len(accepted)} accepted, 0 lost, 0 with two results;"
            f" {engine} by the engine; {load.ledger.broken} calls cut off,"
            f" refusals {dict(load.ledger.refusals) or 'none'}"
        )

    def down_and_up(self) -> str:
        caller = Caller(self.port)
        new = questions("career")
        first = self.accepted(caller, new)
        wait_until(partial(self.ends, caller, first), SETTLE_S, f"job {first} is done")
        waiting = [self.accepted(caller, new) for _ in range(WAITING)]
        self.project.down()
        assert not self.project.containers()
        self.project.up()
        for job_id in (first, *waiting):
            wait_until(partial(self.ends, caller, job_id), SETTLE_S, f"job {job_id} is done")
        return f"{len(waiting)} and 1"

    def accepted(self, caller: Caller, new: Iterator[dict[str, Any]]) -> str:
        """The id of a job; whom the engine answered at once, for the store was slow, asks another."""
        for question in new:
            reply = caller.ask(question, **self.headers)
            if reply.status == 202:
                return str(reply.json["job_id"])
            assert reply.status in {200, 503}, reply
        raise AssertionError("no question is left")

    def ends(self, caller: Caller, job_id: str) -> bool:
        reply = caller.get(f"{JOBS}{job_id}", self.headers)
        assert reply.status in {200, 503}, f"job {job_id}: {reply}"
        return reply.status == 200 and reply.json["status"] == "completed"


def status(url: str) -> int:
    """The status of an answer, whatever it is."""
    try:
        with urlopen(Request(url), timeout=10) as answer:  # noqa: S310 - of ours
            return int(answer.status)
    except HTTPError as error:
        return error.code


def told_of(containers: list[Container]) -> str:
    return ", ".join(f"{one.service} {one.health}" for one in containers)


def main() -> None:
    """Does the steps, tells each, and ends with 1 where one failed."""
    parser = argparse.ArgumentParser(prog="make docker-check", description=__doc__)
    parser.add_argument("--per-s", type=float, default=10.0, help="questions a second")
    parser.add_argument("--keep", action="store_true", help="leave all of it running")
    options = parser.parse_args()
    forget_own_settings()
    interrupted_by(signal.SIGTERM)
    names = ("PALJA_PORT", "PALJA_FLOWER_PORT", "PROMETHEUS_PORT")
    project = Project("palja-check", dict(zip(names, free_ports(3), strict=True)), workers=2)
    try:
        version = project.docker("version", "--format", "{{.Server.Version}}").strip()
        say(f"engine {version}, compose {project.docker('compose', 'version', '--short').strip()}")
        project.down("--volumes")
        Check(project, options.per_s).run()
    except (AssertionError, Failed) as error:
        say(f"FAILED: {error}")
        for container in project.containers():
            say(f"  {container.service} {container.health}, {container.restarts} restarts")
            if container.health == "unhealthy":
                say(
                    project.docker(
                        "inspect", "--format", "{{json .State.Health.Log}}", container.id
                    )
                )
        say(project.compose("logs", "--tail", "15"))
        sys.exit(1)
    finally:
        if not options.keep:
            project.down("--volumes", "--timeout", "10")


if __name__ == "__main__":
    main()
