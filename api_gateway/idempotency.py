"""`Idempotency-Key`: a request that is sent again gets the first one's answer again.

begin ─ first ──▶ run, keep a 2xx for a day, answer
  │  ├ answered ─▶ the kept answer
  │  ├ conflict ─▶ 409: the key came with another body
  │  └ pending ──▶ look again, until the first is done or has died
  └ store away ──▶ run without: no job is queued without the store, so nothing is done twice
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from http import HTTPStatus

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api_gateway.body import MAX_BATCH_BYTES, MAX_BODY_BYTES, read_again, read_body
from api_gateway.head import caller_of, head_of
from api_gateway.languages import named_in_bytes
from api_gateway.problems import Problem
from shared.background import running
from shared.clock import Clock
from shared.errors import FieldProblem, InvalidRequest, StoreUnavailable
from shared.idempotency.places import LEASE_S, Begun, Places
from shared.idempotency.seal import Attempt, KeptAnswer, SealBroken, seal, unseal

BODY_BYTES = {
    "/admin-api/saju/ai-generate": MAX_BODY_BYTES,
    "/admin-api/saju/ai": MAX_BODY_BYTES,
    "/admin-api/saju/ai-generate/batch": MAX_BATCH_BYTES,
}
"""The POSTs that heed the header, and the largest body of each."""
POLL_S = 0.05
WAIT_S = 35.0
"""A first request may be held for 30 s by its `Prefer: wait`."""
_KEY = re.compile(r"[ -~]{1,255}")
_EXAMPLE = "8e03978e-40d5-43dd-bc93-6894a57f9324"
_KEPT_HEADERS = frozenset(
    {b"content-type", b"location", b"retry-after", b"content-language", b"vary"}
)


class Idempotency:
    """Answers a request with a known key like the first one; the rest pass untouched."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        places: Places,
        secret: bytes,
        clock: Clock,
        new_token: Callable[[], str],
        new_nonce: Callable[[], bytes],
    ) -> None:
        self._app = app
        self._places = places
        self._secret = secret
        self._clock = clock
        self._new_token = new_token
        self._new_nonce = new_nonce
        self._log = structlog.get_logger("idempotency")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        heeded = scope["type"] == "http" and scope["method"] == "POST"
        keys = head_of(scope).every(b"idempotency-key") if heeded else ()
        limit_bytes = BODY_BYTES.get(scope["path"]) if keys else None
        if limit_bytes is None:
            await self._app(scope, receive, send)
            return
        try:
            key = _the_key(keys)
            body = await read_body(Request(scope, receive), limit_bytes)
        except InvalidRequest as error:
            await Problem(error.status, error.code, error.problems)(scope, receive, send)
            return
        except ClientDisconnect:
            return
        attempt = Attempt.of(self._secret, caller_of(scope) or "open", key, body)
        whole: Message = {"type": "http.request", "body": body, "more_body": False}
        answer = await self._answer(attempt, body, scope, read_again(whole, receive))
        await answer(scope, receive, send)

    async def _answer(
        self, attempt: Attempt, body: bytes, scope: Scope, receive: Receive
    ) -> Response:
        token = self._new_token()
        try:
            begun = await self._begin(attempt, token)
        except StoreUnavailable as error:
            self._log.warning("repeatable_without_store", error=str(error))
            return _response(await _answer_of(self._app, scope, receive))
        if isinstance(begun, bytes):
            try:
                kept = await asyncio.to_thread(unseal, attempt.seal_key, begun)
            except SealBroken:  # somebody has changed what the store holds
                self._log.error("kept_answer_damaged", place=attempt.place)
                return _response(await _answer_of(self._app, scope, receive))
            return _response(kept, {"Idempotency-Replayed": "true"})
        if begun == "first":
            return _response(await self._first(attempt, token, scope, receive))
        waits = begun == "pending"
        return Problem(
            409,
            "idempotency_conflict",
            headers={"Retry-After": "1"} if waits else None,
            kind="idempotency_pending" if waits else None,
            own=named_in_bytes(body),
        ).response_in(scope)

    async def _begin(self, attempt: Attempt, token: str) -> Begun | bytes:
        give_up_s = self._clock.monotonic_s() + WAIT_S
        while True:
            begun = await self._places.begin(attempt.place, attempt.fingerprint, token)
            if begun != "pending" or self._clock.monotonic_s() > give_up_s:
                return begun
            await asyncio.sleep(POLL_S)

    async def _first(
        self, attempt: Attempt, token: str, scope: Scope, receive: Receive
    ) -> KeptAnswer:
        """The answer of the application, kept before anybody sees it if it is worth repeating."""
        repeatable = False
        try:
            async with running(self._renewing(attempt.place, token), "idempotency"):
                answer = await _answer_of(self._app, scope, receive)
            repeatable = 200 <= answer.status < 300
            if repeatable:
                # Beside the loop: a batch's answer has megabytes to compress.
                nonce = self._new_nonce()
                sealed = await asyncio.to_thread(seal, attempt.seal_key, answer, nonce)
                with suppress(StoreUnavailable):  # the caller has his answer; a repeat asks anew
                    await self._places.keep(attempt.place, token, sealed)
            return answer
        finally:
            if not repeatable:
                with suppress(StoreUnavailable):  # then it is free when its lease lapses
                    await self._places.give_back(attempt.place, token)

    async def _renewing(self, place: str, token: str) -> None:
        while True:
            await asyncio.sleep(LEASE_S / 3)
            with suppress(StoreUnavailable):
                await self._places.renew(place, token)


def _the_key(given: Sequence[str]) -> str:
    """The key of the header.

    Raises:
        InvalidRequest: it is empty, too long, not printable, or there are several.
    """
    if len(given) > 1:
        code, kind = "repeated", "header_repeated"
    elif not 1 <= len(given[0].strip()) <= 255:
        code, kind = "wrong_length", "header_length"
    elif not _KEY.fullmatch(given[0]):
        code, kind = "not_printable", "header_not_printable"
    else:
        return given[0]
    wrong = FieldProblem("Idempotency-Key", code, kind, example=_EXAMPLE)
    raise InvalidRequest("invalid_request", HTTPStatus.UNPROCESSABLE_ENTITY, (wrong,))


async def _answer_of(app: ASGIApp, scope: Scope, receive: Receive) -> KeptAnswer:
    """The whole answer of the application, of which nothing is sent yet."""
    sent: list[Message] = []

    async def collect(message: Message) -> None:
        sent.append(message)

    # To a server of an older specification a streamed answer is cut when the caller goes; this one
    # is kept for his return, so it is whole.
    asgi = {**scope.get("asgi", {}), "spec_version": "2.4"}
    await app({**scope, "asgi": asgi}, receive, collect)
    return KeptAnswer(
        sent[0]["status"],
        tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in sent[0]["headers"]
            if name in _KEPT_HEADERS
        ),
        b"".join(message.get("body", b"") for message in sent[1:]),
    )


def _response(answer: KeptAnswer, more: dict[str, str] | None = None) -> Response:
    return Response(answer.body, answer.status, {**dict(answer.headers), **(more or {})})
