"""Two people side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.visitor import FIRST, Visitor

if TYPE_CHECKING:
    from tests.fakes.provider import FakeProvider

OTHER = {"year": "1992", "month": "8", "day": "21", "hour": "9", "minute": "15"}


def asked(visitor: Visitor) -> Visitor:
    visitor.open("/compatibility").write(FIRST).choose("birth_info.gender", "male")
    visitor.write(OTHER, "partner_birth_info").choose("partner_birth_info.gender", "female")
    return visitor.submit()


def test_both_charts_are_there_at_once_with_what_lies_between_them(
    visitor: Visitor, provider: FakeProvider
) -> None:
    provider.hold()
    asked(visitor).sees("#one p", "경오년 기묘월 기묘일 신미시").sees("#other p", "임신년 무신월")
    assert visitor.page.locator("#chart svg.pair text.hanja").count() == 16
    assert visitor.page.locator("#chart svg.pair .relation-name").count() > 0
    visitor.sees("#parts .score", "/ 100")
    assert visitor.page.locator("#parts .parts li").count() >= 3
    provider.wait_for_calls(1)
    provider.release()
    visitor.finished()


def test_an_error_of_the_other_person_stands_beside_the_other_persons_field(
    visitor: Visitor,
) -> None:
    visitor.open("/compatibility").write(FIRST)
    visitor.write({**OTHER, "day": "32"}, "partner_birth_info").submit()
    visitor.sees("#partner_birth_info-day-error", "31")
    assert visitor.page.evaluate("document.activeElement.name") == "partner_birth_info.day"


def test_an_unknown_hour_of_one_of_them(visitor: Visitor) -> None:
    visitor.open("/compatibility").write(FIRST).write(OTHER, "partner_birth_info")
    visitor.page.locator('[name="partner_birth_info.unknown"]').check()
    visitor.submit().sees("#other p", "시는 모름")
    assert visitor.page.locator("#chart svg.pair rect.unknown").count() == 2


def test_a_link_brings_both_people_back(visitor: Visitor, provider: FakeProvider) -> None:
    asked(visitor).finished()
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.page.get_by_role("button", name="링크 복사").click()
    visitor.sees("#done", "링크를 복사했습니다")
    link: str = visitor.page.evaluate("navigator.clipboard.readText()")
    calls = len(provider.calls)
    visitor.page.goto("about:blank")
    visitor.page.goto(link)
    visitor.sees("#other p", "임신년 무신월").sees("#parts .score")
    assert len(provider.calls) == calls
