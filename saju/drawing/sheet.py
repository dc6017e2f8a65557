"""A chart as the words and signs that terminal and picture show."""

from __future__ import annotations

from datetime import date

from saju import Chart
from saju.analysis import Analysis
from saju.day_master import branch_ten_god, ten_god, twelve_stage
from saju.drawing.facts import facts_of, notes_of
from saju.drawing.paragraphs import PLACES, fortune_paragraph, paragraphs_of, spirit_name
from saju.drawing.svg import Column, Sheet, Sign
from saju.hidden_stems import hidden_stems
from saju.model import Place
from saju.nayin import nayin
from saju.sexagenary import Branch, Pillar, Stem

_TITLES: dict[Place, str] = {
    "hour": "시주 時",
    "day": "일주 日",
    "month": "월주 月",
    "year": "연주 年",
}
_ROW_NAMES = ("12운성", "12신살", "공망", "납음")
_DIRECTIONS = {"forward": "순행", "backward": "역행"}
_NOTHING = "-"


def sheet_of(chart: Chart, day: date | None = None) -> Sheet:
    """Everything that is shown of a chart; with a day, what its year, month and day bring.

    Raises:
        YearOutOfRange: the day lies outside 1900–2100.
    """
    analysis = Analysis(chart.signs)
    known = dict(chart.signs.pillars.items())
    return Sheet(
        title="사주 명식 四柱命式",
        facts=facts_of(chart),
        row_names=_ROW_NAMES,
        columns=tuple(_column(analysis, place, known.get(place)) for place in _TITLES),
        elements=_elements(analysis),
        paragraphs=paragraphs_of(analysis),
        luck_title=_luck_title(chart, analysis),
        luck=_luck(chart, analysis),
        fortune=() if day is None else (fortune_paragraph(chart, day),),
        notes=notes_of(chart),
    )


def _column(analysis: Analysis, place: Place, pillar: Pillar | None) -> Column:
    title = _TITLES[place]
    if pillar is None:
        return Column(title, None, None, rows=(_NOTHING,) * len(_ROW_NAMES))
    conventions, me = analysis.signs.conventions, analysis.signs.day_master
    stem, branch = _signs(me, pillar, own=place == "day")
    sound = nayin(pillar)
    voids = "·".join(PLACES[void.by] for void in analysis.voids if place in void.places)
    return Column(
        title,
        stem,
        branch,
        tuple(
            _sign(hidden.stem, ten_god(me, hidden.stem))
            for hidden in hidden_stems(pillar.branch, conventions.hidden_stems)
        ),
        (
            twelve_stage(me, pillar.branch, conventions.twelve_stages),
            spirit_name(analysis.twelve_spirits[place]),
            f"{voids}주 기준" if voids else _NOTHING,
            f"{sound.hangul} {sound.hanja}",
        ),
    )


def _signs(me: Stem, pillar: Pillar, *, own: bool = False) -> tuple[Sign, Sign]:
    return (
        _sign(pillar.stem, "일간" if own else ten_god(me, pillar.stem)),
        _sign(pillar.branch, branch_ten_god(me, pillar.branch)),
    )


def _sign(sign: Stem | Branch, god: str) -> Sign:
    return Sign(sign.hanja, sign.hangul, sign.element, sign.is_yang, god)


def _elements(analysis: Analysis) -> tuple[tuple[int, int], ...]:
    balance = analysis.balance
    return tuple(zip(balance.counts, map(round, balance.weights), strict=True))


def _luck_title(chart: Chart, analysis: Analysis) -> str:
    luck, elapsed = analysis.luck, chart.moment.luck_elapsed
    if luck is None:
        return "대운 大運 · 성별을 모르므로 순행과 역행을 정하지 않습니다"
    least, most = chart.moment.luck_start_range or (luck.start_age, luck.start_age)
    start = f"{luck.start_age}" if least == most else f"{least}~{most}(태어난 시각에 따라)"
    title = f"대운 大運 · {_DIRECTIONS[luck.direction]} · 대운수 {start}"
    if not luck.is_nearest or elapsed is None:
        return title
    # The very days contradict rounded years, so they stand only where nothing is rounded.
    first = chart.moment.luck_first_days[0]
    way = f"({elapsed.years}년 {elapsed.months}개월 {elapsed.days}일)"
    return f"{title}{way} · 첫 교운일 {first.year}년 {first.month}월 {first.day}일"


def _luck(chart: Chart, analysis: Analysis) -> tuple[Column, ...]:
    luck, me = analysis.luck, analysis.signs.day_master
    if luck is None:
        return ()
    years = chart.moment.luck_first_years(decade.age for decade in luck.pillars)
    return tuple(
        Column(f"{decade.age}세", *_signs(me, decade.pillar), rows=(f"{year}년",))
        for decade, year in zip(luck.pillars, years, strict=True)
    )
