"""The gateway's calls for a program, typed: `Palja`, and `AsyncPalja` for one with an event loop.

It knows the HTTP contract and nothing of the system behind it.
"""

from __future__ import annotations

from client.answers import Answer, Attempt, BatchRow, Job, JobStatus, KnownRow, Section, Usage
from client.async_palja import AsyncPalja
from client.calls import MAX_BATCH_BYTES, MAX_BATCH_ITEMS
from client.connection import DEFAULT_URL
from client.errors import (
    BadAddress,
    FieldError,
    Forbidden,
    GatewayUnreachable,
    InvalidRequest,
    JobEnded,
    JobNotFound,
    NotFound,
    PaljaError,
    Problem,
    RateLimited,
    StillOpen,
    TooMuch,
    Unauthenticated,
    Unavailable,
    UnexpectedAnswer,
    Unsendable,
)
from client.events import AttemptEvent, CompletedEvent, Event, StatusEvent, TextEvent
from client.figures import Alert, ClearedCache, Figures, Latency, Process, Switch
from client.inspections import Finding, Inspection
from client.palja import Palja
from client.questions import Asked, Birth, Question

__all__ = [
    "DEFAULT_URL",
    "MAX_BATCH_BYTES",
    "MAX_BATCH_ITEMS",
    "Alert",
    "Answer",
    "Asked",
    "AsyncPalja",
    "Attempt",
    "AttemptEvent",
    "BadAddress",
    "BatchRow",
    "Birth",
    "ClearedCache",
    "CompletedEvent",
    "Event",
    "FieldError",
    "Figures",
    "Finding",
    "Forbidden",
    "GatewayUnreachable",
    "Inspection",
    "InvalidRequest",
    "Job",
    "JobEnded",
    "JobNotFound",
    "JobStatus",
    "KnownRow",
    "Latency",
    "NotFound",
    "Palja",
    "PaljaError",
    "Problem",
    "Process",
    "Question",
    "RateLimited",
    "Section",
    "StatusEvent",
    "StillOpen",
    "Switch",
    "TextEvent",
    "TooMuch",
    "Unauthenticated",
    "Unavailable",
    "UnexpectedAnswer",
    "Unsendable",
    "Usage",
]
