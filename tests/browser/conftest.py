"""A real browser at a running gateway and worker. Without Chromium these tests skip."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance import questions
from tests.acceptance.outages import BACK_S, System, degraded, system_with_own_store
from tests.acceptance.processes import wait_until
from tests.acceptance.stack import Stack, running
from tests.browser.visitor import CHROMIUM, Visitor, chromium
from tests.fakes.provider import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    Visits = Callable[..., Visitor]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for a module: its loop counts as running in this thread, and async tests have their own."""
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}; on Debian: apt-get install chromium fonts-noto-cjk")
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def _module_provider() -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def stack(browser: Browser, _module_provider: FakeProvider) -> Iterator[Stack]:  # noqa: ARG001 - no browser, no start
    with running(_module_provider) as started:
        yield started


@pytest.fixture(scope="module")
def system(browser: Browser) -> Iterator[System]:  # noqa: ARG001 - no browser, no start
    """A system whose store can go away."""
    with system_with_own_store() as started:
        wait_until(lambda: not degraded(started.stack), BACK_S, "all is there")
        yield started


@pytest.fixture
def provider(_module_provider: FakeProvider) -> Iterator[FakeProvider]:
    """The provider behind `stack`, as good as new for each test."""
    _module_provider.reset()
    yield _module_provider
    _module_provider.reset()


@pytest.fixture
def visits(browser: Browser) -> Iterator[Visits]:
    """Opens tabs at an address; at the end none of their consoles may have complained."""
    opened: list[Visitor] = []

    def visit(address: str, **options: Any) -> Visitor:
        opened.append(Visitor(browser, address, **options))
        return opened[-1]

    yield visit
    complaints = [line for visitor in opened for line in visitor.leave()]
    assert complaints == []


@pytest.fixture
def visitor(stack: Stack, provider: FakeProvider, visits: Visits) -> Visitor:  # noqa: ARG001 - to be reset
    return visits(address_of(stack))


def address_of(stack: Stack) -> str:
    return f"http://127.0.0.1:{stack.caller.port}"


@pytest.fixture(scope="module")
def births() -> Iterator[dict[str, Any]]:
    """Questions that nobody has asked here."""
    return questions.distinct()


@pytest.fixture
def new_birth(births: Iterator[dict[str, Any]]) -> dict[str, str]:
    """A birth that nobody has asked about here, as it is typed."""
    birth = next(births)["birth_info"]
    return {name: str(birth[name]) for name in ("year", "month", "day", "hour")} | {"minute": "0"}


@pytest.fixture
def screens(request: pytest.FixtureRequest) -> Path:
    """A folder for pictures, which is never committed."""
    folder: Path = request.config.rootpath / ".palja" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
