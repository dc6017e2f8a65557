"""The examples of docs/api.md: requests as they are typed, and answers with `…` for what is left out."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.acceptance.caller import Reply

LEFT_OUT = "…"
_HOST = "127.0.0.1:8001"
_EXAMPLE = re.compile(
    r"^```sh\n(curl .*?)^```\n+(?:^```http\n(.*?)^```)?", re.MULTILINE | re.DOTALL
)
_BARE = re.compile(r'"(?:[^"\\]|\\.)*"|…|[{\[\]},:]')
_SWITCHES = {"-s", "-i", "-N", "-si", "-siN"}


@dataclass(frozen=True, slots=True)
class Request:
    """What a curl of the page sends."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Example:
    """A request of the page, and the answer that stands behind it; `line` is that of the request."""

    line: int
    command: str
    answer: str

    def request(self, shell: Mapping[str, str]) -> Request:
        """With the shell's variables put in.

        Raises:
            AssertionError: the command is none that this reads, or asks somebody else.

        """
        words = iter(shlex.split(Template(self.command).safe_substitute(shell))[1:])
        method, url, body, headers = None, "", None, {}
        for word in words:
            if word == "-X":
                method = next(words)
            elif word == "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            elif word == "-d":
                body = next(words).encode()
                headers.setdefault("Content-Type", "application/x-www-form-urlencoded")  # curl's
            elif word not in _SWITCHES:
                assert not url, f"line {self.line}: {word}"
                url = word
        asked = urlsplit(url)
        assert (asked.scheme, asked.netloc) == ("http", _HOST), f"line {self.line}: {url}"
        path = asked.path + (f"?{asked.query}" if asked.query else "")
        return Request(method or ("GET" if body is None else "POST"), path, headers, body)

    def assert_answered(self, reply: Reply, shell: Mapping[str, str]) -> None:
        """The status, the headers and the body are what the page shows."""
        where = f"docs/api.md, line {self.line}"
        head, _, body = Template(self.answer).safe_substitute(shell).partition("\n\n")
        status, *headers = head.splitlines()
        assert re.fullmatch(rf"HTTP/1\.1 {reply.status} \S.*", status), f"{where}: {reply}"
        for header in headers:
            name, _, value = header.partition(": ")
            told = reply.headers.get(name.lower())
            assert told is not None, f"{where}: no {name} in {reply.headers}"
            assert _same_text(value, told), f"{where}: {name} is {told}"
        if body.startswith("event: "):
            _assert_events(body, reply.raw.decode(), where)
        elif body.startswith("{"):
            assert_shown(with_quotes(body), reply.json, where)
        else:
            lines = reply.raw.decode().splitlines()
            for shown in body.splitlines():
                assert any(_same_text(shown, line) for line in lines), f"{where}: {shown}"


def examples(page: Path) -> Iterator[Example]:
    """All of them, in order.

    Raises:
        AssertionError: a request has no answer beside it.

    """
    text = page.read_text("utf-8")
    for found in _EXAMPLE.finditer(text):
        line = text.count("\n", 0, found.start()) + 2
        assert found[2] is not None, f"{page.name}, line {line}: no answer is shown"
        yield Example(line, found[1], found[2])


def with_quotes(shown: str) -> Any:
    """JSON in which `…` may stand bare: for a value, for other members, or for other elements."""
    open_brackets: list[str] = []
    before = ""

    def quoted(found: re.Match[str]) -> str:
        nonlocal before
        token, after = found[0], before
        before = token
        if token in "{[":
            open_brackets.append(token)
        elif token in "}]":
            open_brackets.pop()
        elif token == LEFT_OUT:
            is_member = open_brackets[-1] == "{" and after != ":"
            return f'"{LEFT_OUT}": null' if is_member else f'"{LEFT_OUT}"'
        return token

    return json.loads(_BARE.sub(quoted, shown), strict=False)


def assert_shown(shown: Any, told: Any, where: str) -> None:
    """Everything that is shown is so, and nothing else is there unless `…` says it."""
    match shown:
        case str():
            text = told if isinstance(told, str) else None
            assert shown == LEFT_OUT or (text is not None and _same_text(shown, text)), (
                f"{where}: {told!r}, not {shown!r}"
            )
        case dict():
            assert isinstance(told, dict), f"{where}: {told!r}"
            named = shown.keys() - {LEFT_OUT}
            assert named <= told.keys(), f"{where}: no {named - told.keys()} in {[*told]}"
            if LEFT_OUT not in shown:
                assert told.keys() <= named, f"{where}: {told.keys() - named} is not shown"
            for name in named:
                assert_shown(shown[name], told[name], f"{where}: {name}")
        case list():
            assert isinstance(told, list), f"{where}: {told!r}"
            cut = shown.index(LEFT_OUT) if LEFT_OUT in shown else len(shown)
            first, last = shown[:cut], shown[cut + 1 :]
            assert len(told) >= len(first) + len(last), f"{where}: {len(told)} elements"
            assert cut < len(shown) or len(told) == len(shown), f"{where}: {len(told)} elements"
            pairs = [*zip(first, told, strict=False), *zip(last[::-1], told[::-1], strict=False)]
            for place, (one, other) in enumerate(pairs):
                assert_shown(one, other, f"{where}[{place}]")
        case _:
            same = shown == told and isinstance(shown, bool) == isinstance(told, bool)
            assert same, f"{where}: {told!r}, not {shown!r}"


def _assert_events(shown: str, told: str, where: str) -> None:
    """What is shown came, in this order; others may have come between."""
    come = iter(_events(told))
    for name, data in _events(shown):
        found = next((other for other_name, other in come if other_name == name), None)
        assert found is not None, f"{where}: no event {name} in {told[:500]}"
        assert_shown(with_quotes(data), json.loads(found), f"{where}: {name}")


def _events(text: str) -> Iterator[tuple[str, str]]:
    for block in text.strip().split("\n\n"):
        fields = dict(line.partition(": ")[::2] for line in block.splitlines())
        if "event" in fields:
            yield fields["event"], fields["data"]


def _same_text(shown: str, told: str) -> bool:
    parts = map(re.escape, shown.split(LEFT_OUT))
    return re.fullmatch(".*".join(parts), told, re.DOTALL) is not None
