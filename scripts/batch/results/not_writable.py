"""The one error of whatever is written down."""

from __future__ import annotations


class NotWritable(Exception):
    """Something could not be written down, for a full disk or the like: which file, and why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
