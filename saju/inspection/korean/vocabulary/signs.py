"""Pillars, stems, branches, animals and elements."""

from __future__ import annotations

from saju.inspection.korean.vocabulary.entry import Row, rows
from saju.sexagenary import BRANCHES, ELEMENTS, ELEMENTS_HANJA, PILLARS, STEMS

_PLAIN = ("나무", "불", "흙", "쇠", "물")
_ALL_OF = [
    "모두",
    "다",
    "두루",
    "고루",
    "골고루",
    "전부",
    "빠짐없이",
    "온전히",
    "고르게",
    "균형",
    "있게",
]
# Elements that are many or weak, in one word; a flood and a sea of fire.
_IDIOMS = (
    "목다화식 목다금결 목다토붕 화다토초 화다수증 화다금용 토다금매 토다매금 토다목절 금다수탁 금다화식 "
    "금다목절 수다목부 수다토류 수다토산 수다화식 수다금침"
)
_FLOODS = (("물바다", 4), ("불바다", 1))
_COLOURS = ("", "백", "흑", "청", "적", "황", "홍", "황금")  # of the year's stem
_BORN = ("태어", "출생", "난 ")
_OTHER_ANIMALS = (("범", 2), ("잔나비", 8))
_VOID_PAIRS = "술해 오미 진사 인묘 자축 해술 미오 사진 묘인 축자"


def rows_of_signs() -> list[Row]:
    """Each sign in hangul and hanja, alone and with its element."""
    found: list[Row] = []
    for pillar in PILLARS:
        found.append((pillar.hanja, "P", pillar.index, "free"))
        found.append((pillar.hangul, "P", pillar.index, "pillar"))
    for letter, signs in (("S", STEMS), ("R", BRANCHES)):
        for sign in signs:
            found.append((sign.hangul + ELEMENTS[sign.element], letter, sign.index, "whole"))
            hanja = sign.hanja + ELEMENTS_HANJA[sign.element]
            found += [(name, letter, sign.index, "free") for name in (hanja, sign.hanja)]
            found.append((sign.hangul, letter, sign.index, "sign"))
    for stem in STEMS:
        polarity = "음양"[stem.index % 2 == 0]
        found.append((polarity + ELEMENTS[stem.element], "S", stem.index, "whole"))
    for pair in _VOID_PAIRS.split():
        both = tuple(branch.index for branch in BRANCHES if branch.hangul in pair)
        found.append((pair, "R", both, "void"))
    return found + _animals() + _elements()


def _animals() -> list[Row]:
    found: list[Row] = []
    names = [(branch.animal, branch.index) for branch in BRANCHES]
    for animal, index in (*names, *_OTHER_ANIMALS):
        found += [(f"{colour}{animal}띠", "A", index, "free") for colour in _COLOURS]
        found.append((animal + " 띠", "A", index, "free"))
        found += [
            (f"{animal}{of}해에 {born}", "A", index, "free")
            for of in ("", "의 ")
            for born in _BORN
            if animal != "양"
        ]
        found += rows(f"{animal}해생", "A", index)
    found += [(animal, "A", index, "animal") for animal, index in (*names, _OTHER_ANIMALS[0])]
    return found + rows("띠는 띠가 띠", "a", None, "whole")


def _elements() -> list[Row]:
    found: list[Row] = [
        (f"{begin}{particle} {how}", "F", "all", "free")
        for begin in ("오행", "다섯 오행", "다섯 기운", "다섯 가지 기운", "오행의 기운")
        for particle in ("이", "을", "은")
        for how in _ALL_OF
    ]
    found += [
        (f"{lacking} {what}{particle} {none}", "F", "full", "full")
        for lacking in ("빠진", "없는", "결핍된", "부족한")
        for what in ("오행", "기운", "것")
        for particle in ("이", "은", "도")
        for none in ("없", "하나도 없", "전혀 없")
    ]
    found += rows("나머지", "F", "rest", "rest")
    names = {name: index for index, name in enumerate(ELEMENTS)}
    many = ("m", None)
    found += [(idiom, "E", (("E", names[idiom[0]]), many), "spelt") for idiom in _IDIOMS.split()]
    found += [(flood, "E", (("E", index), many), "spelt") for flood, index in _FLOODS]
    found += [
        (
            f"{one}왕{other}쇠",
            "E",
            (("E", at), ("s", None), (",", None), ("E", to), ("w", None)),
            "spelt",
        )
        for one, at in names.items()
        for other, to in names.items()
    ]
    found.append(("온통", "m", (many, ("d", None)), "spelt"))
    for index, (name, hanja) in enumerate(zip(ELEMENTS, ELEMENTS_HANJA, strict=True)):
        found += rows(f"{name}기운 {hanja}氣 {hanja}", "E", index)
        found += rows(f"{name}기 {hanja}기 |{name} 오행|", "E", index, "whole")
        found.append((name, "E", index, "element"))
    for index, name in enumerate(_PLAIN):
        hanja = ELEMENTS_HANJA[index]
        found.append((name, "E", index, "colloquial"))
        found += rows(f"{name}기운", "E", index, "whole")
        found += rows(f"|{name}의 기운| |{name} 기운| |{name} 오행| {name}({hanja})", "E", index)
    return found
