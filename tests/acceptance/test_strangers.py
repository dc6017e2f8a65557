"""Who can write to the queue: nothing but questions of ours is run, and nothing else is repeated.

A stranger who reaches the store can do harm enough. He cannot run code by it, stop a worker, or write
what he likes into the log.
"""

from __future__ import annotations

import base64
import json
import pickle
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import amqp
import pytest

from shared import queue
from tests.acceptance.contract import assert_from_openai
from tests.acceptance.own_store import OwnStore, own_store
from tests.acceptance.processes import wait_until
from tests.acceptance.rabbitmq import QUEUES, rabbitmq
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider
from tests.malformed import MALFORMED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.conftest import Question

QUEUE, READ = "readings", "palja.read"
WORD = "strangers-own-words"
FORGED = f"a\nworker  | 00:00:00 [info] {WORD}"
FAR = "2099-01-01T00:00:00"
LARGE = 1_000_000
MANY = 15
SLOTS = 10  # PALJA_MAX_CONCURRENT_REQUESTS by default
REFUSALS = ("refused a m", "job_not_claimed", "ContentDisallowed", "is no `async def`")
EMBED = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}


class Harm:
    """Runs code when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return (open, (str(self._mark), "w"))


def message(
    body: bytes | object,
    task: object = READ,
    *,
    content_type: str = "application/json",
    encoding: str = "utf-8",
    **headers: object,
) -> bytes:
    """A message as Celery and kombu write it, where nothing else is said."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    job_id = uuid4().hex
    whole = {
        "body": base64.b64encode(raw).decode(),
        "content-type": content_type,
        "content-encoding": encoding,
        "headers": {"lang": "py", "task": task, "id": job_id, "root_id": job_id, **headers},
        "properties": {
            "correlation_id": job_id,
            "delivery_mode": 2,
            "delivery_info": {"exchange": "", "routing_key": QUEUE},
            "priority": 0,
            "body_encoding": "base64",
            "delivery_tag": str(uuid4()),
        },
    }
    return json.dumps(whole).encode()


def call(*args: object, **kwargs: object) -> list[object]:
    return [list(args), kwargs, EMBED]


