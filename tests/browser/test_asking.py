"""One question, from the form to the last word of its reading."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Request, Route, expect

from tests.acceptance.processes import wait_until
from tests.browser.conftest import address_of
from tests.browser.visitor import FIRST, PATIENCE_MS, Visitor
from tests.fakes.behaviours import Answer, ContentFilter

if TYPE_CHECKING:
    from tests.acceptance.stack import Stack
    from tests.browser.conftest import Visits
    from tests.fakes.provider import FakeProvider

Birth = dict[str, str]


def test_the_chart_is_there_while_the_model_still_thinks(
    visitor: Visitor, provider: FakeProvider
) -> None:
    provider.hold()
    visitor.open().ask(FIRST).sees_chart("경오년 기묘월 기묘일 신미시")
    visitor.sees("#reading.awaited").sees("#balance svg").sees("#luck svg")
    assert visitor.page.locator("#reading .sections section").count() == 0

    provider.wait_for_calls(1)
    provider.release()
    visitor.finished().sees("#reading .story", "OpenAI").sees("#reading .story", "100%")
    assert visitor.page.locator("#reading .sections h3").count() >= 5


def test_pillars_stand_from_hour_to_year_and_the_table_says_the_same(visitor: Visitor) -> None:
    visitor.open().ask(FIRST).sees_chart("경오년 기묘월 기묘일 신미시")
    hanja = visitor.page.locator("#pillars svg text.hanja").evaluate_all(
        "all => all.filter(one => one.getAttribute('font-size') > 30)"
        ".map(one => [one.textContent, one.getBoundingClientRect().x, one.getBoundingClientRect().y])"
    )
    rows = sorted({round(y) for _, _, y in hanja})
    stems, branches = (
        "".join(sign for sign, x, y in sorted(hanja, key=lambda one: one[1]) if round(y) == row)
        for row in rows
    )
    assert (stems, branches) == ("辛己己庚", "未卯卯午")
    table = visitor.page.locator("#pillars table")
    assert table.locator("thead th").all_inner_texts() == ["시주", "일주", "월주", "연주"]
    assert "식신" in table.locator("tbody tr").first.locator("td").first.inner_text()


def test_a_reading_grows_in_unchecked_and_is_replaced_by_the_final_one(
    visitor: Visitor, provider: FakeProvider, new_birth: Birth
) -> None:
    provider.answer_with(Answer(pieces=12, first_s=0.2, pace_s=0.25))
    visitor.open().ask(new_birth)
    visitor.sees("#reading.unchecked .sections section p").sees("#reading .status", "쓰는 중")
    first = visitor.text("#reading .sections")
    wait_until(lambda: len(visitor.text("#reading .sections")) > len(first), 10, "more of it")
    visitor.finished()
    final = visitor.text("#reading .sections")
    assert len(final) > len(first)
    assert visitor.page.locator("#reading").get_attribute("aria-busy") == "false"


def test_the_same_question_again_comes_from_the_cache(
    visitor: Visitor, provider: FakeProvider, new_birth: Birth
) -> None:
    visitor.open().ask(new_birth).finished().sees("#reading .story", "방금 썼습니다")
    visitor.open().ask(new_birth).finished().sees("#reading .story", "캐시")
    assert len(provider.calls) == 1


def test_the_engine_writes_when_no_model_answers_and_the_page_says_so(
    visitor: Visitor, provider: FakeProvider, new_birth: Birth
) -> None:
    provider.answer_with(ContentFilter())
    visitor.open().ask(new_birth).finished()
    visitor.sees("#reading .notice", "내장 엔진").sees("#reading .story", "내장 엔진")


def test_the_chart_alone_asks_for_no_reading(visitor: Visitor, provider: FakeProvider) -> None:
    visitor.open().choose("service_type", "saju_calculation").ask(FIRST)
    visitor.sees_chart("경오년 기묘월 기묘일 신미시")
    expect(visitor.page.locator("#reading")).to_be_hidden()
    assert provider.calls == ()


def test_an_unknown_hour_leaves_three_pillars_and_what_it_could_change(visitor: Visitor) -> None:
    visitor.open().write({name: FIRST[name] for name in ("year", "month", "day")})
    visitor.page.get_by_label("시각을 모릅니다").check()
    assert visitor.page.locator('[name="birth_info.hour"]').is_disabled()
    visitor.choose("birth_info.gender", "female").submit()
    visitor.sees_chart("경오년 기묘월 기묘일, 시는 모름").sees("#outlook", "시를 알면")
    assert visitor.page.locator("#pillars svg rect.unknown").count() == 2


def test_a_date_of_a_lunar_leap_month(visitor: Visitor) -> None:
    # KASI: 윤4월 1일 of 2020 is 23 May.
    visitor.open().choose("birth_info.calendar", "leap")
    visitor.ask({**FIRST, "year": "2020", "month": "4", "day": "1"})
    visitor.sees("#chart .facts", "양력 2020년 5월 23일").sees(
        "#chart .facts", "음력 2020년 윤4월 1일"
    )


def test_a_birth_close_to_a_term_says_which_pillar_could_be_another(visitor: Visitor) -> None:
    # KASI: 입춘 of 1990 at 11:14 on 4 February.
    visitor.open().ask({**FIRST, "month": "2", "day": "4", "hour": "11", "minute": "14"})
    visitor.sees("#chart .notice.warn", "입춘").sees("#chart .notice.warn", "11:14")
    doubts = visitor.page.locator("#pillars svg .doubt").all_text_contents()
    assert doubts == ["정축?", "기사?"]
    visitor.page.get_by_role("button", name="English").click()
    visitor.sees("#chart .notice.warn", "Start of Spring")


def test_what_is_wrong_stands_beside_its_field_all_at_once_and_the_first_has_the_focus(
    visitor: Visitor, provider: FakeProvider
) -> None:
    visitor.open().ask({**FIRST, "year": "", "month": "13", "day": "x"})
    for field in ("year", "month", "day"):
        name = f"birth_info-{field}"
        visitor.sees(f"#{name}-error")
        shown = visitor.page.locator(f"#{name}")
        assert shown.get_attribute("aria-invalid") == "true"
        assert shown.get_attribute("aria-describedby") == f"{name}-error"
    visitor.sees("#birth_info-month-error", "12").sees("[role=alert]", "3")
    assert visitor.page.evaluate("document.activeElement.name") == "birth_info.year"
    expect(visitor.page.locator("#result")).to_be_hidden()

    visitor.write(FIRST).submit().sees_chart("경오년 기묘월 기묘일 신미시")
    assert visitor.page.locator("[aria-invalid]").count() == 0
    assert len(provider.calls) <= 1


def test_digits_at_full_width_are_digits(visitor: Visitor) -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    visitor.open().ask({name: text.translate(wide) for name, text in FIRST.items()})
    visitor.sees_chart("경오년 기묘월 기묘일 신미시")


def test_a_local_time_that_was_twice_asks_which_one(visitor: Visitor) -> None:
    # Summer time ended on 9 October 1988 at 3:00, when clocks went back to 2:00.
    visitor.open().ask({"year": "1988", "month": "10", "day": "9", "hour": "2", "minute": "30"})
    visitor.sees("#birth_info-fold-error")
    visitor.choose("birth_info.fold", "0").submit().sees("#chart h2", "무진년")


@pytest.mark.parametrize("place", ["elsewhere", "atlantis"])
def test_a_place_without_its_zone_is_asked_for_and_is_not_seoul(
    visitor: Visitor, place: str
) -> None:
    visitor.open(f"/#year=1990&month=2&day=4&hour=11&minute=14&gender=male&place={place}")
    visitor.sees("#birth_info-timezone-error", "Asia/Seoul")
    assert not visitor.page.locator("#chart").count()
    visitor.write({"timezone": "America/New_York"}).submit()
    visitor.sees("#chart .facts", "America/New_York 11:14")


def test_what_a_link_holds_that_is_unknown_is_said_and_left_by_default(visitor: Visitor) -> None:
    birth = "year=1990&month=3&day=15&hour=14&minute=30&gender=male"
    visitor.open(f"/#{birth}&language=xx&service_type=tarot&date=2026-02-30&calendar=maya")
    visitor.sees_chart("경오년 기묘월 기묘일 신미시")
    told = visitor.text("form#ask .notice.warn")
    for label in ("풀이 언어", "무엇을 볼까요", "어느 날", "달력"):
        assert label in told
    page = visitor.page
    assert page.locator('[name="language"]').input_value() == "ko"
    assert page.locator('[name="service_type"]').input_value() == "saju_interpretation"
    page.get_by_role("button", name="English").click()
    visitor.sees("form#ask .notice.warn", "Language of the reading")
    visitor.submit().sees_no("form#ask .notice.warn").finished()


def test_a_link_may_name_a_convention_that_is_the_default(visitor: Visitor) -> None:
    birth = "year=1990&month=3&day=15&hour=14&minute=30&gender=male"
    visitor.open(f"/#{birth}&options.solar_time=mean&options.day_boundary=00:00")
    visitor.sees_chart("경오년 기묘월 기묘일 신미시").sees_no("form#ask .notice.warn")
    page = visitor.page
    assert page.locator('[name="options.solar_time"]').input_value() == ""
    assert page.locator('[name="options.day_boundary"]').input_value() == "00:00"


def test_a_link_asks_again_without_a_birth_in_any_address_or_log(
    stack: Stack, visits: Visits, provider: FakeProvider
) -> None:
    one = visits(address_of(stack), permissions=["clipboard-read", "clipboard-write"])
    one.open().choose("birth_info.place", "busan")
    one.ask({**FIRST, "year": "1987", "month": "11", "day": "29", "minute": "47"}).finished()
    name = one.text("#chart h2")
    one.page.get_by_role("button", name="링크 복사").click()
    one.sees("#done", "링크를 복사했습니다")
    link: str = one.page.evaluate("navigator.clipboard.readText()")
    assert "1987" not in link.partition("#")[0]
    before = len(provider.calls)

    other = visits(address_of(stack))
    other.open(link.removeprefix(address_of(stack))).sees_chart(name)
    assert other.page.locator('[name="birth_info.place"]').input_value() == "busan"
    assert other.page.locator("#reading .sections section").count() == 0, "a link asks no model"
    assert len(provider.calls) == before
    other.page.goto(link.replace("month=11", "month=10"))  # another one in the same tab
    other.sees("#chart .facts", "1987년 10월 29일").page.goto(link)
    other.sees_chart(name).page.get_by_role("button", name="풀이 받기").click()
    other.finished().sees("#reading .story", "캐시")

    for address in (*one.asked, *other.asked):
        assert "1987" not in address.partition("#")[0]
    assert "1987" not in stack.log


def test_an_answer_is_saved_as_pictures_and_copied(visitor: Visitor) -> None:
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.open().ask(FIRST).finished()
    with visitor.page.expect_download() as saving:
        visitor.page.get_by_role("button", name="SVG로 저장").click()
    text = saving.value.path().read_text()
    assert "新" not in text
    assert "辛" in text
    assert "var(" not in text
    assert "class=" not in text
    with visitor.page.expect_download() as saving:
        visitor.page.get_by_role("button", name="PNG로 저장").click()
    assert saving.value.path().read_bytes().startswith(b"\x89PNG")
    visitor.page.get_by_role("button", name="글 복사").click()
    visitor.sees("#done", "글을 복사했습니다")
    copied: str = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("경오년 기묘월 기묘일 신미시")
    assert visitor.text("#reading .sections p") in copied


def test_a_day_has_its_own_pillars(visitor: Visitor) -> None:
    visitor.open().choose("service_type", "daily_fortune")
    visitor.page.locator('[name="date"]').fill("2026-11-23")
    visitor.ask(FIRST).sees("#luck .fortune-title", "2026년 11월 23일")
    assert visitor.page.locator("#luck .fortune li").count() == 4


def test_a_stream_that_breaks_is_taken_up_again(
    visitor: Visitor, provider: FakeProvider, new_birth: Birth
) -> None:
    provider.hold()
    cut: list[Request] = []

    def once(route: Route) -> None:
        cut.append(route.request)
        route.abort() if len(cut) == 1 else route.continue_()

    visitor.page.route("**/events", once)
    visitor.open().ask(new_birth).sees("#reading .status")
    wait_until(lambda: visitor.page.evaluate("1") == 1 and len(cut) == 2, 10, "asked again")
    provider.release()
    visitor.finished()
    visitor.complaints[:] = [line for line in visitor.complaints if "net::ERR_FAILED" not in line]


def test_a_full_queue_still_gives_the_chart_and_says_when_to_come_back(visitor: Visitor) -> None:
    full = {"code": "queue_full", "detail": "…", "status": 503, "success": False, "retry_after": 7}

    def refuse(route: Route) -> None:
        if json.loads(route.request.post_data or "{}")["service_type"] == "saju_calculation":
            route.continue_()
        else:
            route.fulfill(
                status=503, body=json.dumps(full), content_type="application/problem+json"
            )

    visitor.page.route("**/ai-generate", refuse)
    visitor.open().ask(FIRST).sees_chart("경오년 기묘월 기묘일 신미시")
    visitor.sees("#reading .notice", "7초 뒤에")
    visitor.page.unroute("**/ai-generate")
    visitor.page.get_by_role("button", name="다시 시도").click()
    visitor.finished()


def test_who_is_offline_is_told_so_and_may_try_again(visitor: Visitor) -> None:
    visitor.open().write(FIRST)
    visitor.context.set_offline(True)
    visitor.submit().sees("[role=alert]", "서버에 닿지 않습니다")
    visitor.context.set_offline(False)
    visitor.submit().sees_chart("경오년 기묘월 기묘일")
    visitor.complaints[:] = [line for line in visitor.complaints if "ERR_INTERNET" not in line]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_nothing_is_kept_in_the_browser(visitor: Visitor, lang: str) -> None:
    visitor.open(f"/?lang={lang}").ask(FIRST).finished()
    assert visitor.context.cookies() == []
    kept = visitor.page.evaluate(
        "[localStorage.length, sessionStorage.length, indexedDB.databases().then(all => all.length)]"
    )
    assert kept[:2] == [0, 0]
    assert "1990" not in visitor.page.url


def test_what_looks_like_markup_is_shown_as_text(
    visitor: Visitor, provider: FakeProvider, new_birth: Birth
) -> None:
    script = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    sections = [
        {
            "id": name,
            "title": f"제목 {script}",
            "text": f"{script} 차분히 살피며 한 걸음씩 나아가면 좋겠습니다. " * 4,
        }
        for name in ("personality", "career", "wealth", "love", "health")
    ]
    provider.answer_with(Answer(content=json.dumps({"sections": sections}, ensure_ascii=False)))
    visitor.open().ask(new_birth).finished()
    assert visitor.page.locator("#reading img, #reading script").count() == 0
    expect(visitor.page.locator("#reading .sections")).to_be_visible(timeout=PATIENCE_MS)
