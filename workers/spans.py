"""The workers' spans: one of each job in hand, one of each call of a provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from shared import queue
from shared.errors import ProviderError
from shared.jobs.record import Claim
from shared.settings import Settings
from shared.spans.protocol import Attributes, Spans, class_of
from shared.tracing import current_trace, from_text, traced
from workers.providers import anthropic, gemini, openai
from workers.providers.protocol import Call, Provider, ProviderAnswer

_OPERATIONS = {"gemini": "generate_content"}
_SYSTEMS = {"gemini": "gcp.gemini"}
"""Where the conventions have another name than the settings."""
_OFFICIAL = {
    "gemini": gemini.OFFICIAL_BASE_URL,
    "openai": openai.OFFICIAL_BASE_URL,
    "anthropic": anthropic.OFFICIAL_BASE_URL,
}
_PORTS = {"http": 80, "https": 443}


class JobSpans:
    """Records the work on each claimed job, in the trace that its record has kept."""

    def __init__(self, spans: Spans, *, system: str) -> None:
        self._spans = spans
        self._system = system

    @contextmanager
    def traced(self, claim: Claim) -> Iterator[None]:
        """What is done inside belongs to the job's span."""
        attributes: Attributes = {
            "messaging.system": self._system,
            "messaging.operation.type": "process",
            "messaging.operation.name": "process",
            "messaging.destination.name": queue.QUEUE,
            "messaging.message.id": claim.job_id,
            "palja.job.claims": claim.attempts,
            "palja.job.waited_s": claim.waited_s,
            "palja.job.refresh": claim.refresh,
        }
        name, parent = f"process {queue.QUEUE}", from_text(claim.trace)
        with self._spans.span(name, "consumer", parent, attributes) as trace, traced(trace):
            yield


class ProviderSpans:
    """A provider, each call of which is recorded; see `workers.providers.protocol.Provider`."""

    def __init__(self, provider: Provider, spans: Spans, *, base_url: str) -> None:
        self._provider = provider
        self._spans = spans
        name, address = provider.name, urlsplit(base_url)
        self._operation = _OPERATIONS.get(name, "chat")
        self._attributes: Attributes = {
            "gen_ai.operation.name": self._operation,
            "gen_ai.provider.name": _SYSTEMS.get(name, name),
            "gen_ai.request.model": provider.model,
            "gen_ai.output.type": "json",
            "server.address": address.hostname or "",
            "server.port": address.port or _PORTS[address.scheme],
        }

    @property
    def name(self) -> str:
        """The provider's name in settings and answers."""
        return self._provider.name

    @property
    def model(self) -> str:
        """The id of the model that is asked."""
        return self._provider.model

    async def ask(self, call: Call) -> ProviderAnswer:
        """The reading that the prompt asks for."""
        attributes: Attributes = {
            **self._attributes,
            "gen_ai.request.max_tokens": call.max_output_tokens,
            "gen_ai.request.stream": call.written is not None,
        }
        name = f"{self._operation} {self.model}"
        with (
            self._spans.span(
                name, "client", current_trace(), attributes, described=_failure
            ) as trace,
            traced(trace),
        ):
            answer = await self._provider.ask(call)
            self._spans.note(
                {
                    "gen_ai.response.model": answer.model,
                    "gen_ai.usage.input_tokens": answer.usage.input_tokens,
                    "gen_ai.usage.output_tokens": answer.usage.output_tokens,
                }
            )
        return answer


def with_spans(
    providers: Mapping[str, Provider], settings: Settings, spans: Spans
) -> dict[str, Provider]:
    """The same providers, each call of which is recorded."""
    accounts = settings.provider_accounts
    return {
        name: ProviderSpans(provider, spans, base_url=accounts[name].base_url or _OFFICIAL[name])
        for name, provider in providers.items()
    }


def calling_span(_bytes: int) -> str:
    """The id of the span that makes a call, which the call is sent as its parent."""
    trace = current_trace()
    return "" if trace is None else trace.parent_id


def _failure(error: BaseException) -> Attributes:
    if not isinstance(error, ProviderError):
        return class_of(error)
    told: dict[str, str | int | float | bool] = {"error.type": error.outcome}
    if error.code is not None:
        told["http.response.status_code"] = int(error.code)
    return told
