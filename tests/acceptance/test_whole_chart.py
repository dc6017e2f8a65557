"""The whole chart over HTTP, as the gateway's own description says it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.acceptance.contract import (
    MOMENT_FIELDS,
    assert_completed,
    assert_described,
    assert_problem,
    assert_queued,
)
from tests.acceptance.questions import FIRST_BIRTH

if TYPE_CHECKING:
    from tests.acceptance.caller import Reply
    from tests.acceptance.stack import Stack
    from tests.fakes.provider import FakeProvider

PARTNER = {"year": 1992, "month": 10, "day": 24, "hour": 17, "gender": "여성"}
COMPATIBILITY = {
    "birth_info": FIRST_BIRTH,
    "partner_birth_info": PARTNER,
    "service_type": "compatibility",
}
GENERATE_200 = ("/admin-api/saju/ai-generate", "post", "200")
GENERATE_202 = ("/admin-api/saju/ai-generate", "post", "202")
JOB_200 = ("/admin-api/saju/jobs/{job_id}", "get", "200")


def chart_of(reply: Reply) -> dict[str, Any]:
    assert reply.status == 200, reply
    found: dict[str, Any] = reply.json["chart"]
    return found


def calculation(**more: Any) -> dict[str, Any]:
    return {"birth_info": FIRST_BIRTH, "service_type": "saju_calculation", **more}


def test_a_chart_holds_every_group_of_rows(stack: Stack, document: dict[str, Any]) -> None:
    reply = stack.caller.ask(calculation())
    assert_described(document, GENERATE_200, reply.json)
    chart = chart_of(reply)

    # 庚午 己卯 己卯 辛未, a man: as every 만세력 prints this chart.
    day = chart["pillars"]["day"]
    assert [hidden["hanja"] for hidden in day["hidden_stems"]] == ["甲", "乙"]
    assert (day["twelve_stage"], day["ten_god"]["branch"]) == ("병", "편관")
    assert day["nayin"]["hangul"] == "성두토"
    assert chart["pillars"]["month"]["twelve_spirit"]["alias"] == "도화살"
    assert [branch["hanja"] for branch in chart["voids"][0]["branches"]] == ["申", "酉"]
    assert {"묘미 반합", "오미합"} <= {row["name"] for row in chart["relations"]}
    assert chart["structure"]["name"] == "편관격"
    assert chart["balance"]["missing"] == ["water"]
    assert [pillar["hanja"] for pillar in chart["luck"]["pillars"][:3]] == ["庚辰", "辛巳", "壬午"]
    assert chart["ruling_stem"]["hanja"] == "甲"
    # The peach blossom of 寅午戌 years is 卯, in the month and the day of this chart.
    assert {"도화살": ["month", "day"]}.items() <= {
        star["name"]: star["pillars"]
        for star in chart["stars"]
        if star["rule"]["ko"].startswith("연지")
    }.items()
    assert chart["hour_outlook"] is None
    for row in (*chart["stars"], *chart["useful_elements"]):
        reason = row.get("rule") or row["reason"]
        assert reason["ko"]
        assert reason["en"].isascii() or any(word in reason["en"] for word in ("the", "The"))


def test_an_unknown_hour_says_what_it_could_change(stack: Stack, document: dict[str, Any]) -> None:
    birth = {"year": 1990, "month": 3, "day": 15, "gender": "남성"}
    reply = stack.caller.ask(calculation(birth_info=birth))
    assert_described(document, GENERATE_200, reply.json)
    outlook = chart_of(reply)["hour_outlook"]

    # A day of 己 begins with 甲子 and ends with 乙亥 (오서둔).
    assert [hour["hanja"] for hour in outlook["hours"]] == [
        "甲子", "乙丑", "丙寅", "丁卯", "戊辰", "己巳", "庚午", "辛未", "壬申", "癸酉", "甲戌", "乙亥",
    ]  # fmt: skip
    assert outlook["elements"]["water"] == {"least": 0, "most": 1}


def test_a_date_brings_its_luck(stack: Stack, document: dict[str, Any]) -> None:
    reply = stack.caller.ask(calculation(date="2024-02-10"))
    assert_described(document, GENERATE_200, reply.json)
    fortune = chart_of(reply)["fortune"]

    # 2024-02-10, 설날: 甲辰년 丙寅월 甲辰일 (KASI 음양력).
    found = [fortune[kind]["hanja"] for kind in ("year", "month", "day")]
    assert found == ["甲辰", "丙寅", "甲辰"]
    # 대운수 7, forward from 己卯; 세는나이 35 is in the third decade: 壬午 from 27.
    assert fortune["decade"]["hanja"] == "壬午"


def test_two_charts_come_with_what_is_between_them(stack: Stack, document: dict[str, Any]) -> None:
    first = stack.caller.ask(COMPATIBILITY)
    job_id = assert_queued(first)
    assert_described(document, GENERATE_202, first.json)
    chart = first.json["chart"]
    assert chart["day_pillar"] == "기묘"
    assert chart["partner"]["solar_date"] == {"year": 1992, "month": 10, "day": 24}
    assert 0 <= chart["compatibility"]["score"] <= 100

    answer = stack.caller.ended(job_id, within_s=10)
    assert_described(document, JOB_200, answer)
    assert_completed(answer)
    assert answer["validation"]["score"] == 1.0
    assert not MOMENT_FIELDS & (set(answer["chart"]) | set(answer["chart"]["partner"]))
    assert answer["chart"]["compatibility"] == chart["compatibility"]

    hit = stack.caller.ask(COMPATIBILITY)
    assert hit.json["cache_hit"] is True
    assert_described(document, GENERATE_200, hit.json)
    exchanged = {**COMPATIBILITY, "birth_info": PARTNER, "partner_birth_info": FIRST_BIRTH}
    other = stack.caller.ask(exchanged, Prefer="wait=10")
    assert other.json["cache_hit"] is False
    assert other.json["chart"]["compatibility"]["score"] == chart["compatibility"]["score"]


def test_the_model_is_told_both_charts(stack: Stack, provider: FakeProvider) -> None:
    partner = {**PARTNER, "year": 1993}
    reply = stack.caller.ask({**COMPATIBILITY, "partner_birth_info": partner}, Prefer="wait=10")
    assert reply.status == 200
    assert reply.json["model_used"] == "openai"
    [call] = provider.calls
    prompt = call.json["messages"][-1]["content"]
    for chart in (reply.json["chart"], reply.json["chart"]["partner"]):
        assert all(pillar["hanja"] in prompt for pillar in chart["pillars"].values())


def test_what_is_wrong_with_the_partner_is_told(stack: Stack) -> None:
    reply = stack.caller.ask({**COMPATIBILITY, "partner_birth_info": {**PARTNER, "month": 13}})
    rows = assert_problem(reply, 422, "invalid_birth_info")
    assert [row["field"] for row in rows] == ["partner_birth_info.month"]
    alone = {"birth_info": FIRST_BIRTH, "service_type": "compatibility"}
    rows = assert_problem(stack.caller.ask(alone), 422, "invalid_request", "invalid_birth_info")
    assert [row["field"] for row in rows] == ["partner_birth_info"]
