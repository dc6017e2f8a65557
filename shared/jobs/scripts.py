"""The texts of the scripts, each with the function that it shares with others in front."""

from __future__ import annotations

from importlib import resources

_ENDING = ("finish", "withdraw")
_SENDING = ("submit", "lift", "hasten", "put_back", "overdue")
_GIVING_UP = ("finish", "discard")
_ON_A_JOB = ("submit", "lift", "hasten", "claim", "finish", "withdraw", "put_back", "discard")
_LOOKING_INTO_THE_CACHE = ("submit", "finish")
_OF_WORK_IN_HAND = ("renew", "finish", "put_back")
_IN_A_FULL_STORE = "#!lua flags=allow-oom\n"
"""Lets a script write in a store whose memory is full. Such a store takes no new work, but what is in
hand is brought to its end: that is little, and a reading may have been paid for."""


def script(name: str, queue: str) -> str:
    """The script of a job's step, with the functions of that kind of queue."""
    flags = _IN_A_FULL_STORE if name in _OF_WORK_IN_HAND else ""
    functions = (
        _text("whole") if name in _ON_A_JOB else "",
        calling_back() if name in _ENDING else "",
        _text("reading_in") if name in _LOOKING_INTO_THE_CACHE else "",
        _text("note_failure") if name in _GIVING_UP else "",
        _text(queue) if name in _SENDING else "",
    )
    return flags + "".join(functions) + _text(name)


def calling_back() -> str:
    """The function that makes a job's callbacks due."""
    return _text("call_back")


def _text(name: str) -> str:
    return (resources.files("shared.jobs") / "lua" / f"{name}.lua").read_text("utf-8")
