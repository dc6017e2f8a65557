"""What an operator's Prometheus gets of a running system: names, rules and panels that have data."""

from __future__ import annotations

import json
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.acceptance.basic import flowers_login
from tests.acceptance.caller import BATCH, Caller
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, free_ports, running
from tests.fakes.behaviours import Status
from tests.fakes.provider import FakeProvider
from tests.promtool import PROMETHEUS, ROOT, binary, names_in, promtool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.acceptance.conftest import Question

TOLD_S = 30.0
COSTS = {"PALJA_OPENAI_DAILY_COST_USD": "5", "PALJA_OPENAI_RPM": "6000"}
TOKENS = {"PALJA_OPENAI_TPM": "90000000"}
SELDOM = frozenset({"Callbacks"})
"""Panels whose series need something that this system does not have: an API key."""


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def stack(provider: FakeProvider) -> Iterator[Stack]:
    with running(provider, **COSTS, **TOKENS) as stack:
        wait_until(lambda: flower(stack) is not None, TOLD_S, "Flower answers")
        yield stack


def flower(stack: Stack) -> str | None:
    """Flower's figures, once it has heard of the worker."""
    with suppress(OSError):
        text = Caller(stack.flower_port).get("/metrics", flowers_login(stack)).raw.decode()
        return text if "flower_worker_online{" in text else None
    return None


def families(text: str) -> set[str]:
    """The names by which one asks for what is exposed; a counter's ends with `_total`."""
    return {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in text_string_to_metric_families(text)
    }


def some_load(stack: Stack, provider: FakeProvider, new_question: Callable[[], Any]) -> None:
    """A little of everything that is counted."""
    known = new_question()
    provider.script([Status(503)])
    stack.caller.ask(known, Prefer="wait=10")
    for _ in range(5):
        stack.caller.ask(known)
        stack.caller.ask(new_question(), Prefer="wait=10")
    provider.script([Status(400, error_type="invalid_request_error")])
    stack.caller.ask(new_question(), Prefer="wait=10")
    stack.caller.ask({"items": [new_question() for _ in range(3)]}, BATCH)


def test_the_names_are_as_prometheus_wants_them(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    some_load(stack, provider, new_question)
    plain = {"Accept": "text/plain;version=0.0.4"}
    assert promtool("check", "metrics", given=stack.caller.get("/metrics", plain).raw) == ""


def test_whatever_panels_and_alerts_ask_for_is_exposed(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    some_load(stack, provider, new_question)
    dashboard = json.loads((ROOT / "deploy/grafana/palja.json").read_text())
    rules = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text())["groups"]
    asked = [
        *(target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())),
        *(rule["expr"] for group in rules for rule in group["rules"]),
    ]
    missing: set[str] = set()

    def all_there() -> bool:
        figures = stack.caller.get("/metrics", {"Accept": "text/plain;version=0.0.4"})
        exposed = families(figures.raw.decode()) | families(flower(stack) or "")
        missing.clear()
        missing.update(*map(names_in, asked))
        missing.difference_update(exposed)
        return not missing

    with suppress(AssertionError):
        wait_until(all_there, TOLD_S, "all told")
    assert missing == set()


def test_a_real_prometheus_scrapes_it_and_every_panel_has_data(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    dashboard = json.loads((ROOT / "deploy/grafana/palja.json").read_text())
    panels = {
        panel["title"]: [
            target["expr"].replace("$__rate_interval", "10s") for target in panel["targets"]
        ]
        for panel in dashboard["panels"]
        if panel["type"] != "row" and panel["title"] not in SELDOM
    }
    with prometheus(stack) as asked:
        empty: dict[str, list[str]] = {}

        def all_have_data() -> bool:
            some_load(stack, provider, new_question)
            empty.clear()
            for title, expressions in panels.items():
                if nothing := [one for one in expressions if not asked.query(one)]:
                    empty[title] = nothing
            return not empty

        wait_until(lambda: asked.query("up == 1") == 2, TOLD_S, "both are scraped")
        with suppress(AssertionError):
            wait_until(all_have_data, TOLD_S, "data")
        # An embedded store's limit is half of the machine's memory; what no system has is no fault.
        assert empty == {}
        rules = asked.get("/api/v1/rules")["groups"][0]["rules"]
        wait_until(
            lambda: all(
                rule["health"] == "ok" for rule in asked.get("/api/v1/rules")["groups"][0]["rules"]
            ),
            TOLD_S,
            "every rule was evaluated",
        )
        assert len(rules) == sum(
            len(group["rules"])
            for group in yaml.safe_load((PROMETHEUS / "alerts.yml").read_text())["groups"]
        )


class Asked:
    """A running Prometheus."""

    def __init__(self, port: int) -> None:
        self._caller = Caller(port)

    def get(self, path: str) -> Mapping[str, Any]:
        """The data of an answer; nothing while it starts."""
        with suppress(OSError):
            reply = self._caller.get(path)
            if reply.status == 200:
                found: Mapping[str, Any] = reply.json["data"]
                return found
        return {}

    def query(self, expression: str) -> int:
        """How many series it has now."""
        found = self.get(f"/api/v1/query?query={quote(expression)}")
        return len(found.get("result", ()))


@contextmanager
def prometheus(stack: Stack) -> Iterator[Asked]:
    """Prometheus with the settings of `make run`, looking each second at this system."""
    program, [port] = binary("prometheus"), free_ports(1)
    settings = yaml.safe_load((PROMETHEUS / "local.yml").read_text())
    settings["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    settings["rule_files"] = [str(PROMETHEUS / "alerts.yml")]
    [gateway, of_flower] = settings["scrape_configs"]
    gateway["static_configs"][0]["targets"] = [f"127.0.0.1:{stack.caller.port}"]
    of_flower["static_configs"][0]["targets"] = [f"127.0.0.1:{stack.flower_port}"]
    of_flower["basic_auth"]["password_file"] = str(stack.state_dir / "flower-password")
    with tempfile.TemporaryDirectory(prefix="palja-prometheus-") as folder:
        path = Path(folder) / "prometheus.yml"
        path.write_text(yaml.safe_dump(settings))
        command = (
            program,
            f"--config.file={path}",
            f"--storage.tsdb.path={folder}/data",
            f"--web.listen-address=127.0.0.1:{port}",
        )
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
            try:
                yield Asked(port)
            finally:
                process.kill()
                process.wait()
