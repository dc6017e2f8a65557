"""What Celery writes into a message only to say that no more is asked for; ours are without it."""

from __future__ import annotations

from typing import Any

NO_MORE: dict[str, Any] = {
    **dict.fromkeys(("eta", "expires", "shadow", "group", "group_index", "parent_id")),
    "timelimit": [None, None],
    "retries": 0,
    "replaced_task_nesting": 0,
    "stamped_headers": None,
    "stamps": {},
}
NOTHING_AFTER = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}


def plain_headers(headers: dict[str, Any]) -> dict[str, Any]:
    """Celery's headers without those that say so, which are all there."""
    assert {name: headers[name] for name in NO_MORE} == NO_MORE
    return {name: value for name, value in headers.items() if name not in NO_MORE}


def plain_body(body: list[Any]) -> list[Any]:
    """Celery's body with nothing in place of each thing that is not to be done after it."""
    args, kwargs, after = body
    assert after == NOTHING_AFTER
    return [args, kwargs, {}]
