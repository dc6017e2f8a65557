"""Charts as the bytes of an answer's `chart` member."""

from __future__ import annotations

from functools import cached_property, lru_cache

from api_gateway.parsing import AnyRequest, Asked
from saju import Signs
from saju.compatibility import compatibility_of
from saju.render import compatibility_body, fortune_body, moment_body, signs_body
from saju.transits import transit_on
from shared.contracts.answers import members
from shared.contracts.question import Question

KEPT = 256
"""Timeless parts that are kept encoded, 10 to 20 KB each: most callers ask about few charts."""
KEPT_SPELLED = 16
"""Of whole members: many wait for the same job, but not for many of them in the same moment."""


class Charts:
    """Encodes charts; the timeless part of one that was asked for lately is not made again."""

    def __init__(self) -> None:
        self._timeless = lru_cache(maxsize=KEPT)(_timeless)
        self._between = lru_cache(maxsize=KEPT)(_between)
        self._spelled = lru_cache(maxsize=KEPT_SPELLED)(
            lambda question: self.of_question(Question.from_bytes(question))
        )

    def of_caller(self, asked: Asked[AnyRequest]) -> bytes:
        """For a POST's answer: with the moment of the birth, or of both births."""
        return CallersChart(self, asked)()

    def whole(self, asked: Asked[AnyRequest], moments: tuple[bytes, bytes]) -> bytes:
        """The same, of moments that were encoded before."""
        chart, partner = asked.chart, asked.partner
        mine, theirs = moments
        parts = [self._timeless(chart.signs), mine]
        if partner is not None:
            both = self._timeless(partner.signs), theirs
            parts += [_member("partner", *both), self._between(chart.signs, partner.signs)]
        if asked.request.date is not None:
            day = transit_on(asked.request.date, chart.birth.timezone)
            parts.append(members({"fortune": fortune_body(chart, day)}))
        return _member("chart", *parts)

    def of_spelled(self, question: bytes) -> bytes:
        """For a job's answer, by its question's bytes: one that was answered lately is not read again.

        Raises:
            ValueError: the bytes spell no question.
        """
        return self._spelled(question)

    def of_question(self, question: Question) -> bytes:
        """For a job's answer: the timeless parts alone."""
        parts = [self._timeless(question.signs)]
        if question.partner is not None:
            parts += [
                _member("partner", self._timeless(question.partner)),
                self._between(question.signs, question.partner),
            ]
        return _member("chart", *parts)


class CallersChart:
    """What `Charts.of_caller` gives, when it is called."""

    def __init__(self, charts: Charts, asked: Asked[AnyRequest]) -> None:
        self._charts = charts
        self._asked = asked

    def __call__(self) -> bytes:
        """The member."""
        return self._charts.whole(self._asked, self._moments)

    def prepare(self) -> None:
        """Encodes now what is this caller's own, 1 KB or 2: many are answered at a job's end."""
        _ = self._moments

    @cached_property
    def _moments(self) -> tuple[bytes, bytes]:
        chart, partner = self._asked.chart, self._asked.partner
        theirs = b"" if partner is None else members(moment_body(partner))
        return members(moment_body(chart)), theirs


def _timeless(signs: Signs) -> bytes:
    return members(signs_body(signs))


def _between(one: Signs, other: Signs) -> bytes:
    return members({"compatibility": compatibility_body(compatibility_of(one, other))})


def _member(name: str, *parts: bytes) -> bytes:
    return b'"%b":{%b}' % (name.encode(), b",".join(parts))
