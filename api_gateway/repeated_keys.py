"""Keys that stand twice in one object of a body: JSON leaves open which counts (RFC 8259, section 4).

pydantic keeps the last and says nothing. Whoever checks a body before us may have kept the first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel


def repeated_keys(data: bytes, read: BaseModel) -> list[str]:
    """The dotted paths of the keys that stand more than once in `data`, from which `read` was read.

    Outside of texts a body has one colon for each key. As many colons as fields were read: no text
    holds one, and no key stands twice. This is the usual case and costs a microsecond; else the body
    is parsed once more.
    """
    if data.count(b":") == _fields(read):
        return []
    document = json.loads(data, object_pairs_hook=_Pairs)
    return list(dict.fromkeys(_repeated(document, "")))


class _Pairs:
    """An object of a body, all its pairs kept."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self.pairs = pairs


def _fields(read: BaseModel) -> int:
    inner = (value for value in read.__dict__.values() if isinstance(value, BaseModel))
    return len(read.model_fields_set) + sum(map(_fields, inner))


def _repeated(value: object, path: str) -> Iterator[str]:
    if isinstance(value, _Pairs):
        seen = set()
        for key, inner in value.pairs:
            if key in seen:
                yield path + key
            seen.add(key)
            yield from _repeated(inner, f"{path}{key}.")
