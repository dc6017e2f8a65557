from __future__ import annotations

import gc
from typing import Any

from api_gateway.head import head_of


def test_a_head_does_not_hold_the_request_that_holds_it() -> None:
    scope: dict[str, Any] = {"method": "GET", "path": "/", "headers": [(b"host", b"127.0.0.1")]}
    head = head_of(scope)
    assert head_of(scope) is head
    assert not [held for held in gc.get_referents(head) if held is scope]
