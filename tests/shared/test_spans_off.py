"""Without a collector nothing of OpenTelemetry is loaded, and a missing package is one line."""

from __future__ import annotations

import subprocess
import sys

import pytest

from shared.errors import SettingsError
from shared.settings import load_settings
from shared.spans.opening import messaging_system, open_spans

ENDPOINT = {"PALJA_OTEL_ENDPOINT": "http://127.0.0.1:4318"}
_LOADS = (
    "import sys, {modules}; print([name for name in sys.modules if name.startswith({start!r})])"
)


@pytest.mark.parametrize("modules", ["api_gateway.asgi", "workers.process, workers.celery"])
def test_no_process_loads_it_by_itself(modules: str) -> None:
    told = subprocess.run(
        (sys.executable, "-c", _LOADS.format(modules=modules, start="opentelemetry")),
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "[]\n"


def test_without_the_setting_there_are_no_spans() -> None:
    assert open_spans(load_settings({}, env_files=()), "palja-gateway") is None


def test_a_package_that_is_not_installed_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    monkeypatch.delitem(sys.modules, "shared.spans.otlp", raising=False)
    with pytest.raises(SettingsError, match=r"^PALJA_OTEL_ENDPOINT: .*opentelemetry.*make otel$"):
        open_spans(load_settings(ENDPOINT, env_files=()), "palja-gateway")


@pytest.mark.parametrize(
    ("broker", "system"),
    [("", "redis"), ("rediss://h:1/0", "redis"), ("amqps://h:1/", "rabbitmq")],
)
def test_the_queue_is_named_by_what_carries_it(broker: str, system: str) -> None:
    assert messaging_system(load_settings({"PALJA_BROKER_URL": broker}, env_files=())) == system
