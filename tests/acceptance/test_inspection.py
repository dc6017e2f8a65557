"""Charts and texts from elsewhere, inspected over HTTP.

The birth is the contract's, 1990-03-15 14:30 in Seoul: 庚午 己卯 己卯 辛未, as every 만세력 prints it.
경칩 was at 1990-03-06 05:19 Korean time (KASI), 청명 on 5 April.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.caller import INSPECT
from tests.acceptance.contract import MOMENT_FIELDS, assert_described, assert_problem
from tests.acceptance.questions import FIRST_BIRTH
from tests.acceptance.test_bad_input import BAD_INPUT, LIMIT_BYTES
from tests.fakes.behaviours import Status

if TYPE_CHECKING:
    from tests.acceptance.caller import Reply
    from tests.acceptance.stack import Stack
    from tests.fakes.provider import FakeProvider

RIGHT = {
    "year_pillar": "경오",
    "month_pillar": "기묘",
    "day_pillar": "기묘",
    "hour_pillar": "신미",
    "ilgan": "기",
}
# What the first generation of this system answered for this birth.
SEED = {**RIGHT, "month_pillar": "정묘", "day_pillar": "기해"}
INSPECT_200 = (INSPECT, "post", "200")


def inspect(stack: Stack, birth: dict[str, Any] | None = None, **body: Any) -> dict[str, Any]:
    reply = send(stack, birth_info=birth or FIRST_BIRTH, **body)
    assert reply.status == 200, reply
    found: dict[str, Any] = reply.json
    assert found["success"] is True
    return found


def send(stack: Stack, **body: Any) -> Reply:
    return stack.caller.ask(body, INSPECT)


def rows(answer: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    return [(row["field"], row["expected"], row["claimed"]) for row in answer["findings"]]


def test_the_charts_of_the_first_generation_are_wrong_in_month_and_day(stack: Stack) -> None:
    answer = inspect(stack, saju_result=SEED)

    assert (answer["verdict"], answer["score"], answer["judged"]) == ("incorrect", 0.6, 5)
    assert rows(answer) == [
        ("month_pillar", "기묘", "정묘"),
        ("day_pillar", "기묘", "기해"),
    ]
    month, day = (row["why"] for row in answer["findings"])
    for told in ("경칩", "1990-03-06 05:19", "청명", "1990-04-05", "己卯"):
        assert told in month
    for told in ("평균태양시", "자시가 시작되는 23:00", "己卯"):
        assert told in day
    assert all(row["right_under"] is None for row in answer["findings"])


def test_the_reasons_are_told_in_english_too(stack: Stack) -> None:
    answer = inspect(stack, saju_result=SEED, language="en")

    month, day = (row["why"] for row in answer["findings"])
    assert "lies between 경칩 (1990-03-06 05:19" in month
    assert "the month pillar is 己卯" in month
    assert "the day changes at 23:00" in day


def test_a_right_chart_is_correct_in_any_spelling(stack: Stack) -> None:
    hanja = {
        "year_pillar": "庚午",
        "month_pillar": "기묘(己卯)",
        "day_pillar": "己卯일",
        "ilgan": "己土",
    }
    for claimed in (RIGHT, hanja):
        answer = inspect(stack, saju_result=claimed)
        assert (answer["verdict"], answer["score"]) == ("correct", 1.0)
        assert answer["judged"] == len(claimed)
        assert answer["findings"] == []
        assert answer["statements"] is None


def test_a_field_that_is_absent_or_null_is_not_judged(stack: Stack) -> None:
    answer = inspect(stack, saju_result={"month_pillar": None, "day_pillar": "갑자"})

    assert (answer["score"], answer["judged"]) == (0.0, 1)
    assert [row["field"] for row in answer["findings"]] == ["day_pillar"]


def test_the_chart_is_that_of_any_other_answer(stack: Stack) -> None:
    question = {"birth_info": FIRST_BIRTH, "options": {"solar_time": "clock"}}
    answer = inspect(stack, saju_result=RIGHT, options={"solar_time": "clock"})
    chart = stack.caller.ask({**question, "service_type": "saju_calculation"}).json["chart"]

    assert answer["chart"] == chart
    assert set(chart) >= MOMENT_FIELDS


def test_an_hour_claimed_of_an_unknown_hour_is_false(stack: Stack) -> None:
    day = {"year": 1990, "month": 3, "day": 15}
    answer = inspect(stack, day, saju_result=RIGHT)

    assert rows(answer) == [("hour_pillar", None, "신미")]
    assert answer["score"] == pytest.approx(4 / 5)


@pytest.mark.parametrize(
    ("hour", "minute", "options", "claimed", "under"),
    [
        # 23:10 by the clock is 22:38 by the sun of Seoul: only the former begins 庚辰.
        (23, 10, {}, {"day_pillar": "경진"}, [{"solar_time": "clock"}, {"solar_time": "standard"}]),
        (23, 50, {}, {"day_pillar": "기묘"}, [{"day_boundary": "00:00"}]),
        # 오서둔: 甲子 is the rat hour of a day of 己, 丙子 that of 庚.
        (
            23,
            50,
            {"day_boundary": "00:00"},
            {"hour_pillar": "갑자"},
            [{"late_rat_stem": "same_day"}],
        ),
    ],
)
def test_a_claim_of_another_school_is_told_its_convention(
    stack: Stack,
    hour: int,
    minute: int,
    options: dict[str, str],
    claimed: dict[str, str],
    under: list[dict[str, str]],
) -> None:
    birth = {**FIRST_BIRTH, "hour": hour, "minute": minute}
    answer = inspect(stack, birth, saju_result=claimed, options=options)
    [finding] = answer["findings"]
    assert finding["right_under"] == under
    for change in under:
        for name, choice in change.items():
            assert f"{name}={choice}" in finding["why"]
        again = inspect(stack, birth, saju_result=claimed, options={**options, **change})
        assert (again["verdict"], again["findings"]) == ("correct", [])


@pytest.mark.parametrize(
    "claim", ["", "xyz", "갑축", "경오(庚子)", "\x00", "기묘" * 4_000, "{claim}"]
)
def test_a_claim_that_cannot_be_read_is_false(stack: Stack, claim: str) -> None:
    answer = inspect(stack, saju_result={"day_pillar": claim, "ilgan": "기"})

    assert rows(answer) == [("day_pillar", "기묘", claim)]
    assert (answer["verdict"], answer["score"]) == ("incorrect", 0.5)


@pytest.mark.parametrize(
    ("text", "kind", "quoted"),
    [
        ("봄에 태어났고 당신의 일주는 기해(己亥)입니다.", "pillar", "기해"),
        ("따뜻한 사람입니다. 화가 없습니다.", "element", "화"),
        ("말없이 일합니다. 대운은 역행합니다.", "luck", "역행"),
        ("Gentle by nature. Your day pillar is Geng-Wu (庚午).", "pillar", "Geng-Wu"),
        ("The chart lacks fire.", "element", "fire"),
        ("You were born in the Year of the Rat.", "animal", "Rat"),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_false_statement_of_a_text_is_told_with_its_place(
    stack: Stack, text: str, kind: str, quoted: str, language: str
) -> None:
    answer = inspect(stack, reading=text, language=language)

    assert (answer["verdict"], answer["score"], answer["judged"]) == ("incorrect", 0.0, 1)
    [finding] = answer["findings"]
    assert (finding["field"], finding["kind"]) == ("reading", kind)
    assert finding["quote"] == text[finding["start"] : finding["end"]]
    assert quoted in finding["quote"]
    assert finding["claimed"] in finding["why"]
    assert finding["expected"] in finding["why"]
    assert ("does not agree" in finding["why"]) == (language == "en")
    [statement] = answer["statements"]
    assert statement["verdict"] == "false"


@pytest.mark.parametrize(
    "text",
    [
        "당신의 일주는 기묘(己卯)입니다. 수가 없는 사주입니다.",
        "Your day pillar is Gi-myo (己卯). There is no water.",
    ],
)
def test_a_true_text_is_correct(stack: Stack, text: str) -> None:
    answer = inspect(stack, reading=text)

    assert (answer["verdict"], answer["score"], answer["findings"]) == ("correct", 1.0, [])
    assert answer["judged"] == 2
    assert answer["statement_counts"] == {"true": 2, "false": 0, "unknown": 0}


def test_the_score_is_the_share_of_fields_and_statements_that_hold(stack: Stack) -> None:
    text = "당신의 일주는 기묘(己卯)입니다. 화가 없습니다. There is no water."
    answer = inspect(stack, saju_result=SEED, reading=text)

    assert answer["judged"] == 5 + 3
    assert answer["score"] == pytest.approx(5 / 8)
    assert [row["field"] for row in answer["findings"]] == ["month_pillar", "day_pillar", "reading"]


def test_a_text_that_says_nothing_of_the_chart_leaves_nothing_to_judge(stack: Stack) -> None:
    answer = inspect(stack, reading="수는 목을 생한다. 좋은 하루 되세요.")

    assert (answer["verdict"], answer["score"], answer["judged"]) == ("correct", 1.0, 0)


def test_a_partner_and_this_year_are_judged_where_they_are_given(stack: Stack) -> None:
    partner = {"year": 2000, "month": 1, "day": 1, "hour": 12}  # a day of 戊午 (KASI)
    text = "상대방의 일주는 기묘입니다. 올해는 정관이 들어오는 해입니다."

    alone = inspect(stack, reading=text)
    assert (alone["judged"], alone["findings"]) == (0, [])
    # 2026 is 丙午, and 丙 is 정인 to 己.
    both = inspect(stack, reading=text, partner_birth_info=partner, date="2026-06-01")
    assert [row["kind"] for row in both["findings"]] == ["pillar", "year"]
    assert both["chart"]["partner"]["day_pillar"] == "무오"
    assert both["chart"]["fortune"]["year"]["hanja"] == "丙午"


def test_the_options_count_for_a_text(stack: Stack) -> None:
    birth = {**FIRST_BIRTH, "hour": 23, "minute": 50}
    text = "당신의 일주는 기묘입니다."

    assert inspect(stack, birth, reading=text)["verdict"] == "incorrect"
    midnight = inspect(stack, birth, reading=text, options={"day_boundary": "00:00"})
    assert midnight["verdict"] == "correct"


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "saju_result", "required"),
        ({"saju_result": None, "reading": None}, "saju_result", "required"),
        ({"saju_result": {}}, "saju_result", "empty"),
        ({"saju_result": {"ilgan": None}, "reading": "화"}, "saju_result", "empty"),
        ({"saju_result": []}, "saju_result", "wrong_type"),
        ({"saju_result": {"ilgan": 6}}, "saju_result.ilgan", "wrong_type"),
        ({"saju_result": {"day_piller": "기묘"}}, "saju_result.day_piller", "unknown_field"),
        ({"reading": ""}, "reading", "wrong_length"),
        ({"reading": 5}, "reading", "wrong_type"),
        ({"reading": "x" * 20_001, "ai_review": True}, "ai_review", "too_long_to_review"),
        ({"reading": "화", "ai_review": "no"}, "ai_review", "wrong_type"),
        ({"reading": "화", "language": "fr"}, "language", "not_allowed"),
        ({"reading": "화", "date": "2026-02-30"}, "date", "wrong_type"),
        ({"reading": "화", "options": {"school": "x"}}, "options.school", "unknown_field"),
        ({"reading": "화", "service_type": "love"}, "service_type", "unknown_field"),
    ],
)
def test_a_bad_field_is_told(stack: Stack, body: dict[str, Any], field: str, code: str) -> None:
    reply = send(stack, birth_info=FIRST_BIRTH, **body)
    told = assert_problem(reply, 422, "invalid_request")
    assert [(row["field"], row["code"]) for row in told] == [(field, code)]


def test_a_bad_birth_is_told_with_the_rest(stack: Stack) -> None:
    wrong = {**FIRST_BIRTH, "month": 2, "day": 30}
    told = assert_problem(send(stack, birth_info=wrong), 422, "invalid_birth_info")
    assert {row["field"] for row in told} == {"birth_info.day", "saju_result"}
    told = assert_problem(send(stack, reading="화"), 422, "invalid_birth_info")
    assert [row["field"] for row in told] == ["birth_info"]


def filled(piece: str) -> bytes:
    """A body of at most 64 KiB, its text full of one piece."""
    empty = json.dumps({"birth_info": FIRST_BIRTH, "reading": ""}).encode()
    size = len(json.dumps(piece, ensure_ascii=False).encode()) - 2
    text = piece * ((LIMIT_BYTES - len(empty)) // size)
    body = {"birth_info": FIRST_BIRTH, "reading": text}
    return json.dumps(body, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "piece", ["화", "甲子", "\x00", "\ud7a3", "(", "a", "no fire. ", "子午卯酉충 "]
)
def test_a_text_as_long_as_the_body_may_be_is_inspected(stack: Stack, piece: str) -> None:
    reply = stack.caller.send("POST", INSPECT, filled(piece))
    assert reply.status == 200, reply
    answer = reply.json
    counts = answer["statement_counts"]
    assert answer["judged"] == counts["true"] + counts["false"]
    assert len(answer["statements"]) == min(sum(counts.values()), 1_000)
    assert len(answer["findings"]) == min(counts["false"], 1_000)
    assert len(reply.raw) < 1024 * 1024


def test_a_longer_body_is_too_large(stack: Stack) -> None:
    body = json.dumps({"birth_info": FIRST_BIRTH, "reading": "a" * LIMIT_BYTES}).encode()
    assert_problem(stack.caller.send("POST", INSPECT, body), 413, "body_too_large")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b'{"reading": "\\ud800"}',
        b'{"reading": "\xff\xfe"}',
        b'{"reading": "\xed\xa0\x80"}',
        b'{"saju_result": ' + b'{"ilgan":' * 5_000 + b"1" + b"}" * 5_001,
    ],
)
def test_hostile_bodies_are_refused(stack: Stack, body: bytes) -> None:
    reply = stack.caller.send("POST", INSPECT, body)
    assert_problem(reply, reply.status, "malformed_json", *BAD_INPUT)
    assert reply.status in {400, 422}


def test_only_a_post_inspects(stack: Stack) -> None:
    assert_problem(stack.caller.get(INSPECT), 405, "method_not_allowed")


def test_every_example_of_the_description_runs(stack: Stack, document: dict[str, Any]) -> None:
    described = document["paths"][INSPECT]["post"]["requestBody"]["content"]["application/json"]
    verdicts = {}
    for name, example in described["examples"].items():
        answer = inspect(stack, example["value"]["birth_info"], **without_birth(example["value"]))
        assert_described(document, INSPECT_200, answer)
        verdicts[name] = answer["verdict"]
    assert verdicts == {
        "chart": "incorrect",
        "reading": "incorrect",
        "both": "incorrect",
        "convention": "incorrect",
        "partner": "correct",
    }


def without_birth(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "birth_info"}


WRONG_TEXT = "당신의 일주는 기해(己亥)입니다. 일간은 기토라 온화합니다."


def test_a_model_reviews_the_text_through_the_queue(
    stack: Stack, provider: FakeProvider, document: dict[str, Any]
) -> None:
    body = {"birth_info": FIRST_BIRTH, "reading": WRONG_TEXT, "ai_review": True}
    reply = stack.caller.ask(body, INSPECT)
    assert reply.status == 202, reply
    assert_described(document, (INSPECT, "post", "202"), reply.json)
    assert reply.json["verdict"] == "incorrect"  # the inspection does not wait for the review
    assert reply.json["review"] is None
    assert reply.headers["location"].endswith(reply.json["job_id"])
    job = stack.caller.ended(reply.json["job_id"], within_s=10)
    assert job["model_used"] == "openai"
    assert job["chart"]["day_pillar"] == "기묘"
    [call] = provider.calls
    assert "일주 기묘(己卯)" in json.dumps(
        call.json, ensure_ascii=False
    )  # the model is told what contradicts the chart

    again = stack.caller.ask(body, INSPECT)
    assert again.status == 200
    assert_described(document, INSPECT_200, again.json)
    assert again.json["review"]["response"] == job["response"]
    assert again.json["review"]["cache_hit"] is True
    assert len(provider.calls) == 1


def test_who_waits_gets_the_review_in_the_same_answer(
    stack: Stack, document: dict[str, Any]
) -> None:
    body = {"birth_info": FIRST_BIRTH, "reading": "Your day master is Ji Earth.", "ai_review": True}
    reply = stack.caller.ask({**body, "language": "en"}, INSPECT, Prefer="wait=10")
    assert reply.status == 200, reply
    assert_described(document, INSPECT_200, reply.json)
    assert (reply.json["verdict"], reply.json["review"]["model_used"]) == ("correct", "openai")
    assert reply.json["job_id"]


def test_the_engine_reviews_when_no_model_does(stack: Stack, provider: FakeProvider) -> None:
    provider.answer_with(Status(400))
    body = {"birth_info": FIRST_BIRTH, "reading": WRONG_TEXT + " 말띠입니다.", "ai_review": True}
    reply = stack.caller.ask(body, INSPECT, Prefer="wait=10")
    review = reply.json["review"]
    assert review["model_used"] == "saju_engine"
    assert "일주 기묘(己卯)" in review["response"]


def test_without_a_text_there_is_nothing_to_review(stack: Stack, provider: FakeProvider) -> None:
    found = inspect(stack, saju_result=RIGHT, ai_review=True)
    assert found["review"] is None
    assert not provider.calls
