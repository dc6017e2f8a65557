"""Running systems for the acceptance tests; each distinct setting is started once."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance import questions
from tests.acceptance.keys import Keys
from tests.acceptance.outages import BACK_S, System, degraded, system_with_own_store
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, running
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Question = Callable[[], dict[str, Any]]

_MEASURED = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def _shared_provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="session")
def _shared_stack(_shared_provider: FakeProvider) -> Iterator[Stack]:
    with running(_shared_provider) as stack:
        yield stack


@pytest.fixture
def provider(_shared_provider: FakeProvider) -> Iterator[FakeProvider]:
    """The provider behind `stack`, as good as new for each test."""
    _shared_provider.reset()
    yield _shared_provider
    _shared_provider.reset()


@pytest.fixture
def stack(_shared_stack: Stack, provider: FakeProvider) -> Stack:  # noqa: ARG001 – to be reset
    """The system with default settings and one good provider, shared by most tests."""
    return _shared_stack


@pytest.fixture(scope="module")
def keys() -> Iterator[Keys]:
    """A file for the keys of a module's own system; there are none yet."""
    with tempfile.TemporaryDirectory(prefix="palja-keys-") as folder:
        yield Keys(Path(folder) / "keys.jsonl")


@pytest.fixture(scope="module")
def _system() -> Iterator[System]:
    with system_with_own_store() as system:
        yield system


@pytest.fixture
def system(_system: System) -> System:
    """A system whose store can go away in many ways, and which has got over the last one."""
    _system.provider.reset()
    wait_until(lambda: not degraded(_system.stack), BACK_S, "nothing is away before the test")
    return _system


@pytest.fixture(scope="session")
def document(_shared_stack: Stack) -> dict[str, Any]:
    """What the gateway says of itself."""
    reply = _shared_stack.caller.get("/openapi.json")
    assert reply.status == 200, reply
    assert reply.headers["content-type"].startswith("application/json")
    found: dict[str, Any] = reply.json
    assert found["openapi"].startswith("3.1")
    return found


@pytest.fixture(scope="session")
def _distinct() -> Iterator[dict[str, Any]]:
    return questions.distinct()


@pytest.fixture
def new_question(_distinct: Iterator[dict[str, Any]]) -> Question:
    """Gives questions that nobody has asked in this run."""
    return lambda: next(_distinct)


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Callable[[str, float], None]:
    """Notes a measurement for the summary: what, and how many seconds."""
    lines = request.config.stash.setdefault(_MEASURED, [])

    def note(what: str, took_s: float) -> None:
        lines.append(f"{took_s:9.4f} s  {what}")

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Shows what was measured, for nobody asserts on a slow machine what a fast one can do."""
    if lines := terminalreporter.config.stash.get(_MEASURED, []):
        terminalreporter.section("measured")
        terminalreporter.write_line("\n".join(lines))
