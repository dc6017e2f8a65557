"""납음 against the table of 삼명통회 (三命通會 1, 論納音取象)."""

from __future__ import annotations

import pytest

from saju.nayin import nayin
from saju.sexagenary import ELEMENTS, PILLAR_BY_HANJA

_TABLE = """
甲子 乙丑 해중금 海中金 · 丙寅 丁卯 노중화 爐中火 · 戊辰 己巳 대림목 大林木 · 庚午 辛未 노방토 路傍土
壬申 癸酉 검봉금 劍鋒金 · 甲戌 乙亥 산두화 山頭火 · 丙子 丁丑 간하수 澗下水 · 戊寅 己卯 성두토 城頭土
庚辰 辛巳 백랍금 白蠟金 · 壬午 癸未 양류목 楊柳木 · 甲申 乙酉 천중수 泉中水 · 丙戌 丁亥 옥상토 屋上土
戊子 己丑 벽력화 霹靂火 · 庚寅 辛卯 송백목 松柏木 · 壬辰 癸巳 장류수 長流水 · 甲午 乙未 사중금 沙中金
丙申 丁酉 산하화 山下火 · 戊戌 己亥 평지목 平地木 · 庚子 辛丑 벽상토 壁上土 · 壬寅 癸卯 금박금 金箔金
甲辰 乙巳 복등화 覆燈火 · 丙午 丁未 천하수 天河水 · 戊申 己酉 대역토 大驛土 · 庚戌 辛亥 차천금 釵釧金
壬子 癸丑 상자목 桑柘木 · 甲寅 乙卯 대계수 大溪水 · 丙辰 丁巳 사중토 沙中土 · 戊午 己未 천상화 天上火
庚申 辛酉 석류목 石榴木 · 壬戌 癸亥 대해수 大海水
"""
_ROWS = [row.split() for line in _TABLE.strip().splitlines() for row in line.split("·")]


def test_the_table_has_the_whole_cycle() -> None:
    assert {hanja for row in _ROWS for hanja in row[:2]} == set(PILLAR_BY_HANJA)


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row[2])
def test_two_pillars_share_an_image(row: list[str]) -> None:
    first, second, hangul, hanja = row
    for pillar in (first, second):
        found = nayin(PILLAR_BY_HANJA[pillar])
        assert (found.hangul, found.hanja) == (hangul, hanja)
        assert ELEMENTS[found.element] == hangul[-1]
