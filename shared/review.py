"""What the inspection finds in a text that is to be reviewed, and the engine's own review of it."""

from __future__ import annotations

from typing import Any

from saju.analysis import Analysis
from saju.inspection import Statement, inspect_text
from shared.contracts.answers import ReadingText, Section
from shared.contracts.question import Question

MOST_FINDINGS = 20


def statements_of(question: Question) -> tuple[Statement, ...]:
    """The statements about the chart in the text of a review."""
    return inspect_text(
        question.text or "",
        Analysis(question.signs),
        partner=None if question.partner is None else Analysis(question.partner),
    ).statements


def findings_of(question: Question) -> list[dict[str, Any]]:
    """What contradicts the chart, as a model is told of it."""
    return [
        {"quote": each.quote, "says": each.claimed, "chart_has": each.expected}
        for each in statements_of(question)
        if each.verdict == "false"
    ][:MOST_FINDINGS]


def engine_review(question: Question) -> ReadingText:
    """What can be said of a text without any model: what of it the chart bears out, and what not."""
    judged = [each for each in statements_of(question) if each.verdict != "unknown"]
    wrong = [each for each in judged if each.verdict == "false"]
    korean = question.language == "ko"
    rows = [_row(each, korean=korean) for each in wrong[:MOST_FINDINGS]]
    if len(wrong) > len(rows):
        more = len(wrong) - len(rows)
        rows.append(f"- 그 밖에 {more}곳이 더 있습니다." if korean else f"- And {more} more.")
    titles = ("정확성", "고쳐 쓰기") if korean else ("Accuracy", "What to change")
    accuracy = "\n".join([_summary(len(judged), len(wrong), korean=korean), *rows])
    return ReadingText(
        (
            Section("accuracy", titles[0], accuracy),
            Section("advice", titles[1], _advice(len(wrong), korean=korean)),
        )
    )


def _summary(judged: int, wrong: int, *, korean: bool) -> str:
    if korean:
        if not judged:
            return "이 글에는 사주 원국과 맞추어 볼 수 있는 말이 없습니다."
        end = "모두 원국과 맞습니다." if not wrong else f"그 가운데 {wrong}곳이 원국과 어긋납니다."
        return f"원국과 맞추어 볼 수 있는 말이 {judged}곳 있고, {end}"
    if not judged:
        return "Nothing in this text can be held against the chart."
    end = "All of it agrees." if not wrong else f"Of that, {wrong} contradict it."
    return f"What can be held against the chart: {judged} statements. {end}"


def _row(statement: Statement, *, korean: bool) -> str:
    said, own, quote = statement.claimed, statement.expected, statement.quote
    if korean:
        return f"- “{quote}”: 글에서는 {said}, 원국에서는 {own}."
    return f"- “{quote}”: the text says {said}; the chart has {own}."


def _advice(wrong: int, *, korean: bool) -> str:
    if korean:
        return (
            "위에 적은 곳을 원국에 맞게 고치고, 그 말에 기댄 해석도 함께 살펴 주세요."
            if wrong
            else "원국과 어긋나는 곳은 찾지 못했습니다. 말투와 빠진 내용은 사람이 한 번 더 읽어 주세요."
        )
    return (
        "Change these places to what the chart has, and look again at whatever rests on them."
        if wrong
        else "No contradiction was found. Its tone, and what it leaves out, are for a person to read."
    )
