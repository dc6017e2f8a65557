"""What is recorded of a request and of what it queues."""

from __future__ import annotations

import orjson
import pytest
from starlette.requests import Request
from starlette.responses import Response

from api_gateway.openapi.document import openapi_document
from api_gateway.spans import ServerSpans, SubmitSpans
from shared.errors import StoreUnavailable
from shared.jobs.record import JobStatus, Queued, Submission
from shared.queue import Priority
from shared.tracing import Trace, from_text
from tests.fakes.asgi import Application, call
from tests.fakes.spans import FakeSpans

CALLER = Trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1, "rojo=1")
HEADERS = [("traceparent", CALLER.header), ("tracestate", "rojo=1"), ("x-other", "kept")]
GENERATE = "/admin-api/saju/ai-generate"


@pytest.fixture
def spans() -> FakeSpans:
    return FakeSpans()


async def asked(spans: FakeSpans, path: str, method: str = "POST", status: int = 200) -> None:
    async def answer(_request: Request) -> Response:
        return Response(status_code=status)

    reply = await call(ServerSpans(Application(answer), spans), method, path, HEADERS)
    assert reply.status == status


async def test_what_is_inside_sees_the_span_in_the_callers_place(spans: FakeSpans) -> None:
    seen: dict[str, list[str]] = {}

    async def answer(request: Request) -> Response:
        names = ("traceparent", "tracestate", "x-other")
        seen.update({name: request.headers.getlist(name) for name in names})
        return Response(b"{}")

    await call(ServerSpans(Application(answer), spans), "POST", GENERATE, HEADERS)
    [span] = spans.spans
    assert span.parent == CALLER
    assert seen == {"traceparent": [span.own.header], "tracestate": [], "x-other": ["kept"]}


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", GENERATE, f"POST {GENERATE}"),
        ("GET", "/admin-api/saju/jobs/some-id", "GET /admin-api/saju/jobs/{job_id}"),
        ("GET", "/admin-api/saju/jobs/some-id/events", "GET /admin-api/saju/jobs/{job_id}/events"),
        ("GET", "/born/1987-11-23", "GET"),
        ("BIRTH1987", "/", "_OTHER"),
    ],
)
async def test_a_span_is_named_by_its_route_and_never_by_what_a_caller_wrote(
    spans: FakeSpans, method: str, path: str, name: str
) -> None:
    await asked(spans, path, method)
    [span] = spans.spans
    assert span.name == name
    assert not [text for text in map(str, span.told.values()) if "some-id" in text or "19" in text]


@pytest.mark.parametrize(("status", "failed"), [(202, False), (422, False), (503, True)])
async def test_only_our_own_faults_are_failures(
    spans: FakeSpans,
    status: int,
    failed: bool,  # noqa: FBT001 - a row of the table above
) -> None:
    await asked(spans, GENERATE, status=status)
    [span] = spans.spans
    assert (span.told["http.response.status_code"], span.failed) == (status, failed)
    assert span.told.get("error.type") == (str(status) if failed else None)


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
async def test_what_asks_all_the_time_is_not_recorded(spans: FakeSpans, path: str) -> None:
    await asked(spans, path, "GET")
    assert spans.spans == []


class Jobs:
    """Queues what it is given, or is away."""

    def __init__(self, *, away: bool = False) -> None:
        self.away = away
        self.traces: list[str] = []

    async def submit(
        self,
        job_id: str,
        key: str,  # noqa: ARG002 - as the store's
        question: bytes,  # noqa: ARG002 - likewise
        priority: Priority = Priority.NORMAL,  # noqa: ARG002 - likewise
        *,
        alone: bool = False,  # noqa: ARG002 - likewise
        trace: str = "",
        refresh: bool = False,  # noqa: ARG002 - likewise
    ) -> Submission:
        self.traces.append(trace)
        if self.away:
            raise StoreUnavailable("away")
        return Queued(job_id, JobStatus.QUEUED, joined=False)


async def test_the_job_is_given_the_submits_own_trace(spans: FakeSpans) -> None:
    jobs = Jobs()
    submits = SubmitSpans(jobs, spans, system="redis")
    await submits.submit("job", "key", b"pillars", Priority.LOW, trace=CALLER.to_text())
    [span] = spans.spans
    assert span.parent == CALLER
    assert [from_text(trace) for trace in jobs.traces] == [span.own]
    assert span.told["palja.priority"] == "low"
    assert span.told["messaging.message.id"] == "job"
    assert not [value for value in span.told.values() if value in {"key", b"pillars"}]


async def test_a_store_that_is_away_is_a_failure_of_the_submit(spans: FakeSpans) -> None:
    submits = SubmitSpans(Jobs(away=True), spans, system="redis")
    with pytest.raises(StoreUnavailable):
        await submits.submit("job", "key", b"", trace=CALLER.to_text())
    [span] = spans.spans
    assert (span.failed, span.told["error.type"]) == (True, "StoreUnavailable")
    assert "away" not in str(span.told)


async def test_a_refresh_that_nobody_waits_for_is_not_recorded(spans: FakeSpans) -> None:
    jobs = Jobs()
    await SubmitSpans(jobs, spans, system="redis").submit("job", "key", b"", refresh=True)
    assert (spans.spans, jobs.traces) == ([], [""])


@pytest.mark.parametrize("path", sorted(orjson.loads(openapi_document())["paths"]))
async def test_every_described_path_is_known_by_its_template(spans: FakeSpans, path: str) -> None:
    await asked(spans, path.replace("{job_id}", "some-id"), "GET")
    routes = [span.told["http.route"] for span in spans.spans]
    assert routes == ([] if path.startswith("/health") or path == "/metrics" else [path])
