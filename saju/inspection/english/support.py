"""Claims about what carries the day master: the season, the ground and the company (득령·득지·득세)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saju.inspection.claims.whole import support_claim
from saju.inspection.english.binding import is_denied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saju.inspection.claim import Claim
    from saju.inspection.english.clauses import Clause

_SELF = frozenset("M@'SZ")
_OF_OTHERS = frozenset("EGHX")  # wood in season is another matter
_OF_MEETINGS = frozenset("CV")  # so is a combination


def support_claims(clause: Clause) -> Iterator[Claim]:
    """The claims of a clause about the season, the ground and the company."""
    shape, tokens = clause.shape, clause.tokens
    if "g" not in shape or clause.of_year:
        return
    k = shape.index("g")
    romanised = tokens[k].value[2:]
    if not romanised and (
        not _OF_MEETINGS.isdisjoint(shape[:k])
        or _SELF.isdisjoint(shape)
        or (not _OF_OTHERS.isdisjoint(shape) and "M" not in shape)
    ):
        return
    if clause.says(k) == "in season" and shape[max(k - 1, 0) : k] not in ("=", "n", "b"):
        return  # like rain in season
    part, lacks = tokens[k].value[:2]
    after = shape[k + 1 : k + 3]
    answered = romanised and after[:1] == "j"  # Deungnyeong: no
    denied = after[1:] in ("l", "n") if answered else is_denied(clause, k, "=h@'.i&")
    yield support_claim(*clause.span(k), part, denied=lacks != denied)
