"""The request that switches optimisation."""

from __future__ import annotations

from pydantic import BaseModel, Field

from shared.contracts.requests import STRICT


class SwitchRequest(BaseModel):
    """What a caller of the toggle sends."""

    model_config = STRICT

    optimization_enabled: bool = Field(
        description="false: no cache, no joined questions, a connection per provider call",
        examples=[False],
    )
