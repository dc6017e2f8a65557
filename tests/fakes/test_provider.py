from __future__ import annotations

import http.client
import json
import socket
import threading
from contextlib import closing

import pytest

from tests.fakes.asking import PATH, SCHEMA, SECTION, ask, content, question
from tests.fakes.behaviours import (
    Answer,
    Silence,
    Status,
)
from tests.fakes.provider import FakeProvider


def test_a_good_answer_fits_the_schema_and_names_the_pillars_of_the_prompt(
    caller: http.client.HTTPConnection,
) -> None:
    response, raw = ask(caller)
    answer = json.loads(raw)
    sections = json.loads(content(raw))["sections"]
    assert response.status == 200
    assert answer["model"] == "some-model"
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert answer["usage"]["prompt_tokens"] > 0
    assert answer["usage"]["completion_tokens"] > 0
    assert [section["id"] for section in sections] == ["personality", "career"]
    assert all("庚午 己卯 己卯 辛未" in section["text"] for section in sections)
    assert all("기둥" in section["text"] for section in sections)


@pytest.mark.parametrize(
    "prompt",
    ["Write in English about 庚午 (경오) 己卯 己卯 辛未.", "A chart:\n庚午 己卯 己卯 辛未"],
)
def test_the_answer_is_in_the_language_of_the_prompt(
    caller: http.client.HTTPConnection, prompt: str
) -> None:
    _, raw = ask(caller, question(prompt))
    assert "pillars 庚午 己卯 己卯 辛未" in content(raw)


def test_references_in_the_schema_are_followed(caller: http.client.HTTPConnection) -> None:
    items = {"type": "array", "items": {"$ref": "#/$defs/Section"}}
    schema = SCHEMA | {"properties": {"sections": items}, "$defs": {"Section": SECTION}}
    _, raw = ask(caller, question(schema=schema))
    assert len(json.loads(content(raw))["sections"]) == 2


def test_any_prefix_before_the_path_is_served(caller: http.client.HTTPConnection) -> None:
    response, _ = ask(caller, path="/some/proxy" + PATH)
    assert response.status == 200


def test_another_path_is_refused(caller: http.client.HTTPConnection) -> None:
    response, raw = ask(caller, path="/v1/v1/completions")
    assert response.status == 404
    assert json.loads(raw)["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"model": "m"}',
        b'{"model": "m", "messages": [{"role": "user", "content": "x"}], "temperature": 1}',
        b'{"model": "m", "messages": [{"role": "user", "content": "x"}], "max_tokens": 512}',
        b'{"model": "m", "messages": [{"role": "user", "content": "x"}], "max_completion_tokens": 9}',
        question(schema={**SCHEMA, "additionalProperties": True}),
        question(schema={**SCHEMA, "required": []}),
        question(schema=SCHEMA | {"properties": {"sections": {"type": "string", "maxLength": 9}}}),
    ],
)
def test_what_the_real_provider_refuses_is_refused(
    caller: http.client.HTTPConnection, provider: FakeProvider, body: bytes
) -> None:
    response, raw = ask(caller, body)
    assert response.status == 400
    assert json.loads(raw)["error"]["message"]
    assert [call.outcome for call in provider.calls] == ["failed"]


def test_the_script_is_used_up_before_the_default(
    caller: http.client.HTTPConnection, provider: FakeProvider
) -> None:
    provider.script([Status(500), Status(429, retry_after="1")])
    first, _ = ask(caller)
    second, _ = ask(caller)
    third, _ = ask(caller)
    assert [first.status, second.status, third.status] == [500, 429, 200]
    assert second.headers["Retry-After"] == "1"
    assert provider.connections_opened == 1


def test_a_rule_picks_the_behaviour_by_the_request(
    caller: http.client.HTTPConnection, provider: FakeProvider
) -> None:
    provider.answer_with(lambda asked: Status(503) if "甲子".encode() in asked.body else Answer())
    good, _ = ask(caller)
    bad, _ = ask(caller, question().replace(b"Write as JSON.", "甲子".encode()))
    assert [good.status, bad.status] == [200, 503]


