"""One POST to an address that a caller chose: bounded in time and bytes, and never to our own side.

An address is judged where it is used: by the socket that is about to connect. So a name that leads
elsewhere at the second look-up, or that a resolver and a parser read differently, gains nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack

import aiohttp
from yarl import URL

from shared.webhooks.addresses import is_public
from shared.webhooks.callback_url import normal_host
from workers.webhooks.resolver import OwnThreads

TOTAL_S = 10.0
"""From the look-up of the name to the status line."""
CONNECT_S = 5.0
CONNECTIONS = 64


class NotDelivered(Exception):
    """No answer came; `reason` is `address`, `timeout`, `connection` or `url`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AddressRefused(OSError):
    """The address is not one of the public internet."""


class Posting:
    """Posts over connections of its own, so that a slow receiver takes no provider's place.

    Must be opened inside the loop that uses it.
    """

    def __init__(
        self,
        public: aiohttp.ClientSession,
        anywhere: aiohttp.ClientSession,
        resolver: OwnThreads,
        allowed_hosts: Collection[str],
    ) -> None:
        self._public = public
        self._anywhere = anywhere
        self._resolver = resolver
        self._allowed_hosts = frozenset(allowed_hosts)

    @classmethod
    def open(cls, allowed_hosts: Collection[str], *, total_s: float = TOTAL_S) -> Posting:
        """Posts to public addresses, and to wherever the allowed hosts are."""
        resolver = OwnThreads()
        public, anywhere = (_session(total_s, resolver, public=only) for only in (True, False))
        return cls(public, anywhere, resolver, allowed_hosts)

    async def close(self) -> None:
        """Closes every connection."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._resolver.close)
            stack.push_async_callback(self._public.close)
            stack.push_async_callback(self._anywhere.close)

    async def post(self, address: str, headers: Mapping[str, str], body: bytes) -> int:
        """The status of the answer, of which nothing else is read; a redirect is an answer.

        Raises:
            NotDelivered: there was none in time, or it was not asked for.
        """
        try:
            url = URL(address)
            allowed = normal_host(url.raw_host or "") in self._allowed_hosts
            session = self._anywhere if allowed else self._public
            async with session.post(
                url, data=body, headers=headers, allow_redirects=False
            ) as response:
                response.close()
                return response.status
        except TimeoutError:
            raise NotDelivered("timeout") from None
        except aiohttp.ClientConnectorError as error:
            refused = isinstance(error.os_error, AddressRefused)
            raise NotDelivered("address" if refused else "connection") from None
        except (aiohttp.InvalidURL, ValueError):  # a name that is none to DNS, too
            raise NotDelivered("url") from None
        except (aiohttp.ClientError, OSError):
            raise NotDelivered("connection") from None


def _session(total_s: float, resolver: OwnThreads, *, public: bool) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=CONNECTIONS,
            use_dns_cache=False,
            resolver=resolver,
            force_close=True,
            socket_factory=_public_socket if public else None,
        ),
        timeout=aiohttp.ClientTimeout(total=total_s, sock_connect=CONNECT_S),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "palja", "Content-Type": "application/json"},
        skip_auto_headers=("Accept-Encoding",),
        auto_decompress=False,
        trust_env=False,
    )


def _public_socket(info: aiohttp.AddrInfoType) -> socket.socket:
    """A socket for the very address that it will be connected to.

    Raises:
        AddressRefused: it is not of the public internet.
    """
    family, kind, protocol, _, address = info
    if not is_public(str(address[0])):
        raise AddressRefused("not an address of the public internet")
    return socket.socket(family, kind, protocol)
