"""Single signs and sentences as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from saju.saying import Said
from saju.sexagenary import ELEMENTS, ELEMENTS_HANJA, Branch, Pillar, Stem

ELEMENT_NAMES = ("wood", "fire", "earth", "metal", "water")
_POLARITIES = {True: "yang", False: "yin"}


def sign_body(sign: Stem | Branch) -> dict[str, str]:
    """A stem or a branch."""
    return {
        "hanja": sign.hanja,
        "hangul": sign.hangul,
        "element": ELEMENTS[sign.element],
        "element_hanja": ELEMENTS_HANJA[sign.element],
        "polarity": _POLARITIES[sign.is_yang],
    }


def pair_body(pillar: Pillar) -> dict[str, str]:
    """A pillar by its two names."""
    return {"hanja": pillar.hanja, "hangul": pillar.hangul}


def said_body(said: Said) -> dict[str, str]:
    """A sentence in both languages."""
    return {"ko": said.ko, "en": said.en}


def by_element(values: Sequence[float]) -> dict[str, float]:
    """Five values by the elements' English names, rounded to a tenth."""
    return {name: round(value, 1) for name, value in zip(ELEMENT_NAMES, values, strict=True)}


def element_names(elements: Iterable[int]) -> list[str]:
    """Elements by their English names."""
    return [ELEMENT_NAMES[element] for element in elements]
