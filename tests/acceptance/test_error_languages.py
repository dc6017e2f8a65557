"""A caller is told what is wrong in the language that `Accept-Language` asks for."""

from __future__ import annotations

import json
import re
import socket
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.caller import BATCH, GENERATE, INSPECT, Reply
from tests.acceptance.contract import assert_problem
from tests.acceptance.questions import FIRST_BIRTH, calculation

if TYPE_CHECKING:
    from tests.acceptance.stack import Stack

NO_DAY: dict[str, Any] = {"birth_info": {"year": 1990, "month": 2, "day": 30}}
HANGUL = re.compile("[가-힣]")
TOGGLE = "/admin-api/ai/optimization/toggle"


def language_of(reply: Reply) -> str:
    """What the answer says that it is in, held against what it is in."""
    language = reply.headers["content-language"]
    assert "accept-language" in reply.headers["vary"].lower()
    body = reply.json
    told = [body["title"], body["detail"], *(row["message"] for row in body.get("errors", []))]
    for sentence in told:
        assert bool(HANGUL.search(sentence)) == (language == "ko"), sentence
    return language


@pytest.mark.parametrize(
    ("header", "body", "language"),
    [
        ("ko", None, "ko"),
        ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", None, "ko"),
        ("en;q=0.4, ko;q=0.5", "en", "ko"),
        ("en-US,en;q=0.9", "ko", "en"),
        ("fr, en;q=0.1", "ko", "en"),
        ("*", "ko", "ko"),
        ("*", None, "en"),
        (None, "ko", "ko"),
        (None, "en", "en"),
        (None, None, "en"),
        ("de", "ko", "ko"),
    ],
)
def test_the_header_decides_and_then_the_body(
    stack: Stack, header: str | None, body: str | None, language: str
) -> None:
    question = NO_DAY if body is None else {**NO_DAY, "language": body}
    headers = {} if header is None else {"Accept-Language": header}

    reply = stack.caller.send("POST", GENERATE, json.dumps(question).encode(), headers)

    [row] = assert_problem(reply, 422, "invalid_birth_info")
    assert language_of(reply) == language
    assert (row["field"], row["code"]) == ("birth_info.day", "no_such_day")
    assert "28" in row["message"]  # a day that there was


CALLS: dict[str, tuple[int, str, str, str, bytes | None, dict[str, str]]] = {
    "malformed_json": (400, "malformed_json", "POST", GENERATE, b"{", {}),
    "other site": (403, "forbidden", "GET", "/health/live", None, {"Host": "elsewhere.example"}),
    "job_not_found": (404, "job_not_found", "GET", "/admin-api/saju/jobs/none", None, {}),
    "not_found": (404, "not_found", "GET", "/nowhere", None, {}),
    "method_not_allowed": (405, "method_not_allowed", "PUT", GENERATE, None, {}),
    "not_acceptable": (406, "not_acceptable", "GET", "/health/live", None, {"Accept": "image/png"}),
    "body_too_large": (413, "body_too_large", "POST", GENERATE, b" " * 70_000, {}),
    "uri_too_long": (414, "uri_too_long", "GET", "/" + "a" * 9_000, None, {}),
    "headers_too_large": (
        *(431, "headers_too_large", "GET", "/health/live", None, {"X-Padding": "a" * 33_000}),
    ),
    "several fields": (
        *(422, "invalid_birth_info", "POST", GENERATE),
        *(b'{"birth_info": {"year": "x", "mnth": 3}, "language": 1, "options": []}', {}),
    ),
    "inspection": (
        *(422, "invalid_birth_info", "POST", INSPECT),
        *(b'{"birth_info": 1, "reading": "x", "ai_review": 1}', {}),
    ),
    "toggle": (422, "invalid_request", "POST", TOGGLE, b'{"optimization_enabled": 1}', {}),
    "wait": (422, "invalid_request", "GET", "/admin-api/saju/jobs/none?wait=x", None, {}),
    "batch": (422, "invalid_request", "POST", BATCH, b'{"items": 1}', {}),
    "key": (422, "invalid_request", "POST", GENERATE, b"{}", {"Idempotency-Key": "키".encode()}),  # type: ignore[dict-item] # what http.client sends as it is
    "with a key": (
        *(422, "invalid_birth_info", "POST", GENERATE),
        *(json.dumps(NO_DAY).encode(), {"Idempotency-Key": "a key for a question that is wrong"}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", CALLS)
def test_every_refusal_is_told_in_both(stack: Stack, name: str, language: str) -> None:
    status, code, method, path, body, headers = CALLS[name]

    reply = stack.caller.send(method, path, body, {**headers, "Accept-Language": language})

    assert_problem(reply, status, code)
    assert language_of(reply) == language


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_key_that_came_with_another_body_is_told_in_both(stack: Stack, language: str) -> None:
    headers = {"Idempotency-Key": f"conflict in {language}", "Accept-Language": language}
    first = json.dumps(calculation(FIRST_BIRTH)).encode()
    assert stack.caller.send("POST", GENERATE, first, headers).status == 200

    reply = stack.caller.send("POST", GENERATE, json.dumps(NO_DAY).encode(), headers)

    assert_problem(reply, 409, "idempotency_conflict")
    assert language_of(reply) == language


def test_what_has_no_head_is_told_in_english(stack: Stack) -> None:
    with closing(socket.create_connection(("127.0.0.1", stack.caller.port), timeout=5)) as caller:
        caller.sendall(b"no request at all\r\nAccept-Language: ko\r\n\r\n")
        answer = b"".join(iter(lambda: caller.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"content-language: en\r\n" in answer.lower()


def test_the_rows_of_a_batch_are_told_likewise(stack: Stack) -> None:
    items = [{**NO_DAY, "language": "ko"}, {**NO_DAY, "language": "en"}, NO_DAY, 7]
    said = {
        header: [
            "ko" if HANGUL.search(row["problem"]["errors"][0]["message"]) else "en"
            for row in batch(stack, items, header)
        ]
        for header in ("ko", "en", "*", None)
    }
    assert said == {
        "ko": ["ko"] * 4,
        "en": ["en"] * 4,
        "*": ["ko", "en", "en", "en"],
        None: ["ko", "en", "en", "en"],
    }


def batch(stack: Stack, items: list[Any], header: str | None) -> list[dict[str, Any]]:
    headers = {} if header is None else {"Accept-Language": header}
    reply = stack.caller.send("POST", BATCH, json.dumps({"items": items}).encode(), headers)
    assert reply.status == 200
    assert "accept-language" in reply.headers["vary"].lower()
    rows: list[dict[str, Any]] = reply.json["items"]
    return rows


def test_an_answer_is_in_the_language_of_the_question_whatever_the_header_asks(
    stack: Stack,
) -> None:
    replies = [
        stack.caller.ask(calculation(FIRST_BIRTH), **{"Accept-Language": language})
        for language in ("ko", "en")
    ]
    assert [reply.status for reply in replies] == [200, 200]
    assert replies[0].json["chart"] == replies[1].json["chart"]
