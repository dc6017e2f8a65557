"""What the providers' own clients document as events of a stream, serialised, is read by ours."""

from __future__ import annotations

from typing import Any

from anthropic import types as messages
from google.genai import types as gemini
from openai.types import chat
from openai.types.completion_usage import CompletionUsage

from shared.contracts.answers import Usage
from tests.workers.providers.calls import READING
from tests.workers.providers.documented import ANTHROPIC_WHOLE, DIALECTS, GEMINI_WHOLE
from workers.providers.answer import Ending
from workers.providers.sse import Event


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
