"""Each call of the gateway: what is sent, and how the answer is read. Nothing here sends anything."""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx2
import orjson

from client.answers import Answer, BatchRow, Job, KnownRow, answer_or_job
from client.errors import PaljaError, TooMuch, UnexpectedAnswer, Unsendable, problem_of
from client.figures import ClearedCache, Figures, Switch
from client.inspections import Inspection, inspection_or_job
from client.questions import Asked, as_json

MAX_BATCH_ITEMS, MAX_BATCH_BYTES = 1000, 1024 * 1024
MAX_WAIT_S = 30.0
"""The gateway holds no answer for longer."""
GENERATE = "/admin-api/saju/ai-generate"
JOBS = "/admin-api/saju/jobs/"
_KEY = re.compile(r"[!-~](?:[ -~]{0,253}[!-~])?")
_SECONDS = re.compile(r"\d{1,9}")
_JSON = {"Content-Type": "application/json"}
_LONGEST_QUOTED = 100

T = TypeVar("T")
Read = Callable[[Mapping[str, Any]], T]


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One call, the same each time it is made.

    Attributes:
        of: the result in a 2xx's JSON object.
        waits_s: so long the gateway holds its answer on purpose.
        once: made twice it would do more than once; it is made again only where it was surely not done.

    """

    method: str
    path: str
    of: Read[T]
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    waits_s: float = 0.0
    once: bool = False

    def result(self, response: httpx2.Response) -> T:
        """What this answer says.

        Raises:
            Problem: the gateway refuses.
            UnexpectedAnswer: it is no gateway's answer.
        """
        if not response.is_success:
            raise refusal(response)
        if response.status_code == HTTPStatus.NO_CONTENT:
            return self.of({})
        try:
            return self.of(_object(response.content))
        except (KeyError, TypeError, ValueError) as error:
            raise _unexpected(response) from error


def generate(asked: Asked, wait_s: float, idempotency_key: str | None) -> Call[Answer | Job]:
    """A question; the key makes a repetition harmless."""
    wait_s = _held_s(wait_s)
    key = str(uuid.uuid4()) if idempotency_key is None else idempotency_key
    headers = {**_JSON, **_repeatable(key), **_prefer(wait_s)}
    return Call("POST", GENERATE, answer_or_job, _bytes(as_json(asked)), headers, wait_s)


def batch(items: Iterable[Asked], idempotency_key: str | None) -> Call[tuple[BatchRow, ...]]:
    """Many questions."""
    headers = {} if idempotency_key is None else _repeatable(idempotency_key)
    return _of_items(f"{GENERATE}/batch", items, BatchRow.of, headers)


def job(job_id: str, wait_s: float) -> Call[Job]:
    """A job as it stands, or at its end if that comes within `wait_s`."""
    wait_s = _held_s(wait_s)
    query = f"?wait={wait_s:g}" if wait_s else ""
    return Call("GET", job_path(job_id) + query, Job.of, waits_s=wait_s)


def cancel(job_id: str) -> Call[str | None]:
    """Takes one submit back; the job's status then, None where its record was removed."""
    return Call("DELETE", job_path(job_id), lambda fields: fields.get("status"), once=True)


def known(items: Iterable[Asked]) -> Call[tuple[KnownRow, ...]]:
    """Which of many questions a cache can answer."""
    return _of_items("/admin-api/saju/ai-known", items, KnownRow.of, {})


def inspect(inspection: Mapping[str, Any], wait_s: float) -> Call[Inspection]:
    """A chart, or a text about one, from elsewhere."""
    wait_s = _held_s(wait_s)
    headers = {**_JSON, **_prefer(wait_s)}
    path = "/admin-api/saju/ai-inspect"
    return Call("POST", path, inspection_or_job, _bytes(inspection), headers, wait_s)


def stats() -> Call[Figures]:
    """The comprehensive figures."""
    path = "/admin-api/ai/stats/comprehensive"
    return Call("GET", path, lambda fields: Figures.of(fields["data"]))


def toggle(*, enabled: bool) -> Call[Switch]:
    """Optimisation on or off."""
    content = _bytes({"optimization_enabled": enabled})
    return Call("POST", "/admin-api/ai/optimization/toggle", Switch.of, content, _JSON)


def clear_cache() -> Call[ClearedCache]:
    """Both levels of the cache emptied, in every process."""
    return Call("POST", "/admin-api/ai/cache/clear", ClearedCache.of)


def job_path(job_id: str) -> str:
    """The address of a job, whatever is in its id."""
    return JOBS + quote(job_id, safe="")


def events_path(job_id: str) -> str:
    """The address of a job's events."""
    return f"{job_path(job_id)}/events"


def refusal(response: httpx2.Response) -> PaljaError:
    """The error for an answer that is no success."""
    request_id = response.headers.get("x-request-id")
    after_s = _retry_after_s(response)
    try:
        return problem_of(_object(response.content), retry_after_s=after_s, request_id=request_id)
    except (KeyError, TypeError, ValueError):
        pass
    if response.is_server_error:  # a proxy's page, for one
        status = response.status_code
        code = HTTPStatus(status).name.lower() if status in set(HTTPStatus) else "server_error"
        fields = {"status": status, "code": code, "detail": response.reason_phrase or "No answer."}
        return problem_of(fields, retry_after_s=after_s, request_id=request_id)
    return _unexpected(response)


def _unexpected(response: httpx2.Response) -> UnexpectedAnswer:
    kind = response.headers.get("content-type", "no content type")[:_LONGEST_QUOTED]
    return UnexpectedAnswer(
        f"{response.url.copy_with(query=None)} answers {response.status_code} ({kind}) in a form that"
        " is not the gateway's; is the address right?"
    )


def _retry_after_s(response: httpx2.Response) -> float | None:
    text = response.headers.get("retry-after", "")
    return float(text) if _SECONDS.fullmatch(text) else None


def _held_s(wait_s: float) -> float:
    return float(math.ceil(min(max(wait_s, 0.0), MAX_WAIT_S)))


def _of_items(
    path: str, items: Iterable[Asked], row_of: Read[T], headers: Mapping[str, str]
) -> Call[tuple[T, ...]]:
    rows = [as_json(item) for item in items]
    if len(rows) > MAX_BATCH_ITEMS:
        raise TooMuch(f"{len(rows)} items are too many for one batch; {MAX_BATCH_ITEMS} at most")
    content = _bytes({"items": rows})
    if len(content) > MAX_BATCH_BYTES:
        raise TooMuch(f"{len(content)} bytes are too many for one batch; {MAX_BATCH_BYTES} at most")

    def of(fields: Mapping[str, Any]) -> tuple[T, ...]:
        found = tuple(row_of(row) for row in fields["items"])
        if len(found) != len(rows):
            raise ValueError("a row for each item was to be expected")
        return found

    return Call("POST", path, of, content, {**_JSON, **headers})


def _repeatable(key: str) -> dict[str, str]:
    if not _KEY.fullmatch(key):
        raise Unsendable(f"{key!r:.80} is no idempotency key: 1 to 255 printable ASCII signs")
    return {"Idempotency-Key": key}


def _prefer(wait_s: float) -> dict[str, str]:
    return {"Prefer": f"wait={wait_s:.0f}"} if wait_s else {}


def _object(content: bytes) -> Mapping[str, Any]:
    found = orjson.loads(content)
    if not isinstance(found, dict):
        raise TypeError("an object was to be expected")
    return found


def _bytes(document: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(document)
    except orjson.JSONEncodeError as error:
        raise Unsendable(f"this question is no JSON: {error}") from None
