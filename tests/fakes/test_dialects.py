"""What the fake says in each dialect, whole and streamed.

That a good answer is one, the providers' own clients say: tests/workers/providers/test_wire.py.
"""

from __future__ import annotations

import http.client
import json
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes.asking import HEADERS, PATHS, ask_in, questions
from tests.fakes.behaviours import (
    Answer,
    CutBody,
    Empty,
    FailsMidway,
    Held,
    Malformed,
    Refused,
    Stall,
    Status,
    Unended,
)
from tests.fakes.clock import FakeClock
from tests.fakes.dialects import OpenAIChat
from tests.fakes.provider import FakeProvider
from tests.fakes.rules import by_dialect, flapping

if TYPE_CHECKING:
    from tests.fakes.behaviours import Unheld

each = pytest.mark.parametrize("dialect", ["openai", "gemini", "anthropic"])
LAST = {"openai": b"data: [DONE]", "gemini": b'"finishReason"', "anthropic": b'"message_stop"'}


def events(raw: bytes) -> list[bytes]:
    assert raw.endswith(b"\n\n")
    return raw.removesuffix(b"\n\n").split(b"\n\n")


def data(event: bytes) -> Any:
    return json.loads(event[event.index(b"data: ") + 6 :])


@each
def test_a_stream_comes_in_events_and_the_last_is_its_end_marker(
    caller: http.client.HTTPConnection, provider: FakeProvider, dialect: str
) -> None:
    response = ask_in(caller, dialect, streamed=True)
    told = events(response.read())
    assert response.headers["Content-Type"] == "text/event-stream"
    assert LAST[dialect] in told[-1]
    assert not any(LAST[dialect] in event for event in told[:-1])
    assert len(told) >= Answer().pieces
    assert "庚午" in b"".join(told).decode()
    [call] = provider.calls
    assert (call.dialect, call.outcome) == (dialect, "answered")


@each
def test_a_stream_keeps_its_pace(
    caller: http.client.HTTPConnection, provider: FakeProvider, dialect: str
) -> None:
    provider.answer_with(Answer(first_s=0.3, pieces=4, pace_s=0.05))
    began_s = time.perf_counter()
    response = ask_in(caller, dialect, streamed=True)
    headers_s = time.perf_counter() - began_s
    response.read1()
    first_s = time.perf_counter() - began_s
    response.read()
    whole_s = time.perf_counter() - began_s
    assert headers_s < 0.3 <= first_s < whole_s
    assert whole_s >= 0.3 + 3 * 0.05


def test_a_whole_answer_takes_as_long_as_its_stream_would(
    caller: http.client.HTTPConnection, provider: FakeProvider
) -> None:
    provider.answer_with(Answer(first_s=0.1, pieces=4, pace_s=0.05))
    began_s = time.perf_counter()
    ask_in(caller, "gemini").read()
    assert 0.3 <= time.perf_counter() - began_s < 2


@each
@pytest.mark.parametrize("then", [Answer(pace_s=0.05), Stall()], ids=repr)
def test_who_leaves_a_stream_is_seen(provider: FakeProvider, dialect: str, then: Unheld) -> None:
    provider.answer_with(then)
    address = provider.base_url.removeprefix("http://")
    with closing(http.client.HTTPConnection(address, timeout=5)) as caller:
        response = ask_in(caller, dialect, streamed=True)
        response.read1()
        assert [call.outcome for call in provider.calls] == ["in_flight"]
        response.close()
    provider.wait_for_in_flight(0)
    assert [call.outcome for call in provider.calls] == ["client_left"]


@each
def test_a_cut_stream_ends_before_its_end(
    caller: http.client.HTTPConnection, provider: FakeProvider, dialect: str
) -> None:
    provider.answer_with(CutBody())
    with pytest.raises(http.client.IncompleteRead):
        ask_in(caller, dialect, streamed=True).read()


@each
def test_a_stream_cut_where_nothing_tells_its_length_just_ends(
    caller: http.client.HTTPConnection, provider: FakeProvider, dialect: str
) -> None:
    provider.answer_with(CutBody("close"))
    raw = ask_in(caller, dialect, streamed=True).read()
    assert raw
    assert LAST[dialect] not in raw


@each
def test_an_unended_stream_lacks_its_end_marker_alone(
    caller: http.client.HTTPConnection, provider: FakeProvider, dialect: str
) -> None:
    provider.script([Answer(), Unended()])
    good = events(ask_in(caller, dialect, streamed=True).read())
    assert events(ask_in(caller, dialect, streamed=True).read()) == good[:-1]


@each
def test_one_event_of_a_malformed_stream_is_no_json(
    caller: http.client.HTTPConnection, provider: FakeProvider, dialect: str
) -> None:
    provider.answer_with(Malformed())
    told = events(ask_in(caller, dialect, streamed=True).read())
    broken = 0
    for event in told:
        try:
            data(event)
        except ValueError:
            broken += b"[DONE]" not in event
    assert broken == 1
    assert LAST[dialect] in told[-1]


