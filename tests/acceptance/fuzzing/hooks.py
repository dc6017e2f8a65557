"""What schemathesis is told in Python: loaded by its command, see `schemathesis.toml`."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import strategies
from schemathesis.specs.openapi.checks import use_after_free

if TYPE_CHECKING:
    from schemathesis import Case, CheckContext, Response

_ZONES = (resources.files("tzdata") / "zones").read_text("utf-8").split()

schemathesis.openapi.format("iana-time-zone", strategies.sampled_from(sorted(_ZONES)))


@schemathesis.check
def removed_job_is_gone(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """`use_after_free` where a DELETE was answered with 204: the record is removed."""
    for other in ctx.internals.find_related(case_id=case.id):
        answer = ctx.internals.find_response(case_id=other.id)
        if other.operation.method.lower() == "delete" and answer and answer.status_code == 204:
            use_after_free(ctx, response, case)


@schemathesis.check
class EveryCallSucceedsSometimes:
    """No operation was only ever refused: else its answers were never looked at."""

    def __init__(self) -> None:
        self._tried: set[str] = set()
        self._succeeded: set[str] = set()

    def after_response(self, _ctx: CheckContext, response: Response, case: Case[Any]) -> None:
        self._tried.add(case.operation.label)
        if response.status_code < 300:
            self._succeeded.add(case.operation.label)

    def after_run(self, _ctx: CheckContext) -> None:
        never = sorted(self._tried - self._succeeded)
        if never:
            raise AssertionError(f"never a 2xx: {', '.join(never)}")
