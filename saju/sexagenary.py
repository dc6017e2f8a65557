"""The cycle of sixty (육십갑자): stems, branches and their pairs.

There is one object of each, so they are compared by identity, and fast.
Source of the attributes: 연해자평 (淵海子平), in the form every Korean 만세력 prints them.
"""

from __future__ import annotations

from dataclasses import dataclass

WOOD, FIRE, EARTH, METAL, WATER = range(5)
ELEMENTS = ("목", "화", "토", "금", "수")
ELEMENTS_HANJA = "木火土金水"


@dataclass(frozen=True, slots=True, eq=False)
class Stem:
    """One of the ten heavenly stems (천간); `element` indexes ELEMENTS."""

    index: int
    hanja: str
    hangul: str
    element: int
    is_yang: bool


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """One of the twelve earthly branches (지지); `element` indexes ELEMENTS."""

    index: int
    hanja: str
    hangul: str
    element: int
    is_yang: bool
    animal: str


@dataclass(frozen=True, slots=True, eq=False)
class Pillar:
    """A stem over a branch (주, 柱); `index` 0–59 counts from 甲子."""

    index: int
    stem: Stem
    branch: Branch
    hanja: str
    hangul: str

    def __str__(self) -> str:
        return self.hanja


STEMS = tuple(
    Stem(i, hanja, hangul, i // 2, i % 2 == 0)
    for i, (hanja, hangul) in enumerate(
        zip("甲乙丙丁戊己庚辛壬癸", "갑을병정무기경신임계", strict=True)
    )
)
_BRANCH_ELEMENTS = (
    (WATER, EARTH, WOOD, WOOD, EARTH, FIRE, FIRE, EARTH, METAL, METAL, EARTH, WATER)
)  # fmt: skip
_ANIMALS = ("쥐", "소", "호랑이", "토끼", "용", "뱀", "말", "양", "원숭이", "닭", "개", "돼지")
BRANCHES = tuple(
    Branch(i, hanja, hangul, element, i % 2 == 0, animal)
    for i, (hanja, hangul, element, animal) in enumerate(
        zip(
            "子丑寅卯辰巳午未申酉戌亥",
            "자축인묘진사오미신유술해",
            _BRANCH_ELEMENTS,
            _ANIMALS,
            strict=True,
        )
    )
)
PILLARS = tuple(
    Pillar(
        i,
        STEMS[i % 10],
        BRANCHES[i % 12],
        STEMS[i % 10].hanja + BRANCHES[i % 12].hanja,
        STEMS[i % 10].hangul + BRANCHES[i % 12].hangul,
    )
    for i in range(60)
)
STEM_BY_HANJA = {stem.hanja: stem for stem in STEMS}
BRANCH_BY_HANJA = {branch.hanja: branch for branch in BRANCHES}
PILLAR_BY_HANJA = {pillar.hanja: pillar for pillar in PILLARS}


def pillar_of(stem: int, branch: int) -> Pillar:
    """The pillar of a stem and a branch of the same polarity (indices, any multiple)."""
    return PILLARS[(6 * stem - 5 * branch) % 60]
