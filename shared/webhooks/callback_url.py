"""What a callback's address may be, as far as it can be told without asking DNS.

Where a name leads is only known when it is called, and checked there, see `workers.webhooks`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

from shared.webhooks.addresses import is_public

MAX_CHARS = 2048
WELL_KNOWN_PORTS = (80, 443)
FIRST_FREE_PORT = 1024
"""Ports below are other protocols' (mail, name service, remote shells), but for those two."""
_URL = re.compile(
    r"(?i:https?)://"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?)"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?:[/?][!\"$-\[\]-~]*)?"  # neither a blank, # nor \, whatever others may take them for
)
_USERINFO = re.compile(r"[A-Za-z]+://[^/?#]*@")
_NUMBER = re.compile(r"[0-9]+|0[Xx][0-9A-Fa-f]*")


@dataclass(frozen=True, slots=True)
class CallbackRules:
    """What holds for one caller: which hosts the operator lets in, and whether they have a key."""

    allowed_hosts: Collection[str] = frozenset()
    keyed: bool = False


CallbackProblem = Literal[
    "needs_api_key", "has_userinfo", "not_a_url", "not_public", "port_not_allowed"
]


def callback_problem(url: str, rules: CallbackRules) -> CallbackProblem | None:
    """What is wrong with the address of a callback; None: nothing."""
    if not rules.keyed:
        return "needs_api_key"
    if _USERINFO.match(url):
        return "has_userinfo"
    found = _URL.fullmatch(url)
    host = None if found is None else normal_host(found["host"])
    if found is None or host is None:
        return "not_a_url"
    return None if host in rules.allowed_hosts else _of_strangers(host, found["port"])


def _of_strangers(host: str, port: str | None) -> CallbackProblem | None:
    if _is_address(host) and not is_public(host):
        return "not_public"
    number = WELL_KNOWN_PORTS[0] if port is None else int(port)
    if number not in WELL_KNOWN_PORTS and not FIRST_FREE_PORT <= number <= 65535:
        return "port_not_allowed"
    return None


def normal_host(text: str) -> str | None:
    """The host in its one spelling, without brackets; None: it is neither a name nor an address.

    What ends in a number is an address, and must be written as four decimal numbers: resolvers
    take 127.1, 0x7f000001 and 2130706433 for 127.0.0.1.
    """
    host = text.lower().removesuffix(".")
    if text.startswith("[") or _NUMBER.fullmatch(host.rpartition(".")[2]):
        try:
            return str(ip_address(host.strip("[]")))
        except ValueError:
            return None
    labels = host.split(".")
    return host if len(host) <= 253 and all(0 < len(label) <= 63 for label in labels) else None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
