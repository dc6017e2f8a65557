"""All that follows from a chart's signs, each part computed when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saju.signs import Signs


class Analysis:
    """The derived rows of one chart; the parts that later ones rest on come first."""

    def __init__(self, signs: Signs) -> None:
        self.signs = signs
