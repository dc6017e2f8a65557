"""Callbacks of callers with a key, to a receiver on a loopback address that the operator allows."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.caller import BATCH, JOBS
from tests.acceptance.contract import assert_described, assert_problem, assert_queued
from tests.acceptance.keys import Keys, palja
from tests.acceptance.processes import wait_until
from tests.acceptance.receiver import Received, Receiver
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.conftest import Question

STATS = "/admin-api/ai/stats/comprehensive"
SOON_S = 10.0
AGAIN_S = 15.0  # the second attempt is 2.5 to 5 s after the first
LEASE_S = 15.0  # then what a dead worker had in hand is another's
TOLERANCE_S = 300


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def shop(keys: Keys) -> dict[str, str]:
    return keys.add("shop", "submit", "read")


@pytest.fixture(scope="module")
def app(keys: Keys) -> dict[str, str]:
    return keys.add("app", "submit", "read")


@pytest.fixture(scope="module")
def guarded(
    keys: Keys, shop: dict[str, str], app: dict[str, str], provider: FakeProvider
) -> Iterator[Stack]:
    assert shop != app
    with running(
        provider, PALJA_API_KEYS_FILE=str(keys.path), PALJA_WEBHOOK_ALLOWED_HOSTS="127.0.0.1"
    ) as stack:
        yield stack


def secret_of(stack: Stack, keys: Keys, name: str) -> str:
    done = palja("keys", "webhook-secret", name, "--file", str(keys.path), **stack.settings)
    assert done.returncode == 0, done
    secret: str = done.stdout.strip()
    return secret


def verified(received: Received, secret: str) -> bool:
    """What docs/api.md tells receivers to do."""
    found = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", received.headers["palja-signature"])
    assert found is not None
    signed = f"{found[1]}.".encode() + received.body
    fresh = abs(time.time() - int(found[1])) <= TOLERANCE_S  # noqa: TID251 – a receiver's own clock
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return fresh and hmac.compare_digest(expected, found[2])


def counted(stack: Stack, key: dict[str, str]) -> dict[str, int]:
    figures: dict[str, int] = stack.caller.get(STATS, key).json["data"]["webhooks"]
    return figures


def log_lines(stack: Stack, *words: str) -> list[str]:
    return [line for line in stack.log.splitlines() if all(word in line for word in words)]


def test_the_job_is_posted_as_it_is_polled_and_signed(
    guarded: Stack, keys: Keys, shop: dict[str, str], receiver: Receiver, new_question: Question
) -> None:
    before = counted(guarded, shop)
    question = {**new_question(), "callback_url": receiver.url("/plain?token=caller-secret")}
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {**shop, "traceparent": f"00-{trace_id}-00f067aa0ba902b7-01"}
    job_id = assert_queued(guarded.caller.ask(question, **headers))

    [received] = receiver.wait_for("/plain?token=caller-secret", within_s=SOON_S)
    assert received.json["job_id"] == job_id
    assert received.json["status"] == "completed"
    assert received.body == guarded.caller.get(JOBS + job_id, shop).raw
    assert received.headers["content-type"] == "application/json"
    assert received.headers["traceparent"].split("-")[1] == trace_id
    assert re.fullmatch(r"[\w-]{16,}", received.headers["palja-delivery"])
    assert verified(received, secret_of(guarded, keys, "shop"))
    assert not verified(received, secret_of(guarded, keys, "app"))

    wait_until(
        lambda: counted(guarded, shop)["delivered"] == before["delivered"] + 1, SOON_S, "counted"
    )
    assert_described(
        guarded.caller.get("/openapi.json").json,
        (STATS, "get", "200"),
        guarded.caller.get(STATS, shop).json,
    )
    assert "palja_webhooks_total" in guarded.caller.get("/metrics", shop).raw.decode()
    delivered = log_lines(guarded, "webhook_delivered", f"job_id={job_id}")
    assert len(delivered) == 1
    assert f"trace_id={trace_id}" in delivered[0]
    assert "caller-secret" not in guarded.log


def test_after_a_500_it_comes_again_though_the_record_is_removed(
    guarded: Stack, shop: dict[str, str], receiver: Receiver, new_question: Question
) -> None:
    receiver.answer("/failing", 500)
    question = {**new_question(), "callback_url": receiver.url("/failing")}
    job_id = assert_queued(guarded.caller.ask(question, **shop))
    receiver.wait_for("/failing", within_s=SOON_S)
    assert guarded.caller.send("DELETE", JOBS + job_id, headers=shop).status == 204

    first, second = receiver.wait_for("/failing", 2, AGAIN_S)
    assert first.body == second.body
    assert second.json["response"]
    assert first.headers["palja-delivery"] == second.headers["palja-delivery"]
    assert_problem(guarded.caller.get(JOBS + job_id, shop), 404, "job_not_found")


def test_a_redirect_is_not_followed_and_a_410_is_the_end(
    guarded: Stack, shop: dict[str, str], receiver: Receiver, new_question: Question
) -> None:
    before = counted(guarded, shop)
    receiver.answer("/moved", 307, 410)
    question = {**new_question(), "callback_url": receiver.url("/moved")}
    job_id = assert_queued(guarded.caller.ask(question, **shop))

    receiver.wait_for("/moved", 2, SOON_S + AGAIN_S)
    wait_until(lambda: counted(guarded, shop)["gone"] == before["gone"] + 1, SOON_S, "counted")
    assert [line for line in log_lines(guarded, "webhook_failed", job_id) if "result=307" in line]
    assert receiver.at("/elsewhere") == []


def test_each_who_joined_is_called_with_their_own_signature(
    guarded: Stack,
    keys: Keys,
    shop: dict[str, str],
    app: dict[str, str],
    receiver: Receiver,
    provider: FakeProvider,
    new_question: Question,
) -> None:
    question = new_question()
    provider.hold()
    asked = [
        guarded.caller.ask({**question, "callback_url": receiver.url(path)}, **key)
        for path, key in (("/shop", shop), ("/shop/too", shop), ("/app", app))
    ]
    assert len({assert_queued(reply) for reply in asked}) == 1
    assert receiver.at("/shop") == []
    provider.release()

    received = [receiver.wait_for(path)[0] for path in ("/shop", "/shop/too", "/app")]
    assert len({one.body for one in received}) == 1
    assert len({one.headers["palja-delivery"] for one in received}) == 3
    owners = [secret_of(guarded, keys, name) for name in ("shop", "shop", "app")]
    assert all(map(verified, received, owners))
    assert not verified(received[2], owners[0])


def test_a_withdrawn_job_is_told_too(
    guarded: Stack,
    shop: dict[str, str],
    receiver: Receiver,
    provider: FakeProvider,
    new_question: Question,
) -> None:
    provider.hold()
    question = {**new_question(), "callback_url": receiver.url("/withdrawn")}
    job_id = assert_queued(guarded.caller.ask(question, **shop))
    assert guarded.caller.send("DELETE", JOBS + job_id, headers=shop).status == 200
    provider.release()

    [received] = receiver.wait_for("/withdrawn")
    assert (received.json["job_id"], received.json["status"]) == (job_id, "cancelled")


def test_items_of_a_batch_have_callbacks_of_their_own(
    guarded: Stack, shop: dict[str, str], receiver: Receiver, new_question: Question
) -> None:
    items: list[dict[str, Any]] = [
        {**new_question(), "callback_url": receiver.url("/batch/0")},
        new_question(),
        {**new_question(), "callback_url": "http://10.0.0.1/"},
    ]
    rows = guarded.caller.ask({"items": items}, BATCH, **shop).json["items"]
    assert [row["status"] for row in rows] == ["queued", "queued", "failed"]
    assert rows[2]["problem"]["errors"][0]["code"] == "not_public"

    assert receiver.wait_for("/batch/0")[0].json["job_id"] == rows[0]["job_id"]


def test_a_known_answer_calls_nobody(
    guarded: Stack, shop: dict[str, str], receiver: Receiver, new_question: Question
) -> None:
    question = new_question()
    assert guarded.caller.ask(question, **shop, Prefer="wait=20").status == 200
    hit = guarded.caller.ask({**question, "callback_url": receiver.url("/hit")}, **shop)
    assert (hit.status, hit.json["cache_hit"], hit.json["job_id"]) == (200, True, None)

    after = {**new_question(), "callback_url": receiver.url("/after-hit")}
    assert_queued(guarded.caller.ask(after, **shop))
    receiver.wait_for("/after-hit")
    assert receiver.at("/hit") == []


def test_a_request_that_is_repeated_calls_once(
    guarded: Stack, shop: dict[str, str], receiver: Receiver, new_question: Question
) -> None:
    question = {**new_question(), "callback_url": receiver.url("/repeated")}
    again = {**shop, "Idempotency-Key": "of-this-test"}
    job_ids = {assert_queued(guarded.caller.ask(question, **again)) for _ in range(3)}
    assert len(job_ids) == 1
    receiver.wait_for("/repeated")

    after = {**new_question(), "callback_url": receiver.url("/after-repeats")}
    assert_queued(guarded.caller.ask(after, **shop))
    receiver.wait_for("/after-repeats")
    assert len(receiver.at("/repeated")) == 1


def test_the_address_is_no_part_of_the_question(
    guarded: Stack, shop: dict[str, str], receiver: Receiver, new_question: Question
) -> None:
    question = new_question()
    asked = {**question, "callback_url": receiver.url("/key?token=part-of-no-key")}
    assert guarded.caller.ask(asked, **shop, Prefer="wait=20").json["cache_hit"] is False

    assert guarded.caller.ask(question, **shop).json["cache_hit"] is True
    assert "part-of-no-key" not in guarded.caller.get(STATS, shop).raw.decode()
    assert "part-of-no-key" not in guarded.log


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.2/", "not_public"),
        ("http://[::1]:8001/", "not_public"),
        ("http://[::ffff:127.0.0.1]/", "not_public"),
        ("http://169.254.169.254/latest/meta-data", "not_public"),
        ("http://0x7f000001/", "not_a_url"),
        ("ftp://hooks.example/", "not_a_url"),
        ("https://user:hunter2@hooks.example/", "has_userinfo"),
        ("https://hooks.example:22/", "port_not_allowed"),
        ("https://hooks.example/" + "a" * 2048, "wrong_length"),
        (7, "wrong_type"),
    ],
)
def test_an_address_that_may_not_be_called_is_refused_at_the_submit(
    guarded: Stack, shop: dict[str, str], new_question: Question, url: object, code: str
) -> None:
    refused = guarded.caller.ask({**new_question(), "callback_url": url}, **shop)
    [row] = assert_problem(refused, 422, "invalid_request")
    assert (row["field"], row["code"]) == ("callback_url", code)
    assert 'for example "https://hooks.example' in row["message"]
    assert "hunter2" not in refused.raw.decode() + guarded.log


def test_a_name_that_leads_to_loopback_is_refused_when_it_is_called(
    guarded: Stack, shop: dict[str, str], receiver: Receiver, new_question: Question
) -> None:
    url = receiver.url("/by-name", host="localhost")  # 127.0.0.1 is allowed, this name is not
    job_id = assert_queued(guarded.caller.ask({**new_question(), "callback_url": url}, **shop))

    def refused() -> bool:
        lines = log_lines(guarded, "webhook_failed", f"job_id={job_id}", "host=localhost")
        return any("result=address" in line for line in lines)

    wait_until(refused, SOON_S, "refused by its address")
    assert receiver.at("/by-name") == []


def test_an_open_gateway_takes_no_callback(stack: Stack, new_question: Question) -> None:
    question = {**new_question(), "callback_url": "https://hooks.example/"}
    refused = stack.caller.ask(question)
    [row] = assert_problem(refused, 422, "invalid_request")
    assert (row["field"], row["code"]) == ("callback_url", "needs_api_key")


def test_a_worker_that_dies_between_end_and_delivery_loses_none(
    guarded: Stack, shop: dict[str, str], receiver: Receiver, new_question: Question
) -> None:
    receiver.hold("/dying")
    question = {**new_question(), "callback_url": receiver.url("/dying")}
    job_id = assert_queued(guarded.caller.ask(question, **shop))
    receiver.wait_for("/dying", within_s=SOON_S)
    assert guarded.caller.get(JOBS + job_id, shop).json["status"] == "completed"
    guarded.kill(guarded.workers())
    receiver.release("/dying")

    first, second = receiver.wait_for("/dying", 2, LEASE_S + AGAIN_S)
    assert first.headers["palja-delivery"] == second.headers["palja-delivery"]
    assert second.json["job_id"] == job_id
