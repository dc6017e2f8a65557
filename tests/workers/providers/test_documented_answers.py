"""What the providers' own clients document as answers, serialised, is read by ours."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from anthropic import types as messages
from anthropic.types.shared import ErrorType
from google.genai import types as gemini

from shared.contracts.answers import Usage
from tests.workers.providers.calls import NAMES, READING
from tests.workers.providers.documented import ANTHROPIC_WHOLE, DIALECTS, GEMINI_WHOLE, OPENAI_WHOLE
from workers.providers.answer import Ending
from workers.providers.sse import Event


@pytest.mark.parametrize(
    ("name", "model", "answer"),
    [
        ("openai", "gpt-6-luna-2026-09-01", OPENAI_WHOLE),
        ("anthropic", "claude-haiku-5-5", ANTHROPIC_WHOLE),
        ("gemini", "gemini-3.8-flash", GEMINI_WHOLE),
    ],
    ids=NAMES[:1] + NAMES[:0:-1],
)
@pytest.mark.parametrize("sparse", [False, True])
def test_a_documented_answer_is_read(name: str, model: str, answer: Any, *, sparse: bool) -> None:
    body = answer.model_dump_json(by_alias=True, exclude_none=sparse).encode()

    completion = DIALECTS[name].whole(body)

    assert (completion.text, completion.ending) == (READING, Ending.COMPLETE)
    assert completion.model == model
    assert completion.usage == Usage(9, 12)


@pytest.mark.parametrize(
    ("reason", "ending"),
    [
        ("stop", Ending.COMPLETE),
        ("length", Ending.TRUNCATED),
        ("content_filter", Ending.WITHHELD),
        ("tool_calls", Ending.COMPLETE),
    ],
)
def test_openais_reasons_to_stop(reason: Any, ending: Ending) -> None:
    told = OPENAI_WHOLE.model_copy(deep=True)
    told.choices[0].finish_reason = reason

    assert DIALECTS["openai"].whole(told.model_dump_json().encode()).ending is ending


def test_a_refusal_of_openais_model_is_one() -> None:
    told = OPENAI_WHOLE.model_copy(deep=True)
    told.choices[0].message.content = None
    told.choices[0].message.refusal = "I'm sorry, I can't."

    assert DIALECTS["openai"].whole(told.model_dump_json().encode()).ending is Ending.WITHHELD


@pytest.mark.parametrize("reason", get_args(messages.StopReason))
def test_anthropics_reasons_to_stop(reason: Any) -> None:
    told = ANTHROPIC_WHOLE.model_copy(update={"stop_reason": reason})

    ending = DIALECTS["anthropic"].whole(told.model_dump_json().encode()).ending

    cut = {"max_tokens", "model_context_window_exceeded"}
    withheld = {"refusal"}
    assert ending is (
        Ending.TRUNCATED
        if reason in cut
        else Ending.WITHHELD
        if reason in withheld
        else Ending.COMPLETE
    )


@pytest.mark.parametrize("reason", list(gemini.FinishReason), ids=str)
def test_geminis_reasons_to_stop(reason: gemini.FinishReason) -> None:
    told = GEMINI_WHOLE.model_copy(deep=True)
    assert told.candidates is not None
    told.candidates[0].finish_reason = reason

    ending = DIALECTS["gemini"].whole(told.model_dump_json(by_alias=True).encode()).ending

    cut = {"MAX_TOKENS", "CONTINUATION"}
    no_text = {  # not a word of ours, or none of a filter: whether the text is whole says the text
        "FINISH_REASON_UNSPECIFIED",
        "STOP",
        "OTHER",
        "MALFORMED_FUNCTION_CALL",
        "IMAGE_OTHER",
        "NO_IMAGE",
        "UNEXPECTED_TOOL_CALL",
        "TOO_MANY_TOOL_CALLS",
        "MISSING_THOUGHT_SIGNATURE",
        "MALFORMED_RESPONSE",
    }
    assert ending is (
        Ending.TRUNCATED
        if reason.value in cut
        else Ending.COMPLETE
        if reason.value in no_text
        else Ending.WITHHELD
    )


@pytest.mark.parametrize("reason", list(gemini.BlockedReason), ids=str)
def test_a_prompt_that_gemini_blocks_brings_nothing(reason: gemini.BlockedReason) -> None:
    told = gemini.GenerateContentResponse(
        prompt_feedback=gemini.GenerateContentResponsePromptFeedback(block_reason=reason)
    )
    body = told.model_dump_json(by_alias=True, exclude_none=True)

    growing = DIALECTS["gemini"].growing()
    growing.take(Event("message", body))

    assert DIALECTS["gemini"].whole(body.encode()).ending is Ending.WITHHELD
    assert growing.may_end
    assert growing.completion().ending is Ending.WITHHELD


def test_every_error_that_anthropics_client_knows_has_its_status() -> None:
    statuses = {
        "invalid_request_error": 400,
        "authentication_error": 401,
        "billing_error": 402,
        "permission_error": 403,
        "not_found_error": 404,
        "rate_limit_error": 429,
        "api_error": 500,
        "timeout_error": 504,
        "overloaded_error": 529,
    }
    assert set(statuses) <= set(get_args(ErrorType))
    for kind, status in statuses.items():
        complaint = DIALECTS["anthropic"].complaint(
            {"type": "error", "error": {"type": kind, "message": "…"}}
        )
        assert complaint is not None
        assert complaint.status == status
