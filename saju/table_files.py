"""Data files of this package and of the pinned `tzdata` wheel, read when first needed."""

from __future__ import annotations

from pkgutil import get_data  # pathlib and importlib.resources would cost 8 ms of import


def package_bytes(package: str, name: str) -> bytes:
    """A data file of an installed package; raises FileNotFoundError."""
    data = get_data(package, name)
    if data is None:
        raise FileNotFoundError(name)
    return data


def table_bytes(name: str) -> bytes:
    """A file of `tables/`, whole."""
    return package_bytes("saju", f"tables/{name}")


def table_rows(name: str) -> list[list[str]]:
    """The rows of a text table, split at blanks, without its comments."""
    text = table_bytes(name).decode()
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]
