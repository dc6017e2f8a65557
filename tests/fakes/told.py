"""What a caller reads of a field's problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api_gateway.messages import messages

if TYPE_CHECKING:
    from shared.errors import FieldProblem


def english(problem: FieldProblem) -> str:
    return messages("en").field(problem)
