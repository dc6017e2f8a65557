"""Whether spans are recorded."""

from __future__ import annotations

from importlib.util import find_spec

from shared.errors import SettingsError
from shared.settings import Settings
from shared.spans.protocol import Spans

_EXPORTER = "opentelemetry.exporter"


def messaging_system(settings: Settings) -> str:
    """What carries the queue, by its name in the conventions."""
    broker = settings.broker_url or ""
    return "rabbitmq" if broker.startswith("amqp") else "redis"


def check_spans(settings: Settings) -> None:
    """Looks whether what spans take is installed, without loading it.

    Raises:
        SettingsError: it is not, and there should be spans.
    """
    if settings.otel_endpoint is None:
        return
    for package in ("opentelemetry", "opentelemetry.sdk", _EXPORTER):
        if find_spec(package) is None:
            raise SettingsError(
                f"PALJA_OTEL_ENDPOINT: needs a package that is not installed ({package});"
                " make otel installs it"
            )


def open_spans(settings: Settings, service: str) -> Spans | None:
    """The spans of this process, which is called `service` in them; None: there are none.

    Raises:
        SettingsError: there should be, and what that takes is not installed.
    """
    if settings.otel_endpoint is None:
        return None
    check_spans(settings)
    # Megabytes and a thread: only for those who want it.
    from shared.spans.otlp import OtlpSpans  # noqa: PLC0415 - as said above

    return OtlpSpans.open(settings.otel_endpoint, service)
