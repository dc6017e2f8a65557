"""In which language a caller is told what is wrong: `Accept-Language` (RFC 9110, 12.5.4).

It decides where it prefers one of ours. Without it, or where it leaves the choice (`*`), the request's
own `language` does, and without that it is English, as it always was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import get_args

import orjson
from starlette.datastructures import Headers
from starlette.types import Scope

from shared.contracts.requests import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "en"
_RANGE = re.compile(
    r"(\*|[a-z]{1,8})(?:-[a-z0-9]{1,8})*[ \t]*(?:;[ \t]*q[ \t]*=[ \t]*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?",
    re.IGNORECASE,
)


def language_of(scope: Scope, own: Language | None) -> Language:
    """The language of a request's problems; `own` is what its body names, if it was read."""
    return accepted(Headers(scope=scope).getlist("accept-language")) or own or DEFAULT


def accepted(headers: Iterable[str]) -> Language | None:
    """The language that these headers prefer; None: none of ours, or any.

    `ko-KR` is Korean. What is named comes before `*`, of equals what is named first; ranges that
    cannot be read are passed over.
    """
    named: dict[Language, float] = {}
    others = 0.0
    for text in ",".join(headers).split(","):
        found = _RANGE.fullmatch(text.strip(" \t"))
        if found is None:
            continue
        quality = float(found[2] or 1)
        if found[1] == "*":
            others = quality
        for language in LANGUAGES:
            if language == found[1].lower():
                named[language] = max(quality, named.get(language, 0.0))
    best = max(named, key=lambda language: named[language], default=None)
    if best is not None and named[best] > 0 and named[best] >= others:
        return best
    unnamed = [language for language in LANGUAGES if language not in named]
    return unnamed[0] if others and len(unnamed) == 1 else None


def named_in(document: object) -> Language | None:
    """The `language` of a request's body, if it has one that is ours."""
    value = document.get("language") if isinstance(document, dict) else None
    return next((language for language in LANGUAGES if language == value), None)


def named_in_bytes(data: bytes) -> Language | None:
    """The same of a body that nobody has read yet; None also where it is no JSON."""
    try:
        return named_in(orjson.loads(data))
    except orjson.JSONDecodeError:
        return None
