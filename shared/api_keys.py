"""API keys: a file of one JSON object a line, with each key's name, hash, scopes and date.

A key is 256 random bits, so its plain SHA-256 cannot be turned back by trying, and no slow hash is
needed on every request. The file holds no key; who can write it can let himself in, so it must
belong to its owner alone.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from shared.errors import SettingsError

Scope = Literal["read", "submit", "admin"]
"""What a key may do; none of them implies another.

`read`: jobs, statistics, metrics. `submit`: every question, and withdrawing one. `admin`: switches.
"""
SCOPES: tuple[Scope, ...] = get_args(Scope)
NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
PREFIX = "palja_"
"""Every key begins like this, so that a scanner of files and logs can find one that leaked."""
MAX_KEY_CHARS = 128
_KEY_BYTES = 32
SETTING = "PALJA_API_KEYS_FILE"
MAKE_ONE = "palja keys add NAME --scope read --scope submit"


class ApiKey(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=f"^{NAME}$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1)]
    created: AwareDatetime

    def line(self) -> str:
        """The line that says this key."""
        return f"{self.model_dump_json()}\n"


def new_api_key(key: str, name: str, scopes: Iterable[Scope], created: datetime) -> ApiKey:
    """The entry for `key`, of which only the hash is kept."""
    wanted = set(scopes)
    return ApiKey(
        name=name,
        sha256=hash_of(key),
        scopes=tuple(scope for scope in SCOPES if scope in wanted),
        created=created,
    )


def random_key() -> str:
    """A key that nobody has yet."""
    return PREFIX + secrets.token_urlsafe(_KEY_BYTES)


def hash_of(key: str) -> str:
    """What the file holds of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def find_key(keys: Iterable[ApiKey], presented: str) -> ApiKey | None:
    """The entry of the key that a caller presents, or None.

    Every entry is compared, and each in constant time: 0.1 µs an entry.
    """
    if len(presented) > MAX_KEY_CHARS or not presented.isascii():
        return None
    presented_hash = hash_of(presented)
    found = None
    for key in keys:
        if hmac.compare_digest(key.sha256, presented_hash):
            found = key
    return found


def read_keys(path: Path) -> tuple[ApiKey, ...]:
    """The keys in the file at `path`.

    Raises:
        SettingsError: there is no such file, others than its owner may use it, or a line is no
            key's; one line says which and what to do.
    """
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            data = file.read()
    except FileNotFoundError:
        raise _refused(f"there is no file {path}; make its first key with `{MAKE_ONE}`") from None
    except OSError as error:
        raise _refused(f"{path} cannot be read ({error.strerror})") from None
    mode = stat.S_IMODE(status.st_mode)
    if mode & others_bits(status.st_uid, os.geteuid()):
        raise _refused(
            f"{path} may be used by others than its owner (mode {mode:04o}); for example"
            f" chmod 600 {path}"
        )
    return parse_keys(data, path)


def others_bits(owner: int, us: int) -> int:
    """The bits of a mode that let in others than those whose file it is.

    What Kubernetes mounts is root's, and our group's to read: no one else is in that, and root needs no
    permission.
    """
    return 0o037 if owner == 0 != us else 0o077


def parse_keys(data: bytes, path: Path) -> tuple[ApiKey, ...]:
    """The keys that the bytes of the file at `path` say; blank lines are passed over.

    Raises:
        SettingsError: a line is no key's, or a name or a key stands there twice.
    """
    keys: list[ApiKey] = []
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            key = ApiKey.model_validate_json(line)
        except ValidationError as error:
            # The first problem's place alone: its text would hold what stands there.
            location = error.errors(include_url=False, include_input=False)[0]["loc"]
            what = f"its {location[0]} is wrong" if location else "it is no JSON object"
            raise _refused(
                f"line {number} of {path} is no key ({what}); remove it, and make another with"
                f" `{MAKE_ONE}`"
            ) from None
        if any(key.name == other.name or key.sha256 == other.sha256 for other in keys):
            raise _refused(f"line {number} of {path} repeats the key {key.name}; remove one")
        keys.append(key)
    return tuple(keys)


def _refused(problem: str) -> SettingsError:
    return SettingsError(f"{SETTING}: {problem}")
