"""From what a caller asks to the question: the day is settled here, and the birth stays behind."""

from __future__ import annotations

from dataclasses import replace

from api_gateway.parsing import Asked
from saju.zones import zone_of
from shared.clock import Clock
from shared.contracts.inspections import InspectionRequest
from shared.contracts.occasion import FORTUNES, Occasion, occasion_of
from shared.contracts.question import REVIEW, Question
from shared.contracts.requests import ReadingRequest
from shared.prompts import PromptBook


def dated(asked: Asked[ReadingRequest], clock: Clock) -> Asked[ReadingRequest]:
    """The same with a date wherever it needs one: without its own, today in the birth's time zone."""
    request = asked.request
    if request.date is not None or request.service_type not in FORTUNES:
        return asked
    today = clock.now().astimezone(zone_of(asked.chart.birth.timezone).clock).date()
    return replace(asked, request=request.model_copy(update={"date": today}))


def question_of(asked: Asked[ReadingRequest], prompts: PromptBook) -> Question:
    """All of it that the reading may depend on."""
    request = asked.request
    return Question(
        signs=asked.chart.signs,
        service_type=request.service_type,
        language=request.language,
        prompt_version=prompts.version(request.service_type, request.language),
        partner=None if asked.partner is None else asked.partner.signs,
        occasion=_occasion(asked),
    )


def review_of(asked: Asked[InspectionRequest], prompts: PromptBook) -> Question | None:
    """The review that is asked for; None: none is, or there is no text."""
    request = asked.request
    if not request.ai_review or request.reading is None:
        return None
    return Question(
        signs=asked.chart.signs,
        service_type=REVIEW,
        language=request.language,
        prompt_version=prompts.version(REVIEW, request.language),
        partner=None if asked.partner is None else asked.partner.signs,
        text=request.reading,
    )


def _occasion(asked: Asked[ReadingRequest]) -> Occasion | None:
    request = asked.request
    if request.date is None:
        return None
    return occasion_of(request.service_type, request.date, asked.chart.birth.timezone)
