"""A birth stays in the request: store, queue, log and provider see the chart alone."""

from __future__ import annotations

import base64
import binascii
import re
import stat
import zlib
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import pytest
import redis

from tests.acceptance.caller import INSPECT
from tests.acceptance.contract import assert_from_openai, assert_queued

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.acceptance.conftest import Question
    from tests.acceptance.stack import Stack
    from tests.fakes.provider import FakeProvider

SLOTS = 10  # PALJA_MAX_CONCURRENT_REQUESTS by default
BIRTH = {
    "year": 1987,
    "month": 11,
    "day": 23,
    "hour": 7,
    "minute": 41,
    "second": 37,
    "gender": "female",
    "longitude": 128.6137,
}
ADDRESS = "caller-of-this-test"
# The saju year's number, 1987, is part of a question's key; everything below is not. The lunar
# date is 1987-10-03, the instant 22:41:37 UTC of the day before, in seconds 564619297.
GIVEAWAYS = re.compile(
    r"1987\D{0,12}11\D{0,12}2[23]"  # the date, in any punctuation
    r"|1987\D{0,12}10\D{0,12}0?3\b"  # the lunar one
    r"|(?<!\d)11\s*월\s*23\s*일|(?<!\d)10\s*월\s*3\s*일"
    r"|(?<!\d)(?:0?7|22):41(?!\d)|(?:0?7|22):41:37"  # the time of day
    r"|\"(?:month\"\s*:\s*11|day\"\s*:\s*23|hour\"\s*:\s*7|minute\"\s*:\s*41)\b"
    r"|128\.6"
    r"|birth_info|5646192\d\d|" + ADDRESS
)
# Times of now, as logs and records carry them, may hold any hour and minute.
NOW = re.compile(
    r"20[2-9]\d-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d[.,\d]*(?:Z|[+-]\d\d:?\d\d)?)?|\d\d:\d\d:\d\d[.,]\d+"
    r"|^(?:\S+ +\| )?\d\d:\d\d:\d\d(?= [a-z\[])",  # the stamp of a line of the log
    re.MULTILINE,
)
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")


def test_the_patterns_would_find_a_birth() -> None:
    leaks = [
        b'{"year": 1987, "month": 11, "day": 23}',
        b"saju:1987-11-23T07:41:cache",
        base64.b64encode(b'{"args": [{"born": "1987-11-23"}]}'),
        zlib.compress(b"longitude=128.6137 and more"),
        "1987년 11월 23일생".encode(),
        b'"lunar_date": {"year": 1987, "month": 10, "day": 3}',
        b"1987-11-22T22:41:37Z",
        b'{"born": "19871123"}',
    ]
    assert [leak for leak in leaks if not giveaways(leak)] == []
    assert giveaways("丁卯년 1987 2026-11-23T07:41:02.128Z 루크 128점".encode()) == set()


@pytest.mark.parametrize(
    "service",
    [
        {},
        {"service_type": "daily_fortune", "date": "2026-05-05"},
        {"service_type": "yearly_fortune", "date": "2026-05-05"},
    ],
    ids=lambda service: service.get("service_type", "default"),
)
def test_nothing_but_the_request_holds_the_birth(
    stack: Stack, provider: FakeProvider, new_question: Question, service: dict[str, str]
) -> None:
    question = {"birth_info": BIRTH, **service}
    # Behind as many held jobs as a worker takes: its message stays in the queue to be read.
    provider.hold()
    others = [assert_queued(stack.caller.ask(new_question())) for _ in range(SLOTS)]
    provider.wait_for_in_flight(SLOTS)
    asked = stack.caller.ask(question, **{"User-Agent": ADDRESS, "Cookie": f"a={ADDRESS}"})
    job_id = assert_queued(asked)
    assert asked.json["chart"]["solar_date"] == {"year": 1987, "month": 11, "day": 23}

    found = leaks_in_store(stack, "queued")
    provider.release()
    for other in others:
        stack.caller.ended(other, within_s=10)
    answer = stack.caller.ended(job_id, within_s=10)
    assert_from_openai(answer)
    assert stack.caller.ask(question).json["cache_hit"] is True
    found |= leaks_in_store(stack, "done")

    found |= {("log", leak) for leak in giveaways(log_of(stack))}
    found |= {("job", leak) for leak in giveaways(stack.caller.job(job_id).raw)}
    for call in provider.calls:
        sent = repr(dict(call.request.headers)).encode() + call.request.body
        found |= {("provider", leak) for leak in giveaways(sent)}
    assert found == set()


