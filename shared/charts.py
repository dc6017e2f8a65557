"""Charts of questions as the bytes of an answer's `chart` member: the timeless parts alone."""

from __future__ import annotations

from functools import lru_cache

from saju import Signs
from saju.compatibility import compatibility_of
from saju.render import compatibility_body, signs_body
from shared.contracts.answers import members
from shared.contracts.question import Question


class QuestionCharts:
    """Encodes charts; of the last `kept` ones no timeless part, 10 to 20 KB, is made again."""

    def __init__(self, kept: int) -> None:
        self._timeless = lru_cache(maxsize=kept)(_timeless)
        self._between = lru_cache(maxsize=kept)(_between)

    def of_spelled(self, question: bytes) -> bytes:
        """For a job's answer, by its question's bytes.

        Raises:
            ValueError: the bytes spell no question.
        """
        return self.of_question(Question.from_bytes(question))

    def of_question(self, question: Question) -> bytes:
        """For a job's answer."""
        parts = [self._timeless(question.signs)]
        if question.partner is not None:
            parts += [
                member("partner", self._timeless(question.partner)),
                self._between(question.signs, question.partner),
            ]
        return member("chart", *parts)


def member(name: str, *parts: bytes) -> bytes:
    """An object of spliced members, as a member of that name."""
    return b'"%b":{%b}' % (name.encode(), b",".join(parts))


def _timeless(signs: Signs) -> bytes:
    return members(signs_body(signs))


def _between(one: Signs, other: Signs) -> bytes:
    return members({"compatibility": compatibility_body(compatibility_of(one, other))})
