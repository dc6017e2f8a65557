"""The job that every queue does here, and the watch that stops when all are done.

It is run by each library's own worker in an environment of its own, so it needs nothing of ours.
"""

from __future__ import annotations

import json
import os
import sys
import time

import aiohttp

RESULT_S = 3600


class Work:
    """What to do, by the environment: `BENCH_URL` is posted to; without one a job does nothing."""

    def __init__(self) -> None:
        environ = os.environ
        self.number = int(environ["BENCH_JOBS"])
        self.in_flight = int(environ["BENCH_IN_FLIGHT"])
        self.store = environ["BENCH_STORE"]
        self._url = environ.get("BENCH_URL", "")
        self._body = environ.get("BENCH_BODY", "").encode()
        self._session: aiohttp.ClientSession | None = None
        self._done = 0
        self._began = (0.0, 0.0)

    async def do(self) -> str:
        """One job; the result is kept by the library that runs it. The last one ends the process."""
        if self._began == (0.0, 0.0):
            self._began = (time.perf_counter(), time.process_time())
        result = await self._called() if self._url else ""
        self._done += 1
        if self._done == self.number:
            wall_s, cpu_s = self._began
            found = {"wall_s": time.perf_counter() - wall_s, "cpu_s": time.process_time() - cpu_s}
            sys.stdout.write(json.dumps(found) + "\n")
            sys.stdout.flush()
            os._exit(0)
        return result

    async def _called(self) -> str:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self.in_flight, keepalive_timeout=30)
            self._session = aiohttp.ClientSession(connector=connector)
        headers = {"Content-Type": "application/json", "Authorization": "Bearer none"}
        async with self._session.post(self._url, data=self._body, headers=headers) as response:
            answer = await response.json()
            return str(answer["choices"][0]["message"]["content"])
