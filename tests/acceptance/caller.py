"""A caller of the gateway: plain HTTP, nothing of the application's own code."""

from __future__ import annotations

import asyncio
import http.client
import json
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GENERATE = "/admin-api/saju/ai-generate"
INSPECT = "/admin-api/saju/ai-inspect"
BATCH = GENERATE + "/batch"
JOBS = "/admin-api/saju/jobs/"
_TIMEOUT_S = 40.0


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    raw: bytes
    took_s: float

    @property
    def json(self) -> Any:
        return json.loads(self.raw)


class Caller:
    """Sends requests to one gateway, each over a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port = port

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        with closing(self.connection()) as connection:
            return exchange(connection, method, path, body, headers)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self.send("GET", path, headers=headers)

    def ask(self, question: Any, path: str = GENERATE, **headers: str) -> Reply:
        """A POST of the question as JSON; `Prefer="wait=10"` and the like as keywords."""
        typed = {"Content-Type": "application/json", **headers}
        return self.send("POST", path, json.dumps(question).encode(), typed)

    def job(self, job_id: str, query: str = "") -> Reply:
        return self.get(JOBS + job_id + query)

    def withdraw(self, job_id: str) -> Reply:
        return self.send("DELETE", JOBS + job_id)

    def ended(self, job_id: str, within_s: float) -> dict[str, Any]:
        """The job's record once it is neither queued nor running; polls plainly.

        As a good client does it asks again after a 503: a store that has just come back, or whose
        machine is busy with something else, may not answer in the gateway's 80 ms.
        """
        deadline_s = time.perf_counter() + within_s
        while True:
            reply = self.job(job_id)
            assert reply.status in {200, 503}, reply
            record: dict[str, Any] = reply.json
            if reply.status == 200 and record["status"] not in {"queued", "running"}:
                return record
            assert time.perf_counter() < deadline_s, f"not ended within {within_s} s: {record}"
            time.sleep(0.02)

    def connection(self) -> http.client.HTTPConnection:
        """A connection for several requests in a row."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT_S)

    def ask_at_once(self, questions: Iterable[Any], prefer: str = "") -> tuple[list[Reply], float]:
        """The answers to all questions sent together, in order, and the seconds until the last."""
        return asyncio.run(self._ask_at_once(list(questions), {"Prefer": prefer} if prefer else {}))

    async def _ask_at_once(
        self, questions: list[Any], headers: Mapping[str, str]
    ) -> tuple[list[Reply], float]:
        url = f"http://127.0.0.1:{self.port}{GENERATE}"

        async def ask(question: Any) -> Reply:
            began_s = time.perf_counter()
            async with session.post(url, json=question, headers=headers) as response:
                raw = await response.read()
            named = {name.lower(): value for name, value in response.headers.items()}
            return Reply(response.status, named, raw, time.perf_counter() - began_s)

        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(_TIMEOUT_S)
        ) as session:
            began_s = time.perf_counter()
            replies = await asyncio.gather(*map(ask, questions))
            return replies, time.perf_counter() - began_s


def exchange(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """One request and its whole answer."""
    began_s = time.perf_counter()
    connection.request(method, path, body, dict(headers or {}))
    response = connection.getresponse()
    raw = response.read()
    took_s = time.perf_counter() - began_s
    named = {name.lower(): value for name, value in response.getheaders()}
    return Reply(response.status, named, raw, took_s)
