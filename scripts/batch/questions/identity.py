"""Whether two questions are one: computed here as the gateway does, for an estimate."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from saju import Chart, chart_of
from saju.zones import zone_of
from shared.clock import Clock
from shared.contracts.occasion import FORTUNES, occasion_of
from shared.contracts.question import Question
from shared.contracts.requests import BirthInfo, ReadingRequest

_DIGEST_BYTES = 16


class Distinct:
    """Counts different questions, on the disk: a million take no memory worth naming."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")  # a file of its own, gone when it is closed
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE seen (digest BLOB PRIMARY KEY) WITHOUT ROWID")

    def add(self, identities: Iterable[bytes]) -> None:
        """Counts those among these that were not seen before."""
        self._database.executemany(
            "INSERT OR IGNORE INTO seen VALUES (?)", [(identity,) for identity in identities]
        )

    @property
    def count(self) -> int:
        """How many there were."""
        [number] = self._database.execute("SELECT count(*) FROM seen").fetchone()
        return int(number)

    def close(self) -> None:
        """Gives the disk back."""
        self._database.close()


def identity_of(body: Mapping[str, Any], clock: Clock) -> bytes:
    """The same for all bodies that ask the same question.

    Raises:
        ValueError: the body is none, which the gateway has said then.
    """
    told = {name: value for name, value in body.items() if name != "callback_url"}
    request = ReadingRequest.model_validate_json(orjson.dumps(told))
    chart = _chart(request.birth_info, request)
    partner = request.partner_birth_info
    date = request.date
    if date is None and request.service_type in FORTUNES:
        date = clock.now().astimezone(zone_of(chart.birth.timezone).clock).date()
    question = Question(
        signs=chart.signs,
        service_type=request.service_type,
        language=request.language,
        prompt_version="",
        partner=None if partner is None else _chart(partner, request).signs,
        occasion=None
        if date is None
        else occasion_of(request.service_type, date, chart.birth.timezone),
    )
    return hashlib.sha256(question.to_bytes()).digest()[:_DIGEST_BYTES]


def _chart(info: BirthInfo, request: ReadingRequest) -> Chart:
    return chart_of(info.to_birth(), request.options.to_conventions())
