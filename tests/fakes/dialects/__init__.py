"""The wire formats a fake provider speaks."""

from __future__ import annotations

from tests.fakes.dialects.anthropic import AnthropicMessages
from tests.fakes.dialects.gemini import GeminiContent
from tests.fakes.dialects.openai import OpenAIChat
from tests.fakes.dialects.protocol import Asked, Dialect, Finish, UnprocessableError, Wrote

ALL: tuple[Dialect, ...] = (OpenAIChat(), GeminiContent(), AnthropicMessages())

__all__ = [
    "ALL",
    "AnthropicMessages",
    "Asked",
    "Dialect",
    "Finish",
    "GeminiContent",
    "OpenAIChat",
    "UnprocessableError",
    "Wrote",
]
