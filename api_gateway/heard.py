"""Questions that were asked lately, by their requests' bytes: who asks again is not read again."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from api_gateway.charts import KEPT

_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Heard:
    """What the bytes of a request ask for, and the chart of the births in them.

    Attributes:
        key: where the caches have the reading.
        chart: the pieces of the answer's member (`CallersChart.pieces`).

    """

    key: str
    chart: tuple[bytes, ...]


class HeardQuestions:
    """The questions heard last, of this process alone; the one not asked for longest goes first.

    To read a request, compute its chart and write down the moment of the birth takes 0.1 ms, more
    than all else that a hit does. The bytes are known by a hash with a key of the process' own.
    """

    def __init__(self) -> None:
        self._hash_key = secrets.token_bytes(32)
        self._heard: dict[bytes, Heard] = {}

    def find(self, data: bytes) -> Heard | None:
        """What exactly these bytes asked, if it was lately."""
        digest = self._digest(data)
        heard = self._heard.pop(digest, None)
        if heard is not None:
            self._heard[digest] = heard  # the youngest now
        return heard

    def keep(self, data: bytes, heard: Heard) -> None:
        """Bytes that ask the same whenever and by whomever they are sent."""
        self._heard[self._digest(data)] = heard
        if len(self._heard) > KEPT:
            del self._heard[next(iter(self._heard))]

    def _digest(self, data: bytes) -> bytes:
        return hashlib.blake2b(data, key=self._hash_key, digest_size=_DIGEST_BYTES).digest()
