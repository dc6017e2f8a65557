"""Reading in JSON of which nothing is sure: what is not as it should be is as if it were not there.

For what only adds to an answer (usage, the model's id) and for the bodies of errors, which compatible
servers write as they like.
"""

from __future__ import annotations

import orjson

MAX_TOKENS = 10**12
"""A count of more is no count."""
_LONGEST_ID = 200


def parsed(body: bytes | str) -> object:
    """The JSON value of a text; None also where it is none."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def field(value: object, *names: str) -> object:
    """What stands at a path of names in nested objects, or None."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def word(value: object, *names: str) -> str:
    """The text at a path, or an empty one."""
    found = field(value, *names)
    return found if isinstance(found, str) else ""


def rows(value: object, *names: str) -> list[object]:
    """The array at a path, or an empty one."""
    found = field(value, *names)
    return found if isinstance(found, list) else []


def count(value: object, *names: str) -> int:
    """The sum of these members of an object that are counts."""
    found = (field(value, name) for name in names)
    return sum(n for n in found if type(n) is int and 0 <= n <= MAX_TOKENS)


def model_id(value: object, asked: str) -> str:
    """The id of the model that a provider says has answered; if it says none, that of the one asked."""
    sound = isinstance(value, str) and 0 < len(value) <= _LONGEST_ID and value.isprintable()
    return value if sound and isinstance(value, str) else asked
