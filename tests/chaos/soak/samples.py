"""What a running system holds: memory, descriptors, and what lies in its store."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared import queue, redis_keys
from shared.jobs.store import EVENT_STREAM_LENGTH

if TYPE_CHECKING:
    import redis

    from tests.acceptance.processes import Process
    from tests.acceptance.stack import Stack

ROLES = {
    "gateway": ("uvicorn",),
    "worker": ("celery", " worker"),
    "Flower": ("celery", "flower"),
    "supervisor": ("scripts up",),
}
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_PAGES = 1000
_PIECE = '{"attempt": 1, "offset": 0, "checked": false, "text": "' + 60 * "가" + '"}'


def elders(stack: Stack) -> dict[str, Process]:
    """Of each role the process that has run longest."""
    return {role: stack.processes(*words)[0] for role, words in ROLES.items()}


def of_process(role: str, process: Process) -> dict[str, float]:
    """Its memory (PSS: shared pages by their share) and open descriptors; nothing of one that ended."""
    folder = Path(f"/proc/{process.pid}")
    with suppress(OSError):
        pss = _PSS.search((folder / "smaps_rollup").read_text())
        if pss is not None:
            return {
                f"{role}: memory, MB": int(pss[1]) / 1024,
                f"{role}: descriptors": float(sum(1 for _ in (folder / "fd").iterdir())),
            }
    return {}


def of_store(client: redis.Redis) -> dict[str, float]:
    """Its memory, clients, keys, news and messages that nobody has acknowledged."""
    info: Any = client.info()
    kinds = Counter(_kind(key.decode()) for key in client.scan_iter(count=_PAGES))
    return {
        **{f"store: keys {kind}": float(count) for kind, count in kinds.items()},
        "store: memory, MB": info["used_memory"] / 1024**2,
        "store: connections": float(info["connected_clients"]),
        "store: length of the stream": float(client.xlen(redis_keys.EVENTS)),
        "store: unacknowledged messages": float(client.hlen("unacked")),
    }


def _kind(key: str) -> str:
    """A key without the id at its end."""
    return key.rpartition(":")[0] + ":*" if key.count(":") > 1 else key


def fill_stream(client: redis.Redis) -> None:
    """The stream of news as long as it may be, so that it does not grow later; pieces of text mostly."""
    with client.pipeline(transaction=False) as pipeline:
        for _ in range(EVENT_STREAM_LENGTH):
            pipeline.xadd(redis_keys.EVENTS, {"job": "nobody's", "text": _PIECE})
        pipeline.execute()


def left_over(client: redis.Redis) -> dict[str, int]:
    """What is to be empty when nothing is asked any more."""
    waiting: Any = client.zcard(redis_keys.WAITING)
    leases: Any = client.zcard(redis_keys.LEASES)
    unacked: Any = client.hlen("unacked")
    lists: Any = [client.llen(name) for name in queue.LISTS]
    pending = sum(1 for _ in client.scan_iter(redis_keys.PENDING + "*", count=_PAGES))
    found = Counter(
        waiting=waiting, leases=leases, unacked=unacked, queued=sum(lists), pending=pending
    )
    return +found
