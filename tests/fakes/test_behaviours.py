from __future__ import annotations

import http.client
import json
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes.asking import PATH, ask, content, question
from tests.fakes.behaviours import (
    Answer,
    Behaviour,
    ContentFilter,
    CutBody,
    Empty,
    Html,
    Malformed,
    Reset,
    SchemaBreak,
    Silence,
    Stall,
    Truncated,
)

if TYPE_CHECKING:
    from tests.fakes.provider import FakeProvider


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_every_framing_carries_the_whole_body(
    caller: http.client.HTTPConnection, provider: FakeProvider, framing: Any
) -> None:
    provider.answer_with(Answer(framing=framing))
    _, raw = ask(caller)
    assert "庚午" in content(raw)


def test_a_delay_is_kept(caller: http.client.HTTPConnection, provider: FakeProvider) -> None:
    provider.answer_with(Answer(delay_s=0.2))
    asked_at_s = time.perf_counter()
    ask(caller)
    assert 0.2 <= time.perf_counter() - asked_at_s < 2


def test_a_reset_comes_before_any_header(
    caller: http.client.HTTPConnection, provider: FakeProvider
) -> None:
    provider.answer_with(Reset())
    caller.request("POST", PATH, question())
    with pytest.raises(ConnectionResetError):
        caller.getresponse()
    provider.wait_for_in_flight(0)
    assert provider.calls[0].outcome == "failed"


def test_a_cut_body_ends_before_its_length(
    caller: http.client.HTTPConnection, provider: FakeProvider
) -> None:
    provider.answer_with(CutBody())
    caller.request("POST", PATH, question())
    with pytest.raises(http.client.IncompleteRead):
        caller.getresponse().read()


@pytest.mark.parametrize("behaviour", [Silence(), Stall()])
def test_silence_lasts_until_the_caller_leaves(
    provider: FakeProvider, behaviour: Behaviour
) -> None:
    provider.answer_with(behaviour)
    address = provider.base_url.removeprefix("http://")
    with closing(http.client.HTTPConnection(address, timeout=0.3)) as caller:
        caller.request("POST", PATH, question())
        with pytest.raises(TimeoutError):
            caller.getresponse().read()
        assert [call.outcome for call in provider.calls] == ["in_flight"]
    provider.wait_for_in_flight(0)
    assert [call.outcome for call in provider.calls] == ["client_left"]


@pytest.mark.parametrize(
    ("behaviour", "finish_reason", "text"),
    [
        (Empty(), "stop", ""),
        (ContentFilter(), "content_filter", ""),
        (SchemaBreak(), "stop", '{"chapters": "none"}'),
        (Answer(content="word for word"), "stop", "word for word"),
    ],
)
def test_a_faulty_text_stands_in_a_proper_envelope(
    caller: http.client.HTTPConnection,
    provider: FakeProvider,
    behaviour: Behaviour,
    finish_reason: str,
    text: str,
) -> None:
    provider.answer_with(behaviour)
    response, raw = ask(caller)
    assert response.status == 200
    assert json.loads(raw)["choices"][0]["finish_reason"] == finish_reason
    assert content(raw) == text


@pytest.mark.parametrize(
    ("behaviour", "finish_reason"),
    [(Truncated(), "length"), (Malformed(where="content"), "stop")],
)
def test_a_half_text_is_no_json(
    caller: http.client.HTTPConnection,
    provider: FakeProvider,
    behaviour: Behaviour,
    finish_reason: str,
) -> None:
    provider.answer_with(behaviour)
    _, raw = ask(caller)
    assert json.loads(raw)["choices"][0]["finish_reason"] == finish_reason
    with pytest.raises(json.JSONDecodeError):
        json.loads(content(raw))


@pytest.mark.parametrize(
    ("behaviour", "content_type"),
    [
        (Html(), "text/html"),
        (Empty(where="body"), "application/json"),
        (Malformed(), "application/json"),
    ],
)
def test_a_faulty_body_is_no_json(
    caller: http.client.HTTPConnection,
    provider: FakeProvider,
    behaviour: Behaviour,
    content_type: str,
) -> None:
    provider.answer_with(behaviour)
    response, raw = ask(caller)
    assert response.status == 200
    assert response.headers["Content-Type"] == content_type
    with pytest.raises(ValueError, match=r"."):
        json.loads(raw)
