"""Calls of the providers under test."""

from __future__ import annotations

from collections.abc import Callable

from shared.prompts import Prompt
from workers.providers.protocol import Call, Provider, Written

NAMES = ("openai", "gemini", "anthropic")
PROMPT = Prompt(
    system="Write as JSON.",
    user="사주는\n庚午 己卯 己卯 辛未\n입니다.",
    sections=("personality", "career"),
    mending="",
)
READING = '{"sections": [{"id": "a", "title": "성격", "text": "차분합니다."}]}'

Make = Callable[..., Provider]
"""Makes the provider of a name."""


def call(written: Written | None = None, timeout_s: float = 5) -> Call:
    return Call(PROMPT, timeout_s, written=written)


def unheard(_text: str) -> None:
    """Asks for a stream and does not care for its growth."""
