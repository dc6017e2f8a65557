"""What a request says before its body, read once for all who look at it."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.types import Scope

_HEAD = "palja.head"


class Head:
    """Method, path and headers of a request, and what is known of its caller by now.

    It hangs on the request's scope and does not hold it: each request would be garbage that is found late.

    Attributes:
        client: the caller's address and port, where the server knows them.
        caller: the hash of the caller's API key; None while the gateway is open.
        caller_name: the name of that key.

    """

    __slots__ = ("_headers", "_values", "caller", "caller_name", "client", "method", "path")

    def __init__(self, scope: Scope) -> None:
        self.client: tuple[str, int] | None = scope.get("client")
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.caller: str | None = None
        self.caller_name: str | None = None
        self._headers: list[tuple[bytes, bytes]] = scope["headers"]
        self._values = dict(self._headers)

    def one(self, name: bytes) -> str:
        """The value of a header, the last where there are several; empty where there is none."""
        value: bytes = self._values.get(name, b"")
        return value.decode("latin-1")

    def only(self, name: bytes) -> str | None:
        """The value of a header that stands exactly once; None otherwise."""
        if len(self._values) < len(self._headers) and len(self.every(name)) > 1:
            return None
        value = self._values.get(name)
        return None if value is None else value.decode("latin-1")

    def every(self, name: bytes) -> Sequence[str]:
        """All values of a header; the name is in lower case."""
        if name not in self._values:
            return ()
        return [value.decode("latin-1") for known, value in self._headers if known == name]

    def has(self, name: bytes) -> bool:
        """Whether there is such a header."""
        return name in self._values


def head_of(scope: Scope) -> Head:
    """The head of a request, read when it is first asked for."""
    head = scope.get(_HEAD)
    if head is None:
        head = scope[_HEAD] = Head(scope)
    return head


def caller_of(scope: Scope) -> str | None:
    """The hash of the caller's API key; None while the gateway is open."""
    return head_of(scope).caller
