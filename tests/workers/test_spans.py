"""What is recorded of a job and of each call of a provider."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from shared.contracts.answers import ReadingText, Usage
from shared.errors import ProviderError, ProviderOverloaded, ProviderTimeout
from shared.jobs.record import Claim
from shared.prompts import Prompt
from shared.settings import load_settings
from shared.tracing import Trace, current_trace, new_trace, traced
from tests.fakes.spans import FakeSpans
from workers.providers.protocol import Call, ProviderAnswer
from workers.spans import JobSpans, calling_span, with_spans

CALLER = Trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1)
ANSWER = ProviderAnswer(ReadingText(()), "g-1-2026", Usage(100, 200, 0.0))
SECRET = "pillars of somebody"


class Provider:
    """Answers, or raises, and notes the trace in which it was asked."""

    def __init__(self, name: str, error: BaseException | None = None) -> None:
        self.name = name
        self.model = "g-1"
        self.error = error
        self.asked_in: Trace | None = None
        self.sent_as = ""

    async def ask(self, call: Call) -> ProviderAnswer:  # noqa: ARG002 - as every provider
        self.asked_in = current_trace()
        self.sent_as = calling_span(8)
        if self.error is not None:
            raise self.error
        return ANSWER


def claim(trace: str = CALLER.to_text()) -> Claim:
    return Claim("job", "token", "key", SECRET.encode(), 2, 1.5, 0.5, trace)


def call() -> Call:
    def prompt() -> Prompt:
        raise AssertionError("nobody need read it")

    return Call(prompt, 30.0)


async def ask(provider: Provider, spans: FakeSpans, **variables: str) -> None:
    settings = load_settings(variables, env_files=())
    wrapped = with_spans({provider.name: provider}, settings, spans)[provider.name]
    assert (wrapped.name, wrapped.model) == (provider.name, "g-1")
    with traced(CALLER):
        assert await wrapped.ask(call()) == ANSWER


async def test_a_job_goes_on_in_the_trace_that_its_record_has_kept() -> None:
    spans = FakeSpans()
    with JobSpans(spans, system="rabbitmq").traced(claim()):
        assert current_trace() == spans.spans[0].own
    assert current_trace() is None
    [span] = spans.spans
    assert (span.parent, span.kind, span.ended) == (CALLER, "consumer", True)
    assert (span.told["messaging.system"], span.told["palja.job.claims"]) == ("rabbitmq", 2)
    assert SECRET not in str(span.told)


@pytest.mark.parametrize("kept", ["", "nonsense"])
async def test_a_job_without_a_trace_begins_one(kept: str) -> None:
    spans = FakeSpans()
    with JobSpans(spans, system="redis").traced(claim(kept)):
        pass
    assert spans.spans[0].parent is None


@pytest.mark.parametrize(
    ("name", "operation", "called", "host"),
    [
        ("gemini", "generate_content", "gcp.gemini", "generativelanguage.googleapis.com"),
        ("openai", "chat", "openai", "api.openai.com"),
        ("anthropic", "chat", "anthropic", "api.anthropic.com"),
    ],
)
async def test_a_call_is_named_as_the_conventions_name_it(
    name: str, operation: str, called: str, host: str
) -> None:
    spans, provider = FakeSpans(), Provider(name)
    await ask(provider, spans)
    [span] = spans.spans
    assert (span.name, span.kind, span.parent) == (f"{operation} g-1", "client", CALLER)
    assert span.told == {
        "gen_ai.operation.name": operation,
        "gen_ai.provider.name": called,
        "gen_ai.request.model": "g-1",
        "gen_ai.request.max_tokens": 8192,
        "gen_ai.request.stream": False,
        "gen_ai.output.type": "json",
        "gen_ai.response.model": "g-1-2026",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 200,
        "server.address": host,
        "server.port": 443,
    }
    # What is sent names this span as its parent.
    assert (provider.asked_in, provider.sent_as) == (span.own, span.own.parent_id)


async def test_a_server_of_ones_own_is_named() -> None:
    spans = FakeSpans()
    await ask(Provider("openai"), spans, PALJA_OPENAI_BASE_URL="http://llm.internal:8080/v1")
    assert (spans.spans[0].told["server.address"], spans.spans[0].told["server.port"]) == (
        *("llm.internal", 8080),
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ProviderTimeout("stall"), {"error.type": "timeout"}),
        (
            ProviderOverloaded(code=429, retry_after_s=1),
            {"error.type": "rate_limited", "http.response.status_code": 429},
        ),
    ],
)
async def test_a_call_that_brings_nothing_says_why(
    error: ProviderError, told: dict[str, str | int]
) -> None:
    spans = FakeSpans()
    with pytest.raises(type(error)):
        await ask(Provider("openai", error), spans)
    [span] = spans.spans
    assert span.failed
    assert told.items() <= span.told.items()
    assert "gen_ai.response.model" not in span.told


async def test_a_call_that_is_cancelled_is_no_failure() -> None:
    spans = FakeSpans()
    with pytest.raises(asyncio.CancelledError):
        await ask(Provider("openai", asyncio.CancelledError()), spans)
    [span] = spans.spans
    assert (span.failed, span.ended) == (False, True)


def test_outside_of_a_trace_nothing_is_sent() -> None:
    ids: Callable[[int], str] = calling_span
    assert ids(8) == ""
    with traced(new_trace(lambda size: "ab" * size)):
        assert ids(8) == "ab" * 8