def test_bad_births_are_not_logged_either(stack: Stack) -> None:
    assert stack.caller.ask({"birth_info": {**BIRTH, "second": 60}}).status == 422
    assert stack.caller.ask({"birth_info": {**BIRTH, "timezone": "Mars/1987-11-23"}}).status == 422
    stack.caller.get("/admin-api/saju/jobs/1987-11-23?wait=07:41")
    assert giveaways(log_of(stack)) == set()


def test_an_inspection_leaves_nothing_behind(stack: Stack, new_question: Question) -> None:
    assert_queued(stack.caller.ask(new_question()))  # so that the store is not empty
    text = "1987년 11월 23일 07:41에 태어났고 일주는 갑자입니다."
    body = {"birth_info": BIRTH, "reading": text, "saju_result": {"ilgan": "11월 23일"}}
    assert stack.caller.ask(body, INSPECT).status == 200
    # What a model is asked to review is the text, and nothing of the birth beside it.
    review = {"birth_info": BIRTH, "reading": "일주는 갑자입니다.", "ai_review": True}
    assert stack.caller.ask(review, INSPECT, Prefer="wait=10").json["review"]["response"]
    assert leaks_in_store(stack, "inspected") == set()
    assert giveaways(log_of(stack)) == set()


def test_what_is_kept_on_the_disk_is_for_its_owner_alone(
    stack: Stack, new_question: Question
) -> None:
    assert_queued(stack.caller.ask(new_question()))
    kept = [stack.state_dir, *stack.state_dir.rglob("*")]
    assert {"flower-password", "secret", "data", "store.sock"} <= {path.name for path in kept}
    # Folders that others cannot enter would be enough, until a file is copied from there.
    others = {
        str(path.relative_to(stack.state_dir)): oct(mode)
        for path in kept
        if (mode := path.stat().st_mode) & 0o077
    }
    assert others == {}


def log_of(stack: Stack) -> bytes:
    """The log without the example question that the start shows."""
    example = '"year": 1990, "month": 3, "day": 15'
    return "\n".join(line for line in stack.log.splitlines() if example not in line).encode()


def giveaways(raw: bytes) -> set[str]:
    """What gives a birth away in these bytes, or in what is encoded or compressed in them."""
    texts = [NOW.sub(" ", layer.decode(errors="replace")) for layer in layers(raw)]
    return {found.group() for text in texts for found in GIVEAWAYS.finditer(text)}


def layers(raw: bytes) -> Iterator[bytes]:
    yield raw
    with suppress(zlib.error):
        yield zlib.decompress(raw, wbits=47)
    for encoded in BASE64.findall(raw):
        with suppress(binascii.Error):
            padded = encoded.rstrip(b"=") + b"=" * (-len(encoded.rstrip(b"=")) % 4)
            yield base64.b64decode(padded, altchars=b"-_" if b"-" in encoded else None)


def leaks_in_store(stack: Stack, when: str) -> set[tuple[str, str]]:
    with closing(redis.Redis(unix_socket_path=str(socket_of(stack.state_dir)))) as store:
        keys = list(store.scan_iter(count=1000))
        assert keys, "the store is empty: jobs and answers must be somewhere"
        found = set()
        for key in keys:
            for part in (key, *values(store, key)):
                found |= {(f"{when} {key!r}", leak) for leak in giveaways(part)}
    return found


def values(store: Any, key: bytes) -> Iterator[bytes]:
    match store.type(key):
        case b"string":
            yield store.get(key) or b""
        case b"hash":
            for field, value in store.hgetall(key).items():
                yield field + b" " + value
                yield value
        case b"list":
            yield from store.lrange(key, 0, -1)
        case b"set":
            yield from store.smembers(key)
        case b"zset":
            yield from store.zrange(key, 0, -1)
        case b"stream":
            for _, fields in store.xrange(key):
                yield b" ".join(part for pair in fields.items() for part in pair)
                yield from fields.values()
        case b"none":  # expired between the scan and here
            return
        case other:
            raise AssertionError(f"cannot read {key!r} of type {other!r}")


def socket_of(state_dir: Path) -> Path:
    sockets = [path for path in state_dir.rglob("*") if stat.S_ISSOCK(path.stat().st_mode)]
    assert len(sockets) == 1, f"the store's unix socket in {state_dir}: {sockets}"
    return sockets[0]
