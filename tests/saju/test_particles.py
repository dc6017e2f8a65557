from __future__ import annotations

import pytest

from saju.particles import Word, with_particle


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("사람", "은/는", "사람은"),
        ("나무", "은/는", "나무는"),
        ("하늘", "이/가", "하늘이"),
        ("바다", "이/가", "바다가"),
        ("꽃", "을/를", "꽃을"),
        ("재", "을/를", "재를"),
        ("흙", "과/와", "흙과"),
        ("쇠", "와/과", "쇠와"),
        ("집", "으로/로", "집으로"),
        ("학교", "으로/로", "학교로"),
        ("서울", "으로/로", "서울로"),
        ("서울", "은/는", "서울은"),
        ("물", "이다/다", "물이다"),
        ("불", "이며/며", "불이며"),
        ("편재", "이고/고", "편재고"),
        ("갑목(甲木)", "은/는", "갑목(甲木)은"),
        ("기토(己土)", "이/가", "기토(己土)가"),
    ],
)
def test_a_particle_follows_the_last_sound(word: str, pair: str, expected: str) -> None:
    assert with_particle(word, pair) == expected


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("甲", "은/는", "甲은"),  # 갑
        ("乙", "으로/로", "乙로"),  # 을
        ("乙", "이/가", "乙이"),
        ("戊", "을/를", "戊를"),  # 무
        ("癸", "과/와", "癸와"),  # 계
        ("庚午", "은/는", "庚午는"),  # 경오
        ("丙戌", "이/가", "丙戌이"),  # 병술
        ("丙戌", "으로/로", "丙戌로"),
        ("戊寅", "으로/로", "戊寅으로"),  # 무인
        ("己亥", "을/를", "己亥를"),  # 기해
    ],
)
def test_signs_in_hanja_are_heard_in_korean(word: str, pair: str, expected: str) -> None:
    assert with_particle(word, pair) == expected


@pytest.mark.parametrize(
    ("word", "expected_topic", "expected_way"),
    [
        ("0", "0은", "0으로"),  # 영
        ("1", "1은", "1로"),  # 일
        ("2", "2는", "2로"),  # 이
        ("3", "3은", "3으로"),  # 삼
        ("4", "4는", "4로"),  # 사
        ("5", "5는", "5로"),  # 오
        ("6", "6은", "6으로"),  # 육
        ("7", "7은", "7로"),  # 칠
        ("8", "8은", "8로"),  # 팔
        ("9", "9는", "9로"),  # 구
        ("10", "10은", "10으로"),  # 십
    ],
)
def test_digits_are_heard_in_sino_korean(word: str, expected_topic: str, expected_way: str) -> None:
    assert with_particle(word, "은/는") == expected_topic
    assert with_particle(word, "으로/로") == expected_way


def test_a_word_in_a_template_takes_its_particle() -> None:
    assert f"{Word('일간'):은/는} {Word('병화'):이다/다}" == "일간은 병화다"
    assert f"{Word('일간')}" == "일간"


@pytest.mark.parametrize(("word", "pair"), [("water", "은/는"), ("", "은/는"), ("물", "so/as")])
def test_an_ending_or_a_pair_that_is_not_in_the_tables_is_refused(word: str, pair: str) -> None:
    with pytest.raises(KeyError):
        with_particle(word, pair)