def strange(mark: Path) -> dict[str, bytes]:
    harm = pickle.dumps([[Harm(mark)], {}, {}])
    yaml = f"!!python/object/apply:builtins.open ['{mark}', 'w']".encode()
    nameless = json.loads(message(call(WORD)))
    del nameless["headers"]
    return {
        "another task": message(call(WORD), "os.system"),
        "a task of Celery's": message(call(READ, [[WORD]]), "celery.map"),
        "a task with a line of its own": message(call(WORD), FORGED),
        "a task that is no text": message(call(WORD), {WORD: 1}),
        "pickle": message(harm, content_type="application/x-python-serialize"),
        "pickle, said to be JSON": message(harm),
        "pickle, by its other name": message(harm, content_type="pickle"),
        "yaml": message(yaml, content_type="application/x-yaml"),
        "text": message(WORD.encode(), content_type="text/plain"),
        "no text at all": message(b"\xff\xfe" + WORD.encode()),
        "an unknown encoding": message(call(uuid4().hex), encoding=WORD),
        "no JSON": message(b"{" + WORD.encode()),
        "no list": message({WORD: 1}),
        "no call": message([WORD, WORD]),
        "no argument": message(call()),
        "too many": message(call(WORD, WORD)),
        "a name": message(call(**{WORD.replace("-", "_"): WORD})),
        "a number": message(call(7)),
        "a mapping": message(call({WORD: WORD})),
        "a list": message(call([WORD])),
        "nothing": message(call(None)),
        "an unknown job": message(call(uuid4().hex)),
        "a path": message(call(f"../../{WORD}")),
        "a pattern": message(call(f"*{WORD}*")),
        "a command": message(call(f"x\r\nFLUSHALL\r\n{WORD}")),
        "a line of the log": message(call(FORGED)),
        "a very long id": message(call(WORD * (LARGE // len(WORD)))),
        "a very large body": message(call("x", WORD * (LARGE // len(WORD)))),
        "an id with a line of its own": message(call("x"), id=FORGED),
        "an id that is no text": message(call("x"), id=[WORD]),
        "no headers": json.dumps(nameless).encode(),
        "links": message([["x"], {}, {**EMBED, "callbacks": [{"task": WORD}]}]),
        "a time in the year 9999": message(call(uuid4().hex), eta=f"9999-01-01T00:00:00{WORD}"),
        "a far time": message(call(uuid4().hex), eta=FAR),
        "a time that has passed": message(call(uuid4().hex), expires="1999-01-01T00:00:00"),
        "a limit": message(call(uuid4().hex), timelimit=[1, 1]),
        "a name to be shown": message(call(uuid4().hex), shadow=FORGED),
        "a limit that is none": message(call(uuid4().hex), timelimit=[WORD, WORD]),
    }


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def store() -> Iterator[OwnStore]:
    with own_store() as store:
        yield store


@pytest.fixture(scope="module")
def stack(provider: FakeProvider, store: OwnStore) -> Iterator[Stack]:
    settings = {"PALJA_REDIS_URL": store.url, "PALJA_LOG_LEVEL": "debug"}
    with running(provider, **settings) as stack:
        worker_listens(stack)
        yield stack


def worker_listens(stack: Stack) -> None:
    """Returns when it hears the control channel, too, which it does last."""
    ready = re.compile(r"worker-1-\d+@\S+ ready\.")
    wait_until(lambda: ready.search(stack.log) is not None, 20, "the worker is ready")


def left(store: OwnStore) -> int:
    """How many messages wait or are in somebody's hands."""
    return int(store.client.llen(QUEUE)) + int(store.client.hlen("unacked"))


@pytest.mark.parametrize("what", strange(Path("mark")))
def test_a_strangers_message_is_refused_without_repeating_it(
    stack: Stack, store: OwnStore, new_question: Question, tmp_path: Path, what: str
) -> None:
    [worker] = stack.workers()
    mark = tmp_path / "run"
    before = len(stack.log)
    keys = set(store.client.keys())
    store.client.lpush(QUEUE, strange(mark)[what])
    wait_until(lambda: left(store) == 0, 10, f"{what}: the message is gone")
    assert_from_openai(stack.caller.ask(new_question(), Prefer="wait=10").json)
    assert stack.workers() == (worker,)
    assert not mark.exists()
    told = stack.log[before:]
    assert WORD not in told
    assert WORD.replace("-", "_") not in told
    assert not [key for key in set(store.client.keys()) - keys if WORD.encode() in key]
    assert any(word in told for word in REFUSALS)


def test_texts_that_are_no_messages_hold_up_neither_the_worker_nor_the_next_question(
    stack: Stack, store: OwnStore, provider: FakeProvider, new_question: Question
) -> None:
    [worker] = stack.workers()
    before = len(stack.log)
    for _ in range(MANY):
        store.client.lpush(QUEUE, b"hello")
    for text in MALFORMED.values():
        store.client.lpush(QUEUE, text)
    calls = len(provider.calls)

    answer = stack.caller.ask({**new_question(), "priority": "high"}, Prefer="wait=10")

    assert_from_openai(answer.json)
    assert len(provider.calls) == calls + 1
    wait_until(lambda: left(store) == 0, 10, "nothing is left of them")
    assert stack.workers() == (worker,)
    told = stack.log[before:]
    assert told.count("refused a malformed message: ") == MANY + len(MALFORMED)
    for word in ("hello", "onnection to broker lost", "Traceback", "somebodys-job"):
        assert word not in told


def test_texts_that_are_no_messages_on_the_control_channel_are_passed_over(
    stack: Stack, store: OwnStore, new_question: Question
) -> None:
    [worker] = stack.workers()
    before = len(stack.log)
    for text in MALFORMED.values():
        assert store.client.publish("/0.celery.pidbox", text) == 1

    def told() -> str:
        return stack.log[before:]

    wait_until(lambda: told().count("refused a m") == len(MALFORMED), 10, "each was refused")
    assert_from_openai(stack.caller.ask(new_question(), Prefer="wait=10").json)
    assert stack.workers() == (worker,)
    assert "onnection to broker lost" not in told()
    assert "Traceback" not in told()


NO_JSON = (
    amqp.Message(b"hello", content_type="application/json"),
    amqp.Message(b"hello", content_type="text/plain"),
    amqp.Message(b"[" * 100_000, content_type="application/json"),
)


@pytest.mark.timeout(180)
def test_what_a_stranger_sends_to_a_rabbitmq_takes_no_questions_place(
    provider: FakeProvider, new_question: Question
) -> None:
    with rabbitmq() as broker, running(provider, **broker.settings) as stack:
        worker_listens(stack)
        [worker] = stack.workers()
        with broker.channel() as channel:
            for name in QUEUES:
                for _ in range(MANY):  # more than the worker has places
                    channel.basic_publish(far_away(uuid4().hex), routing_key=name)
            for text in NO_JSON:
                channel.basic_publish(text, routing_key=QUEUES[0])
                channel.basic_publish(text, exchange="celery.pidbox")

        refusals = MANY * len(QUEUES) + 2 * len(NO_JSON)
        wait_until(
            lambda: stack.log.count("refused a m") == refusals,
            10,
            f"all {refusals} are refused\n{stack.tail}",
        )
        provider.hold()
        before = len(provider.calls)
        job_ids = [stack.caller.ask(new_question()).json["job_id"] for _ in range(SLOTS)]
        provider.wait_for_in_flight(SLOTS)
        provider.release()

        for job_id in job_ids:
            assert_from_openai(stack.caller.ended(job_id, 20))
        assert len(provider.calls) == before + SLOTS
        assert stack.workers() == (worker,)
        assert "onnection to broker lost" not in stack.log


def far_away(job_id: str) -> amqp.Message:
    """A message as ours are, but for the time that it is to be carried out at."""
    return amqp.Message(
        queue.body(job_id),
        content_type="application/json",
        content_encoding="utf-8",
        application_headers={**queue.headers(job_id), "eta": FAR},
    )
