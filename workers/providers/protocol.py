"""What the chain knows of a provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from shared.contracts.answers import ReadingText, Usage
from shared.prompts import Prompt


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """A provider's whole reading, the id of the model that says it wrote it, and what it took."""

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

    async def ask(self, prompt: Prompt, *, timeout_s: float) -> ProviderAnswer:
        """The reading that the prompt asks for, within `timeout_s`.

        Raises:
            ProviderError: no reading came; its class says what follows, see `shared.errors`.
        """
        ...
