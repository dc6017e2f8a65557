"""Who and when a chart is of, and by which conventions, in words."""

from __future__ import annotations

from saju import Chart, Conventions, Moment
from saju.boundaries import BoundaryWarning
from saju.pillars import DAY_S
from saju.sexagenary import ELEMENTS, ELEMENTS_HANJA, Stem

_GENDERS = {"male": "남자", "female": "여자", None: "성별 모름"}
_PILLARS = {"year": "연주", "month": "월주", "day": "일주", "hour": "시주"}
_UNITS = {"year": "년", "month": "월", "day": "일", "hour": "시"}
_CLOCKS = {
    "mean": "평균태양시",
    "clock": "벽시계 시각",
    "standard": "표준시(서머타임 뺌)",
    "apparent": "진태양시",
}
_CHOICES = {
    "day_boundary": {"23:00": "자시(23:00)에 날 바뀜", "00:00": "자정(00:00)에 날 바뀜"},
    "late_rat_stem": {
        "next_day": "야자시 시간은 다음 날 기준",
        "same_day": "야자시 시간은 그날 기준",
    },
    "luck_rounding": {
        "round": "대운수 반올림",
        "floor": "대운수 버림",
        "ceil": "대운수 올림",
        "exact": "대운 시작 연월일까지",
    },
    "hidden_stems": {"monthly_division": "지장간 월률분야", "principal": "지장간 인원용사"},
    "twelve_stages": {
        "fire_earth": "12운성 화토동법",
        "water_earth": "12운성 수토동법",
        "same_birth": "12운성 동생동사",
    },
    "twelve_spirits": {"year": "12신살 연지 기준", "day": "12신살 일지 기준"},
}
_PLACE = "경도"


def facts_of(chart: Chart) -> tuple[str, ...]:
    """Four lines: the pillars, the person, the two calendars' dates, the clock of day and hour."""
    moment, me = chart.moment, chart.signs.day_master
    solar, lunar = moment.solar_date, moment.lunar_date
    leap = "윤" if lunar.leap else ""
    ruling = moment.ruling_stem
    person = (
        _GENDERS[chart.signs.gender],
        f"{chart.signs.pillars.year.branch.animal}띠",
        f"일간 {_stem(me)}",
        *(() if ruling is None else (f"월지 사령 {_stem(ruling)}",)),
    )
    dates = (
        f"양력 {solar.year}년 {solar.month}월 {solar.day}일 {_written_time(chart)}",
        f"음력 {lunar.year}년 {leap}{lunar.month}월 {lunar.day}일",
    )
    pillars = (f"{pillar.hangul}{_UNITS[place]}" for place, pillar in chart.signs.pillars.items())
    return " ".join(pillars), " · ".join(person), " · ".join(dates), _clock(chart)


def notes_of(chart: Chart) -> tuple[str, ...]:
    """What is close to a boundary, what is not certain, and the conventions."""
    moment = chart.moment
    return (
        *(_boundary(moment, warning) for warning in moment.boundary_warnings),
        *(warning.ko for warning in moment.warnings),
        f"기준: {_conventions(chart.conventions)}, tzdata\u00a0{moment.tzdata_release}",
    )


def _stem(stem: Stem) -> str:
    return f"{stem.hangul}{ELEMENTS[stem.element]}({stem.hanja}{ELEMENTS_HANJA[stem.element]})"


def _written_time(chart: Chart) -> str:
    birth = chart.birth
    if birth.hour is None:
        return "시각 모름"
    seconds = f":{birth.second:02}" if birth.second else ""
    return f"{birth.hour:02}:{birth.minute:02}{seconds}"


def _clock(chart: Chart) -> str:
    moment, zone = chart.moment, chart.birth.timezone
    longitude = moment.longitude_deg
    place = () if longitude is None else (_degrees(longitude),)
    kind = _CLOCKS[chart.conventions.solar_time]
    if moment.instant_s is None:
        unknown = "태어난 시각을 몰라 시주 없이 세 기둥만 봅니다"
        return " · ".join((zone, *place, kind, unknown))
    of_day_s = moment.clock.clock_s(moment.instant_s) % DAY_S
    time = f"{of_day_s // 3_600:02}:{of_day_s // 60 % 60:02}"
    return " · ".join((zone, *place, f"{kind} {time}"))


def _degrees(longitude: float) -> str:
    return f"{'동경' if longitude >= 0 else '서경'} {abs(longitude):.2f}°"


def _boundary(moment: Moment, warning: BoundaryWarning) -> str:
    pillar, other = _PILLARS[warning.pillar], warning.other
    could = f"{pillar}는 {other.hangul}({other.hanja})일 수도 있습니다"
    if warning.term == _PLACE:
        return f"경계: {could} – 태어난 곳의 경도에 따라"
    local = moment.time.zone.local(warning.instant_s)  # the wall clock of that instant
    day = "" if local.date() == moment.solar_date else f"{local.month}월 {local.day}일 "
    return f"경계: {could} – {warning.term} {day}{local:%H:%M} 무렵"


def _conventions(conventions: Conventions) -> str:
    chosen = conventions.to_payload()
    if chosen["day_boundary"] == "23:00":
        del chosen["late_rat_stem"]  # it says nothing then
    return ", ".join(_CHOICES[name][value] for name, value in chosen.items() if name in _CHOICES)
