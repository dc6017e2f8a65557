"""The local engine's reading as an answer: the last link of the chain, which needs nobody."""

from __future__ import annotations

from saju.reading import LANGUAGES, local_reading
from saju.reading.rules import texts
from shared.checks import form_of
from shared.clock import Clock
from shared.contracts.answers import (
    ENGINE,
    Answer,
    Attempt,
    ReadingText,
    Section,
    Usage,
)
from shared.contracts.question import REVIEW, Question
from shared.review import engine_review

ENGINE_MODEL = "saju-engine"


def load_engine() -> None:
    """Reads the engine's texts, 60 ms a language, so that the first who needs it does not wait."""
    for language in LANGUAGES:
        texts(language)


def engine_answer(
    question: Question, *, clock: Clock, attempts: tuple[Attempt, ...] = ()
) -> Answer:
    """The engine's own reading of the question, after the `attempts` that brought none."""
    started_s = clock.monotonic_s()
    reading = _reading(question)
    ms = round((clock.monotonic_s() - started_s) * 1000)
    return Answer(
        reading=reading,
        model_used=ENGINE,
        model=ENGINE_MODEL,
        fallback_used=True,
        data_source="saju_engine",
        validation=form_of(reading, question),
        usage=Usage(),
        attempts=(*attempts, Attempt(ENGINE, ENGINE_MODEL, "ok", None, ms)),
        created_at=clock.now(),
    )


def _reading(question: Question) -> ReadingText:
    if question.service_type == REVIEW:
        return engine_review(question)
    written = local_reading(
        question.signs,
        question.service_type,
        question.language,
        partner=question.partner,
        transit=None if question.occasion is None else question.occasion.transit,
    )
    return ReadingText(
        tuple(Section(section.id, section.title, section.text) for section in written.sections)
    )
