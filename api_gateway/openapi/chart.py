"""The chart of an answer, as the OpenAPI document describes it.

Nothing is built from these models at run time: charts are rendered by `saju.render`, and a test holds
every rendered chart to them. Elements are `wood`, `fire`, `earth`, `metal` and `water`; pillars are
called `year`, `month`, `day` and `hour`; terms of the field are in hangul.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict

from saju.compatibility import PartId
from saju.relation_tables import RelationKind

PlaceName = Literal["year", "month", "day", "hour"]
ElementName = Literal["wood", "fire", "earth", "metal", "water"]
TenGod = Literal[
    "비견", "겁재", "식신", "상관", "편재", "정재", "편관", "정관", "편인", "정인"
]  # fmt: skip
TwelveStage = Literal[
    "장생", "목욕", "관대", "건록", "제왕", "쇠", "병", "사", "묘", "절", "태", "양"
]  # fmt: skip


class Row(BaseModel):
    """An object without further members, described by its docstrings."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Sentence(Row):
    """A reason, in Korean and in English."""

    ko: str
    en: str


class Sign(Row):
    """A stem (천간) or a branch (지지)."""

    hanja: str
    hangul: str
    element: Literal["목", "화", "토", "금", "수"]
    element_hanja: Literal["木", "火", "土", "金", "水"]
    polarity: Literal["yang", "yin"]


class BranchSign(Sign):
    """A branch with its animal (띠)."""

    animal: str


class HiddenStemRow(Sign):
    """A stem hidden in a branch (지장간)."""

    share: Literal["early", "middle", "main"]
    """여기, 중기, 정기"""
    days: int | None
    """of the month's thirty, by 월률분야; null in the table `principal`"""
    ten_god: TenGod


class SignElements(Row):
    """The elements of a pillar's two signs."""

    stem: str
    branch: str


class PillarTenGods(Row):
    """십성 of stem and branch; the day stem itself is 일간."""

    stem: TenGod | Literal["일간"]
    branch: TenGod


class SpiritRow(Row):
    """One of the twelve spirits (12신살)."""

    hanja: str
    hangul: str
    alias: str | None


class NayinRow(Row):
    """납음."""

    hanja: str
    hangul: str
    element: str


class PillarRow(Row):
    """One pillar with all that stands above and below it."""

    hanja: str
    hangul: str
    stem: Sign
    branch: BranchSign
    element: SignElements
    ten_god: PillarTenGods
    hidden_stems: list[HiddenStemRow]
    twelve_stage: TwelveStage
    """12운성 of the day master in this branch"""
    own_stage: TwelveStage
    """12운성 of the pillar's own stem in its branch (거법)"""
    twelve_spirit: SpiritRow
    nayin: NayinRow
    void_by: list[Literal["year", "day"]]
    """the pillars by which this branch is void (공망)"""


class PillarRows(Row):
    """The four pillars; `hour` null when the birth hour is unknown."""

    year: PillarRow
    month: PillarRow
    day: PillarRow
    hour: PillarRow | None


class Elements(Row):
    """A figure for each element (오행)."""

    wood: float
    fire: float
    earth: float
    metal: float
    water: float


class BalanceRow(Row):
    """How the five elements are spread."""

    hidden: Elements
    """how many hidden stems are of each"""
    points: Elements
    """weighted by place and share, 100 in all"""
    strongest: list[ElementName]
    weakest: list[ElementName]
    missing: list[ElementName]
    """elements of no visible sign"""


class StrengthPartRow(Row):
    """A part of the day master's strength."""

    holds: bool
    points: float
    limit: float
    reason: Sentence


class StrengthRow(Row):
    """신강 or 신약."""

    score: float
    """0 to 100: the share of the day master's own side"""
    verdict: Literal["very_weak", "weak", "balanced", "strong", "very_strong"]
    name: str
    season: StrengthPartRow
    """득령"""
    ground: StrengthPartRow
    """득지"""
    company: StrengthPartRow
    """득세"""
    reason: Sentence


class OuterConditionRow(Row):
    """A special structure (외격) and whether its conditions hold."""

    name: str
    hanja: str
    holds: bool
    reason: Sentence


