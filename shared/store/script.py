"""A script that the store runs as one step."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import NoScriptError

from shared.store.exchange import answers


class Script:
    """Runs a Lua script by its hash, and sends it whole where the store does not know it yet.

    redis-py's own does the same for half as much again: each call goes through what its clients have for
    retries, events and measurements.
    """

    def __init__(self, redis: Redis, text: str) -> None:
        self._redis = redis
        self.text = text
        self.sha = hashlib.sha1(text.encode()).hexdigest()  # noqa: S324 - the store's name for it

    async def __call__(self, keys: Sequence[str], arguments: Sequence[Any] = ()) -> Any:
        """What the script answers.

        Raises:
            redis.exceptions.RedisError: the store is away, or refuses.
        """
        call = (len(keys), *keys, *arguments)
        try:
            [answer] = await answers(self._redis, ("EVALSHA", self.sha, *call))
        except NoScriptError:
            [answer] = await answers(self._redis, ("EVAL", self.text, *call))
        return answer
