"""What is checked of a reading before it is served.

Its form, its language, and every statement about the chart that the inspection finds in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from saju.inspection import Statement
from shared.contracts.answers import Check, ReadingText, Validation
from shared.contracts.question import REVIEW, Question
from shared.judged_statements import CORE, judged_statements

LONGEST_READING = 30_000
"""Characters; a model that writes more is not answering. Bounds what a check takes, too."""
HOLDS = 0.85
"""At least this share of the statements must hold: the inspection itself misreads some true ones."""
ALONE_HOLDS = 0.5
"""The share where all that is wrong is one and the same claim."""
_SHORT = 200
"""Letters of a text whose language is not judged: a name or a term may make up much of it."""
_MOST_SHOWN = 10
_HANGUL = re.compile(r"[가-힣]")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Examination:
    """What came of the checks; `failure` says why the reading must not be served, if it must not.

    `fault` tells the model what is wrong, in English.
    """

    validation: Validation
    failure: Literal["unusable", "contradicts_chart"] | None = None
    fault: str = ""


def form_of(reading: ReadingText, question: Question) -> Validation:
    """What can be checked without reading the text: enough for one that the engine wrote itself.

    That what it says holds is shown by ten thousand charts in the tests, and to look again takes
    four times as long as to write it.
    """
    checks = _form(reading, question)
    return Validation(sum(check.passed for check in checks) / len(checks), checks)


def _form(reading: ReadingText, question: Question) -> tuple[Check, Check]:
    ids = [section.id for section in reading.sections]
    return (
        Check("sections_distinct", len(set(ids)) == len(ids)),
        Check("language", _is_in(reading.response, question.language)),
    )


def examine(reading: ReadingText, question: Question) -> Examination:
    """The checks of a reading that claims to answer `question`."""
    text = reading.response
    if len(text) > LONGEST_READING:
        checks = (Check("length", passed=False),)
        return Examination(Validation(0.0, checks), "unusable", "It is far too long.")
    distinct, language = _form(reading, question)
    # A review quotes what is wrong with another text; nobody could tell whose word it is.
    statements = [] if question.service_type == REVIEW else judged_statements(text, question)
    wrong = [each for each in statements if each.verdict == "false"]
    chart = Check("chart", not wrong, "; ".join(_said(each) for each in wrong) or None)
    held = distinct.passed + language.passed + len(statements) - len(wrong)
    validation = Validation(round(held / (2 + len(statements)), 3), (distinct, language, chart))
    if _contradicts(statements, wrong):
        return Examination(validation, "contradicts_chart", _fault(wrong))
    if not language.passed and len(_HANGUL.findall(text)) + len(_LATIN.findall(text)) > _SHORT:
        wanted = {"ko": "Korean", "en": "English"}[question.language]
        return Examination(validation, "unusable", f"It is not written in {wanted}.")
    return Examination(validation)


def _contradicts(statements: list[Statement], wrong: list[Statement]) -> bool:
    if any(each.kind in CORE for each in wrong):
        return True
    held = 1 - len(wrong) / max(1, len(statements))
    # One claim, said again and again, is one chance of having misread it.
    different = len({(each.kind, each.claimed) for each in wrong})
    return held < (HOLDS if different > 1 else ALONE_HOLDS)


def _is_in(text: str, language: str) -> bool:
    korean = len(_HANGUL.findall(text)) > len(_LATIN.findall(text))
    return korean == (language == "ko")


def _said(statement: Statement) -> str:
    return f"{statement.claimed} ≠ {statement.expected}"


def _fault(wrong: list[Statement]) -> str:
    rows = [
        f"- “{' '.join(each.quote.split())}” says {each.claimed}; the chart has {each.expected}."
        for each in wrong[:_MOST_SHOWN]
    ]
    return "\n".join(["These statements contradict the chart:", *rows])
