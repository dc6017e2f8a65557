"""Answers in the types that the providers' own clients document."""

from __future__ import annotations

from anthropic import types as messages
from google.genai import types as gemini
from openai.types import chat
from openai.types.completion_usage import CompletionUsage

from tests.workers.providers.calls import READING
from workers.providers.anthropic import AnthropicDialect
from workers.providers.exchange import Dialect
from workers.providers.gemini import GeminiDialect
from workers.providers.openai import OpenAIDialect

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
