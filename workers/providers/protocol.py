"""What the chain knows of a provider."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from shared.contracts.answers import ReadingText, Usage
from shared.prompts import Prompt

MAX_OUTPUT_TOKENS = 8192
"""The cap of a first call; an answer that ran into it is asked once more with a larger one."""

Written = Callable[[str], None]
"""Is told, as a streamed answer grows, of all that the model has written in this call so far."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a provider.

    `prompt` writes what is asked: what the provider is sent holds it while the model answers, so that
    nobody else keeps it. `written` asks for a streamed answer, where the provider has it, and is told
    of it; None: the answer is asked for as a whole.
    """

    prompt: Callable[[], Prompt]
    timeout_s: float
    max_output_tokens: int = MAX_OUTPUT_TOKENS
    written: Written | None = None


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """A provider's whole reading, the id of the model that says it wrote it, and what it took.

    `usage.cost_usd` is 0 here: what a token costs is not the dialect's to know.
    """

    reading: ReadingText
    model: str
    usage: Usage


class Provider(Protocol):
    """One link of the chain."""

    @property
    def name(self) -> str:
        """The provider's name in settings and answers."""
        ...

    @property
    def model(self) -> str:
        """The id of the model that is asked."""
        ...

    async def ask(self, call: Call) -> ProviderAnswer:
        """The reading that the prompt asks for, within the call's time.

        Raises:
            ProviderError: no reading came; its class says what follows, see
                `workers.consequences`. Nothing else is raised but a cancellation.
        """
        ...
