"""What our own validators refuse, in a form that whoever reads the error can tell in any language."""

from __future__ import annotations

from pydantic_core import PydanticCustomError


def refusal(kind: str, *, code: str = "", **facts: str) -> PydanticCustomError:
    """The error to raise: `kind` names the sentence, `code` (the kind, if none) what callers get."""
    return PydanticCustomError(kind, "refused", {"code": code or kind, **facts})
