"""The table of stars (신살): what each is counted from, where it sits, and who says so.

Books: 연해자평 (淵海子平), 삼명통회 (三命通會), 명리탐원 (命理探源), 명리약언 (命理約言),
성학대성 (星學大成), 장과성종 (張果星宗). `_ALMANACS` is the table that Korean 만세력 print; it marks
the stars that Korean practice has from no one book, or counts otherwise than the books.

Targets are written in the order of what they are counted from: ten cells for the stems from 甲,
twelve for the branches from 子, `-` for none. Without a base each cell is a set of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from saju.saying import Said

if TYPE_CHECKING:
    from saju.model import Gender, Place

Kind = Literal["benefic", "malefic", "mixed"]
Base = Literal["day_stem", "year_branch", "month_branch", "day_branch", "none"]

EVERYWHERE: tuple[Place, ...] = ("year", "month", "day", "hour")
NOT_MONTH: tuple[Place, ...] = ("year", "day", "hour")
DAY_AND_HOUR: tuple[Place, ...] = ("day", "hour")
DAY: tuple[Place, ...] = ("day",)
HOUR: tuple[Place, ...] = ("hour",)


@dataclass(frozen=True, slots=True)
class StarRule:
    """A row of the table.

    `targets`: the signs that carry the star – stems, branches or whole pillars. `places`: where
    they are looked for. `needs`: how many different ones must be there. `gender`: whose chart it
    is read in, None both. `note`: the school followed, where schools differ.
    """

    name: str
    hanja: str
    english: str
    kind: Kind
    base: Base
    targets: str
    source: str
    places: tuple[Place, ...] = EVERYWHERE
    needs: int = 1
    gender: Gender | None = None
    note: Said | None = None


_ALMANACS = "한국 만세력 조견표"
_DAY_STEM: tuple[StarRule, ...] = (
    # 연해자평 gives 庚 the 寅午 of 辛; 삼명통회 and every Korean 만세력 put it with 甲 and 戊.
    StarRule("천을귀인", "天乙貴人", "Heavenly Noble", "benefic", "day_stem",
             "丑未 子申 酉亥 酉亥 丑未 子申 丑未 寅午 卯巳 卯巳", "三命通會 3 論天乙貴人"),
    # The books count it from the year stem. Another reading: 壬 only 巳, 癸 only 申.
    StarRule("태극귀인", "太極貴人", "Great Ultimate Noble", "benefic", "day_stem",
             "子午 子午 卯酉 卯酉 丑辰未戌 丑辰未戌 寅亥 寅亥 巳申 巳申", "淵海子平 1 論太極貴人"),
    # 성학대성 has 戌 for 辛.
    StarRule("문창귀인", "文昌貴人", "Literary Noble", "benefic", "day_stem",
             "巳 午 申 酉 申 酉 亥 子 寅 卯", "命理探源 3"),
    # The opposite of 문창귀인; a few count the partner of its 육합 instead.
    StarRule("문곡귀인", "文曲貴人", "Arts Noble", "benefic", "day_stem",
             "亥 子 寅 卯 寅 卯 巳 午 申 酉", _ALMANACS),
    # The stem's own 장생; 삼명통회 goes by the 납음 of the year.
    StarRule("학당귀인", "學堂貴人", "Noble of Learning", "benefic", "day_stem",
             "亥 午 寅 酉 寅 酉 巳 子 申 卯", _ALMANACS),
    # 장생 of the yang stem of the 관성.
    StarRule("관귀학관", "官貴學館", "Academy of Office", "benefic", "day_stem",
             "巳 巳 申 申 亥 亥 寅 寅 申 申", _ALMANACS),
    # 건록 of the 식신, but 丙 and 丁 as 甲 and 乙; 연해자평 has other branches.
    StarRule("천주귀인", "天廚貴人", "Heavenly Kitchen", "benefic", "day_stem",
             "巳 午 巳 午 申 酉 亥 子 寅 卯", _ALMANACS),
    # 건록 of the 정관.
    StarRule("천복귀인", "天福貴人", "Heavenly Fortune", "benefic", "day_stem",
             "酉 申 子 亥 卯 寅 午 巳 午 巳", _ALMANACS),
    # The hour of the day whose stem is the 식신. Chinese tables: 甲丙 寅子, 乙癸 丑卯, 丁亥 and
    # the rest alike.
    StarRule("복성귀인", "福星貴人", "Star of Fortune", "benefic", "day_stem",
             "寅 丑 子 酉 申 未 午 巳 辰 卯", _ALMANACS),
    # 오행정기 has the branch before.
    StarRule("국인귀인", "國印貴人", "Seal of State", "benefic", "day_stem",
             "戌 亥 丑 寅 丑 寅 辰 巳 未 申", "張果星宗 祿勳陽刃唐符國印"),
    # The store of the 재성's element, earth with water; others list ten pillars.
    StarRule("재고귀인", "財庫貴人", "Treasury of Wealth", "benefic", "day_stem",
             "辰 辰 丑 丑 辰 辰 未 未 戌 戌", _ALMANACS),
    StarRule("금여", "金輿", "Golden Carriage", "benefic", "day_stem",
             "辰 巳 未 申 未 申 戌 亥 丑 寅", "三命通會 3 論金輿"),
    StarRule("건록", "建祿", "Prosperity", "benefic", "day_stem",
             "寅 卯 巳 午 巳 午 申 酉 亥 子", "三命通會 3 論十干祿"),
    StarRule("암록", "暗祿", "Hidden Prosperity", "benefic", "day_stem",
             "亥 戌 申 未 申 未 巳 辰 寅 丑", _ALMANACS),
    StarRule("협록", "夾祿", "Flanked Prosperity", "benefic", "day_stem",
             "丑卯 寅辰 辰午 巳未 辰午 巳未 未酉 申戌 戌子 亥丑", _ALMANACS, needs=2),
    # 삼명통회 also tells of 음인, the branch after 건록 (乙辰 丁未 己未 辛戌 癸丑); Chinese software
    # takes the 제왕 (乙寅 丁巳 己巳 辛申 癸亥).
    StarRule("양인살", "羊刃殺", "Blade", "mixed", "day_stem",
             "卯 - 午 - 午 - 酉 - 子 -", "三命通會 3 論羊刃",
             note=Said("양간에만 보는 자평법", "yang stems only, after Ziping")),
    StarRule("비인살", "飛刃殺", "Flying Blade", "malefic", "day_stem",
             "酉 - 子 - 子 - 卯 - 午 -", "三命通會 3 論羊刃",
             note=Said("양간에만 보는 자평법", "yang stems only, after Ziping")),
    # A verse has 申 for 乙; some tables 寅, 戌 and 子 for 丁, 辛 and 癸, as for the yang stems.
    StarRule("홍염살", "紅艶殺", "Red Charm", "mixed", "day_stem",
             "午 午 寅 未 辰 辰 戌 酉 子 申", "三命通會 紅艷煞"),
    StarRule("유하살", "流霞殺", "Flowing Mist", "malefic", "day_stem",
             "酉 戌 未 申 巳 午 辰 卯 亥 寅", _ALMANACS),
    StarRule("낙정관살", "落井關殺", "Fall into a Well", "malefic", "day_stem",
             "巳 子 申 戌 卯 巳 子 申 戌 卯", _ALMANACS),
)  # fmt: skip
_MONTH_BRANCH: tuple[StarRule, ...] = (
    StarRule("천덕귀인", "天德貴人", "Heavenly Virtue", "benefic", "month_branch",
             "巳 庚 丁 申 壬 辛 亥 甲 癸 寅 丙 乙", "淵海子平 1 論天德貴人"),
    StarRule("천덕합", "天德合", "Match of Heavenly Virtue", "benefic", "month_branch",
             "申 乙 壬 巳 丁 丙 寅 己 戊 亥 辛 庚", "三命通會 3 論天月德"),
    StarRule("월덕귀인", "月德貴人", "Monthly Virtue", "benefic", "month_branch",
             "壬 庚 丙 甲 壬 庚 丙 甲 壬 庚 丙 甲", "淵海子平 1 論月德貴人"),
    StarRule("월덕합", "月德合", "Match of Monthly Virtue", "benefic", "month_branch",
             "丁 乙 辛 己 丁 乙 辛 己 丁 乙 辛 己", "淵海子平 1 論月德合"),
    StarRule("천사", "天赦", "Heavenly Pardon", "benefic", "month_branch",
             "甲子 甲子 戊寅 戊寅 戊寅 甲午 甲午 甲午 戊申 戊申 戊申 甲子", "三命通會 3 論天月德",
             places=DAY),
    # Not the 天醫 of the almanac of days, which is 戌 in the month of 寅.
    StarRule("천의성", "天醫星", "Heavenly Doctor", "benefic", "month_branch",
             "亥 子 丑 寅 卯 辰 巳 午 未 申 酉 戌", _ALMANACS),
    StarRule("급각살", "急脚殺", "Hurried Legs", "malefic", "month_branch",
             "丑辰 丑辰 亥子 亥子 亥子 卯未 卯未 卯未 寅戌 寅戌 寅戌 丑辰", _ALMANACS,
             places=NOT_MONTH),
    StarRule("단교관살", "斷橋關殺", "Broken Bridge", "malefic", "month_branch",
             "亥 子 寅 卯 申 丑 戌 酉 辰 巳 午 未", _ALMANACS, places=NOT_MONTH),
)  # fmt: skip
_YEAR_BRANCH: tuple[StarRule, ...] = (
    StarRule("도화살", "桃花殺", "Peach Blossom", "mixed", "year_branch",
             "酉 午 卯 子 酉 午 卯 子 酉 午 卯 子", "三命通會 2 論咸池"),
    StarRule("역마살", "驛馬殺", "Post Horse", "mixed", "year_branch",
             "寅 亥 申 巳 寅 亥 申 巳 寅 亥 申 巳", "三命通會 3 論驛馬"),
    StarRule("화개살", "華蓋殺", "Canopy", "mixed", "year_branch",
             "辰 丑 戌 未 辰 丑 戌 未 辰 丑 戌 未", "命理探源 引三命通會"),
    # Said of men, as 과숙살 of women; printed in both charts all the same.
    StarRule("고신살", "孤辰殺", "Lonely Star", "malefic", "year_branch",
             "寅 寅 巳 巳 巳 申 申 申 亥 亥 亥 寅", "三命通會 3 論孤辰寡宿"),
    StarRule("과숙살", "寡宿殺", "Widow's Lodge", "malefic", "year_branch",
             "戌 戌 丑 丑 丑 辰 辰 辰 未 未 未 戌", "三命通會 3 論孤辰寡宿"),
    StarRule("홍란", "紅鸞", "Red Phoenix", "benefic", "year_branch",
             "卯 寅 丑 子 亥 戌 酉 申 未 午 巳 辰", "星學大成 1 論紅鸞天喜"),
    StarRule("천희", "天喜", "Heavenly Joy", "benefic", "year_branch",
             "酉 申 未 午 巳 辰 卯 寅 丑 子 亥 戌", "星學大成 1 論紅鸞天喜"),
    StarRule("상문살", "喪門殺", "Funeral Gate", "malefic", "year_branch",
             "寅 卯 辰 巳 午 未 申 酉 戌 亥 子 丑", _ALMANACS),
    StarRule("조객살", "弔客殺", "Mourner", "malefic", "year_branch",
             "戌 亥 子 丑 寅 卯 辰 巳 午 未 申 酉", _ALMANACS),
)  # fmt: skip
_DAY_BRANCH: tuple[StarRule, ...] = (
    StarRule("도화살", "桃花殺", "Peach Blossom", "mixed", "day_branch",
             "酉 午 卯 子 酉 午 卯 子 酉 午 卯 子", "三命通會 2 論咸池"),
    StarRule("역마살", "驛馬殺", "Post Horse", "mixed", "day_branch",
             "寅 亥 申 巳 寅 亥 申 巳 寅 亥 申 巳", "三命通會 3 論驛馬"),
    StarRule("화개살", "華蓋殺", "Canopy", "mixed", "day_branch",
             "辰 丑 戌 未 辰 丑 戌 未 辰 丑 戌 未", "命理探源 引三命通會"),
    # Two branches apart, either way; some count forward only.
    StarRule("격각살", "隔角殺", "Parted Corners", "malefic", "day_branch",
             "寅戌 卯亥 子辰 丑巳 寅午 卯未 辰申 巳酉 午戌 未亥 子申 丑酉", _ALMANACS,
             places=HOUR),
)  # fmt: skip
_ITSELF: tuple[StarRule, ...] = (
    # 연해자평: 庚辰 庚戌 壬辰 戊戌, of the day; Korean practice adds 壬戌 and reads every pillar.
    # Others leave 戊戌 out, or take 戊辰 in.
    StarRule("괴강살", "魁罡殺", "Commanding Star", "mixed", "none",
             "戊戌庚辰庚戌壬辰壬戌", _ALMANACS,
             note=Said("戊戌을 넣는 다섯 괴강", "the five with 戊戌")),
    StarRule("백호대살", "白虎大殺", "White Tiger", "malefic", "none",
             "戊辰丁丑丙戌乙未甲辰癸丑壬戌", _ALMANACS),
    StarRule("일덕", "日德", "Virtue of the Day", "benefic", "none",
             "戊辰庚辰甲寅丙辰壬戌", "命理約言 3 魁罡論", places=DAY),
    StarRule("일귀", "日貴", "Noble of the Day", "benefic", "none",
             "丁亥癸巳丁酉癸卯", "三命通會 6 日貴", places=DAY),
    # 인성 under the day stem; some count only the 편인 among them.
    StarRule("효신살", "梟神殺", "Owl", "malefic", "none",
             "甲子丙寅丁卯己巳辛未壬申癸酉乙亥庚辰辛丑庚戌戊午", _ALMANACS, places=DAY),
    # Some add 丙午, 戊午 and 壬子. A star of wives: not read in a man's chart.
    StarRule("고란살", "孤鸞殺", "Lonely Phoenix", "malefic", "none",
             "乙巳戊申辛亥甲寅丁巳", _ALMANACS, places=DAY, gender="female"),
    StarRule("음양차착살", "陰陽差錯殺", "Yin-Yang Mismatch", "malefic", "none",
             "丙子丁丑戊寅辛卯壬辰癸巳丙午丁未戊申辛酉壬戌癸亥", _ALMANACS,
             places=DAY_AND_HOUR),
    # The days whose 건록 is void.
    StarRule("십악대패", "十惡大敗", "Ten Great Failures", "malefic", "none",
             "壬申庚辰辛巳丁亥己丑丙申戊戌甲辰乙巳癸亥", "淵海子平 1 論十惡大敗日", places=DAY),
    StarRule("탕화살", "湯火殺", "Scald", "malefic", "none", "丑寅午", _ALMANACS, places=DAY),
    # By the shape of the sign: some add 未, some leave 午 out.
    StarRule("현침살", "懸針殺", "Hanging Needle", "mixed", "none", "甲辛", _ALMANACS,
             note=Said("甲·辛·卯·午·申 다섯 글자", "of the five signs 甲, 辛, 卯, 午 and 申")),
    StarRule("현침살", "懸針殺", "Hanging Needle", "mixed", "none", "卯午申", _ALMANACS,
             note=Said("甲·辛·卯·午·申 다섯 글자", "of the five signs 甲, 辛, 卯, 午 and 申")),
    # Stricter books want the three side by side and in order.
    StarRule("삼기귀인", "三奇貴人", "Three Wonders", "benefic", "none",
             "甲戊庚 乙丙丁 辛壬癸", "淵海子平 1 論三奇貴人", needs=3),
    StarRule("천라지망", "天羅地網", "Net of Heaven and Earth", "malefic", "none",
             "戌亥 辰巳", _ALMANACS, needs=2),
    StarRule("철쇄개금", "鐵鎖開金", "Unlocked Chain", "mixed", "none",
             "卯酉戌", _ALMANACS, needs=2),
)  # fmt: skip

STAR_RULES = _DAY_STEM + _MONTH_BRANCH + _YEAR_BRANCH + _DAY_BRANCH + _ITSELF
