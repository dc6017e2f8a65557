"""What the providers' own clients document as answers, serialised, is read by ours."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from anthropic import types as messages
from anthropic.types.shared import ErrorType
from google.genai import types as gemini
from openai.types import chat
from openai.types.completion_usage import CompletionUsage

from shared.contracts.answers import Usage
from tests.workers.providers.calls import NAMES, READING
from workers.providers.answer import Ending
from workers.providers.anthropic import AnthropicDialect
from workers.providers.exchange import Dialect
from workers.providers.gemini import GeminiDialect
from workers.providers.openai import OpenAIDialect
from workers.providers.sse import Event

DIALECTS: dict[str, Dialect] = {
    "openai": OpenAIDialect("asked"),
    "gemini": GeminiDialect("asked"),
    "anthropic": AnthropicDialect("asked"),
}


OPENAI_WHOLE = chat.ChatCompletion(
    id="chatcmpl-1",
    object="chat.completion",
    created=1,
    model="gpt-6-luna-2026-09-01",
    service_tier="default",
    system_fingerprint="fp_1",
    choices=[
        chat.chat_completion.Choice(
            index=0,
            finish_reason="stop",
            logprobs=None,
            message=chat.ChatCompletionMessage(
                role="assistant", content=READING, refusal=None, annotations=[]
            ),
        )
    ],
    usage=CompletionUsage(prompt_tokens=9, completion_tokens=12, total_tokens=21),
)
ANTHROPIC_WHOLE = messages.Message(
    id="msg_1",
    type="message",
    role="assistant",
    model="claude-haiku-5-5",
    stop_reason="end_turn",
    stop_sequence=None,
    content=[
        messages.ThinkingBlock(type="thinking", thinking="…", signature="s"),
        messages.RedactedThinkingBlock(type="redacted_thinking", data="…"),
        messages.TextBlock(type="text", text=READING[:9], citations=None),
        messages.TextBlock(type="text", text=READING[9:]),
    ],
    usage=messages.Usage(
        input_tokens=2,
        cache_creation_input_tokens=3,
        cache_read_input_tokens=4,
        output_tokens=12,
        service_tier="standard",
    ),
)
GEMINI_WHOLE = gemini.GenerateContentResponse(
    model_version="gemini-3.8-flash",
    response_id="r",
    candidates=[
        gemini.Candidate(
            index=0,
            finish_reason=gemini.FinishReason.STOP,
            safety_ratings=[],
            content=gemini.Content(
                role="model",
                parts=[
                    gemini.Part(text="…", thought=True, thought_signature=b"s"),
                    gemini.Part(text=READING[:9]),
                    gemini.Part(text=READING[9:], thought=False),
                ],
            ),
        )
    ],
    usage_metadata=gemini.GenerateContentResponseUsageMetadata(
        prompt_token_count=8,
        tool_use_prompt_token_count=1,
        candidates_token_count=5,
        thoughts_token_count=7,
        total_token_count=21,
    ),
)


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


def test_openais_documented_chunks_are_read() -> None:
    def chunk(*choices: Any, usage: CompletionUsage | None = None) -> str:
        return chat.ChatCompletionChunk(
            id="c",
            object="chat.completion.chunk",
            created=1,
            model="m",
            choices=list(choices),
            usage=usage,
            obfuscation="xyz",
        ).model_dump_json()

    def choice(reason: Any = None, **delta: Any) -> Any:
        parts = chat.chat_completion_chunk
        return parts.Choice(index=0, delta=parts.ChoiceDelta(**delta), finish_reason=reason)

    growing = DIALECTS["openai"].growing()
    for data in (
        chunk(choice(role="assistant", content="", refusal=None)),
        chunk(choice(content=READING[:9])),
        chunk(choice(content=READING[9:])),
        chunk(choice("stop")),
        chunk(usage=CompletionUsage(prompt_tokens=9, completion_tokens=12, total_tokens=21)),
    ):
        growing.take(Event("message", data))
        assert not growing.ended
    assert not growing.may_end
    growing.take(Event("message", "[DONE]"))

    assert growing.ended
    told = growing.completion()
    assert (told.text, told.ending, told.model) == (READING, Ending.COMPLETE, "m")
    assert told.usage == Usage(9, 12)


def test_anthropics_documented_events_are_read() -> None:
    start = ANTHROPIC_WHOLE.model_copy(update={"content": [], "stop_reason": None})
    thinking = messages.ThinkingBlock(type="thinking", thinking="", signature="")
    events: list[Any] = [
        messages.RawMessageStartEvent(type="message_start", message=start),
        messages.RawContentBlockStartEvent(
            type="content_block_start", index=0, content_block=thinking
        ),
        messages.RawContentBlockDeltaEvent(
            type="content_block_delta",
            index=0,
            delta=messages.ThinkingDelta(type="thinking_delta", thinking="…"),
        ),
        messages.RawContentBlockDeltaEvent(
            type="content_block_delta",
            index=0,
            delta=messages.SignatureDelta(type="signature_delta", signature="s"),
        ),
        messages.RawContentBlockStopEvent(type="content_block_stop", index=0),
        messages.RawContentBlockStartEvent(
            type="content_block_start",
            index=1,
            content_block=messages.TextBlock(type="text", text=READING[:9]),
        ),
        messages.RawContentBlockDeltaEvent(
            type="content_block_delta",
            index=1,
            delta=messages.TextDelta(type="text_delta", text=READING[9:]),
        ),
        messages.RawContentBlockStopEvent(type="content_block_stop", index=1),
        messages.RawMessageDeltaEvent(
            type="message_delta",
            delta=messages.raw_message_delta_event.Delta(stop_reason="end_turn"),
            usage=messages.MessageDeltaUsage(output_tokens=12),
        ),
        messages.RawMessageStopEvent(type="message_stop"),
    ]
    growing = DIALECTS["anthropic"].growing()
    growing.take(Event("ping", '{"type": "ping"}'))
    growing.take(Event("news", '{"type": "news_of_the_future", "more": 1}'))
    for event in events:
        assert not growing.ended
        growing.take(Event(event.type, event.model_dump_json()))

    assert growing.ended
    told = growing.completion()
    assert (told.text, told.ending, told.model) == (READING, Ending.COMPLETE, "claude-haiku-5-5")
    assert told.usage == Usage(9, 12)


def test_geminis_documented_stream_is_read() -> None:
    assert GEMINI_WHOLE.candidates is not None
    content = GEMINI_WHOLE.candidates[0].content
    assert content is not None
    parts = content.parts or []
    growing = DIALECTS["gemini"].growing()
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        response = gemini.GenerateContentResponse(
            candidates=[
                gemini.Candidate(
                    content=gemini.Content(role="model", parts=[part]),
                    finish_reason=gemini.FinishReason.STOP if last else None,
                )
            ],
            usage_metadata=GEMINI_WHOLE.usage_metadata,
        )
        assert not growing.may_end
        growing.take(Event("message", response.model_dump_json(by_alias=True, exclude_none=True)))

    assert growing.may_end
    told = growing.completion()
    assert (told.text, told.ending, told.usage) == (READING, Ending.COMPLETE, Usage(9, 12))


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
