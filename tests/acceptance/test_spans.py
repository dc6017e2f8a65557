"""Traces for a collector: one from the caller's request to the provider's, and no birth in it."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.acceptance.caller import INSPECT
from tests.acceptance.contract import assert_from_engine, assert_from_openai
from tests.acceptance.processes import wait_until
from tests.acceptance.receiver import Receiver
from tests.acceptance.stack import Stack, free_ports, running
from tests.acceptance.test_privacy import BIRTH, giveaways
from tests.fakes.behaviours import Status
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.proto.trace.v1.trace_pb2 import Span

    from tests.acceptance.conftest import Question

PATH = "/v1/traces"
SENT_S = 20.0
SERVER, CLIENT, PRODUCER, CONSUMER = 2, 3, 4, 5
"""Of opentelemetry/proto/trace/v1/trace.proto."""
ERROR = 2
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"


class Sent:
    """A span as the collector got it."""

    def __init__(self, span: Span, service: str) -> None:
        self.service = service
        self.name = span.name
        self.kind = span.kind
        self.trace = span.trace_id.hex()
        self.id = span.span_id.hex()
        self.parent = span.parent_span_id.hex()
        self.failed = span.status.code == ERROR
        self.told: dict[str, Any] = {each.key: value_of(each.value) for each in span.attributes}
        self.events = {
            event.name: {each.key: value_of(each.value) for each in event.attributes}
            for event in span.events
        }

    def __repr__(self) -> str:
        return f"<{self.service} {self.name} {self.told}>"


def value_of(value: Any) -> Any:
    return getattr(value, value.WhichOneof("value"))


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def collector() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def stack(provider: FakeProvider, collector: Receiver) -> Iterator[Stack]:
    settings = {
        "PALJA_OTEL_ENDPOINT": collector.url(""),
        "OTEL_BSP_SCHEDULE_DELAY": "200",  # ms, so that a test need not wait for five seconds
        "OPENAI_API_KEY": "sk-key-of-openai-77c1",
    }
    with running(provider, **settings) as stack:
        yield stack


def sent(collector: Receiver, trace: str | None = None) -> list[Sent]:
    """The spans that have come, all or those of one trace."""
    found = []
    for one in collector.at(PATH):
        for resource in ExportTraceServiceRequest.FromString(one.body).resource_spans:
            named = {each.key: value_of(each.value) for each in resource.resource.attributes}
            for scope in resource.scope_spans:
                found += [Sent(span, named["service.name"]) for span in scope.spans]
    return [span for span in found if trace in {None, span.trace}]


def trace_of(collector: Receiver, trace: str, count: int) -> list[Sent]:
    """The spans of this trace, once there are so many."""
    wait_until(lambda: len(sent(collector, trace)) >= count, SENT_S, f"{count} spans")
    found = sent(collector, trace)
    assert len(found) == count, found
    return found


def only(spans: list[Sent], kind: int) -> Sent:
    [found] = [span for span in spans if span.kind == kind]
    return found


def header(trace: str, flags: str = "01") -> dict[str, str]:
    return {"traceparent": f"00-{trace}-{PARENT}-{flags}"}


def test_a_question_is_one_trace_from_the_caller_to_the_provider(
    stack: Stack, provider: FakeProvider, collector: Receiver, new_question: Question
) -> None:
    told = {**header(TRACE), "tracestate": "rojo=1"}
    answer = stack.caller.ask(new_question(), Prefer="wait=20", **told).json
    assert_from_openai(answer)
    spans = trace_of(collector, TRACE, 4)

    request, submit = only(spans, SERVER), only(spans, PRODUCER)
    job, call = only(spans, CONSUMER), only(spans, CLIENT)
    parents = [request.parent, submit.parent, job.parent, call.parent]
    assert parents == [PARENT, request.id, submit.id, job.id]
    assert [span.service for span in (request, submit, job, call)] == [
        *("palja-gateway", "palja-gateway"),
        *("palja-worker", "palja-worker"),
    ]
    [asked] = provider.calls[-1:]
    # The provider's own spans, if it has any, belong to our call.
    assert asked.request.headers["traceparent"] == f"00-{TRACE}-{call.id}-01"
    assert asked.request.headers["tracestate"] == "rojo=1"
    assert not any(span.failed for span in spans)


def test_the_attributes_are_those_of_the_conventions(
    stack: Stack, provider: FakeProvider, collector: Receiver, new_question: Question
) -> None:
    trace = "11" * 16
    answer = stack.caller.ask(new_question(), Prefer="wait=20", **header(trace)).json
    spans = trace_of(collector, trace, 4)

    request = only(spans, SERVER)
    assert request.name == "POST /admin-api/saju/ai-generate"
    assert request.told == {
        "http.request.method": "POST",
        "http.route": "/admin-api/saju/ai-generate",
        "http.response.status_code": 200,
        "url.scheme": "http",
        "network.protocol.version": "1.1",
        "palja.question.outcome": "queued",
        "palja.cache": "miss",
        "palja.cache.stale": False,
    }
    submit = only(spans, PRODUCER)
    assert submit.name == "submit readings"
    assert submit.told == {
        "messaging.system": "redis",
        "messaging.operation.type": "send",
        "messaging.operation.name": "submit",
        "messaging.destination.name": "readings",
        "messaging.message.id": answer["job_id"],
        "palja.priority": "normal",
        "palja.submit": "Queued",
        "palja.joined": False,
    }
    job = only(spans, CONSUMER)
    waited_s = job.told.pop("palja.job.waited_s")
    assert 0 <= waited_s < 20
    assert job.name == "process readings"
    assert job.told == {
        "messaging.system": "redis",
        "messaging.operation.type": "process",
        "messaging.operation.name": "process",
        "messaging.destination.name": "readings",
        "messaging.message.id": answer["job_id"],
        "palja.job.claims": 1,
        "palja.job.refresh": False,
        "palja.job.status": "completed",
        "palja.answered_by": "openai",
    }
    assert job.events == {"provider call": {"palja.provider": "openai", "palja.outcome": "ok"}}
    call = only(spans, CLIENT)
    assert call.name == f"chat {call.told['gen_ai.request.model']}"
    assert call.told == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": answer["attempts"][0]["model"],
        "gen_ai.request.max_tokens": 8192,
        "gen_ai.request.stream": True,
        "gen_ai.output.type": "json",
        "gen_ai.response.model": answer["model"],
        "gen_ai.usage.input_tokens": answer["usage"]["input_tokens"],
        "gen_ai.usage.output_tokens": answer["usage"]["output_tokens"],
        "server.address": "127.0.0.1",
        "server.port": int(provider.base_url.rpartition(":")[2]),
    }


def test_each_retry_is_a_span_and_a_failed_one_says_why(
    stack: Stack, provider: FakeProvider, collector: Receiver, new_question: Question
) -> None:
    trace = "22" * 16
    provider.script([Status(429, retry_after="0")])
    assert_from_openai(stack.caller.ask(new_question(), Prefer="wait=20", **header(trace)).json)
    spans = trace_of(collector, trace, 5)

    calls = [span for span in spans if span.kind == CLIENT]
    job = only(spans, CONSUMER)
    assert {call.parent for call in calls} == {job.id}
    [failed] = [call for call in calls if call.failed]
    assert failed.told["error.type"] == "rate_limited"
    assert failed.told["http.response.status_code"] == 429
    assert not job.failed


def test_a_hit_is_one_span_that_says_where_the_answer_was(
    stack: Stack, collector: Receiver, new_question: Question
) -> None:
    trace, question = "33" * 16, new_question()
    stack.caller.ask(question, Prefer="wait=20")
    assert stack.caller.ask(question, **header(trace)).json["cache_hit"]
    [hit] = trace_of(collector, trace, 1)
    assert (hit.told["palja.question.outcome"], hit.told["http.response.status_code"]) == (
        *("known", 200),
    )
    assert hit.told["palja.cache"] in {"memory", "redis"}


def test_without_a_callers_trace_a_new_one_begins(
    stack: Stack, provider: FakeProvider, collector: Receiver, new_question: Question
) -> None:
    stack.caller.ask(new_question(), Prefer="wait=20", traceparent="nonsense")
    trace = provider.calls[-1].request.headers["traceparent"].split("-")[1]
    spans = trace_of(collector, trace, 4)
    assert only(spans, SERVER).parent == ""


def test_a_callers_decision_not_to_sample_is_kept(
    stack: Stack, provider: FakeProvider, collector: Receiver, new_question: Question
) -> None:
    trace, after = "44" * 16, "55" * 16
    stack.caller.ask(new_question(), Prefer="wait=20", **header(trace, "00"))
    assert provider.calls[-1].request.headers["traceparent"].startswith(f"00-{trace}-")
    assert provider.calls[-1].request.headers["traceparent"].endswith("-00")
    stack.caller.ask(new_question(), Prefer="wait=20", **header(after))
    trace_of(collector, after, 4)
    assert sent(collector, trace) == []


def test_no_span_holds_a_birth_a_prompt_a_reading_or_a_key(
    stack: Stack, provider: FakeProvider, collector: Receiver
) -> None:
    trace = "66" * 16
    asked = {"birth_info": BIRTH, "service_type": "career"}
    answer = stack.caller.ask(asked, Prefer="wait=20", **header(trace)).json
    trace_of(collector, trace, 4)
    provider.script([Status(400, error_type="invalid_request_error")])
    other = {"birth_info": BIRTH, "service_type": "love"}
    assert_from_engine(stack.caller.ask(other, Prefer="wait=20", **header("77" * 16)).json)
    stack.caller.ask({"birth_info": BIRTH, "reading": "1987년 11월 23일"}, INSPECT)
    stack.caller.ask({"birth_info": {**BIRTH, "second": 60}}, **header("88" * 16))
    stack.caller.get(f"/admin-api/saju/jobs/{answer['job_id']}?wait=07:41", header("99" * 16))
    trace_of(collector, "77" * 16, 4)
    trace_of(collector, "88" * 16, 1)
    [polled] = trace_of(collector, "99" * 16, 1)
    assert polled.name == "GET /admin-api/saju/jobs/{job_id}"
    assert answer["job_id"] not in str(polled.told)

    came = b"".join(one.body for one in collector.at(PATH))
    texts = "\n".join(str([span.name, span.told, span.events]) for span in sent(collector)).encode()
    assert giveaways(texts) == set()
    pillars = answer["chart"]["pillars"]
    words = [
        *(section["text"][:12] for section in answer["reading"]["sections"]),
        *(pillars[each][spelled] for each in pillars for spelled in ("hanja", "hangul")),
        *("sk-key-of-openai-77c1", str(stack.state_dir), "sections"),
    ]
    assert not [word for word in words if word.encode() in came]


def test_health_and_figures_are_not_recorded(stack: Stack, collector: Receiver) -> None:
    for path in ("/health/live", "/health/ready", "/metrics"):
        stack.caller.get(path, header("aa" * 16))
    stack.caller.get("/nowhere/1987-11-23", header("bb" * 16))
    [unknown] = trace_of(collector, "bb" * 16, 1)
    assert (unknown.name, unknown.told["http.response.status_code"]) == ("GET", 404)
    assert sent(collector, "aa" * 16) == []


@pytest.mark.parametrize("kind", ["nobody", "silent"])
def test_while_the_collector_is_away_nobody_waits_and_nothing_fails(
    provider: FakeProvider, new_question: Question, kind: str
) -> None:
    with Receiver() as receiver:
        [closed] = free_ports(1)
        endpoint = f"http://127.0.0.1:{closed}" if kind == "nobody" else receiver.url("")
        if kind == "silent":
            receiver.hold(PATH)
        settings = {"PALJA_OTEL_ENDPOINT": endpoint, "OTEL_BSP_SCHEDULE_DELAY": "100"}
        with running(provider, **settings) as stack:
            assert_from_openai(stack.caller.ask(new_question(), Prefer="wait=20").json)
            wait_until(lambda: "spans_lost" in stack.log, SENT_S, "it says so")
            took_s = []
            for _ in range(15):
                reply = stack.caller.ask(new_question(), Prefer="wait=20")
                assert_from_openai(reply.json)
                took_s.append(reply.took_s)
            # A job takes some 30 ms; the collector's time-out is 5 s.
            assert sorted(took_s)[7] < 1
            told = Counter(line for line in stack.log.splitlines() if "spans_lost" in line)
            assert len(told) <= 2, "one line for each process"
            began_s = time.perf_counter()
        assert time.perf_counter() - began_s < 10, "it stops as soon as ever"
