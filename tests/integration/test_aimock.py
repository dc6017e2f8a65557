"""The three dialects against a fake that others wrote, its fault injection, and once the whole system."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from shared.clock import SystemClock
from shared.errors import ProviderError
from shared.prompts import Prompt
from shared.settings import PROVIDERS, load_settings
from tests.acceptance.contract import assert_completed, assert_queued, outcomes
from tests.acceptance.events import events_in, following
from tests.acceptance.questions import FIRST_QUESTION
from tests.acceptance.stack import running
from tests.integration import aimock
from workers.configured import configured
from workers.http_pool import HttpPool
from workers.providers.protocol import Call, ProviderAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator

PROMPT = Prompt("Write as JSON.", "사주는 庚午 己卯 己卯 辛未입니다.", ("personality", "advice"))
TITLES = [section["title"] for section in aimock.READING["sections"]]


@pytest.fixture(scope="module")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with aimock.serving(tmp_path_factory.mktemp("aimock")) as url:
        yield url


def settings_of(base_url: str, model: str) -> dict[str, str]:
    return {f"PALJA_{name.upper()}_BASE_URL": base_url for name in PROVIDERS} | {
        f"PALJA_{name.upper()}_MODEL": model for name in PROVIDERS
    }


async def ask(base_url: str, name: str, model: str, told: list[str] | None) -> ProviderAnswer:
    """What the provider brings for a model; a list asks for a stream and takes its growth."""
    settings = load_settings(settings_of(base_url, model), env_files=())
    pool = HttpPool.open(settings)
    try:
        provider = configured(settings, pool, SystemClock())[name]
        return await provider.ask(
            Call(lambda: PROMPT, 20, written=None if told is None else told.append)
        )
    finally:
        await pool.close()


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("name", PROVIDERS)
async def test_a_reading_comes_with_its_tokens(base_url: str, name: str, *, streamed: bool) -> None:
    answer = await ask(base_url, name, "counted", [] if streamed else None)
    assert [section.title for section in answer.reading.sections] == TITLES
    assert answer.model == "counted"
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (321, 654)


@pytest.mark.parametrize("name", PROVIDERS)
async def test_a_stream_is_told_as_it_grows(base_url: str, name: str) -> None:
    told: list[str] = []
    answer = await ask(base_url, name, "slow", told)
    assert len(told) > 3
    assert all(later.startswith(earlier) for earlier, later in pairwise(told))
    assert answer.reading.sections[0].text in told[-1]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize(
    ("model", "outcome"),
    [
        ("busy", "rate_limited"),
        ("limited", "rate_limited"),
        ("down", "server_error"),
        ("dropped", "server_error"),
        ("locked", "refused"),
        ("reset", "connection"),
        ("malformed", "unusable"),
        ("empty", "unusable"),
        ("chatty", "unusable"),
        ("truncated", "truncated"),
    ],
)
async def test_its_faults_are_told_apart(
    base_url: str, name: str, model: str, outcome: str, *, streamed: bool
) -> None:
    with pytest.raises(ProviderError) as caught:
        await ask(base_url, name, model, [] if streamed else None)
    assert caught.value.outcome == outcome


@pytest.mark.parametrize("name", PROVIDERS)
async def test_a_stream_that_is_cut_is_no_answer(base_url: str, name: str) -> None:
    with pytest.raises(ProviderError) as caught:
        await ask(base_url, name, "cut", [])
    assert caught.value.outcome == "connection"


@pytest.mark.parametrize("name", ["gemini", "openai"])
async def test_a_filter_is_told_from_an_empty_answer(base_url: str, name: str) -> None:
    with pytest.raises(ProviderError) as caught:
        await ask(base_url, name, "filtered", None)
    assert caught.value.outcome == "content_filter"


def test_the_whole_system_ends_at_the_provider_that_answers(base_url: str) -> None:
    settings = settings_of(base_url, "slow") | {
        "PALJA_GEMINI_MODEL": "down",
        "PALJA_OPENAI_MODEL": "malformed",
        "PALJA_RETRY_ATTEMPTS": "0",
    }
    with running(None, **settings) as stack:
        job_id = assert_queued(stack.caller.ask(FIRST_QUESTION))
        with following(stack.caller, job_id) as response:
            events = list(events_in(response))
        answer: dict[str, Any] = events[-1].data
        assert_completed(answer)
        assert outcomes(answer) == [
            ("gemini", "server_error"),
            ("openai", "unusable"),
            ("openai", "unusable"),
            ("anthropic", "ok"),
        ]
        assert answer["validation"]["score"] == 1.0
        pieces = [event.data["text"] for event in events if event.name == "text"]
        assert len(pieces) > 1
        assert answer["response"].startswith("".join(pieces))
        assert stack.caller.ask(FIRST_QUESTION).json["cache_hit"] is True
