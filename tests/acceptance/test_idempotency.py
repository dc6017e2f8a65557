"""`Idempotency-Key` on a running gateway: one answer, however often a request is sent."""

from __future__ import annotations

import json
import uuid
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, cast

import pytest
import redis

from tests.acceptance.caller import GENERATE
from tests.acceptance.contract import assert_completed, assert_problem, assert_queued
from tests.acceptance.processes import wait_until
from tests.acceptance.questions import FIRST_BIRTH, calculation
from tests.acceptance.stack import running
from tests.acceptance.test_privacy import socket_of

if TYPE_CHECKING:
    from tests.acceptance.caller import Reply
    from tests.acceptance.conftest import Question
    from tests.acceptance.stack import Stack
    from tests.fakes.provider import FakeProvider


def new_key() -> str:
    return str(uuid.uuid4())


def keyed(stack: Stack, question: Any, key: str, **headers: str) -> Reply:
    return stack.caller.ask(question, **{"Idempotency-Key": key, **headers})


def test_a_repeat_gets_the_first_answer_though_more_is_known_by_now(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    question, key = new_question(), new_key()
    first = keyed(stack, question, key)
    job_id = assert_queued(first)
    assert stack.caller.ended(job_id, within_s=10)["status"] == "completed"

    again = keyed(stack, question, key)

    assert (again.status, again.raw) == (202, first.raw)
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert stack.caller.ask(question).status == 200
    assert len(provider.calls) == 1


def test_a_repeated_request_is_one_submit(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    provider.hold()
    question, key = new_question(), new_key()
    job_ids = {assert_queued(keyed(stack, question, key)) for _ in range(3)}
    (job_id,) = job_ids
    assert stack.caller.withdraw(job_id).json["status"] == "cancelled"


def test_requests_at_once_with_one_key_are_one(
    stack: Stack, provider: FakeProvider, new_question: Question
) -> None:
    question, key = new_question(), new_key()
    with ThreadPoolExecutor(6) as callers:
        replies = list(
            callers.map(lambda _: keyed(stack, question, key, Prefer="wait=20"), range(6))
        )

    assert {reply.status for reply in replies} == {200}
    assert len({reply.raw for reply in replies}) == 1
    assert_completed(replies[0].json)
    assert sum("idempotency-replayed" in reply.headers for reply in replies) == 5
    assert len(provider.calls) == 1


def test_the_same_key_with_another_body_is_a_conflict(stack: Stack) -> None:
    key = new_key()
    first = keyed(stack, calculation(FIRST_BIRTH), key)
    other = keyed(stack, calculation({**FIRST_BIRTH, "year": 1991}), key)

    assert first.status == 200
    assert_problem(other, 409, "idempotency_conflict")
    assert keyed(stack, calculation(FIRST_BIRTH), key).raw == first.raw


def test_a_refused_request_leaves_its_key_free(stack: Stack) -> None:
    key = new_key()
    assert keyed(stack, calculation({**FIRST_BIRTH, "month": 13}), key).status == 422
    assert keyed(stack, calculation(FIRST_BIRTH), key).status == 200


@pytest.mark.parametrize("key", ["", "k" * 256, "a\tb", "\xe9"])
def test_a_malformed_key_is_refused_by_name(stack: Stack, key: str) -> None:
    rows = assert_problem(keyed(stack, calculation(FIRST_BIRTH), key), 422, "invalid_request")
    assert [row["field"] for row in rows] == ["Idempotency-Key"]


def opened_by_anyone(value: bytes) -> bytes:
    """What a reader of the store makes of it who has no secret: at best, what was compressed."""
    for start in (0, 16):
        with suppress(zlib.error):
            return zlib.decompressobj().decompress(value[start:])
    return b""


def test_the_store_learns_neither_the_key_nor_the_birth(stack: Stack) -> None:
    key = new_key()
    birth = {**FIRST_BIRTH, "year": 1987, "month": 11, "day": 23}
    body = json.dumps(calculation(birth)).encode()
    reply = stack.caller.send("POST", GENERATE, body, {"Idempotency-Key": key})
    assert reply.json["chart"]["solar_date"] == {"year": 1987, "month": 11, "day": 23}

    with closing(redis.Redis(unix_socket_path=str(socket_of(stack.state_dir)))) as store:
        places: list[tuple[bytes, dict[bytes, bytes]]] = [
            (name, cast("Any", store.hgetall(name)))
            for name in store.scan_iter("palja:idempotency:*")
        ]
    assert places
    # No shorter word than these: four digits stand by chance in some sealed answer now and then.
    birth_day = reply.json["chart"]["solar_date"]
    words = [key, "solar_date", json.dumps(birth_day), json.dumps(birth_day, separators=(",", ":"))]
    for name, fields in places:
        for part in (name, *fields, *fields.values(), *map(opened_by_anyone, fields.values())):
            assert not [word for word in words if word.encode() in part]


def test_while_the_store_is_away_a_request_with_a_key_is_answered_as_without() -> None:
    with running() as own:
        question, key = calculation(FIRST_BIRTH), new_key()
        assert keyed(own, question, key).status == 200
        own.kill(own.stores())  # it is started again
        others = []

        def repeated() -> bool:
            others.append(keyed(own, question, new_key()))
            return "idempotency-replayed" in keyed(own, question, key).headers

        wait_until(repeated, 15, "the first answer outlives its store's death")
        assert {reply.status for reply in others} == {200}
        assert "repeatable_without_store" in own.log
