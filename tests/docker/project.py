"""A compose project of the check's own: its commands, its containers, and the signal that none expects."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FILES = ("docker-compose.yml", "tests/docker/compose.check.yml")
PATIENCE_S = 180


class Failed(Exception):
    """A command of Docker's ended otherwise than it should; the text is its own."""


@dataclass(frozen=True, slots=True)
class Container:
    """One container as it is now. `pid` is that of its process for the engine, 0 when it is stopped."""

    id: str
    service: str
    pid: int
    health: str
    restarts: int


@dataclass(slots=True)
class Project:
    """`docker compose` on the project's files, under a name and on ports of its own."""

    name: str
    ports: dict[str, int]
    workers: int = 1
    environ: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        given = {name: str(port) for name, port in self.ports.items()}
        self.environ = {**os.environ, **given}  # noqa: TID251 - DOCKER_HOST and the like

    def compose(self, *words: str) -> str:
        """What the command prints.

        Raises:
            Failed: it did not end with 0.

        """
        files = [word for file in FILES for word in ("--file", str(ROOT / file))]
        return self.docker(
            "compose", "--project-directory", str(ROOT), "--project-name", self.name, *files, *words
        )

    def docker(self, *words: str) -> str:
        """Likewise, of docker itself."""
        told = subprocess.run(
            ["docker", *words],  # noqa: S607 - whichever is on the PATH
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=1200,
            check=False,
        )
        if told.returncode:
            raise Failed(f"docker {' '.join(words)}\n{told.stdout[-2000:]}{told.stderr[-4000:]}")
        return told.stdout

    def build(self) -> None:
        self.compose("build", "--quiet")

    def up(self) -> None:
        """Starts what is not there; returns when all of it is well."""
        self.compose(
            "up", "--detach", "--no-build", "--wait", "--wait-timeout", str(PATIENCE_S),
            "--scale", f"worker={self.workers}",
        )  # fmt: skip

    def down(self, *words: str) -> None:
        self.compose("down", *words)

    def containers(self, service: str = "") -> list[Container]:
        """Those of a service, or all."""
        ids = self.compose("ps", "--all", "--quiet", *([service] if service else [])).split()
        if not ids:
            return []
        return [_container(one) for one in json.loads(self.docker("inspect", *ids))]

    def kill(self, container: Container) -> None:
        """`kill -9` from outside, which the engine takes for a crash; its own `docker kill` is a stop."""
        self.docker(
            "run", "--rm", "--pid", "host", "--user", "0:0", "--network", "none",
            "--entrypoint", "python", "palja",
            "-c", f"import os; os.kill({container.pid}, 9)",
        )  # fmt: skip

    def told(self, service: str) -> str:
        """What its containers printed."""
        return self.compose("logs", "--no-log-prefix", "--no-color", service)


def _container(told: dict[str, Any]) -> Container:
    state = told["State"]
    return Container(
        id=told["Id"],
        service=told["Config"]["Labels"]["com.docker.compose.service"],
        pid=state["Pid"],
        health=state.get("Health", {}).get("Status", state["Status"]),
        restarts=told["RestartCount"],
    )


def say(text: str) -> None:
    print(text, file=sys.stdout, flush=True)
