"""A chain for each service type, in the order that the settings give."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from shared.clock import Clock
from shared.contracts.question import QuestionType
from shared.metrics.counted import Counted
from shared.models import Models
from shared.settings import Settings
from workers.chain import Chain
from workers.gate.protocol import Gate
from workers.providers.protocol import Provider


class Chains:
    """The chains of one worker process; they share providers, gate and counts."""

    def __init__(
        self,
        settings: Settings,
        providers: Mapping[str, Provider],
        *,
        gate: Gate,
        models: Models,
        clock: Clock,
        counted: Counted,
    ) -> None:
        def chain(order: Sequence[str]) -> Chain:
            return Chain(
                [providers[name] for name in order if name in providers],
                gate=gate,
                models=models,
                retries=settings.retry_attempts,
                provider_timeout_s=settings.provider_timeout_s,
                clock=clock,
                jitter=random.SystemRandom().random,
                counted=counted,
            )

        self._providers = providers
        self._usual = chain(settings.chain)
        self._own: dict[QuestionType, Chain] = {
            service_type: chain(order) for service_type, order in settings.own_chains.items()
        }

    def of(self, service_type: QuestionType) -> Chain:
        """The chain that answers questions of this type."""
        return self._own.get(service_type, self._usual)

    @property
    def names(self) -> tuple[str, ...]:
        """Every provider that some chain may ask, those of the usual one first and in its order."""
        chains = (self._usual, *self._own.values())
        return tuple(dict.fromkeys(name for chain in chains for name in chain.names))

    @property
    def models(self) -> dict[str, str]:
        """The model that each of them is asked for."""
        return {name: self._providers[name].model for name in self.names}