@each
def test_an_error_in_a_stream_is_its_last_event(
    caller: http.client.HTTPConnection, provider: FakeProvider, dialect: str
) -> None:
    provider.answer_with(FailsMidway(Status(529, message="overloaded")))
    response = ask_in(caller, dialect, streamed=True)
    *told, last = events(response.read())
    assert response.status == 200
    assert told
    assert data(last)["error"]["message"] == "overloaded"


@each
def test_where_no_stream_was_asked_for_that_error_has_its_status(
    caller: http.client.HTTPConnection, provider: FakeProvider, dialect: str
) -> None:
    provider.answer_with(FailsMidway(Status(529)))
    assert ask_in(caller, dialect).status == 529


@each
def test_an_empty_stream_is_one(
    caller: http.client.HTTPConnection, provider: FakeProvider, dialect: str
) -> None:
    provider.answer_with(Empty("body"))
    response = ask_in(caller, dialect, streamed=True)
    assert response.headers["Content-Type"] == "text/event-stream"
    assert response.read() == b""


@each
def test_a_held_stream_is_released(provider: FakeProvider, dialect: str) -> None:
    provider.script([Held()])
    address = provider.base_url.removeprefix("http://")
    with closing(http.client.HTTPConnection(address, timeout=5)) as caller:
        body = json.dumps(questions()[dialect]).encode()
        caller.request("POST", PATHS[dialect], body, HEADERS)
        provider.wait_for_in_flight(1)
        provider.release()
        assert caller.getresponse().status == 200


@pytest.mark.parametrize(
    ("dialect", "more"),
    [
        ("openai", {"top_p": 1}),
        ("openai", {"max_completion_tokens": 255}),
        ("anthropic", {"temperature": 1}),
        ("anthropic", {"max_tokens": 255}),
        (
            "anthropic",
            {"output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}}},
        ),
        ("gemini", {"generationConfig": {"topK": 1}}),
        ("gemini", {"generationConfig": {"maxOutputTokens": 255}}),
        ("gemini", {"generationConfig": {"responseJsonSchema": {"type": "string"}}}),
        ("gemini", {"contents": []}),
    ],
)
def test_what_a_real_provider_refuses_is_refused_in_every_dialect(
    caller: http.client.HTTPConnection, dialect: str, more: dict[str, Any]
) -> None:
    response = ask_in(caller, dialect, **more)
    assert response.status == 400
    assert json.loads(response.read())["error"]["message"]


def test_anthropic_wants_its_version(caller: http.client.HTTPConnection) -> None:
    caller.request("POST", PATHS["anthropic"], json.dumps(questions()["anthropic"]))
    assert caller.getresponse().status == 400


@pytest.mark.parametrize("query", ["?key=secret", "?alt=json"])
def test_gemini_takes_no_key_in_its_address_and_streams_events_alone(
    caller: http.client.HTTPConnection, query: str
) -> None:
    path = PATHS["gemini"].replace("generate", "streamGenerate") + query
    caller.request("POST", path, json.dumps(questions()["gemini"]))
    assert caller.getresponse().status == 400


def test_a_provider_of_one_dialect_knows_no_other(caller: http.client.HTTPConnection) -> None:
    with FakeProvider([OpenAIChat()]) as narrow:
        address = narrow.base_url.removeprefix("http://")
        with closing(http.client.HTTPConnection(address, timeout=5)) as other:
            assert ask_in(other, "openai").status == 200
        with closing(http.client.HTTPConnection(address, timeout=5)) as other:
            assert ask_in(other, "gemini").status == 404
        assert [call.dialect for call in narrow.calls] == ["openai", ""]
    assert ask_in(caller, "gemini").status == 200


def test_each_dialect_can_do_its_own_thing(
    caller: http.client.HTTPConnection, provider: FakeProvider
) -> None:
    provider.answer_with(by_dialect(gemini=Status(503), openai=Refused("too_long")))
    statuses = {}
    for dialect in PATHS:
        response = ask_in(caller, dialect)
        statuses[dialect] = response.status
        response.read()
    assert statuses == {"gemini": 503, "openai": 400, "anthropic": 200}


def test_a_flapping_provider_is_down_and_up_by_turns_and_then_up(
    caller: http.client.HTTPConnection, provider: FakeProvider
) -> None:
    clock = FakeClock()
    provider.answer_with(flapping(for_s=60, down_s=2, up_s=3, now_s=clock.monotonic_s))
    seen = []
    for pause_s in (
        0,
        1.5,
        0.5,
        2.5,
        0.5,
        1.5,
        0.5,
        49,
        4,
        0.5,
    ):  # 0, 1.5, 2, 4.5, 5, 6.5, 7, 56, …
        clock.pass_s(pause_s)
        response = ask_in(caller, "openai")
        response.read()
        seen.append(response.status)
    assert seen == [503, 503, 200, 200, 503, 503, 200, 503, 200, 200]
