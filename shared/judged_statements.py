"""Which of the statements that the inspection finds in a model's reading count against it.

The inspection serves two masters. Who asks for it wants every doubtful place shown; a reading that is
about to be served must not be thrown away, and paid for again, over a sentence that was misread. So
here only that counts of which the inspection can be sure: what is said outright, of the person who
asks, in the chart of birth.
"""

from __future__ import annotations

import re
from dataclasses import replace

from saju.analysis import Analysis
from saju.inspection import Statement, inspect_text
from saju.pillars import month_pillar_fits
from saju.sexagenary import BRANCHES, PILLARS, STEMS, Pillar
from saju.transits import luck_pillar_on
from shared.contracts.occasion import SajuDay, SajuYear
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
_SENTENCE_END = re.compile(r"[.!?。！？\n]")


def judged_statements(text: str, question: Question) -> list[Statement]:
    """The statements that the chart can say yes or no to, and that a reading must answer for.

    Beside another chart, a day or a year only the pillars and the day master of birth are judged:
    whose relation, ten god or sign a sentence means there, nobody can tell for sure.
    """
    found = inspect_text(
        text,
        Analysis(question.signs),
        partner=None if question.partner is None else Analysis(question.partner),
        transit=None if question.occasion is None else question.occasion.transit,
        guests=_guests(question),
    ).statements
    alone = question.partner is None and question.occasion is None
    return [
        each
        for each in found
        if each.verdict != "unknown"
        and not _BARE.fullmatch(each.quote)
        and (alone or each.kind in CORE)
        and not (question.partner is None and _may_be_of_others(each, text))
        and (alone or not _stands_beside(each, question))
    ]


def _may_be_of_others(statement: Statement, text: str) -> bool:
    return statement.kind in _MAY_BE_OTHERS and bool(_OF_OTHERS.search(_sentence(text, statement)))


def _guests(question: Question) -> list[Pillar]:
    """The pillars that a fortune tells of, with which signs of the birth may be in relation."""
    if question.occasion is None:
        return []
    pillars, months = _beside(replace(question, partner=None))
    luck = luck_pillar_on(question.signs, question.occasion.transit, None)
    return [*pillars, *months, *([] if luck is None else [luck.pillar])]


def _stands_beside(statement: Statement, question: Question) -> bool:
    """Whether what it says is a pillar, or the stem of one, that this reading speaks of besides."""
    pillars, months = _beside(question)
    if statement.kind == "day_master":
        return any(pillar.stem.hanja in statement.claimed for pillar in pillars)
    return any(pillar.hanja in statement.claimed for pillar in pillars + months)


def _beside(question: Question) -> tuple[list[Pillar], list[Pillar]]:
    """The pillars beside the chart of birth: the two days of birth, the day or the year; and months."""
    pillars: list[Pillar] = []
    months: list[Pillar] = []
    match question.occasion:
        case SajuDay(transit=transit):
            pillars += [transit.pillars.year, transit.pillars.month, transit.pillars.day]
        case SajuYear(transit=transit):
            year = transit.pillars.year
            pillars.append(year)
            months += [pillar for pillar in PILLARS if month_pillar_fits(pillar, year)]
    if question.partner is not None:
        pillars += [question.signs.pillars.day, question.partner.pillars.day]
    return pillars, months


def _sentence(text: str, statement: Statement) -> str:
    """The sentence that a statement stands in."""
    before = [end.end() for end in _SENTENCE_END.finditer(text, 0, statement.start)]
    after = _SENTENCE_END.search(text, statement.end)
    return text[before[-1] if before else 0 : after.start() if after else len(text)]
