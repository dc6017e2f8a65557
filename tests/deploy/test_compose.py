"""What the compose file promises, read from it; `make docker-check` tries it on an engine."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.settings import load_settings, secret_variables, unknown_settings

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
LASTING = sorted(SERVICES.keys() - {"init"})
OURS = ("init", "gateway", "worker", "flower")


def seconds(text: str) -> float:
    """Of a duration as compose writes it, or of the default where it is a variable."""
    default = re.fullmatch(r"\$\{\w+:-(.*)\}", text)
    number, unit = re.fullmatch(r"(\d+)(s|m)", default[1] if default else text).groups()  # type: ignore[union-attr] # else the test fails
    return int(number) * (60 if unit == "m" else 1)


def test_every_part_has_a_service() -> None:
    assert {"redis", "gateway", "worker", "flower", "prometheus", "init"} == SERVICES.keys()


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_contained(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert not service.get("privileged", False)
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].partition(":")[0]) > 0
    assert service.get("network_mode") in {None, "none"}
    assert service["mem_limit"]
    assert service["pids_limit"] > 0


@pytest.mark.parametrize("name", SERVICES)
def test_a_services_log_is_bounded(name: str) -> None:
    logging = SERVICES[name]["logging"]
    assert logging["driver"] == "json-file"
    assert logging["options"].keys() >= {"max-size", "max-file"}


@pytest.mark.parametrize("name", LASTING)
def test_a_service_is_watched_and_started_again(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert service["depends_on"]["init"]["condition"] == "service_completed_successfully"
    assert seconds(service["stop_grace_period"]) > 0


@pytest.mark.parametrize("name", ["gateway", "worker"])
def test_a_stop_leaves_more_time_than_the_work_in_hand_may_take(name: str) -> None:
    default_s = load_settings({}, env_files=()).stop_timeout_s
    environment = SERVICES[name]["environment"]
    assert environment["PALJA_STOP_TIMEOUT"] == f"${{PALJA_STOP_TIMEOUT:-{default_s:.0f}}}"
    assert seconds(SERVICES[name]["stop_grace_period"]) >= default_s + 10


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_stands_in_the_file(name: str) -> None:
    environment = SERVICES[name].get("environment", {})
    assert not [key for key in secret_variables() if environment.get(key)]
    words = " ".join(map(str, SERVICES[name].get("command", [])))
    assert "requirepass" not in words
    assert "password" not in words


@pytest.mark.parametrize("name", LASTING)
def test_a_service_sees_its_own_secrets_alone_and_cannot_change_them(name: str) -> None:
    volumes = [volume for volume in SERVICES[name]["volumes"] if ":/run/palja" in volume]
    own = "store" if name == "redis" else name
    assert volumes == [f"{own}:/run/palja:ro"]


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_published_is_published_on_loopback(name: str) -> None:
    for port in SERVICES[name].get("ports", []):
        assert str(port).startswith("127.0.0.1:")


def test_the_store_is_reached_by_those_who_need_it_and_by_nobody_else() -> None:
    networks = yaml.safe_load(COMPOSE.read_text("utf-8"))["networks"]
    assert networks["store"]["internal"] is True
    assert SERVICES["redis"]["networks"] == ["store"]
    assert "ports" not in SERVICES["redis"]
    users = {name for name, service in SERVICES.items() if "store" in service.get("networks", [])}
    assert users == {"redis", "gateway", "worker", "flower"}


def test_the_store_keeps_what_it_confirmed_and_evicts_nothing() -> None:
    lines = (ROOT / "deploy" / "redis" / "redis.conf").read_text("utf-8").splitlines()
    assert {"appendonly yes", "appendfsync always", "maxmemory-policy noeviction"} <= {*lines}
    assert "--maxmemory" in SERVICES["redis"]["command"]


@pytest.mark.parametrize("name", OURS)
def test_no_setting_is_misspelled(name: str) -> None:
    assert unknown_settings(SERVICES[name].get("environment", {})) == []


@pytest.mark.parametrize("name", OURS)
def test_each_command_is_one_of_ours(name: str) -> None:
    from scripts.cli import app  # noqa: PLC0415 - typer is slow to import

    known = {command.name or command.callback.__name__ for command in app.registered_commands}  # type: ignore[union-attr] # all have one
    assert SERVICES[name]["command"][0] in known


def test_docker_compose_reads_it() -> None:
    docker = shutil.which("docker")
    if (
        docker is None
        or subprocess.run(
            [docker, "compose", "version"], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("there is no `docker compose` here")
    told = subprocess.run(
        [docker, "compose", "--file", str(COMPOSE), "config", "--format", "json"],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=30,
    )  # fmt: skip
    assert json.loads(told.stdout)["services"].keys() == SERVICES.keys()
