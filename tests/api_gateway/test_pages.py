"""The pages' files: what is sent, what is kept, and what they may do in a browser."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from api_gateway.entrance import Entrance
from api_gateway.pages import FILES, PAGES
from api_gateway.pages.files import PageFiles, load_page_files
from api_gateway.problems import HANDLERS
from api_gateway.routes.pages import Pages
from tests.fakes.asgi import Answer, call

LIMIT_BYTES = 150_000
GZIP = {"accept-encoding": "gzip, deflate, br"}
PAGES_ROUTE = Pages()
STARLETTE = Starlette(
    routes=[
        *(Route(path, PAGES_ROUTE.page) for path in PAGES),
        Route(FILES + "{digest}/{name:path}", PAGES_ROUTE.file),
    ],
    exception_handlers=HANDLERS,
)
APP = Entrance(STARLETTE, lambda: "id")
SOURCES = {
    "a.html": b'<script type="module" src="{static}/js/a.js"></script>{preloads}',
    "js/a.js": b'import { b } from "./b.js";\nimport {\n  c,\n} from "./deep/c.js";',
    "js/b.js": b'import W from "./deep/c.js";',
    "js/deep/c.js": b'import { b } from "../b.js";',
    "js/lonely.js": b"",
}


@pytest.fixture(scope="module")
def files() -> PageFiles:
    return load_page_files()


async def get(path: str, headers: dict[str, str] = GZIP) -> Answer:
    return await call(APP, path=path, headers=headers)


def text_of(files: PageFiles, name: str) -> str:
    return files.by_name[name].plain.decode()


def addresses(text: str) -> Iterator[str]:
    yield from re.findall(r'(?:href|src)="([^"#{]+)"', text)


def test_all_files_together_are_light(files: PageFiles) -> None:
    assert files.size_bytes < LIMIT_BYTES


def test_a_page_names_all_modules_that_it_will_need_each_once() -> None:
    text = text_of(PageFiles(SOURCES), "a.html")
    preloads = re.findall(r'modulepreload" href="[^"]*/js/([\w/]+\.js)"', text)
    assert preloads == ["a.js", "b.js", "deep/c.js"]


def test_another_byte_anywhere_is_another_address_for_all() -> None:
    changed = {**SOURCES, "js/lonely.js": b" "}
    assert PageFiles(SOURCES).digest != PageFiles(changed).digest
    assert PageFiles(SOURCES).digest == PageFiles(dict(reversed(SOURCES.items()))).digest


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_and_all_that_it_loads_come_from_here(path: str) -> None:
    answer = await get(path)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")
    wanted = [*addresses(zlib.decompress(answer.body, 31).decode())]
    assert len(wanted) > 5
    for address in wanted:
        assert address.startswith(FILES)
        assert (await get(address)).status == 200, address


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_may_run_its_own_files_alone(path: str) -> None:
    answer = await get(path)
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= {*policy.split("; ")}
    assert "require-trusted-types-for 'script'" in policy
    text = zlib.decompress(answer.body, 31).decode()
    assert not re.search(r"\son\w+=|\sstyle=|<style|<script(?! type=\"module\" src=)", text)


async def test_a_page_is_asked_for_again_and_a_file_is_kept_for_ever() -> None:
    whole = await get("/")
    assert whole.headers["cache-control"] == "no-cache"
    again = await get("/", {**GZIP, "if-none-match": whole.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    address = next(addresses(zlib.decompress(whole.body, 31).decode()))
    assert "immutable" in (await get(address)).headers["cache-control"]


async def test_a_file_of_another_release_is_served_and_not_kept() -> None:
    answer = await get(f"{FILES}0123456789abcdef/js/html.js")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name",
    ["js/none.js", "../page.py", "ask.html/", "frame.html", "", "..%2f__init__.py", "/etc/passwd"],
)
async def test_what_is_no_file_of_the_pages_is_not_there(name: str, files: PageFiles) -> None:
    assert (await get(f"{FILES}{files.digest}/{name}")).status == 404


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("GZIP", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
    ],
)
async def test_who_takes_no_gzip_gets_the_plain_bytes(accepted: str, packed: bool) -> None:  # noqa: FBT001
    answer = await get("/", {"accept-encoding": accepted})
    assert (answer.headers.get("content-encoding") == "gzip") == packed
    text = zlib.decompress(answer.body, 31) if packed else answer.body
    assert text.startswith(b"<!doctype html>")
    assert answer.headers["vary"] == "Accept-Encoding"


def test_no_module_makes_markup_but_the_one_that_escapes(files: PageFiles) -> None:
    makers = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function"
    )
    found = {
        name
        for name in files.by_name
        if name.endswith(".js") and makers.search(text_of(files, name))
    }
    assert found == {"js/html.js"}


def test_nothing_is_stored_in_the_browser(files: PageFiles) -> None:
    stores = re.compile(
        r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.open|serviceWorker"
    )
    for name in files.by_name:
        assert not stores.search(text_of(files, name)), name


def test_no_file_names_another_host(files: PageFiles) -> None:
    for name in files.by_name:
        hosts = {*re.findall(r"https?://([\w.-]+)", text_of(files, name))}
        assert hosts <= {"www.w3.org"}, name  # the name of SVG, which nobody asks