class StructureRow(Row):
    """격국."""

    name: str
    hanja: str
    kind: Literal["inner", "outer"]
    """내격 or 외격"""
    ten_god: TenGod | None
    stem: Sign | None
    """the hidden stem of the month that it is taken from"""
    revealed: bool
    """whether that stem shows among the others (투출)"""
    element: ElementName | None
    """that an outer structure follows"""
    reason: Sentence
    outer_conditions: list[OuterConditionRow]


class UsefulElementRow(Row):
    """용신 by one method."""

    method: Literal["support", "climate"]
    """억부 or 조후"""
    element: ElementName
    stems: list[Sign]
    """the stems that 조후 names, in order of need"""
    helper: ElementName | None
    """희신"""
    harmful: ElementName | None
    """기신"""
    ten_god_group: Literal["비겁", "식상", "재성", "관성", "인성"]
    present: bool
    places: list[str]
    reason: Sentence


class RelationRow(Row):
    """What two or three signs are to each other (합충형파해 and the rest)."""

    kind: RelationKind
    name: str
    signs: str
    pillars: list[str]
    adjacent: bool
    element: ElementName | None
    """what a 합 makes"""
    transforms: bool | None
    """whether it does here (합화); null for what is no 합"""
    reason: Sentence | None


class StarRow(Row):
    """신살: where it sits and by which rule."""

    name: str
    hanja: str
    kind: Literal["benefic", "malefic", "mixed"]
    pillars: list[PlaceName]
    part: Literal["stem", "branch", "pillar"]
    rule: Sentence


class VoidRow(Row):
    """공망 by the day or the year pillar."""

    by: Literal["year", "day"]
    branches: list[Sign]
    pillars: list[PlaceName]


class LuckTenGods(Row):
    """십성 of both signs of a luck pillar."""

    stem: TenGod
    branch: TenGod


class LuckPillarRow(Row):
    """One decade (대운)."""

    hanja: str
    hangul: str
    age: int
    """만"""
    korean_age: int
    """세는나이"""
    from_saju_year: int
    """the saju year of that age, counted from the saju year of the birth"""
    ten_god: LuckTenGods
    twelve_stage: TwelveStage
    twelve_spirit: SpiritRow


class LuckRow(Row):
    """대운."""

    direction: Literal["forward", "backward"]
    start_age: int
    """대운수"""
    is_nearest: bool
    """the ages are the nearest to an exact way, which stands with the moment"""
    pillars: list[LuckPillarRow]


class ConventionsRow(Row):
    """The conventions by which the chart was made."""

    day_boundary: str
    solar_time: str
    late_rat_stem: str
    luck_rounding: str
    hidden_stems: str
    twelve_stages: str
    twelve_spirits: str


class PossibleHour(Row):
    """An hour that could be the birth's; `late`: 야자시 with a stem of its own."""

    hanja: str
    hangul: str
    branch: str
    late: bool
    ten_god: LuckTenGods
    twelve_stage: TwelveStage


class RangeRow(Row):
    """The least and the most that there could be."""

    least: int
    most: int


class ElementRanges(Row):
    """A range for each element."""

    wood: RangeRow
    fire: RangeRow
    earth: RangeRow
    metal: RangeRow
    water: RangeRow


class PossibleRow(Row):
    """What is so at some hours only, and those hours."""

    value: str
    hours: list[str]


class OutlookRow(Row):
    """What holds at every hour, and what at some only."""

    unchanged: list[str]
    could_change: list[PossibleRow]


class RelationName(Row):
    """A relation by its name and the pillars it joins."""

    name: str
    pillars: list[PlaceName]


class PossibleRelation(Row):
    """A relation that is there at some hours only, and those hours."""

    value: RelationName
    hours: list[str]


class RelationOutlook(Row):
    """Relations that are there at every hour, and at some only."""

    unchanged: list[RelationName]
    could_change: list[PossibleRelation]


class HourOutlookRow(Row):
    """What the unknown birth hour could be, and what it could change."""

    hours: list[PossibleHour]
    elements: ElementRanges
    missing_elements: OutlookRow
    strength: OutlookRow
    structure: OutlookRow
    useful_elements: OutlookRow
    """용신 by 억부"""
    stars: OutlookRow
    relations: RelationOutlook
    transformations: RelationOutlook
    """합 that become their element"""


