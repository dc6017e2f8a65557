"""JSON that is kept for a while."""

from __future__ import annotations

from typing import Any

import orjson


def json_bytes(value: Any) -> bytes:
    """JSON in UTF-8, in as much memory as it needs.

    orjson leaves the bytes that it returns in the room it had for them if every character had to be
    escaped: 36 KB for a Korean prompt of 4. Nobody minds where the bytes are gone in a moment; those of
    a call stay until a model has answered.
    """
    return bytes(memoryview(orjson.dumps(value)))
