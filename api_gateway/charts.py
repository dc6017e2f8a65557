"""Charts as the bytes of an answer's `chart` member."""

from __future__ import annotations

from functools import lru_cache

from api_gateway.parsing import AnyRequest, Asked
from saju import Signs
from saju.compatibility import compatibility_of
from saju.luck import LuckPillar
from saju.render import compatibility_body, fortune_rows, moment_body, signs_body
from saju.transits import Transit, luck_pillar_on, transit_on
from shared.contracts.answers import members
from shared.contracts.question import Question

KEPT = 256
"""Timeless parts that are kept encoded, 10 to 20 KB each: most callers ask about few charts."""


class Charts:
    """Encodes charts; the timeless part of one that was asked for lately is not made again."""

    def __init__(self) -> None:
        self._timeless = lru_cache(maxsize=KEPT)(_timeless)
        self._between = lru_cache(maxsize=KEPT)(_between)
        self._fortune = lru_cache(maxsize=KEPT)(_fortune)

    def of_caller(self, asked: Asked[AnyRequest]) -> bytes:
        """For a POST's answer: with the moment of the birth, or of both births."""
        chart, partner = asked.chart, asked.partner
        parts = [self._timeless(chart.signs), members(moment_body(chart))]
        if partner is not None:
            theirs = self._timeless(partner.signs), members(moment_body(partner))
            parts += [_member("partner", *theirs), self._between(chart.signs, partner.signs)]
        if asked.request.date is not None:
            day = transit_on(asked.request.date, chart.birth.timezone)
            luck = luck_pillar_on(chart.signs, day, chart.moment)
            parts.append(self._fortune(chart.signs, day, luck, chart.moment.solar_date.year))
        return _member("chart", *parts)

    def of_question(self, question: Question) -> bytes:
        """For a job's answer: the timeless parts alone."""
        parts = [self._timeless(question.signs)]
        if question.partner is not None:
            parts += [
                _member("partner", self._timeless(question.partner)),
                self._between(question.signs, question.partner),
            ]
        return _member("chart", *parts)


def _timeless(signs: Signs) -> bytes:
    return members(signs_body(signs))


def _between(one: Signs, other: Signs) -> bytes:
    return members({"compatibility": compatibility_body(compatibility_of(one, other))})


def _fortune(signs: Signs, day: Transit, luck: LuckPillar | None, birth_year: int) -> bytes:
    return members({"fortune": fortune_rows(signs, day, luck, birth_year)})


def _member(name: str, *parts: bytes) -> bytes:
    return b'"%b":{%b}' % (name.encode(), b",".join(parts))