class SignsChart(Row):
    """The timeless part of a chart: all that a reading may depend on."""

    year_pillar: str
    month_pillar: str
    day_pillar: str
    hour_pillar: str | None
    ilgan: str
    """the day master (일간)"""
    pillars: PillarRows
    saju_year: int
    animal: str
    gender: Literal["male", "female"] | None
    elements: Elements
    """how many visible signs are of each"""
    balance: BalanceRow
    strength: StrengthRow
    structure: StructureRow
    useful_elements: list[UsefulElementRow]
    relations: list[RelationRow]
    stars: list[StarRow]
    voids: list[VoidRow]
    luck: LuckRow | None
    """null without gender"""
    hour_outlook: HourOutlookRow | None
    """what the birth hour could change; null when it is known"""
    conventions: ConventionsRow


class SolarDate(Row):
    """The birth day in the solar calendar."""

    year: int
    month: int
    day: int


class LunarDateRow(SolarDate):
    """The birth day in the Korean lunar calendar; `leap`: 윤달."""

    leap: bool


class BoundaryWarningRow(Row):
    """A pillar that could be another: what begins there, when, and the other pillar."""

    pillar: PlaceName
    term: str
    instant_utc: dt.datetime
    other: str


class LuckElapsedRow(Row):
    """The unrounded way from birth to the first luck pillar."""

    years: int
    months: int
    days: int
    decimal_years: float
    """as 만세력 print it that do not round to years"""


class MomentChart(Row):
    """The personal part of a chart; it stands in the answers to POSTs alone."""

    solar_date: SolarDate
    lunar_date: LunarDateRow
    instant_utc: dt.datetime | None
    """null when the birth hour is unknown"""
    longitude: float | None
    """that solar time was taken at; null for a wall clock"""
    boundary_warnings: list[BoundaryWarningRow]
    warnings: list[Sentence]
    """what else is not certain"""
    ruling_stem: Sign | None
    """the hidden stem of the month that rules the day (사령)"""
    luck_starts_on: dt.date | None
    """the first of `luck_first_days`"""
    luck_start_range: RangeRow | None
    """the ages (대운수) at which luck could begin: more than one where the hour is unknown"""
    luck_first_days: list[dt.date]
    """the days on which the ten luck pillars begin, unrounded; empty without gender or hour"""
    luck_first_years: list[int]
    """the calendar years of the pillars' ages, by the rounding chosen; empty without gender"""
    luck_elapsed: LuckElapsedRow | None
    tzdata: str
    """the release of the zone table"""


class BirthChart(SignsChart, MomentChart):
    """A birth's whole chart."""


class CompatibilityPartRow(Row):
    """One subject of a 궁합, scored and explained; its pillars are called `one_day`, `other_day`."""

    id: PartId
    name: Sentence
    score: int
    weight: int
    reason: Sentence
    relations: list[RelationRow]


class CompatibilityRow(Row):
    """궁합: the weighted mean of its parts, 0 to 100, the same in either order."""

    score: int
    parts: list[CompatibilityPartRow]


class FortunePillarRow(Row):
    """A luck, year, month or day pillar as the chart sees it."""

    hanja: str
    hangul: str
    ten_god: LuckTenGods
    twelve_stage: TwelveStage
    twelve_spirit: SpiritRow
    stars: list[str]
    """신살 that it brings"""
    void: bool
    """공망 by the day pillar"""
    relations: list[RelationRow]


class YearLuckRow(FortunePillarRow):
    """세운 of one saju year; the ages are those of its calendar year, 만 after the birthday."""

    saju_year: int
    age: int
    korean_age: int


class MonthLuckRow(FortunePillarRow):
    """월운 of one month, which begins with a 절."""

    term: str
    begins_utc: dt.datetime


class FortuneRow(Row):
    """대운, 세운, 월운 and 일운 of a day at its noon in the birth's time zone."""

    date: dt.date
    saju_year: int
    month_begins_here: str | None
    """the 절 that falls on this day"""
    decade: FortunePillarRow | None
    """null before the first luck pillar, and without gender"""
    year: FortunePillarRow
    month: FortunePillarRow
    day: FortunePillarRow
    years: list[YearLuckRow]
    """the ten years from this one on"""
    months: list[MonthLuckRow]
    """the twelve months of the saju year; empty for 1899"""
