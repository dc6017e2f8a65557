"""The texts of the scripts, each with the function that it shares with others in front."""

from __future__ import annotations

from importlib import resources

_ENDING = ("finish", "withdraw")
_GIVING_UP = ("finish", "discard")


def script(name: str) -> str:
    """The script of a job's step."""
    before = (calling_back() if name in _ENDING else "") + (
        _text("note_failure") if name in _GIVING_UP else ""
    )
    return before + _text(name)


def calling_back() -> str:
    """The function that makes a job's callbacks due."""
    return _text("call_back")


def _text(name: str) -> str:
    return (resources.files("shared.jobs") / "lua" / f"{name}.lua").read_text("utf-8")
