"""One trace from the caller's request to the provider's, also where callers share a job."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.caller import BATCH
from tests.acceptance.contract import assert_queued
from tests.acceptance.processes import wait_until

if TYPE_CHECKING:
    from tests.acceptance.conftest import Question
    from tests.acceptance.stack import Stack
    from tests.fakes.provider import FakeProvider

PARENT_ID = "00f067aa0ba902b7"
TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


def header(trace_id: str) -> dict[str, str]:
    return {"traceparent": f"00-{trace_id}-{PARENT_ID}-01"}


def sent(provider: FakeProvider) -> list[tuple[str, str, str]]:
    """Trace id, parent id and flags of each provider call."""
    found = [TRACEPARENT.fullmatch(call.request.headers["traceparent"]) for call in provider.calls]
    return [(one[1], one[2], one[3]) for one in found if one is not None]


def test_the_provider_is_sent_the_callers_trace_under_another_parent(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {**header(trace_id), "tracestate": "rojo=1, congo=t61rcWkgMzE"}
    assert stack.caller.ask(new_question(), **headers, Prefer="wait=20").status == 200

    [(sent_id, parent_id, flags)] = sent(provider)
    assert (sent_id, flags) == (trace_id, "01")
    assert parent_id not in {PARENT_ID, "0" * 16}
    assert provider.calls[0].request.headers["tracestate"] == "rojo=1,congo=t61rcWkgMzE"


def test_gateway_and_worker_log_the_trace_beside_the_request(
    stack: Stack, new_question: Question
) -> None:
    trace_id = "a3ce929d0e0e47364bf92f3577b34da6"
    headers = {**header(trace_id), "X-Request-ID": "request-of-this-trace"}
    job_id = stack.caller.ask(new_question(), **headers, Prefer="wait=20").json["job_id"]

    def told() -> list[str]:
        return [line for line in stack.log.splitlines() if f"trace_id={trace_id}" in line]

    wait_until(lambda: any("job_finished" in line for line in told()), 10, "the worker's lines")
    [gateways] = [line for line in told() if "process=gateway" in line]
    assert f"job_id={job_id}" in gateways
    assert "request_id=request-of-this-trace" in gateways
    workers = [line for line in told() if "process=worker" in line]
    assert any("provider_call" in line for line in workers)


@pytest.mark.parametrize(
    "wrong", ["", "nonsense", f"00-{'0' * 32}-{PARENT_ID}-01", "00-" + "ab" * 9000]
)
def test_a_wrong_trace_is_no_error_and_a_new_one_begins(
    stack: Stack, provider: FakeProvider, new_question: Question, wrong: str
) -> None:
    headers = {"traceparent": wrong, "tracestate": "rojo=1"}
    assert stack.caller.ask(new_question(), **headers, Prefer="wait=20").status == 200

    [(trace_id, parent_id, _)] = sent(provider)
    assert trace_id.strip("0")
    assert parent_id.strip("0")
    assert trace_id not in wrong
    assert "tracestate" not in provider.calls[0].request.headers


def test_a_joined_question_keeps_the_first_askers_trace(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    question = new_question()
    provider.hold()
    first = assert_queued(stack.caller.ask(question, **header("11" * 16)))
    second = assert_queued(stack.caller.ask(question, **header("22" * 16)))
    assert first == second
    provider.release()
    stack.caller.ended(first, within_s=20)

    assert [trace_id for trace_id, _, _ in sent(provider)] == ["11" * 16]


def test_a_batch_is_one_trace_and_each_call_a_part_of_it(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    trace_id = "33" * 16
    items = [new_question() for _ in range(4)]
    rows = stack.caller.ask({"items": items}, BATCH, **header(trace_id)).json["items"]
    for row in rows:
        stack.caller.ended(row["job_id"], within_s=20)

    calls = sent(provider)
    assert [called for called, _, _ in calls] == [trace_id] * 4
    assert len({parent_id for _, parent_id, _ in calls}) == 4
