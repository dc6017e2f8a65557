"""Settings that stand in files of their own, as containers and service managers hand out secrets.

A file is named as its setting and holds the value, with or without a line end: a volume's, a Secret
that Kubernetes mounts, systemd's credentials. Its value is in no environment, which whoever may
inspect a container can read.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

MAX_BYTES = 65_536
"""No setting is that long; a directory of something else was named."""


def kept_in_files(
    directories: Iterable[Path], names: Iterable[str], setting: str
) -> dict[str, str]:
    """The texts of those `names` that a directory has a file of; of several the first counts.

    Args:
        directories: where to look, in order.
        names: of the settings that are wanted.
        setting: names the directories, for error lines.

    Raises:
        ValueError: a directory or a file cannot be read; one line says which and why.
    """
    found: dict[str, str] = {}
    wanted = frozenset(names)
    for directory in directories:
        try:
            there = sorted(wanted & {path.name for path in directory.iterdir()})
        except OSError as error:
            raise ValueError(
                f"{setting}: {directory} cannot be read ({error.strerror}); for example"
                f" {setting}=/run/secrets"
            ) from None
        for name in there:
            found.setdefault(name, _text(directory / name))
    return found


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ValueError(
            f"{path.name}: {path} cannot be read ({error.strerror}); it must be readable by the user"
            f" that this process runs as, for example chmod 400 {path} after a chown"
        ) from None
    if len(data) > MAX_BYTES:
        raise ValueError(
            f"{path.name}: {path} is longer than {MAX_BYTES} bytes; it must hold the value alone, for"
            f" example the key on one line"
        )
    try:
        return data.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise ValueError(
            f"{path.name}: {path} is no text in UTF-8; it must hold the value alone, for example the"
            " key on one line"
        ) from None
