"""Charts as the bytes of an answer's `chart` member, those of callers with the moment of the birth."""

from __future__ import annotations

from functools import cached_property, lru_cache

from api_gateway.parsing import AnyRequest, Asked
from saju import Signs
from saju.luck import LuckPillar
from saju.render import fortune_rows, moment_body
from saju.transits import Transit, luck_pillar_on, transit_on
from shared.charts import QuestionCharts, member
from shared.contracts.answers import members

KEPT = 64
"""Timeless parts that are kept encoded, 10 to 20 KB each, beside the signs that they were made of: most
callers ask about few charts."""
KEPT_SPELLED = 16
"""Of whole members: many wait for the same job, but not for many of them in the same moment."""


class Charts(QuestionCharts):
    """Encodes charts, of questions and of the callers who ask them."""

    def __init__(self) -> None:
        super().__init__(KEPT)
        self._fortune = lru_cache(maxsize=KEPT)(_fortune)
        self._spelled = lru_cache(maxsize=KEPT_SPELLED)(super().of_spelled)

    def parts(self, asked: Asked[AnyRequest], moments: tuple[bytes, bytes]) -> tuple[bytes, ...]:
        """The members for a POST's answer, the moment of the birth, or of both, encoded before."""
        chart, partner = asked.chart, asked.partner
        mine, theirs = moments
        parts = [self._timeless(chart.signs), mine]
        if partner is not None:
            both = self._timeless(partner.signs), theirs
            parts += [member("partner", *both), self._between(chart.signs, partner.signs)]
        if asked.request.date is not None:
            day = transit_on(asked.request.date, chart.birth.timezone)
            luck = luck_pillar_on(chart.signs, day, chart.moment)
            parts.append(self._fortune(chart.signs, day, luck, chart.moment.solar_date.year))
        return tuple(parts)

    def of_spelled(self, question: bytes) -> bytes:
        """For a job's answer, by its question's bytes: one that was answered lately is not read again.

        Raises:
            ValueError: the bytes spell no question.
        """
        return self._spelled(question)


class CallersChart:
    """The `chart` member of a POST's answer, encoded when it is called."""

    def __init__(self, charts: Charts, asked: Asked[AnyRequest]) -> None:
        self._charts = charts
        self._asked = asked

    def __call__(self) -> bytes:
        """The member."""
        return b"".join(self.pieces)

    def prepare(self) -> None:
        """Encodes now what is this caller's own, 1 KB or 2: many are answered at a job's end."""
        _ = self._moments

    @cached_property
    def pieces(self) -> tuple[bytes, ...]:
        """What the member is joined of; the large ones are shared by all who ask about this chart."""
        first, *rest = self._charts.parts(self._asked, self._moments)
        return (b'"chart":{', first, *(piece for part in rest for piece in (b",", part)), b"}")

    @cached_property
    def _moments(self) -> tuple[bytes, bytes]:
        chart, partner = self._asked.chart, self._asked.partner
        theirs = b"" if partner is None else members(moment_body(partner))
        return members(moment_body(chart)), theirs


def _fortune(signs: Signs, day: Transit, luck: LuckPillar | None, birth_year: int) -> bytes:
    return members({"fortune": fortune_rows(signs, day, luck, birth_year)})
