"""Spans by OpenTelemetry's SDK, sent by OTLP over HTTP from a thread of its own.

What is recorded waits in a queue of bounded length; when the collector is away or slow, spans are
dropped, and nobody waits for it. The SDK's own variables (`OTEL_TRACES_SAMPLER`, `OTEL_BSP_…`,
`OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_RESOURCE_ATTRIBUTES`) count as everywhere.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import uuid4

import structlog
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    TraceState,
    get_current_span,
    set_span_in_context,
    use_span,
)

from shared.spans.protocol import Attributes, Described, Kind, class_of
from shared.tracing import Trace

EXPORT_TIMEOUT_S = 5.0
CLOSE_S = 2.0
"""So long a process that ends waits for its last spans to be sent."""
_PATH = "/v1/traces"
_KINDS = {
    "server": SpanKind.SERVER,
    "producer": SpanKind.PRODUCER,
    "consumer": SpanKind.CONSUMER,
    "client": SpanKind.CLIENT,
}
_RANDOM = 0x02
"""A flag that the SDK does not know and whoever began the trace has set."""


class OtlpSpans:
    """See `shared.spans.protocol.Spans`."""

    def __init__(self, exporter: SpanExporter, service: str) -> None:
        resource = Resource.create(
            {
                "service.name": service,
                "service.namespace": "palja",
                "service.instance.id": str(uuid4()),
            }
        )
        # It is closed by who has opened it: at Python's own end a silent collector would be waited for.
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(_Telling(exporter)))
        self._tracer = self._provider.get_tracer("palja")

    @classmethod
    def open(cls, endpoint: str, service: str) -> OtlpSpans:
        """Spans that are sent to the collector at `endpoint`."""
        # It would write a line for each try; `_Telling` says it once.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        url = endpoint if endpoint.endswith(_PATH) else endpoint + _PATH
        return cls(OTLPSpanExporter(endpoint=url, timeout=EXPORT_TIMEOUT_S), service)

    @contextmanager
    def span(
        self,
        name: str,
        kind: Kind,
        parent: Trace | None,
        attributes: Attributes,
        *,
        described: Described = class_of,
    ) -> Iterator[Trace]:
        """See the protocol."""
        span = self._tracer.start_span(
            name, context=_context(parent), kind=_KINDS[kind], attributes=attributes
        )
        with use_span(
            span, end_on_exit=True, record_exception=False, set_status_on_exception=False
        ):
            try:
                yield _trace(span.get_span_context(), parent)
            except asyncio.CancelledError:
                raise
            except BaseException as error:
                self.note(described(error), failed=True)
                raise

    def note(self, attributes: Attributes, *, failed: bool = False) -> None:
        """See the protocol."""
        span = get_current_span()
        span.set_attributes(attributes)
        if failed:
            span.set_status(StatusCode.ERROR)

    def happened(self, name: str, attributes: Attributes) -> None:
        """See the protocol."""
        get_current_span().add_event(name, attributes)

    def close(self) -> None:
        """See the protocol."""
        # The SDK would wait for as long as a silent collector keeps it. A thread that Python does not
        # wait for either.
        closing = threading.Thread(target=self._provider.shutdown, name="spans", daemon=True)
        closing.start()
        closing.join(CLOSE_S)


class _Telling(SpanExporter):
    """Says once that spans are lost, and once that they are sent again."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._away = False
        self._log = structlog.get_logger("spans")

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._exporter.export(spans)
        away = result is not SpanExportResult.SUCCESS
        if away and not self._away:
            self._log.warning("spans_lost", count=len(spans))
        elif self._away and not away:
            self._log.info("spans_sent_again")
        self._away = away
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()


def _context(parent: Trace | None) -> Context:
    if parent is None:
        return Context()
    remote = SpanContext(
        int(parent.trace_id, 16),
        int(parent.parent_id, 16),
        is_remote=True,
        trace_flags=TraceFlags(parent.flags),
        trace_state=TraceState.from_header([parent.state] if parent.state else []),
    )
    return set_span_in_context(NonRecordingSpan(remote), Context())


def _trace(own: SpanContext, parent: Trace | None) -> Trace:
    flags = own.trace_flags | (0 if parent is None else parent.flags & _RANDOM)
    return Trace(f"{own.trace_id:032x}", f"{own.span_id:016x}", flags, own.trace_state.to_header())
