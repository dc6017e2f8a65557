"""What ends a batch, or keeps it from beginning: errors that are told in the user's language."""

from __future__ import annotations


class Told(Exception):
    """`kind` names the sentence, and `facts` are its words."""

    def __init__(self, kind: str, **facts: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.facts = facts


class UnreadableInput(Told):
    """Nothing can be asked of this input, or no more."""


class OutputRefused(Told):
    """The results cannot stand where they should, or cannot be gone on with."""


class Stopped(Told):
    """Nothing more is asked, and what was done is kept."""