def test_the_journal_keeps_what_was_sent(
    caller: http.client.HTTPConnection, provider: FakeProvider
) -> None:
    ask(caller)
    (call,) = provider.calls
    assert call.request.method == "POST"
    assert call.request.path == PATH
    assert call.request.headers["host"] == provider.base_url.removeprefix("http://")
    assert call.json["messages"][1]["content"] == "사주는\n庚午 己卯 己卯 辛未\n입니다."
    assert call.outcome == "answered"
    assert call.connection == 1
    provider.reset()
    assert provider.calls == ()


def test_a_chunked_request_is_read(
    caller: http.client.HTTPConnection, provider: FakeProvider
) -> None:
    caller.request("POST", PATH, iter([question()[:10], question()[10:]]), encode_chunked=True)
    assert caller.getresponse().status == 200
    assert provider.calls[0].json["model"] == "some-model"


class _Asking:
    """Requests in threads, their statuses collected."""

    def __init__(self, provider: FakeProvider, count: int) -> None:
        self.statuses: list[int] = []
        self._address = provider.base_url.removeprefix("http://")
        self._threads = [threading.Thread(target=self._ask) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def _ask(self) -> None:
        with closing(http.client.HTTPConnection(self._address, timeout=5)) as caller:
            self.statuses.append(ask(caller)[0].status)

    def join(self) -> None:
        for thread in self._threads:
            thread.join(5)


def test_held_calls_wait_for_their_release(provider: FakeProvider) -> None:
    provider.hold()
    asking = _Asking(provider, 3)
    provider.wait_for_in_flight(3)
    assert asking.statuses == []
    provider.release(1)
    provider.wait_for_in_flight(2)
    provider.release()
    asking.join()
    assert asking.statuses == [200, 200, 200]
    assert provider.max_in_flight == 3
    assert provider.connections_opened == 3


def test_after_the_release_of_all_nothing_is_held_until_told_again(
    caller: http.client.HTTPConnection, provider: FakeProvider
) -> None:
    provider.hold(then=Status(503))
    asking = _Asking(provider, 1)
    provider.wait_for_in_flight(1)
    provider.release()
    asking.join()
    later, _ = ask(caller)
    assert [*asking.statuses, later.status] == [503, 503]
    provider.hold()
    asking = _Asking(provider, 1)
    provider.wait_for_in_flight(1)
    provider.reset()
    asking.join()
    assert asking.statuses == [200]


def test_a_caller_who_leaves_while_held_takes_no_release_from_the_next(
    provider: FakeProvider,
) -> None:
    provider.hold()
    address = provider.base_url.removeprefix("http://")
    with closing(http.client.HTTPConnection(address)) as leaving:
        leaving.request("POST", PATH, question())
        provider.wait_for_in_flight(1)
    provider.wait_for_in_flight(0)
    asking = _Asking(provider, 1)
    provider.wait_for_in_flight(1)
    provider.release(1)
    asking.join()
    assert [call.outcome for call in provider.calls] == ["client_left", "answered"]
    assert asking.statuses == [200]


def test_waiting_for_what_does_not_come_fails_with_what_was_seen(provider: FakeProvider) -> None:
    with pytest.raises(TimeoutError, match=r"no 1 calls .* 0 calls, 0 in flight"):
        provider.wait_for_calls(1, timeout_s=0.01)


def test_stopping_ends_open_connections_and_the_port() -> None:
    with FakeProvider() as provider:
        provider.answer_with(Silence())
        host, port = provider.base_url.removeprefix("http://").split(":")
        caller = http.client.HTTPConnection(host, int(port), timeout=5)
        caller.request("POST", PATH, question())
        provider.wait_for_in_flight(1)
    with closing(caller), pytest.raises(ConnectionError):
        caller.getresponse()
    assert provider.calls[0].outcome == "stopped"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=1)
