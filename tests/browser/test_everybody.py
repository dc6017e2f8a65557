"""For everybody: both languages, a keyboard alone, a screen reader, a phone, the dark, paper."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import address_of
from tests.browser.test_compatibility import asked
from tests.browser.visitor import DESKTOP, FIRST, PHONE, Visitor
from tests.fakes.behaviours import Answer

if TYPE_CHECKING:
    from tests.acceptance.stack import Stack
    from tests.browser.conftest import Visits
    from tests.fakes.provider import FakeProvider

HANGUL = re.compile("[가-힣]")
LOOKS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": PHONE, "device_scale_factor": 2},
    "phone-dark": {"viewport": PHONE, "device_scale_factor": 2, "color_scheme": "dark"},
    "desktop": {"viewport": DESKTOP},
    "desktop-dark": {"viewport": DESKTOP, "color_scheme": "dark"},
}


def serious(visitor: Visitor) -> list[str]:
    """What axe finds that keeps somebody out."""
    found = Axe().run(visitor.page).response["violations"]
    return [
        f"{one['id']}: {one['help']} ({one['nodes'][0]['html']})"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


def wider_than_its_window(visitor: Visitor) -> bool:
    return bool(visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_hangul_and_hanja_have_signs_of_their_own(visitor: Visitor) -> None:
    drawn = """signs => {
      const canvas = document.createElement("canvas");
      const pen = canvas.getContext("2d", { willReadFrequently: true });
      pen.font = "32px 'Noto Serif KR', 'Noto Serif CJK KR', serif";
      return signs.map(sign => {
        pen.clearRect(0, 0, 64, 64);
        pen.fillText(sign, 8, 44);
        return pen.getImageData(0, 0, 64, 64).data.join();
      });
    }"""
    signs = ["갑", "을", "甲", "乙", "\ue000"]  # the last has none anywhere: a box
    found = visitor.open().page.evaluate(drawn, signs)
    if len({*found[:2], found[-1]}) < 3:
        pytest.skip("no font with 한글; on Debian: apt-get install fonts-noto-cjk")
    assert len({*found}) == len(signs)


def test_english_by_switch_without_losing_what_was_typed_or_answered(visitor: Visitor) -> None:
    visitor.open().ask(FIRST).finished()
    visitor.page.get_by_role("button", name="English").click()
    visitor.sees("h1", "Read the four pillars").sees_chart("Gyeong-o year, Gi-myo month")
    assert visitor.page.locator('[name="birth_info.year"]').input_value() == "1990"
    assert visitor.page.locator('[name="language"]').input_value() == "en"
    assert visitor.page.evaluate("document.documentElement.lang") == "en"
    visitor.submit().finished().sees("#reading .sections h3", "The grain of the person")
    visitor.page.get_by_role("button", name="한국어").click()
    visitor.sees_chart("경오년 기묘월 기묘일 신미시")
    assert "lang=" not in visitor.page.url


def test_a_reading_that_is_only_offered_is_offered_in_english_too(visitor: Visitor) -> None:
    visitor.open("/#year=1990&month=3&day=15&hour=14").sees("#reading button", "풀이 받기")
    visitor.page.get_by_role("button", name="English").click()
    visitor.sees("#reading button", "Write the reading").page.locator("#reading button").click()
    visitor.finished().sees("#reading .status", "The reading is complete.")


@pytest.mark.parametrize("path", ["/", "/compatibility"])
def test_english_is_english_throughout(visitor: Visitor, path: str) -> None:
    visitor.open(f"{path}?lang=en").write(FIRST)
    if path == "/":
        visitor.choose("birth_info.gender", "female").submit()
    else:
        visitor.write(FIRST, "partner_birth_info").submit()
    visitor.finished()
    own_names = {"한국어"}  # of the language, in itself
    for words in visitor.page.locator("body :not(svg *, script, noscript)").evaluate_all(
        "all => all.filter(one => !one.closest('.reasons, details, table, svg, #parts, #reading'))"
        ".flatMap(one => [...one.childNodes]).filter(one => one.nodeType === 3).map(one => one.data.trim())"
    ):
        assert words in own_names or not HANGUL.search(words), words


def test_errors_are_told_in_the_language_of_the_page(visitor: Visitor) -> None:
    visitor.open("/?lang=en").ask({**FIRST, "month": "13"})
    assert not HANGUL.search(
        visitor.sees("#birth_info-month-error").text("#birth_info-month-error")
    )


def test_a_keyboard_is_enough(visitor: Visitor) -> None:
    page = visitor.open().page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "birth_info.calendar":
            break
    page.keyboard.press("ArrowRight")  # lunar
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # female, the first
    for text in ("1990", "3", "15", "14", "30"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    visitor.sees_chart("경오년 기묘월 기묘일 신미시")
    assert page.evaluate("document.activeElement.tagName") == "H2", (
        "a reader hears the chart's name"
    )
    visitor.finished()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.do") == "link":
            break
    else:
        pytest.fail("the buttons of an answer are not reached")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/?lang=en", "/compatibility"])
def test_axe_finds_nothing_serious_before_and_after_an_answer(
    stack: Stack, visits: Visits, provider: FakeProvider, path: str, scheme: str
) -> None:
    provider.answer_with(Answer())
    visitor = visits(address_of(stack), color_scheme=scheme, reduced_motion="reduce")
    visitor.open(path)
    assert serious(visitor) == []
    visitor.submit().sees("[role=alert]")
    assert serious(visitor) == []
    if path == "/compatibility":
        asked(visitor)
    else:
        visitor.ask(FIRST)
    visitor.finished()
    assert serious(visitor) == []


@pytest.mark.parametrize("look", LOOKS)
def test_pictures_of_the_pages_to_be_looked_at(
    stack: Stack,
    visits: Visits,
    provider: FakeProvider,
    new_birth: dict[str, str],
    screens: Path,
    look: str,
) -> None:
    provider.answer_with(Answer())
    visitor = visits(address_of(stack), reduced_motion="reduce", **LOOKS[look])
    shots = []

    def shoot(name: str) -> None:
        assert not wider_than_its_window(visitor), name
        shots.append(screens / f"{name}-{look}.png")
        visitor.page.screenshot(path=shots[-1], full_page=True)

    visitor.open()
    shoot("ask-empty")
    visitor.ask({**FIRST, "month": "13"}).sees("[role=alert]")
    shoot("ask-wrong")
    visitor.ask(FIRST).finished()
    shoot("ask")
    provider.answer_with(Answer(pieces=12, first_s=0.2, pace_s=0.5))
    visitor.ask(new_birth).sees("#reading.unchecked .sections section:nth-child(2)")
    shoot("ask-growing")
    visitor.finished()
    visitor.open("/?lang=en").ask(FIRST).finished()
    shoot("ask-english")
    asked(visitor).finished()
    shoot("compatibility")
    assert all(shot.stat().st_size > 20_000 for shot in shots)


@pytest.mark.parametrize("letters", ["", "1.2px"])  # as they are, and as a wider font has them
@pytest.mark.parametrize("query", ["", "?lang=en"])
def test_on_a_phone_the_header_takes_two_rows(
    stack: Stack, visits: Visits, query: str, letters: str
) -> None:
    visitor = visits(address_of(stack), **LOOKS["phone"])
    for path in ("/", "/compatibility"):
        page = visitor.open(path + query).page
        page.evaluate("spacing => { document.body.style.letterSpacing = spacing; }", letters)
        middles = page.evaluate("""
          [...document.querySelectorAll(".brand, nav a, .languages button")].map(one => {
            const box = one.getBoundingClientRect();
            return box.top + box.height / 2; })""")
        assert len({round(middle / 10) for middle in middles}) == 2, middles
        assert not wider_than_its_window(visitor)


def test_on_a_phone_a_pillar_that_could_be_another_keeps_to_its_column(
    stack: Stack, visits: Visits
) -> None:
    visitor = visits(address_of(stack), **LOOKS["phone"]).open()
    visitor.ask({**FIRST, "month": "2", "day": "4", "hour": "11", "minute": "14"})
    visitor.sees("#pillars svg .doubt")
    heads = visitor.page.evaluate("""
      [...document.querySelectorAll("#pillars svg > text.strong")].map(one => {
        const box = one.getBoundingClientRect();
        return [box.left, box.right]; })""")
    assert len(heads) == 4
    assert all(end + 4 < start for (_, end), (start, _) in pairwise(heads)), heads


_GROUNDS = """() => {
  const crosses = (one, other) => one.x < other.x + other.width && other.x < one.x + one.width
    && one.y < other.y + other.height && other.y < one.y + one.height;
  const lines = [...document.querySelectorAll("#pillars svg .relation path")];
  return [...document.querySelectorAll("#pillars svg .relation-name")].map(name => {
    const ground = name.previousElementSibling.getBBox(), text = name.getBBox();
    return {
      covered: ground.x <= text.x && ground.x + ground.width >= text.x + text.width,
      fill: getComputedStyle(name.previousElementSibling).fill,
      onTop: lines.filter(one => crosses(one.getBBox(), text)).every(
        one => one.compareDocumentPosition(name) & Node.DOCUMENT_POSITION_FOLLOWING),
    };
  });
}"""


@pytest.mark.parametrize("look", ["phone", "phone-dark"])
def test_no_line_of_a_relation_goes_through_the_name_of_another(
    stack: Stack, visits: Visits, look: str
) -> None:
    visitor = visits(address_of(stack), **LOOKS[look])
    visitor.open("/?lang=en#year=1988&month=9&day=5&hour=6&gender=male").sees("#pillars svg")
    card = visitor.page.locator("#chart").evaluate("card => getComputedStyle(card).backgroundColor")
    grounds = visitor.page.evaluate(_GROUNDS)
    assert len(grounds) >= 5
    assert all(one["covered"] and one["onTop"] and one["fill"] == card for one in grounds), grounds


def test_paper_has_the_chart_and_the_reading_and_no_buttons(
    visitor: Visitor, screens: Path
) -> None:
    visitor.open().ask(FIRST).finished()
    visitor.page.emulate_media(media="print", color_scheme="dark")
    ink = visitor.page.evaluate("getComputedStyle(document.body).color")
    assert ink == "rgb(35, 33, 29)", "dark on white, whatever the screen has"
    visitor.sees("#pillars svg").sees("#reading .sections")
    assert not visitor.page.locator("form#ask").is_visible()
    assert not visitor.page.locator("header").is_visible()
    paper = screens / "paper.pdf"
    visitor.page.pdf(path=paper, format="A4")
    assert paper.read_bytes().startswith(b"%PDF")
