"""Why a field of a chart is what it is, and what a claim against it has wrong, in both languages.

Source of the rules: `saju.pillars` and `saju.solar_terms`; the stems of months (오호둔) and hours
(오서둔) are those of 연해자평 (淵海子平).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from saju.particles import Word
from saju.pillars import DAY_S, HOUR_S, hour_stems, month_pillar_fits
from saju.saying import Said
from saju.sexagenary import Pillar, Stem
from saju.solar_terms import solar_terms

if TYPE_CHECKING:
    from saju.chart import Chart
    from saju.moment import Moment

_SHOWN = 40
_CLOCKS = {
    "clock": Said("벽시계", "the wall clock"),
    "standard": Said("표준시(서머타임을 뺀 시각)", "standard time (summer time undone)"),
    "mean": Said("평균태양시(동경 {deg:.2f}°)", "mean solar time at {deg:.2f}° E"),
    "apparent": Said("진태양시(동경 {deg:.2f}°)", "apparent solar time at {deg:.2f}° E"),
}
_BOUNDARIES = {
    "23:00": Said("날은 자시가 시작되는 23:00에 바뀝니다", "the day changes at 23:00, with 자시"),
    "00:00": Said("날은 자정에 바뀝니다", "the day changes at midnight"),
}
_FAULTS = {
    "unreadable": Said(
        "‘{claim}’은(는) 간지로 읽을 수 없습니다. ‘경오’, ‘庚午’, ‘경오(庚午)’처럼 적습니다.",
        "‘{claim}’ cannot be read as a pillar; write 경오, 庚午 or 경오(庚午).",
    ),
    "unreadable_stem": Said(
        "‘{claim}’은(는) 천간으로 읽을 수 없습니다. ‘기’, ‘己’, ‘기토’처럼 적습니다.",
        "‘{claim}’ cannot be read as a stem; write 기, 己 or 기토.",
    ),
    "two_names": Said(
        "‘{claim}’은(는) 서로 다른 두 간지를 적고 있습니다.",
        "‘{claim}’ names two different pillars.",
    ),
    "no_such_pair": Said(
        "‘{claim}’은(는) 육십갑자에 없는 간지입니다. 천간과 지지의 음양이 같아야 합니다.",
        "‘{claim}’ is no pair of the cycle of sixty: stem and branch differ in polarity.",
    ),
    "no_such_field": Said(
        "이런 항목은 없습니다. year_pillar, month_pillar, day_pillar, hour_pillar, ilgan을 봅니다.",
        "There is no such field; there are year_pillar, month_pillar, day_pillar, hour_pillar and "
        "ilgan.",
    ),
}


def fault_words(fault: str, claim: str) -> Said:
    """What is wrong with a claim that names nothing."""
    said, shown = _FAULTS[fault], claim[:_SHOWN] + ("…" if len(claim) > _SHOWN else "")
    shown = "".join(sign if sign.isprintable() else "�" for sign in shown)
    return Said(said.ko.format(claim=shown), said.en.format(claim=shown))


def field_words(chart: Chart, field: str) -> Said:
    """The reason of a field of the chart."""
    if field == "year_pillar":
        return _term_words(chart, "연주", "year pillar", chart.signs.pillars.year, 12)
    if field == "month_pillar":
        return _term_words(chart, "월주", "month pillar", chart.signs.pillars.month, 1)
    if field == "day_pillar":
        return _day_words(chart)
    if field == "hour_pillar":
        return _hour_words(chart)
    day = chart.signs.pillars.day
    said = _day_words(chart)
    return Said(
        f"일간은 일주의 천간이므로 {_ko(day.stem)}입니다. {said.ko}",
        f"The day master is the stem of the day pillar, {day.stem.hanja}. {said.en}",
    )


def claim_words(chart: Chart, field: str, found: Pillar | Stem) -> Said:
    """What more can be said of a wrong claim that is a pillar; nothing for most."""
    if isinstance(found, Stem):
        return Said("", "")
    pillars = chart.signs.pillars
    own = {"year_pillar": pillars.year, "month_pillar": pillars.month}.get(field)
    ko, en = "", ""
    if field == "month_pillar" and not month_pillar_fits(found, pillars.year):
        ko = f" {_ko(found)}월은 {pillars.year.stem.hanja}년에 있을 수 없습니다(오호둔)."
        en = f" No year of the stem {pillars.year.stem.hanja} has a month {found.hanja} (오호둔)."
    elif own is not None and (found.index - own.index) % 60 in (1, 59):
        before = (own.index - found.index) % 60 == 1
        ko = f" {Word(_ko(found)):은/는} 그 {'앞' if before else '다음'}의 것입니다."
        en = f" {found.hanja} is the one {'before' if before else 'after'} it."
    elif field == "hour_pillar" and found.stem.index not in hour_stems(
        pillars.day, found.branch, chart.conventions
    ):
        ko = f" {_ko(found)}시는 {pillars.day.stem.hanja}일에 있을 수 없습니다(오서둔)."
        en = f" No day of the stem {pillars.day.stem.hanja} has an hour {found.hanja} (오서둔)."
    for warning in chart.moment.boundary_warnings:
        if f"{warning.pillar}_pillar" == field and warning.other is found:
            at = _instant(chart.moment, warning.instant_s)
            ko += f" 다만 {warning.term}({at})이 가까워, 태어난 시각이 조금 다르면 {_ko(found)}입니다."
            en += f" But {warning.term} ({at}) is near: a slightly other time has {found.hanja}."
            break
    return Said(ko, en)


def _term_words(chart: Chart, name_ko: str, name_en: str, pillar: Pillar, months: int) -> Said:
    """By which two 절 the instant stands; `months` 12 for 입춘 alone."""
    terms, number = solar_terms(), chart.moment.month_number
    first = number if months == 1 else number - (number - 3) % 12
    begin, end = terms.month_term(first), terms.month_term(first + months)
    born = _instant(chart.moment, chart.moment.time.utc_s)
    begins, ends = _instant(chart.moment, begin.instant_s), _instant(chart.moment, end.instant_s)
    noon_ko = "시를 모르므로 그날 정오로 보면, " if chart.birth.hour is None else ""
    noon_en = "The hour is unknown, so noon of the day stands for it. " if noon_ko else ""
    return Said(
        f"{noon_ko}태어난 때({born})는 {Word(begin.name):과/와} {end.name}({begins}, {ends}) 사이이므로 "
        f"{Word(name_ko):은/는} {_ko(pillar)}입니다.",
        f"{noon_en}The birth, {born}, lies between {begin.name} ({begins}) and {end.name} "
        f"({ends}), so the {name_en} is {pillar.hanja}.",
    )


def _day_words(chart: Chart) -> Said:
    day, clock = chart.signs.pillars.day, _clock(chart)
    boundary, shown = _BOUNDARIES[chart.conventions.day_boundary], _shown_clock(chart)
    noon_ko = "(시를 모르므로 그날 정오)" if chart.birth.hour is None else ""
    noon_en = " (noon, for the hour is unknown)" if noon_ko else ""
    return Said(
        f"일주는 {clock.ko}로 {shown}{noon_ko}을 보며 {boundary.ko}. 그래서 {_ko(day)}입니다.",
        f"The day goes by {clock.en}, {shown}{noon_en}, and {boundary.en}: it is {day.hanja}.",
    )


def _hour_words(chart: Chart) -> Said:
    day, hour = chart.signs.pillars.day, chart.signs.pillars.hour
    if hour is None:
        return Said(
            "태어난 시를 모르므로 시주를 세우지 않습니다.",
            "The birth hour is unknown, so there is no hour pillar.",
        )
    clock, shown = _clock(chart), _shown_clock(chart)
    first = (2 * hour.branch.index - 1) % 24
    span = f"{first:02}:00–{(first + 2) % 24:02}:00"
    late = (_clock_s(chart) % DAY_S) // HOUR_S == 23 and chart.conventions.day_boundary == "00:00"
    note = Said("", "")
    if late:
        whose = chart.conventions.late_rat_stem
        note = (
            Said(" 야자시의 천간은 다음 날을 따릅니다.", " Its stem follows the next day.")
            if whose == "next_day"
            else Said(" 야자시의 천간은 그날을 따릅니다.", " Its stem follows the same day.")
        )
    return Said(
        f"시주는 {clock.ko}로 {shown}, 곧 {hour.branch.hangul}시({span})이고 천간은 일간 "
        f"{_ko(day.stem)}에서 세우므로(오서둔) {_ko(hour)}입니다.{note.ko}",
        f"The hour goes by {clock.en}, {shown}: the hour of {hour.branch.hanja} ({span}), and its "
        f"stem by that of the day {day.hanja} (오서둔): {hour.hanja}.{note.en}",
    )


def _ko(sign: Pillar | Stem) -> str:
    return f"{sign.hangul}({sign.hanja})"


def _clock(chart: Chart) -> Said:
    said, deg = _CLOCKS[chart.conventions.solar_time], chart.moment.longitude_deg or 0.0
    return Said(said.ko.format(deg=deg), said.en.format(deg=deg))


def _clock_s(chart: Chart) -> int:
    return chart.moment.clock.clock_s(chart.moment.time.utc_s)


def _shown_clock(chart: Chart) -> str:
    day, of_day_s = divmod(_clock_s(chart), DAY_S)
    return f"{datetime.fromordinal(day) + timedelta(seconds=of_day_s):%Y-%m-%d %H:%M:%S}"


def _instant(moment: Moment, utc_s: int) -> str:
    """An instant in the birth's zone and in UTC."""
    zone = moment.time.zone
    day, of_day_s = divmod(utc_s, DAY_S)
    utc = datetime.fromordinal(day) + timedelta(seconds=of_day_s)
    return f"{zone.local(utc_s):%Y-%m-%d %H:%M:%S} {zone.name}, {utc:%Y-%m-%d %H:%M:%S} UTC"
