"""Charts as the bytes of an answer's `chart` member, those of callers with the moment of the birth."""

from __future__ import annotations

from functools import lru_cache

from api_gateway.parsing import AnyRequest, Asked
from saju import Signs
from saju.luck import LuckPillar
from saju.render import fortune_rows, moment_body
from saju.transits import Transit, luck_pillar_on, transit_on
from shared.charts import QuestionCharts, member
from shared.contracts.answers import members

KEPT = 256
"""Most callers ask about few charts."""


class Charts(QuestionCharts):
    """Encodes charts, of questions and of the callers who ask them."""

    def __init__(self) -> None:
        super().__init__(KEPT)
        self._fortune = lru_cache(maxsize=KEPT)(_fortune)

    def of_caller(self, asked: Asked[AnyRequest]) -> bytes:
        """For a POST's answer: with the moment of the birth, or of both births."""
        chart, partner = asked.chart, asked.partner
        parts = [self._timeless(chart.signs), members(moment_body(chart))]
        if partner is not None:
            theirs = self._timeless(partner.signs), members(moment_body(partner))
            parts += [member("partner", *theirs), self._between(chart.signs, partner.signs)]
        if asked.request.date is not None:
            day = transit_on(asked.request.date, chart.birth.timezone)
            luck = luck_pillar_on(chart.signs, day, chart.moment)
            parts.append(self._fortune(chart.signs, day, luck, chart.moment.solar_date.year))
        return member("chart", *parts)


def _fortune(signs: Signs, day: Transit, luck: LuckPillar | None, birth_year: int) -> bytes:
    return members({"fortune": fortune_rows(signs, day, luck, birth_year)})
