from __future__ import annotations

import signal
from pathlib import Path

import pytest

from scripts.up import children
from scripts.up.flower_login import FlowerLogin
from shared.settings import Settings, load_settings
from shared.store.embedded import EmbeddedStore

STORE_URL = "unix:///somewhere/store.sock?db=0"


def settings(**variables: str) -> Settings:
    return load_settings(variables, env_files=())


def options(command: tuple[str, ...], name: str) -> str:
    return command[command.index(name) + 1]


def test_children_see_the_settings_that_the_supervisor_read() -> None:
    read = settings(PALJA_PORT="8123", PALJA_JOB_DEADLINE="12.5", OPENAI_API_KEY="k")
    environ = children.service_environ({"PATH": "/bin"}, read, STORE_URL)
    again = load_settings(environ, env_files=())
    assert again.model_copy(update={"redis_url": None}) == read
    assert again.redis_url == STORE_URL
    assert environ["PATH"] == "/bin"


@pytest.mark.parametrize(
    "name", ["CELERY_BROKER_URL", "FLOWER_PORT", "UVICORN_RELOAD", "APP", "BROKER_URL", "LOADER"]
)
def test_options_of_another_project_left_in_the_shell_are_dropped(name: str) -> None:
    environ = children.service_environ({name: "odd"}, settings(), STORE_URL)
    assert name not in environ


def test_the_key_of_commands_is_given_to_no_process() -> None:
    key = {"PALJA_API_KEY": "operators"}
    assert "PALJA_API_KEY" not in children.service_environ(key, settings(**key), STORE_URL)


def test_the_store_is_given_no_secret() -> None:
    embedded = EmbeddedStore(
        Path("/bin/valkey-server"), Path("/state/store.conf"), Path("/state/data"), STORE_URL
    )
    inherited = {"PATH": "/bin", "OPENAI_API_KEY": "k", "PALJA_SECRET": "s" * 16}
    assert children.store(embedded, inherited, 7).environ == {"PATH": "/bin"}
    assert children.store_sync(embedded, inherited).environ == {"PATH": "/bin"}


def test_flowers_login_is_on_no_command_line_and_it_has_no_provider_key() -> None:
    read = settings(OPENAI_API_KEY="k", PALJA_SECRET="s" * 16)
    environ = children.service_environ({}, read, STORE_URL)
    flower = children.flower(environ, FlowerLogin("palja", "hush"))
    assert "hush" not in " ".join(flower.command)
    assert flower.environ["PALJA_FLOWER_PASSWORD"] == "hush"
    assert not {"OPENAI_API_KEY", "PALJA_SECRET"} & set(flower.environ)


def test_command_lines_tell_worker_and_flower_apart() -> None:
    read = settings()
    [worker] = children.workers(read, {})
    flower = children.flower({}, FlowerLogin("palja", "hush"))
    assert worker.command[1:4] == ("-m", "workers.celery", "worker")
    assert flower.command[1:] == ("-m", "scripts.celery", "flower")
    assert "worker" in worker.command
    assert "worker" not in " ".join(flower.command[1:])
    assert "flower" not in " ".join(worker.command[1:])


def test_a_worker_takes_as_many_jobs_as_the_setting_says() -> None:
    [worker] = children.workers(settings(PALJA_MAX_CONCURRENT_REQUESTS="37"), {})
    assert options(worker.command, "-c") == "37"


def test_several_workers_and_gateways_have_names_of_their_own() -> None:
    read = settings(PALJA_WORKER_PROCESSES="2", PALJA_GATEWAY_PROCESSES="3")
    workers = children.workers(read, {})
    gateways = children.gateways(read, {}, listener=9)
    assert [child.name for child in workers] == ["worker-1", "worker-2"]
    assert len({options(child.command, "-n") for child in workers}) == 2
    assert [child.name for child in gateways] == ["gateway-1", "gateway-2", "gateway-3"]
    assert children.name_width(read) == len("gateway-3")


def test_every_gateway_inherits_the_one_listening_socket() -> None:
    gateways = children.gateways(settings(PALJA_GATEWAY_PROCESSES="2"), {}, listener=9)
    assert {child.pass_fds for child in gateways} == {(9,)}
    assert {options(child.command, "--fd") for child in gateways} == {"9"}


def test_a_stop_is_hurried_where_a_replaced_one_has_the_time_that_the_setting_says() -> None:
    read = settings(PALJA_STOP_TIMEOUT="41.5")
    [worker], [gateway] = children.workers(read, {}), children.gateways(read, {}, listener=9)
    assert options(gateway.command, "--timeout-graceful-shutdown") == "42"
    for child in (worker, gateway):
        assert child.gives_notice
        assert sum(grace_s for _, grace_s in child.stops) <= 15
        assert child.drains[0] == (signal.SIGTERM, 46.5)


def test_one_ends_by_itself_before_it_is_told_again() -> None:
    read = settings()
    for child in (*children.workers(read, {}), *children.gateways(read, {}, listener=9)):
        assert child.drains[0][1] > read.stop_timeout_s
