"""Stars of 10,000 charts against korean-saju, bazi and lunar-python.

Every star that one of them has is compared; where they follow another school the difference is
named, and the charts that differ are exactly those that the other school explains.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING

import pytest
from bazi.defines import Dizhi, Ganzhi, Tiangan
from bazi.rules import BaziRules, ShenshaRules
from bazi.utils import shensha_utils as shensha
from korean_saju.saju.gan_ji import GanJi
from korean_saju.saju.ji_ji import JiJi
from korean_saju.saju.saju import Saju
from korean_saju.saju.sibisinsal import SibisinsalCalculator
from korean_saju.saju.sinsal import SinsalCalculator
from lunar_python.util import LunarUtil

from saju.pillars import Pillars
from saju.sexagenary import BRANCHES, PILLARS, STEMS, pillar_of
from saju.stars import Star, stars_of, twelve_spirit, twelve_spirits_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from saju.model import Place
    from saju.sexagenary import Pillar

Seats = dict[str, set[str]]  # name of a star: "year stem", "day branch" …

_COUNT = 10_000
_NOON = datetime(2000, 1, 1, 12)  # noqa: DTZ001 - korean-saju takes naive times; unused by stars
_KOREAN = {
    "연간": "year stem", "연지": "year branch", "월간": "month stem", "월지": "month branch",
    "일간": "day stem", "일지": "day branch", "시간": "hour stem", "시지": "hour branch",
}  # fmt: skip


@cache
def charts() -> tuple[Pillars, ...]:
    """Charts that a birth can have: month by 오호둔, hour by 오서둔."""
    chance = random.Random(19)
    found = []
    for _ in range(_COUNT):
        year, day = chance.choice(PILLARS), chance.choice(PILLARS)
        month, hour = chance.randrange(12), chance.randrange(12)
        found.append(
            Pillars(
                year,
                pillar_of((year.stem.index * 2 + 2 + month) % 10, (2 + month) % 12),
                day,
                pillar_of((day.stem.index * 2 + hour) % 10, hour),
            )
        )
    return tuple(found)


@cache
def stars() -> tuple[tuple[Star, ...], ...]:
    return tuple(stars_of(chart, None) for chart in charts())


@cache
def ours() -> tuple[Seats, ...]:
    """The seats of our stars; a whole pillar is named by its branch, as korean-saju does."""
    found = []
    for told in stars():
        seats: Seats = {}
        for star in told:
            part = "stem" if star.part == "stem" else "branch"
            seats.setdefault(star.name, set()).update(f"{place} {part}" for place in star.places)
        found.append(seats)
    return tuple(found)


@cache
def korean_saju() -> tuple[Seats, ...]:
    found = []
    for chart in charts():
        four = (GanJi.by_index(pillar.index) for pillar in chart)
        saju = Saju(*four, kst_moment=_NOON, longitude=126.98)
        found.append(
            {
                each.sinsal.hangul: {_KOREAN[place.label] for place in each.locations}
                for each in SinsalCalculator.detect(saju)
            }
        )
    return tuple(found)


def differing(
    name: str, theirs: str, keep: Callable[[set[str]], set[str]] = set
) -> list[tuple[Pillars, set[str], set[str]]]:
    """Charts where a star's seats differ from korean-saju's: chart, ours only, theirs only."""
    found = []
    for chart, mine, their in zip(charts(), ours(), korean_saju(), strict=True):
        here, there = keep(mine.get(name, set())), their.get(theirs, set())
        if here != there:
            found.append((chart, here - there, there - here))
    return found


@pytest.mark.parametrize(
    "name",
    ["천을귀인", "문창귀인", "암록", "금여", "천주귀인", "학당귀인", "문곡귀인", "태극귀인",
     "천의성", "양인살", "낙정관살", "고신살", "과숙살", "상문살", "조객살", "탕화살"],
)  # fmt: skip
def test_stars_that_korean_saju_seats_alike(name: str) -> None:
    assert any(name in seats for seats in ours())
    assert differing(name, name) == []


def test_white_tiger_of_the_day_is_the_same_and_other_pillars_are_ours() -> None:
    assert differing("백호대살", "백호대살", lambda seats: seats & {"day branch"}) == []
    tigers = {"甲辰", "乙未", "丙戌", "丁丑", "戊辰", "壬戌", "癸丑"}
    elsewhere = sum(bool(seats.get("백호대살", set()) - {"day branch"}) for seats in ours())
    assert elsewhere == 3141
    assert elsewhere == sum(
        not tigers.isdisjoint({chart.year.hanja, chart.month.hanja, str(chart.hour)})
        for chart in charts()
    )


def test_commanding_star_differs_on_one_more_day() -> None:
    differences = differing("괴강살", "괴강살", lambda seats: seats & {"day branch"})
    assert [chart for chart, _, _ in differences] == born_on("戊辰")
    assert len(differences) == 152


def test_hanging_needle_differs_by_the_horse() -> None:
    """korean-saju leaves 午 out."""
    differences = differing("현침살", "현침살")
    for chart, more, fewer in differences:
        assert fewer == set()
        assert more == {f"{place} branch" for place, p in chart.items() if p.branch.hanja == "午"}
    assert len(differences) == sum("午" in branches(chart) for chart in charts()) == 3034


def test_red_charm_differs_for_three_yin_stems() -> None:
    """korean-saju gives 丁, 辛 and 癸 the branches of 丙, 庚 and 壬."""
    differences = differing("홍염살", "홍염살")
    either = {"丁": "未寅", "辛": "酉戌", "癸": "申子"}
    assert [chart for chart, _, _ in differences] == [
        chart
        for chart in charts()
        if not set(either.get(chart.day.stem.hanja, "")).isdisjoint(branches(chart))
    ]
    assert len(differences) == 1487


def test_lonely_phoenix_differs_by_two_days() -> None:
    differences = differing("고란살", "고란살")
    assert [chart for chart, _, _ in differences] == born_on("丙午", "壬子")
    assert len(differences) == 327


def test_owl_differs_by_the_four_days_of_a_proper_seal() -> None:
    """korean-saju takes 편인 only; the printed list has all twelve days on 인성."""
    differences = differing("효신살", "효신살")
    assert [chart for chart, _, _ in differences] == born_on("甲子", "乙亥", "戊午", "己巳")
    assert len(differences) == 667


def test_parted_corners_are_the_same_at_the_hour() -> None:
    """korean-saju marks the day branch too."""
    for mine, their in zip(ours(), korean_saju(), strict=True):
        assert mine.get("격각살", set()) == their.get("격각살", set()) - {"day branch"}


def test_hurried_legs_differ_by_the_month_itself() -> None:
    differences = differing("급각살", "급각살")
    for chart, more, fewer in differences:
        assert (more, fewer) == (set(), {"month branch"})
        assert chart.month.branch.hanja in "丑未戌"
    assert len(differences) == sum(c.month.branch.hanja in "丑未戌" for c in charts()) == 2400


def test_net_is_there_in_the_same_charts() -> None:
    """Of two equal branches korean-saju marks the last only."""
    marked_less = 0
    for mine, their in zip(ours(), korean_saju(), strict=True):
        here, there = mine.get("천라지망", set()), their.get("천라지망", set())
        assert bool(here) == bool(there)
        assert there <= here
        marked_less += there != here
    assert marked_less == 251


def test_twelve_spirits_are_korean_sajus() -> None:
    for base in BRANCHES:
        for branch in BRANCHES:
            their = SibisinsalCalculator.for_branch(
                JiJi.by_index(base.index), JiJi.by_index(branch.index)
            )
            mine = twelve_spirit(base, branch)
            assert (mine.name, mine.alias) == (their.hangul, their.alias)


def test_spirits_and_their_stars_are_bazis() -> None:
    named = {
        "겁살": shensha.jiesha, "재살": shensha.zaisha, "망신살": shensha.wangshen,
        "장성살": shensha.jiangxing, "연살": shensha.taohua, "역마살": shensha.yima,
        "화개살": shensha.huagai,
    }  # fmt: skip
    for chart in charts():
        for base, spirits in (
            (chart.year, twelve_spirits_of(chart, "year")),
            (chart.day, twelve_spirits_of(chart, "day")),
        ):
            for place, spirit in spirits:
                target = dict(chart.items())[place].branch
                found = {n for n, rule in named.items() if rule(dizhi(base), Dizhi[target.hanja])}
                assert found == {spirit.name} & set(named)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("천을귀인", shensha.tianyi),
        ("태극귀인", shensha.taiji),
        ("문창귀인", shensha.wenchang),
        ("국인귀인", shensha.guoyin),
        ("금여", shensha.jinyu),
        ("건록", shensha.lushen),
        ("양인살", shensha.yangren),
        ("비인살", shensha.feiren),
        ("천복귀인", lambda stem, branch: shensha.lushen(officer(stem), branch)),
        ("관귀학관", lambda stem, branch: birth(yang_officer(stem)) is branch),
    ],
)
def test_stars_of_the_day_stem_are_bazis(name: str, rule: Callable[[Tiangan, Dizhi], bool]) -> None:
    for chart, seats in zip(charts(), ours(), strict=True):
        stem = Tiangan[chart.day.stem.hanja]
        assert seats.get(name, set()) == {
            f"{place} branch" for place, pillar in chart.items() if rule(stem, dizhi(pillar))
        }


@pytest.mark.parametrize(
    ("name", "rule", "stems", "charts_that_differ"),
    [
        # The verse of 연해자평, with 庚 beside 辛.
        ("천을귀인", partial(shensha.tianyi, definition=ShenshaRules.TianyiDef.GENG_WITH_XIN),
         "庚", 804),
        # 성학대성.
        ("문창귀인", partial(shensha.wenchang, definition=ShenshaRules.WenchangDef.XIN_XU),
         "辛", 416),
        ("태극귀인", partial(shensha.taiji, definition=ShenshaRules.TaijiDef.REN_SI_GUI_SHEN),
         "壬癸", 690),
        # 오행정기.
        ("국인귀인", partial(shensha.guoyin, definition=ShenshaRules.GuoyinDef.WUXING_JINGJI),
         "甲乙丙丁戊己庚辛壬癸", 5131),
        # 음인 after 건록, and 음인 at 제왕.
        ("양인살", partial(shensha.yangren, definition=ShenshaRules.YangrenDef.LUMING),
         "乙丁己辛癸", 1586),
        ("양인살", partial(shensha.yangren, definition=ShenshaRules.YangrenDef.DIWANG),
         "乙丁己辛癸", 1561),
        ("비인살", partial(shensha.feiren, definition=ShenshaRules.YangrenDef.LUMING),
         "乙丁己辛癸", 1527),
        ("비인살", partial(shensha.feiren, definition=ShenshaRules.YangrenDef.DIWANG),
         "乙丁己辛癸", 1627),
    ],
)  # fmt: skip
def test_other_schools_differ_for_their_stems_only(
    name: str, rule: Callable[[Tiangan, Dizhi], bool], stems: str, charts_that_differ: int
) -> None:
    differences: Counter[str] = Counter()
    for chart, seats in zip(charts(), ours(), strict=True):
        stem = Tiangan[chart.day.stem.hanja]
        theirs = {f"{place} branch" for place, p in chart.items() if rule(stem, dizhi(p))}
        differences[chart.day.stem.hanja] += seats.get(name, set()) != theirs
    assert {stem for stem, count in differences.items() if count} == set(stems)
    assert differences.total() == charts_that_differ


def test_red_charm_differs_from_bazi_for_one_stem() -> None:
    """bazi follows the verse that has 申 for 乙, we the prose that has 午."""
    differences = Counter(
        (stem.hanja, branch.hanja)
        for stem in STEMS
        for branch in BRANCHES
        if shensha.hongyan(Tiangan[stem.hanja], Dizhi[branch.hanja])
        != red_charm(stem.index)[branch.index]
    )
    assert differences == {("乙", "午"): 1, ("乙", "申"): 1}


@pytest.mark.parametrize(
    ("name", "base", "rule"),
    [
        ("도화살", "연지", shensha.taohua),
        ("도화살", "일지", shensha.taohua),
        ("역마살", "연지", shensha.yima),
        ("역마살", "일지", shensha.yima),
        ("화개살", "연지", shensha.huagai),
        ("화개살", "일지", shensha.huagai),
        ("고신살", "연지", shensha.guchen),
        ("과숙살", "연지", shensha.guasu),
        ("홍란", "연지", shensha.hongluan),
        ("천희", "연지", shensha.tianxi),
    ],
)
def test_stars_of_a_branch_are_bazis(
    name: str, base: str, rule: Callable[[Dizhi, Dizhi], bool]
) -> None:
    for chart, told in zip(charts(), stars(), strict=True):
        counted_from = dizhi(chart.year if base == "연지" else chart.day)
        places = [star.places for star in told if star.name == name and base in star.rule.ko]
        expected = tuple(place for place, p in chart.items() if rule(counted_from, dizhi(p)))
        assert places == ([expected] if expected else [])


def test_stars_of_the_day_pillar_are_bazis() -> None:
    commanding: Counter[str] = Counter()
    for chart, seats in zip(charts(), ours(), strict=True):
        day = Ganzhi.from_str(chart.day.hanja)
        noble = shensha.tianyi(day.tiangan, day.dizhi)
        prosperity_is_void = any(
            shensha.lushen(day.tiangan, branch) for branch in shensha.xunkong(day)
        )
        assert ("천사" in seats) == shensha.tianshe(dizhi(chart.month), day)
        assert ("일귀" in seats) == noble
        assert ("십악대패" in seats) == prosperity_is_void
        if ("day branch" in seats.get("괴강살", set())) != shensha.kuigang(day):
            commanding[chart.day.hanja] += 1
    # The books have four days; Korean practice adds 壬戌.
    assert commanding == {"壬戌": 145}


def test_virtues_are_lunar_pythons() -> None:
    """Its table of days has no branches for 천덕, and nine misprints of 720 days."""
    misprints = {
        ("천덕귀인", "辰", "壬寅"), ("천덕귀인", "申", "壬午"), ("천덕귀인", "亥", "己卯"),
        ("월덕귀인", "丑", "丙寅"),
        ("월덕귀인", "午", "戊午"), ("월덕귀인", "戌", "庚戌"), ("월덕귀인", "亥", "乙亥"),
        ("월덕귀인", "亥", "己酉"), ("월덕합", "亥", "己酉"),
    }  # fmt: skip
    names = {"천덕귀인": "天德", "천덕합": "天德合", "월덕귀인": "月德", "월덕합": "月德合"}
    differences: Counter[tuple[str, str, str]] = Counter()
    compared: Counter[str] = Counter()
    for chart, told in zip(charts(), stars(), strict=True):
        month, day = chart.month.branch, chart.day
        theirs = spirits_of_the_day(month.index, day.hanja)
        for name, chinese in names.items():
            here = any(
                star.name == name and star.part == "stem" and "day" in star.places for star in told
            )
            compared[name] += here
            if here != (chinese in theirs):
                differences[name, month.hanja, day.hanja] += 1
    assert set(differences) == misprints
    assert sum(differences.values()) == 121
    assert min(compared.values()) > 500


@cache
def spirits_of_the_day(month: int, day: str) -> frozenset[str]:
    return frozenset(LunarUtil.getDayJiShen(month, day))


def born_on(*days: str) -> list[Pillars]:
    return [chart for chart in charts() if chart.day.hanja in days]


def branches(chart: Pillars) -> str:
    return "".join(pillar.branch.hanja for pillar in chart)


def dizhi(pillar: Pillar) -> Dizhi:
    return Dizhi[pillar.branch.hanja]


def officer(stem: Tiangan) -> Tiangan:
    """정관: what rules the stem, of the other polarity."""
    index = list(Tiangan).index(stem)
    return list(Tiangan)[(index // 2 * 2 + 6 + (index + 1) % 2) % 10]


def yang_officer(stem: Tiangan) -> Tiangan:
    return list(Tiangan)[(list(Tiangan).index(stem) // 2 * 2 + 6) % 10]


def birth(stem: Tiangan) -> Dizhi:
    """장생, of earth with water."""
    return BaziRules.TIANGAN_ZHANGSHENG[Tiangan.壬 if stem is Tiangan.戊 else stem]


def red_charm(stem: int) -> list[bool]:
    """Whether each branch, as hour, has 홍염살 for a day stem."""
    place: Place = "hour"
    return [
        any(
            star.name == "홍염살" and place in star.places
            for star in stars_of(Pillars(PILLARS[0], PILLARS[0], PILLARS[stem], PILLARS[b]), None)
        )
        for b in range(12)
    ]
