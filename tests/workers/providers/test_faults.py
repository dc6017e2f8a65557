"""The named faults of the fake provider, as the chain meets them when it asks for a stream."""

from __future__ import annotations

import pytest

from shared.errors import ProviderError
from tests.fakes.faults import FAULTS
from tests.fakes.provider import FakeProvider
from tests.workers.providers.calls import NAMES, Make, call, unheard

OUTCOMES = {
    "429 with a hint": "rate_limited",
    "429 without a hint": "rate_limited",
    "500 once": "server_error",
    "503 for ever": "server_error",
    "reset before the headers": "connection",
    "silence": "timeout",
    "slow first token": "timeout",
    "stream cut": "connection",
    "stall": "timeout",
    "malformed event": "unusable",
    "no end marker": "connection",
    "context too long": "refused",
    "content filter": "content_filter",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fault", FAULTS)
async def test_every_named_fault_has_its_outcome(
    make: Make, provider: FakeProvider, name: str, fault: str
) -> None:
    provider.answer_with(FAULTS[fault])

    with pytest.raises(ProviderError) as caught:
        await make(name).ask(call(unheard, timeout_s=0.6))

    assert caught.value.outcome == OUTCOMES[fault]
    assert [seen.dialect for seen in provider.calls] == [name]
