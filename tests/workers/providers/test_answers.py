"""What each dialect makes of what a provider does, one behaviour after the other."""

from __future__ import annotations

from itertools import pairwise

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
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
)
from tests.fakes.behaviours import (
    Answer,
    Behaviour,
    ContentFilter,
    CutBody,
    Empty,
    Html,
    Malformed,
    Refused,
    Reset,
    SchemaBreak,
    Stall,
    Status,
    Took,
    Truncated,
)
from tests.fakes.dialects.protocol import THOUGHTS
from tests.fakes.provider import FakeProvider
from tests.workers.providers.calls import NAMES, READING, Make, call, unheard

each = pytest.mark.parametrize("name", NAMES)
each_way = pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])


@each
@each_way
async def test_a_good_answer_is_a_reading(
    make: Make, provider: FakeProvider, name: str, *, streamed: bool
) -> None:
    provider.answer_with(Answer(content=READING, took=Took(70, 40, cached=30, thinking=500)))

    answer = await make(name).ask(call(unheard if streamed else None))

    [section] = answer.reading.sections
    assert (section.id, section.title, section.text) == ("a", "성격", "차분합니다.")
    assert answer.model == "some-model"
    assert answer.usage == Usage(100, 540)


@each
async def test_a_stream_is_told_as_it_grows_and_thoughts_are_not(
    make: Make, provider: FakeProvider, name: str
) -> None:
    provider.answer_with(Answer(pieces=5, pace_s=0.02, took=Took(1, 1, thinking=9)))
    told: list[str] = []

    answer = await make(name).ask(call(told.append))

    assert len(told) >= 4
    assert all(later.startswith(earlier) for earlier, later in pairwise(told))
    assert told[-1] == max(told, key=len)
    assert answer.reading.sections[1].text in told[-1]
    assert not any(THOUGHTS in text for text in told)


@each
async def test_one_body_in_place_of_a_stream_is_the_answer(
    make: Make, provider: FakeProvider, name: str
) -> None:
    provider.answer_with(Answer(content=READING, streams=False))
    told: list[str] = []

    answer = await make(name).ask(call(told.append))

    assert answer.reading.sections[0].title == "성격"
    assert told == []


@each
@each_way
async def test_a_body_without_a_length_is_good(
    make: Make, provider: FakeProvider, name: str, *, streamed: bool
) -> None:
    provider.answer_with(Answer(content=READING, framing="close"))

    answer = await make(name).ask(call(unheard if streamed else None))

    assert answer.reading.sections[0].title == "성격"


SAME = [
    (Status(500), ProviderUnavailable, "server_error", 500),
    (Status(503), ProviderUnavailable, "server_error", 503),
    (Status(529), ProviderUnavailable, "server_error", 529),
    (Status(408), ProviderUnavailable, "server_error", 408),
    (Status(409), ProviderUnavailable, "server_error", 409),
    (Status(429), ProviderOverloaded, "rate_limited", 429),
    (Refused("busy"), ProviderOverloaded, "rate_limited", 429),
    (Status(402), ProviderExhausted, "quota", 402),
    (Status(401), ProviderDenied, "refused", 401),
    (Status(403), ProviderDenied, "refused", 403),
    (Status(400), ProviderRefused, "refused", 400),
    (Refused("too_long"), ProviderRefused, "refused", 400),
    (Status(404), ProviderRefused, "refused", 404),
    (Status(413), ProviderRefused, "refused", 413),
    (Status(422), ProviderRefused, "refused", 422),
    (Status(202), ProviderRefused, "refused", 202),
    (Status(307), ProviderRefused, "refused", 307),
    (Reset(), ProviderUnavailable, "connection", None),
    (CutBody(), ProviderUnavailable, "connection", None),
    (Stall(), ProviderTimeout, "timeout", None),
    (Html(), AnswerUnusable, "unusable", 200),
    (Empty("body"), AnswerUnusable, "unusable", 200),
    (Malformed("body"), AnswerUnusable, "unusable", 200),
    (Empty("content"), AnswerUnusable, "unusable", None),
    (Malformed("content"), AnswerUnusable, "unusable", None),
    (SchemaBreak(), AnswerUnusable, "unusable", None),
    (Truncated(), AnswerTruncated, "truncated", 200),
    (ContentFilter(), AnswerWithheld, "content_filter", 200),
]


@each
@each_way
@pytest.mark.parametrize(("behaviour", "kind", "outcome", "code"), SAME, ids=repr)
async def test_what_is_no_reading_is_our_error(
    make: Make,
    provider: FakeProvider,
    name: str,
    behaviour: Behaviour,
    *,
    streamed: bool,
    kind: type[ProviderError],
    outcome: str,
    code: int | None,
) -> None:
    provider.answer_with(behaviour)

    with pytest.raises(ProviderError) as caught:
        await make(name, hasty=behaviour == Stall()).ask(call(unheard if streamed else None))

    assert type(caught.value) is kind
    assert (caught.value.outcome, caught.value.code) == (outcome, code)
    assert len(provider.calls) == 1
