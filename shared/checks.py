"""What is checked of a reading before it is served: its form, its language and its day master."""

from __future__ import annotations

import re

from shared.contracts.answers import Check, ReadingText, Validation
from shared.contracts.occasion import SajuDay
from shared.contracts.question import Question

_HANGUL = re.compile(r"[가-힣]")
_LATIN = re.compile(r"[A-Za-z]")
_PAIR = "([甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥])"
_DAY_PILLAR_CLAIMS = (
    re.compile(_PAIR + r"\)?\s*(?:일주|day pillar)"),
    re.compile(r"(?:일주|day pillar)(?:는|가|인| is)?\s*[가-힣]{0,2}\(?" + _PAIR),
)


def check_reading(reading: ReadingText, question: Question) -> Validation:
    """The checks of a reading that claims to answer `question`."""
    text = reading.response
    ids = [section.id for section in reading.sections]
    people = [question.signs] if question.partner is None else [question.signs, question.partner]
    day_pillars = {signs.pillars.day.hanja for signs in people}
    if isinstance(question.occasion, SajuDay):  # in English a day's 일진 is a day pillar, too
        day_pillars.add(question.occasion.transit.pillars.day.hanja)
    claimed = {pair for claim in _DAY_PILLAR_CLAIMS for pair in claim.findall(text)}
    korean = len(_HANGUL.findall(text)) > len(_LATIN.findall(text))
    return Validation(
        (
            Check("sections_distinct", len(set(ids)) == len(ids)),
            Check("language", korean == (question.language == "ko")),
            Check("day_pillar", claimed <= day_pillars),
        )
    )
