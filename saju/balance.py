"""How the five elements (오행) are spread over a chart."""

from __future__ import annotations

from saju.pillars import Pillars


def element_counts(pillars: Pillars) -> tuple[int, int, int, int, int]:
    """How many visible stems and branches are wood, fire, earth, metal and water.

    Eight in all, six when the hour is unknown; hidden stems are not counted.
    """
    counts = [0] * 5
    for pillar in pillars:
        counts[pillar.stem.element] += 1
        counts[pillar.branch.element] += 1
    wood, fire, earth, metal, water = counts
    return wood, fire, earth, metal, water
