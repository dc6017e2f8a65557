"""Streams that do not end well, and what is known of them all the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.contracts.answers import Usage
from shared.errors import (
    AnswerTruncated,
    AnswerUnusable,
    AnswerWithheld,
    ProviderDenied,
    ProviderError,
    ProviderExhausted,
    ProviderOverloaded,
    ProviderTimeout,
    ProviderUnavailable,
)
from tests.fakes.behaviours import (
    Answer,
    ContentFilter,
    CutBody,
    Empty,
    FailsMidway,
    Malformed,
    Refused,
    Stall,
    Status,
    Truncated,
    Unended,
    Unheld,
)
from tests.fakes.provider import FakeProvider
from tests.workers.providers.calls import NAMES, READING, Make, call, unheard
from tests.workers.providers.canned import Canned

each = pytest.mark.parametrize("name", NAMES)


async def failure(make: Make, name: str, *, hasty: bool = False) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await make(name, hasty=hasty).ask(call(unheard))
    return caught.value


@each
@pytest.mark.parametrize("behaviour", [CutBody(), CutBody("close"), Unended()], ids=repr)
async def test_a_stream_without_its_end_marker_is_a_connection_that_broke(
    make: Make, provider: FakeProvider, name: str, behaviour: Unheld
) -> None:
    provider.answer_with(behaviour)

    error = await failure(make, name)

    assert isinstance(error, ProviderUnavailable)
    assert (error.outcome, error.code) == ("connection", None)


@each
async def test_a_stream_that_stops_is_told_from_a_provider_that_never_began(
    make: Make, provider: FakeProvider, name: str
) -> None:
    provider.answer_with(Stall())

    error = await failure(make, name, hasty=True)

    assert isinstance(error, ProviderTimeout)
    assert error.phase == "stall"


@each
async def test_a_slow_first_word_is_waited_for(
    make: Make, provider: FakeProvider, name: str
) -> None:
    provider.answer_with(Answer(first_s=0.15, content=READING))

    answer = await make(name).ask(call(unheard))

    assert answer.reading.sections[0].title == "성격"


@each
async def test_a_malformed_event_is_mended_with_what_had_come(
    make: Make, provider: FakeProvider, name: str
) -> None:
    provider.answer_with(Malformed())

    error = await failure(make, name)

    assert isinstance(error, AnswerUnusable)
    assert error.content is not None
    assert error.content.startswith('{"sections"')
    assert error.fault
    assert error.__cause__ is None
    assert '"sections"' not in str(error)


@each
@pytest.mark.parametrize(
    ("then", "kind", "code"),
    [
        (Status(529), ProviderUnavailable, 529),
        (Status(500), ProviderUnavailable, 500),
        (Refused("busy"), ProviderOverloaded, 429),
        (Refused("no_money"), ProviderExhausted, None),
        (Refused("bad_key"), ProviderDenied, None),
    ],
)
async def test_an_error_in_a_stream_is_what_its_status_would_have_been(
    make: Make, provider: FakeProvider, name: str, *, then: Status | Refused, kind: type, code: int
) -> None:
    provider.answer_with(FailsMidway(then))

    error = await failure(make, name)

    assert type(error) is kind
    if name != "openai" and code is not None:  # whose errors in a stream tell no status
        assert error.code == code


@each
@pytest.mark.parametrize(
    ("behaviour", "kind"), [(Truncated(), AnswerTruncated), (ContentFilter(), AnswerWithheld)]
)
async def test_why_the_model_stopped_is_read_from_a_stream_with_what_it_took(
    make: Make, provider: FakeProvider, name: str, behaviour: Unheld, kind: type
) -> None:
    provider.answer_with(behaviour)

    error = await failure(make, name)

    assert type(error) is kind
    assert error.usage is not None
    assert error.usage.input_tokens > 0
    assert error.usage.output_tokens > 0


@pytest.mark.parametrize("name", ["gemini", "anthropic"])  # OpenAI says it at the end alone
@pytest.mark.parametrize("behaviour", [CutBody(), Stall(), FailsMidway(Status(529))], ids=repr)
async def test_what_a_failed_stream_has_said_of_its_cost_is_counted(
    make: Make, provider: FakeProvider, name: str, behaviour: Unheld
) -> None:
    provider.answer_with(behaviour)

    error = await failure(make, name, hasty=behaviour == Stall())

    assert error.usage is not None
    assert error.usage.input_tokens > 0


@each
async def test_what_a_stream_that_ran_out_of_time_has_said_of_its_cost_is_counted(
    make: Make, provider: FakeProvider, name: str
) -> None:
    provider.answer_with(Answer(pieces=200, pace_s=0.02))
    told: list[str] = []

    with pytest.raises(ProviderTimeout) as caught:
        await make(name).ask(call(told.append, timeout_s=1))

    assert told
    assert caught.value.phase == "answer"
    usage = caught.value.usage or Usage()
    assert (usage.input_tokens > 0) is (name != "openai")


@each
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
async def test_an_error_with_a_200_is_what_its_status_would_have_been(
    make: Make, provider: FakeProvider, name: str, *, streamed: bool
) -> None:
    error = {"code": 429, "type": "rate_limit_error", "status": "RESOURCE_EXHAUSTED"}
    provider.answer_with(Status(200, body={"error": error}))

    with pytest.raises(ProviderOverloaded) as caught:
        await make(name).ask(call(unheard if streamed else None))

    assert caught.value.code == 429


async def test_an_error_in_a_chunk_of_its_own_is_seen() -> None:
    # As OpenRouter tells it: a chunk like the others, with an error beside its choices.
    choices = [{"index": 0, "delta": {"content": ""}, "finish_reason": "error"}]
    event = {"choices": choices, "error": {"code": 502, "message": "…"}}
    canned = Canned([b"data: " + json.dumps(event).encode() + b"\n\n"])

    with pytest.raises(ProviderUnavailable) as caught:
        await canned.asked_by("openai").ask(call(unheard))

    assert (caught.value.outcome, caught.value.code) == ("server_error", 502)


async def test_an_error_beside_a_whole_answer_is_one() -> None:
    message = {"message": {"content": READING}, "finish_reason": "error"}
    body = json.dumps({"choices": [message], "error": {"code": 502}}).encode()

    with pytest.raises(ProviderUnavailable):
        await Canned([body]).asked_by("openai").ask(call())


@pytest.mark.parametrize("none", [None, "", {}, False], ids=repr)
async def test_no_error_is_none(none: Any) -> None:
    message = {"message": {"content": READING}, "finish_reason": "stop"}
    body = json.dumps({"choices": [message], "error": none}).encode()

    answer = await Canned([body]).asked_by("openai").ask(call())

    assert answer.model == "m"


@each
async def test_an_empty_stream_can_be_mended(make: Make, provider: FakeProvider, name: str) -> None:
    provider.answer_with(Empty("body"))

    error = await failure(make, name)

    assert isinstance(error, AnswerUnusable)
    assert error.content == ""
    assert error.fault


@each
async def test_a_connection_is_used_again_after_a_stream(
    make: Make, provider: FakeProvider, name: str
) -> None:
    asked = make(name)
    for _ in range(3):
        await asked.ask(call(unheard))

    assert (len(provider.calls), provider.connections_opened) == (3, 1)
