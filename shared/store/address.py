"""The addresses of stores and brokers: which are legal, and what one of a Sentinel says.

`redis://`, `rediss://` and `unix://` are redis-py's own. No library reads several sentinels from one
address as we write them:

    sentinel://[user:password@]host[:26379],host…/[database]?master=NAME

User and password are the servers' own; those of the sentinels are `sentinel_username` and
`sentinel_password`. With `ssl=true` servers and sentinels are spoken to over TLS.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

SENTINEL_PORT = 26379
STORE_SCHEMES = ("redis", "rediss", "unix", "sentinel")
BROKER_SCHEMES = (*STORE_SCHEMES, "amqp", "amqps")

_FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
_REQUIRED = ("none", "optional", "required")
_TLS = frozenset((*_FILES, "ssl_cert_reqs", "ssl_check_hostname"))
_BOOLEANS = {"true": True, "false": False}
_OPTIONS = {
    "redis": frozenset({"db"}),
    "rediss": frozenset({"db"}) | _TLS,
    "unix": frozenset({"db"}),
    "sentinel": frozenset({"master", "sentinel_username", "sentinel_password", "ssl"}) | _TLS,
    "amqp": frozenset[str](),
    "amqps": _TLS,
}
_DATABASE = re.compile(r"/?[0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class SentinelAddress:
    """Where the sentinels are, which master they know, and how to speak to it."""

    sentinels: tuple[tuple[str, int], ...]
    master: str
    database: int
    username: str | None
    password: str | None = field(repr=False)
    sentinel_username: str | None
    sentinel_password: str | None = field(repr=False)
    tls: dict[str, Any] | None
    """What redis-py takes for TLS; None: there is none."""

    @classmethod
    def of(cls, url: str) -> SentinelAddress:
        """What `url` says.

        Raises:
            ValueError: it is none of a Sentinel's.
        """
        parts = urlsplit(url)
        credentials, _, hosts = parts.netloc.rpartition("@")
        username, _, password = credentials.partition(":")
        query = dict(parse_qsl(parts.query))
        if not query.get("master"):
            raise ValueError("must name the master, as the sentinels know it: ?master=NAME")
        return cls(
            sentinels=tuple(_host_and_port(host) for host in hosts.split(",")),
            master=query["master"],
            database=int(parts.path.strip("/") or 0),
            username=unquote(username) or None,
            password=unquote(password) or None,
            sentinel_username=query.get("sentinel_username"),
            sentinel_password=query.get("sentinel_password"),
            tls=tls_options(query) if query.get("ssl") == "true" else None,
        )


def is_sentinel(url: str) -> bool:
    """Whether this is the address of sentinels."""
    return url.startswith("sentinel://")


def tls_options(query: dict[str, str]) -> dict[str, Any]:
    """The options of TLS, as redis-py takes them; certificates are checked unless they say no."""
    given: dict[str, Any] = {name: query[name] for name in sorted(_TLS) if name in query}
    if "ssl_check_hostname" in given:
        given["ssl_check_hostname"] = _BOOLEANS[given["ssl_check_hostname"]]
    given.setdefault("ssl_cert_reqs", "required")
    if given["ssl_cert_reqs"] == "none":
        given["ssl_check_hostname"] = False  # who is there cannot be known
    return given


def checked_store_url(value: str) -> str:
    """`value`, if a store can be opened there.

    Raises:
        ValueError: it cannot; the text says why, and holds nothing of the value.
    """
    return _checked(value, STORE_SCHEMES)


def checked_broker_url(value: str) -> str:
    """`value`, if it is the address of a broker that we know how to use.

    Raises:
        ValueError: it is not; the text says why, and holds nothing of the value.
    """
    return _checked(value, BROKER_SCHEMES)


def _checked(value: str, schemes: tuple[str, ...]) -> str:
    parts = urlsplit(value)
    if parts.scheme not in schemes:
        *others, last = (f"{scheme}://" for scheme in schemes)
        raise ValueError(f"must begin with {', '.join(others)} or {last}")
    _check_query(parts)
    if parts.scheme == "unix":
        if not parts.path:
            raise ValueError("must name the socket's path")
        return value
    if parts.scheme == "sentinel":
        _check_database(parts)
        SentinelAddress.of(value)
        return value
    check_port(parts)
    if not parts.scheme.startswith("amqp"):  # there the path names a virtual host
        _check_database(parts)
    elif not parts.hostname:
        raise ValueError("must name a host")
    return value


def check_port(parts: SplitResult) -> None:
    """Raises ValueError when the port of an address is none."""
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError("must hold a port from 1 to 65535, or none")


def _check_database(parts: SplitResult) -> None:
    if not _DATABASE.fullmatch(parts.path):
        raise ValueError("must end with the number of a database, or with nothing")


def _check_query(parts: SplitResult) -> None:
    known = _OPTIONS[parts.scheme]
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name not in known:
            some = f"; it knows {', '.join(sorted(known))}" if known else ""
            raise ValueError(f"holds an option that {parts.scheme}:// does not know{some}")
        if name == "db" and not value.isdecimal():
            raise ValueError("must hold the number of a database as its db")
        if name in {"ssl", "ssl_check_hostname"} and value not in _BOOLEANS:
            raise ValueError(f"must hold true or false as its {name}")
        if name == "ssl_cert_reqs" and value not in _REQUIRED:
            raise ValueError(f"must hold {', '.join(_REQUIRED[:-1])} or {_REQUIRED[-1]} as {name}")
        if name in _FILES and not Path(value).is_file():
            raise ValueError(f"must name a file that is there as its {name}")


def _host_and_port(text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text}")
        check_port(parts)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.path or parts.query:
        raise ValueError("must name sentinels, with commas between them, as host:port")
    return host, port or SENTINEL_PORT
