"""Addresses of ours as Celery and kombu spell them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from shared.store.address import SentinelAddress, is_sentinel, tls_options

SOCKET_TIMEOUT_S = 2
"""Without it a silent broker hangs us as long as it likes."""
REDIS_SOCKETS = {
    "socket_timeout": SOCKET_TIMEOUT_S,
    "socket_connect_timeout": SOCKET_TIMEOUT_S,
    "socket_keepalive": True,  # notices a peer that vanished
    "health_check_interval": 25,  # likewise, for connections that only listen
}
"""Transport options of every connection to a Redis."""
HEARTBEAT_S = 10
"""Of connections to a RabbitMQ, which are lost after two of them without a word."""


@dataclass(frozen=True, slots=True)
class KombuAddress:
    """A broker's address for kombu, and what kombu is told beside it."""

    url: str = field(repr=False)
    tls: dict[str, Any] | None = None
    """Celery's `broker_use_ssl`; None: there is no TLS."""
    options: dict[str, Any] = field(default_factory=dict, repr=False)
    """Of the transport; what only this address needs."""

    @classmethod
    def of(cls, url: str) -> KombuAddress:
        """The broker at `url`, which is legal in the settings."""
        if is_sentinel(url):
            return _of_sentinel(SentinelAddress.of(url))
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query))
        bare = urlunsplit(parts._replace(query=""))
        if parts.scheme == "unix":
            query = {"virtual_host": query.pop("db", "0"), **query}
            return cls(f"redis+socket://{parts.netloc}{parts.path}?{urlencode(query)}")
        if parts.scheme == "redis":
            return cls(_with_database(bare, query))
        if parts.scheme == "rediss":  # kombu does not check certificates unless told to
            return cls(_with_database(bare, query), tls_options(query))
        if parts.scheme == "amqps":
            return cls(bare, _amqp_tls(query))
        return cls(url)

    @property
    def is_redis(self) -> bool:
        """Whether it keeps its queues as lists in a Redis."""
        return not self.url.startswith("amqp")

    @property
    def celery_settings(self) -> dict[str, Any]:
        """What a Celery application is told to find it."""
        return {
            "broker_read_url": self.url,  # these two, for a stray CELERY_BROKER_URL overrules the third
            "broker_write_url": self.url,
            "broker_url": self.url,
            "broker_use_ssl": self.tls or False,
        }


def _with_database(url: str, query: dict[str, str]) -> str:
    return f"{url.rstrip('/')}/{query['db']}" if "db" in query else url


def _of_sentinel(address: SentinelAddress) -> KombuAddress:
    """One address for each sentinel, says kombu, and it turns to the next with all that it says."""
    credentials = ""
    if address.username or address.password:
        user, password = (
            quote(text or "", safe="") for text in (address.username, address.password)
        )
        credentials = f"{user}:{password}@"
    sentinel_options = {
        "username": address.sentinel_username,
        "password": address.sentinel_password,
        "socket_timeout": SOCKET_TIMEOUT_S,
        "socket_connect_timeout": SOCKET_TIMEOUT_S,
        **({} if address.tls is None else {"ssl": True, **address.tls}),
    }
    return KombuAddress(
        ";".join(
            f"sentinel://{credentials}{_host(host)}:{port}/{address.database}"
            for host, port in address.sentinels
        ),
        address.tls,
        {"master_name": address.master, "sentinel_kwargs": sentinel_options},
    )


def _host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _amqp_tls(query: dict[str, str]) -> dict[str, Any]:
    """py-amqp's names for the options of TLS."""
    options = tls_options(query)
    named = {name.removeprefix("ssl_"): value for name, value in options.items()}
    checks_name = named.pop("check_hostname", True)
    required = named.pop("cert_reqs")
    return {
        **named,
        "cert_reqs": {"none": 0, "optional": 1, "required": 2}[required],  # ssl.CERT_…, as JSON
        **({"server_hostname": None} if checks_name else {}),  # None: the address's, says kombu
    }
