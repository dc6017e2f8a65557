"""Without a collector nothing of OpenTelemetry is loaded, and a missing package is one line."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

from shared.errors import SettingsError
from shared.settings import load_settings
from shared.spans import opening
from shared.spans.opening import check_spans, messaging_system, open_spans

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


@pytest.mark.parametrize("package", ["opentelemetry", "opentelemetry.sdk"])
def test_a_package_that_is_not_installed_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setattr(
        opening, "find_spec", lambda name: None if name == package else find_spec(name)
    )
    settings = load_settings(ENDPOINT, env_files=())
    expected = rf"^PALJA_OTEL_ENDPOINT: .* \({package}\); make otel installs it$"
    with pytest.raises(SettingsError, match=expected):
        check_spans(settings)
    with pytest.raises(SettingsError, match=expected):
        open_spans(settings, "palja-gateway")


@pytest.mark.parametrize(
    ("broker", "system"),
    [("", "redis"), ("rediss://h:1/0", "redis"), ("amqps://h:1/", "rabbitmq")],
)
def test_the_queue_is_named_by_what_carries_it(broker: str, system: str) -> None:
    assert messaging_system(load_settings({"PALJA_BROKER_URL": broker}, env_files=())) == system
