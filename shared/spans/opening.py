"""Whether spans are recorded."""

from __future__ import annotations

from shared.errors import SettingsError
from shared.settings import Settings
from shared.spans.protocol import Spans


def messaging_system(settings: Settings) -> str:
    """What carries the queue, by its name in the conventions."""
    broker = settings.broker_url or ""
    return "rabbitmq" if broker.startswith("amqp") else "redis"


def open_spans(settings: Settings, service: str) -> Spans | None:
    """The spans of this process, which is called `service` in them; None: there are none.

    Raises:
        SettingsError: there should be, and what that takes is not installed.
    """
    if settings.otel_endpoint is None:
        return None
    try:
        # 12 MB and a thread: only for those who want it.
        from shared.spans.otlp import OtlpSpans  # noqa: PLC0415 - as said above
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"PALJA_OTEL_ENDPOINT: needs a package that is not installed ({error.name});"
            " for example make otel"
        ) from None
    return OtlpSpans.open(settings.otel_endpoint, service)
