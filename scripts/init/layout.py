"""What each service of an installation in containers may know, in a folder of its own.

    gateway/     PALJA_SECRET  PALJA_REDIS_URL  api-keys.jsonl
    worker/      PALJA_SECRET  PALJA_REDIS_URL  (and providers' keys, see `palja secret`)
    flower/      PALJA_REDIS_URL  PALJA_FLOWER_PASSWORD
    store/       password  auth.conf
    prometheus/  metrics-key  flower-password

Each folder is a volume that its service alone mounts. The store and Prometheus are others' images and
run as other users: what they need may be read by our group, which they are given.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scripts.keys.file import changing
from scripts.whole_file import keep
from shared.api_keys import ApiKey, Scope, new_api_key, random_key
from shared.clock import Clock
from shared.secret import kept_secret

FOLDERS = {"gateway": 0o700, "worker": 0o700, "flower": 0o700, "store": 0o750, "prometheus": 0o750}
OUR_GROUPS = 0o640
FIRST, SCRAPER = "first", "prometheus"
FIRST_SCOPES: tuple[Scope, ...] = ("submit", "read")


def make(root: Path, store: str, clock: Clock, show: Callable[[str, str], None]) -> bool:
    """Makes what is missing below `root`; whether that was the first start.

    Then `show` is given the API key, which is kept nowhere, and Flower's password. What a start that
    was cut short has left is completed: secrets are made once, what follows from them is written
    each time. `store` is the store's host and port.

    Raises:
        SettingsError: the file of API keys is no such file.
        OSError: something cannot be written.
    """
    for name, mode in FOLDERS.items():
        (root / name).mkdir(mode=mode, parents=True, exist_ok=True)
    secret = kept_secret(root / "gateway" / "PALJA_SECRET")
    store_password = kept_secret(root / "store" / "password")
    flower_password = kept_secret(root / "flower" / "PALJA_FLOWER_PASSWORD")
    url = f"redis://:{store_password}@{store}/0"
    for service in ("gateway", "worker", "flower"):
        keep(root / service / "PALJA_REDIS_URL", url)
    keep(root / "worker" / "PALJA_SECRET", secret)
    keep(root / "store" / "auth.conf", f"requirepass {store_password}\n", OUR_GROUPS)
    keep(root / "prometheus" / "flower-password", flower_password, OUR_GROUPS)
    path = root / "gateway" / "api-keys.jsonl"
    first_start = not path.exists()
    with changing(path) as keys:
        _let_scrape(keys, root / "prometheus" / "metrics-key", clock)
        if first_start:
            key = random_key()
            keys.append(new_api_key(key, FIRST, FIRST_SCOPES, clock.now()))
            show(key, flower_password)  # before it is valid: no key is that nobody has seen
    return first_start


def _let_scrape(keys: list[ApiKey], kept: Path, clock: Clock) -> None:
    """Gives Prometheus a key that may read, unless it has one; one that was revoked stays so."""
    if keys and kept.exists():
        return
    key = random_key()
    keep(kept, key, OUR_GROUPS)
    keys[:] = [one for one in keys if one.name != SCRAPER]
    keys.append(new_api_key(key, SCRAPER, ("read",), clock.now()))
