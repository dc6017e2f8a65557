"""No key, no prompt, no reading and no birth in a log, a metric or a figure, whatever fails.

One system with all of its words let loose (`PALJA_LOG_LEVEL=debug`) and every key set; its providers
fail in every way there is, and repeat what they were sent while they do.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.caller import BATCH, GENERATE, INSPECT
from tests.acceptance.contract import assert_completed, assert_from_engine
from tests.acceptance.events import events_in, following
from tests.acceptance.keys import Keys, bearer
from tests.acceptance.stack import Stack, running
from tests.acceptance.test_privacy import ADDRESS, BIRTH, giveaways, log_of
from tests.fakes.behaviours import (
    Answer,
    ContentFilter,
    CutBody,
    Empty,
    FailsMidway,
    Html,
    Malformed,
    Refused,
    Reset,
    SchemaBreak,
    Silence,
    Stall,
    Status,
    Truncated,
    Unended,
)
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.caller import Reply
    from tests.acceptance.conftest import Question
    from tests.fakes.behaviours import Behaviour

KEYS = {
    "GOOGLE_API_KEY": "AIza-key-of-gemini-5f2d",
    "OPENAI_API_KEY": "sk-key-of-openai-77c1",
    "ANTHROPIC_API_KEY": "sk-ant-key-of-anthropic-e09b",
    "PALJA_SECRET": "the-secret-of-this-installation",
}
PROSE = "the-words-of-a-model"
WRONG_KEY = "pk_a-key-that-nobody-made"
TOLD = f"Incorrect API key provided: {' '.join(KEYS.values())}; you wrote {PROSE}"
FAULTS: tuple[Behaviour, ...] = (
    Status(500, message=TOLD),
    Status(503, message=TOLD),
    Status(429, retry_after="1", message=TOLD),
    Status(400, message=TOLD),
    Status(404, message=TOLD),
    Status(418, message=TOLD),
    Refused("busy"),
    Refused("too_long"),
    Refused("policy"),
    Reset(),
    Silence(),
    Stall(),
    CutBody(),
    Unended(),
    Html(),
    Empty("body"),
    Empty("content"),
    Malformed("body"),
    Malformed("content"),
    SchemaBreak(),
    Truncated(),
    ContentFilter(),
    FailsMidway(Status(500, message=TOLD)),
    Answer(content=f'{{"{PROSE}": '),
    Answer(content=f"{PROSE}\ud83d".encode("utf-8", "replace").decode()),
    Answer(
        content=json.dumps(
            {
                "sections": [
                    {"id": "a", "title": PROSE, "text": "일간은 갑목이고, 일간은 을목입니다."}
                ]
            }
        )
    ),
    # The last ones: after them a provider is left alone for minutes.
    Status(401, message=TOLD),
)
STATS = "/admin-api/ai/stats"
FIGURES = ("/metrics", STATS, f"{STATS}/comprehensive", f"{STATS}/history")
SHORTEST = 25
"""Letters of a prompt's line that says something."""


@pytest.fixture(scope="module")
def providers() -> Iterator[tuple[FakeProvider, ...]]:
    with ExitStack() as stack:
        yield tuple(stack.enter_context(FakeProvider()) for _ in range(3))


@pytest.fixture(scope="module")
def stack(providers: tuple[FakeProvider, ...], keys: Keys) -> Iterator[Stack]:
    gemini, openai, anthropic = (provider.base_url for provider in providers)
    settings = {
        **KEYS,
        "PALJA_GEMINI_BASE_URL": gemini,
        "PALJA_OPENAI_BASE_URL": openai,
        "PALJA_ANTHROPIC_BASE_URL": anthropic,
        "PALJA_LOG_LEVEL": "debug",
        "PALJA_API_KEYS_FILE": str(keys.path),
        "PALJA_PROVIDER_TIMEOUT": "1",
        "PALJA_STALL_TIMEOUT": "0.5",
        "PALJA_RETRY_ATTEMPTS": "0",
        "PALJA_BREAKER_COOLDOWN": "0.01",  # so that every fault is met by a call
    }
    keys.add("caller", "submit", "read")
    with running(None, **settings) as stack:
        yield stack


@pytest.mark.timeout(180)
def test_no_log_metric_or_figure_holds_what_it_should_not(
    stack: Stack, providers: tuple[FakeProvider, ...], keys: Keys, new_question: Question
) -> None:
    [key] = keys.made
    sent: set[str] = set()

    def ask(question: Any, path: str = GENERATE) -> Reply:
        headers = {**bearer(key), "User-Agent": ADDRESS, "Prefer": "wait=20"}
        return stack.caller.ask(question, path, **headers)

    answer = ask({"birth_info": BIRTH}).json
    assert_completed(answer)
    assert answer["model_used"] == "gemini"
    seen = set()
    for fault in FAULTS:
        for provider in providers:
            sent |= {line for call in provider.calls for line in lines_of(call.json)}
            provider.reset()
            provider.answer_with(fault)
        answer = ask(new_question()).json
        assert_from_engine(answer)
        seen |= {attempt["outcome"] for attempt in answer["attempts"]}
    assert seen >= {
        *("timeout", "connection", "rate_limited", "server_error", "refused", "content_filter"),
        *("truncated", "unusable", "contradicts_chart"),
    }
    wrong = {"birth_info": {**BIRTH, "second": 60}, "language": PROSE}
    assert ask(wrong).status == 422
    assert ask({"items": [wrong, {"birth_info": BIRTH}]}, BATCH).status == 200
    assert ask({"birth_info": BIRTH, "reading": f"{PROSE} 11월 23일"}, INSPECT).status == 200
    assert stack.caller.get(FIGURES[0], bearer(WRONG_KEY)).status == 401
    assert len(sent) > 20

    told = {path: stack.caller.get(path, bearer(key)) for path in FIGURES}
    assert {reply.status for reply in told.values()} == {200}
    texts = {path: reply.raw.decode() for path, reply in told.items()} | {"log": stack.log}
    assert "[debug" in texts["log"]
    secrets = {*KEYS.values(), key, WRONG_KEY, PROSE, ADDRESS, *sent}
    leaks = {(where, each) for where, text in texts.items() for each in secrets if each in text}
    leaks |= {("log", each) for each in giveaways(log_of(stack))}
    for path, reply in told.items():
        leaks |= {(path, each) for each in giveaways(reply.raw)}
    assert leaks == set()


def test_who_follows_a_job_is_told_no_word_of_a_providers_error(
    stack: Stack, providers: tuple[FakeProvider, ...], keys: Keys, new_question: Question
) -> None:
    for provider in providers:
        provider.reset()
        provider.answer_with(FailsMidway(Status(500, message=TOLD)))
    header = bearer(keys.made[0])
    asked = stack.caller.ask(new_question(), **header)
    with following(stack.caller, asked.json["job_id"], headers=header) as response:
        shown = [str(event.data) for event in events_in(response)]
    assert shown
    for each in (*KEYS.values(), PROSE):
        assert not [text for text in shown if each in text]


def lines_of(value: Any) -> set[str]:
    """The lines of all texts in a request's body that are long enough to be nobody else's."""
    match value:
        case str():
            return {line for line in value.splitlines() if len(line) >= SHORTEST}
        case dict():
            return {line for each in value.values() for line in lines_of(each)}
        case list():
            return {line for each in value for line in lines_of(each)}
    return set()
