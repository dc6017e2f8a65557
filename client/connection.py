"""How the gateway is reached: its address, the key, and limits, checked before anything is sent."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field

import httpx2

from client.errors import BadAddress, GatewayUnreachable

DEFAULT_URL = "http://127.0.0.1:8001"
IDLE_S = 20.0
"""The gateway closes an idle connection after 25 s; who sends into that moment loses his request."""
CONNECT_S = 5.0
SILENCE_S = 45.0
"""A stream of events has a comment every 15 s; one that is silent for so long is none any more."""
_KEY = re.compile(r"[!-~]{1,1000}")
_EXAMPLE = f"for example {DEFAULT_URL}"


@dataclass(frozen=True, slots=True)
class Connection:
    """What both clients are made of.

    Attributes:
        key: the API key; it is shown nowhere.
        timeout_s: for an answer, besides what is waited for on purpose.
        connections: at most so many at once, which are kept.
        language: of problems; None: that of the question, or else English.

    """

    url: str
    key: str | None = field(repr=False)
    timeout_s: float
    connections: int
    language: str | None

    def __post_init__(self) -> None:
        """Raises `BadAddress` for an address or a key that cannot be one."""
        try:
            url = httpx2.URL(self.url)
        except httpx2.InvalidURL as error:
            raise BadAddress(f"{self.url!r} is no address ({error}); {_EXAMPLE}") from None
        if url.scheme not in {"http", "https"} or not url.host:
            raise BadAddress(f"{self.url!r} is no http or https address; {_EXAMPLE}")
        if url.userinfo or url.query or url.fragment:
            raise BadAddress(
                "an address has no user, no query and no fragment; the key is told by itself;"
                f" {_EXAMPLE}"
            )
        if self.key is not None and not _KEY.fullmatch(self.key):
            raise BadAddress(
                "this is no API key: it has spaces, line ends or signs beyond ASCII in it"
            )

    @property
    def headers(self) -> dict[str, str]:
        """Of every request."""
        headers = {"User-Agent": "palja-client", "Accept": "application/json"}
        if self.key is not None:
            headers["Authorization"] = f"Bearer {self.key}"
        if self.language is not None:
            headers["Accept-Language"] = self.language
        return headers

    @property
    def limits(self) -> httpx2.Limits:
        """As many connections as may be are kept."""
        return httpx2.Limits(
            max_connections=self.connections,
            max_keepalive_connections=self.connections,
            keepalive_expiry=IDLE_S,
        )

    @property
    def trust_env(self) -> bool:
        """A proxy of the environment's leads to the world, not to this machine."""
        host = httpx2.URL(self.url).host
        try:
            return not ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host != "localhost"

    def timeout(self, waits_s: float = 0.0) -> httpx2.Timeout:
        """For one answer that is held back for `waits_s` on purpose; a place is waited for in line."""
        return httpx2.Timeout(self.timeout_s + waits_s, connect=CONNECT_S, pool=None)

    @property
    def silence(self) -> httpx2.Timeout:
        """For a stream of events, which is silent for a while."""
        return httpx2.Timeout(SILENCE_S, connect=CONNECT_S, pool=None)

    def unreachable(self, error: httpx2.RequestError) -> GatewayUnreachable:
        """What the library raised, in a line that names the address and never the key."""
        sent = not isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout)
        return GatewayUnreachable(f"{self.url} {_said(error)}", sent=sent)


def _said(error: httpx2.RequestError) -> str:
    match error:
        case httpx2.ConnectTimeout():
            return "took no connection in time"
        case httpx2.TimeoutException():
            return "did not answer in time"
        case httpx2.ConnectError():
            return f"cannot be reached ({error})" if str(error) else "cannot be reached"
        case _:
            return "broke off the connection"
