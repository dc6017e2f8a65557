"""Where this machine reaches a server that listens at an address of the settings."""

from __future__ import annotations

import ipaddress


def reachable(host: str) -> str:
    """The address under which this machine reaches a server that listens on `host`."""
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return host
    if ip.is_unspecified:  # it listens everywhere, so here too
        return "127.0.0.1" if ip.version == 4 else "::1"
    return host


def address(host: str, port: int) -> str:
    """The same as a URL."""
    host = reachable(host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
