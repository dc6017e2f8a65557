"""Which of the statements that the inspection finds in a model's reading count against it.

The inspection serves two masters. Who asks for it wants every doubtful place shown; a reading that is
about to be served must not be thrown away, and paid for again, over a sentence that was misread. So
here only that counts of which the inspection can be sure: what is said outright, of the person who
asks, in the chart of birth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from saju.analysis import Analysis
from saju.inspection import Statement, inspect_text
from saju.pillars import month_pillar_fits
from saju.sexagenary import BRANCHES, PILLARS, STEMS, Pillar
from saju.transits import Transit, luck_pillar_on
from shared.contracts.occasion import SajuDay
from shared.contracts.question import Question

CORE = frozenset({"pillar", "day_master"})
"""What a reading stands on, and what the inspection reads best."""
_SIGNS = "".join(
    [stem.hanja + stem.hangul for stem in STEMS] + [each.hanja + each.hangul for each in BRANCHES]
)
_BARE = re.compile(rf"[\s()·,、{_SIGNS}]*")
"""A quote of nothing but signs: what binds them to a place stands elsewhere, and the inspection may
have bound them wrongly ("let 庚午 己卯 己卯 辛未 be a mirror of yourself" speaks of no day pillar)."""
_OF_OTHERS = re.compile(
    r"배우자|배필|짝|벗|친구|귀인|상대|인연|궁합|파트너|동료|상사|자녀|부모|남편|아내|그녀|그는|사람들|이들|"
    r"띠와|띠는|띠를|띠인|이라도|라도|처럼|같이|만나면|만나는|피하|어울|잘 맞|[생극합충설제]하|"
    r"\b(?:partner|spouse|husband|wife|friend|mentor|colleague|match(?:es)?|marry|people|someone|others?|"
    r"he|she|his|her|they|their|like an?|even if)\b",
    re.IGNORECASE,
)
"""Words by which a pillar, a day master or an animal may be somebody else's, or a figure of speech."""
_MAY_BE_OTHERS = CORE | {"animal"}
_SENTENCE_ENDS = ".!?。！？\n"
_SENTENCE_END = re.compile(f"[{_SENTENCE_ENDS}]")


def judged_statements(text: str, question: Question) -> list[Statement]:
    """The statements that the chart can say yes or no to, and that a reading must answer for.

    Beside another chart, a day or a year only the pillars and the day master of birth are judged:
    whose relation, ten god or sign a sentence means there, nobody can tell for sure.
    """
    beside = _beside(question)
    found = inspect_text(
        text,
        Analysis(question.signs),
        partner=None if question.partner is None else Analysis(question.partner),
        transit=beside.transit,
        guests=beside.guests,
    ).statements
    alone = question.partner is None and question.occasion is None
    return [
        each
        for each in found
        if each.verdict != "unknown"
        and not _BARE.fullmatch(each.quote)
        and (alone or each.kind in CORE)
        and not (question.partner is None and _may_be_of_others(each, text))
        and (alone or not beside.has(each))
    ]


def _may_be_of_others(statement: Statement, text: str) -> bool:
    return statement.kind in _MAY_BE_OTHERS and bool(_OF_OTHERS.search(_sentence(text, statement)))


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a reading speaks of beside the chart of birth: another birth, a day or a year.

    `pillars` are the two days of birth and those of the occasion, `months` those of its year;
    `guests`, with which signs of the birth may be in relation, are the occasion's and the luck's.
    """

    transit: Transit | None
    pillars: list[Pillar]
    months: list[Pillar]
    guests: list[Pillar]

    def has(self, statement: Statement) -> bool:
        """Whether what it says is one of these pillars, or the stem of one that is no month's."""
        if statement.kind == "day_master":
            return any(pillar.stem.hanja in statement.claimed for pillar in self.pillars)
        return any(pillar.hanja in statement.claimed for pillar in self.pillars + self.months)


def _beside(question: Question) -> _Beside:
    signs, partner = question.signs, question.partner
    days = [] if partner is None else [signs.pillars.day, partner.pillars.day]
    if question.occasion is None:
        return _Beside(None, days, [], [])
    transit = question.occasion.transit
    year = transit.pillars.year
    pillars, months = [year], []
    if isinstance(question.occasion, SajuDay):
        pillars += [transit.pillars.month, transit.pillars.day]
    else:
        months = [pillar for pillar in PILLARS if month_pillar_fits(pillar, year)]
    luck = luck_pillar_on(signs, transit, None)
    guests = [*pillars, *months, *([] if luck is None else [luck.pillar])]
    return _Beside(transit, pillars + days, months, guests)


def _sentence(text: str, statement: Statement) -> str:
    """The sentence that a statement stands in."""
    begin = 1 + max(text.rfind(end, 0, statement.start) for end in _SENTENCE_ENDS)
    after = _SENTENCE_END.search(text, statement.end)
    return text[begin : after.start() if after else len(text)]
