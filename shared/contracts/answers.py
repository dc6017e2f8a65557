"""An answer's parts as values, and as the bytes that are stored and sent.

A 200 body is spliced from members that are encoded once:

    {  envelope: success, status, job_id, response_time
       chart     the exact chart; with the moment's fields in a POST's answer only
       core      the reading and who wrote it: cached, the same for everyone who asks this question
       tail      how this one answer came about: attempts, usage, data source, cache hit  }
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson

ModelUsed = Literal["gemini", "openai", "anthropic", "saju_engine"]
DataSource = Literal[
    "intelligent_cache", "optimized_ai_call", "ai_call", "stale_cache", "saju_engine"
]
ENGINE = "saju_engine"


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a reading."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadingText:
    """A whole reading; each section's text stands verbatim in `response`."""

    sections: tuple[Section, ...]

    def as_json(self) -> str:
        """In the form that models are asked to write."""
        return orjson.dumps({"sections": self.sections}).decode()

    @property
    def response(self) -> str:
        """All of it as one text."""
        return "\n\n".join(f"{section.title}\n{section.text}" for section in self.sections)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked of a reading, and whether it held."""

    id: str
    passed: bool
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Validation:
    """Every check of a reading, and the share of what was checked that held, 0 to 1.

    Each check counts as one, and so does each statement about the chart that was found in it.
    """

    score: float
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a provider says a call took."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call of a provider, or one that was left out; `code` is its HTTP status.

    Tokens are the provider's word, the cost that of the price table; 0 where either is not known.
    """

    provider: str
    model: str
    outcome: str
    code: int | None
    ms: int
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished reading with its whole story."""

    reading: ReadingText
    model_used: str
    model: str
    fallback_used: bool
    data_source: DataSource
    validation: Validation
    usage: Usage
    attempts: tuple[Attempt, ...]
    created_at: datetime

    def core(self) -> bytes:
        """The members that are the same for everyone who asks this question."""
        return members(
            {
                "response": self.reading.response,
                "reading": {"sections": self.reading.sections},
                "model_used": self.model_used,
                "model": self.model,
                "fallback_used": self.fallback_used,
                "validation": {"score": self.validation.score, "checks": self.validation.checks},
                "created_at": self.created_at,
            }
        )

    def tail(self, *, degraded: bool = False, code: str | None = None) -> bytes:
        """The members that tell how this answer came about."""
        return story(self.data_source, self.attempts, self.usage, degraded=degraded, code=code)


def story(
    data_source: DataSource,
    attempts: tuple[Attempt, ...],
    usage: Usage,
    *,
    degraded: bool = False,
    cache_level: str | None = None,
    code: str | None = None,
) -> bytes:
    """The tail of an answer's bytes; `code` is why its job was given up, where it was."""
    return members(
        {
            **({} if code is None else {"code": code}),
            "cache_hit": cache_level is not None,
            "cache_level": cache_level,
            "data_source": data_source,
            "degraded": degraded,
            "usage": usage,
            "attempts": attempts,
        }
    )


def failure(code: str) -> tuple[bytes, bytes]:
    """Core and tail of a job that ended without a reading, for the reason that `code` names."""
    return members({"response": None, "reading": None}), members({"code": code})


def envelope(status: str, job_id: str | None, took_s: float) -> bytes:
    """The members in front of a finished answer."""
    return members(
        {"success": True, "status": status, "job_id": job_id, "response_time": round(took_s, 6)}
    )


def members(fields: Mapping[str, Any]) -> bytes:
    """A JSON object's members without its braces, to be spliced into another."""
    return orjson.dumps(fields, option=orjson.OPT_UTC_Z)[1:-1]


def body(*parts: bytes) -> bytes:
    """A JSON object of spliced members."""
    return b"{" + b",".join(parts) + b"}"
