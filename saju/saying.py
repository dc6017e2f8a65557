"""A reason in both languages of the service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, in Korean and in English; the same facts in both."""

    ko: str
    en: str
